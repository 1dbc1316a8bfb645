"""An edit on a photo of another size: what lay over the same part of the picture does so again."""

from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import WHOLE, Box, Framing, Size
from dce_studio.core.local.carry import carried, ratio_of
from dce_studio.core.local.values import FARTHEST, Alike, Brush, Linear, Local, Radial, Stroke
from tests.core.local.test_values import ALL

LARGE, SMALL, STANDING, SQUARER = Size(6000, 4000), Size(1500, 1000), Size(4000, 6000), Size(4000, 3000)
SIXTEEN_NINE = Framing.around(Box(0, 312, 6000, 3375), LARGE)


def test_of_one_shape_everything_is_scaled() -> None:
    edit = Edit(gamma=2).with_locals(*ALL).framed(Framing(0.1, 0.2, 0.7, 0.8, 1, True))
    brush, linear, radial, alike = (each.shape for each in carried(edit, LARGE, SMALL).locals[:4])
    small = carried(edit, LARGE, SMALL)
    assert small.framing == edit.framing and replace(small, locals=()) == replace(edit, locals=())
    for before, after in zip(edit.locals, small.locals, strict=True):
        assert replace(after, shape=before.shape) == before  # amount, name, feather and eye are its own
    assert {type(shape) for shape in (brush, linear, radial, alike)} == {Brush, Linear, Radial, Alike}
    again = carried(small, SMALL, LARGE)
    for before, after in zip(edit.locals, again.locals, strict=True):
        assert _numbers(after.shape) == pytest.approx(_numbers(before.shape))


def _numbers(shape: object) -> list[float]:
    match shape:
        case Brush(strokes):
            return [v for s in strokes for v in (s.radius, s.softness, *(v for p in s.points for v in p))]
        case Linear(start, end):
            return [*start, *end]
        case Radial():
            return [*shape.centre, *shape.radii, shape.angle, shape.softness]
        case Alike():
            return [*shape.at, shape.red, shape.green, shape.blue]
    raise TypeError(shape)


def test_of_another_shape_places_lie_over_the_same_parts_and_circles_stay_round() -> None:
    places = (
        Local(Linear((3000, 0), (3000, 1000)), -0.5),
        Local(Radial((1500, 3000), (600, 600)), 0.5),
        Local(Brush((Stroke(((6000, 4000), (0, 0)), 240),)), 0.5),
    )
    moved = carried(Edit().with_locals(*places), LARGE, STANDING)
    linear, radial, brush = (each.shape for each in moved.locals)
    assert linear == Linear((2000, 0), (2000, 1500))  # still the upper quarter
    assert radial == Radial((1000, 4500), (600, 600))  # the long edges are alike
    assert brush == Brush((Stroke(((4000, 6000), (0, 0)), 240),))


def test_a_free_crop_cuts_the_same_parts_and_turns_are_kept() -> None:
    free = Framing(0.1, 0, 1, 0.83, 3, True, 4.5)
    assert ratio_of(free, LARGE) is None
    for size in (SMALL, STANDING, SQUARER):
        assert carried(Edit().framed(free), LARGE, size).framing == free
    assert carried(Edit().framed(WHOLE), Size(3000, 3000), LARGE).framing == WHOLE


@pytest.mark.parametrize(
    ("framing", "target", "wanted"),
    [
        (SIXTEEN_NINE, SQUARER, Size(4000, 2250)),
        (SIXTEEN_NINE, STANDING, Size(3375, 6000)),  # it stands, as the photo does
        (Framing(0, 0, 2 / 3, 1), SMALL, Size(1000, 1000)),
        (Framing(0, 0, 2 / 3, 1), STANDING, Size(4000, 4000)),
        (Framing(0.25, 0.25, 0.5, 0.625), SQUARER, Size(1061, 1061)),  # 3/32 of the photo
    ],
)
def test_a_crop_of_a_ratio_keeps_it(framing: Framing, target: Size, wanted: Size) -> None:
    box = carried(Edit().framed(framing), LARGE, target).framing.box(target)
    assert box.size == pytest.approx(wanted, abs=1)
    assert box.x + box.width <= target.width and box.y + box.height <= target.height
    made = carried(Edit().framed(framing), LARGE, target).framing
    assert ratio_of(made, target) is not None  # so that it can be carried on


@pytest.mark.parametrize("target", [LARGE, STANDING, SQUARER])
def test_a_square_photo_neither_lies_nor_stands(target: Size) -> None:
    square, lying = Size(3000, 3000), Box(0, 600, 2880, 1620)
    crop = Edit().framed(Framing.around(lying, square))
    box = carried(crop, square, target).framing.box(target)
    assert box.width / box.height == pytest.approx(16 / 9, rel=1e-3)
    back = carried(Edit().framed(SIXTEEN_NINE), LARGE, square).framing.box(square)
    assert back.width / back.height == pytest.approx(16 / 9, rel=1e-3)


def test_its_middle_stays_as_far_as_there_is_room() -> None:
    framing = Framing(0.25, 0.25, 0.5, 0.625)
    moved = carried(Edit().framed(framing), LARGE, SQUARER).framing
    assert isclose((moved.left + moved.right) / 2, 0.375, abs_tol=1e-3)
    assert isclose((moved.top + moved.bottom) / 2, 0.4375, abs_tol=1e-3)
    corner = carried(Edit().framed(Framing(0.5, 0.25, 1, 1)), LARGE, Size(5000, 5000)).framing
    assert corner.right == 1


def test_without_a_size_it_is_as_it_was() -> None:
    edit = Edit().with_locals(*ALL).framed(SIXTEEN_NINE)
    assert carried(edit, None, SMALL) is edit and carried(edit, LARGE, LARGE) is edit


@given(
    st.tuples(*[st.floats(0, 1)] * 4), st.integers(0, 3), st.booleans(),
    *[st.builds(Size, st.integers(1, 1 << 16), st.integers(1, 1 << 16))] * 2,
)  # fmt: skip
def test_any_edit_fits_any_photo(
    edges: tuple[float, ...], turns: int, mirrored: bool, source: Size, target: Size
) -> None:
    left, right, top, bottom = *sorted(edges[:2]), *sorted(edges[2:])
    framing = Framing(left, top, right, bottom) if left < right and top < bottom else WHOLE
    framing = replace(framing, turns=turns, mirrored=mirrored)
    far = Local(Radial((FARTHEST, -FARTHEST), (FARTHEST, 1e-9)), 1)
    thin = Local(Linear((1, 1), (1, 1 + 1e-15 + 1e-9)), 1)
    made = carried(Edit().framed(framing).with_locals(far, thin, *ALL), source, target)
    box = made.framing.box(target)
    assert box.x + box.width <= target.width and box.y + box.height <= target.height
    assert (made.framing.turns, made.framing.mirrored) == (turns, mirrored)
