"""Local strength in pixels: where masks lie, what they do to α, and that every way to a pixel agrees."""

from dataclasses import replace

import numpy as np
import pytest

from dce_studio.core import curve
from dce_studio.core.analysis import luts, probing
from dce_studio.core.analysis.overlay import Layer, PhotoOverlay
from dce_studio.core.analysis.overlays import paint
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.local.values import Alike, Brush, Linear, Local, Radial, Stroke
from dce_studio.core.marks import Rectangle
from dce_studio.core.photo import WHITE, Photo
from dce_studio.core.render import masks
from dce_studio.core.render.rendering import develop, render, sample, sample_pixel
from dce_studio.core.render.sampling import factor_in
from dce_studio.core.render.shape import shaped, shaped_part
from tests.core import make
from tests.core.render.test_rendering import maps_for

DTYPES = ["uint8", "uint16", "float32"]
STROKE = Stroke(((10.0, 12.0), (40.0, 20.0), (44.0, 50.0)), 9.0)
SHAPES = {
    "brush": Brush((STROKE, Stroke(((40.0, 20.0),), 5.0, 0.0, True))),
    "linear": Linear((0.0, 10.0), (5.0, 45.0)),
    "radial": Radial((30.0, 25.0), (22.0, 12.0), 20.0, 0.4),
    "outside": Radial((30.0, 25.0), (22.0, 12.0), outside=True),
    "alike": Alike((3.0, 3.0), 0.3, 0.4, 0.2, 0.15, 0.3),
}
PLACES = (
    Local(SHAPES["radial"], 0.8, feather=0.7),
    Local(SHAPES["linear"], -0.6),
    Local(SHAPES["brush"], 0.5, feather=0),
    Local(SHAPES["alike"], -0.3),
)
EDIT = Edit(gamma=1.1).with_locals(*PLACES)


def factor_of(photo: Photo, *locals: Local) -> np.ndarray:
    found = factor_in(masks.masks_of(photo, locals), photo.size, photo.pixels, Box.whole(photo.size))
    assert found is not None
    return found


def flat(width: int, height: int, value: int = 40) -> Photo:
    photo = make.photo(width, height)
    return replace(photo, pixels=np.full((height, width, 3), value, np.uint8))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("feather", [0, 0.5])
def test_a_mask_is_full_somewhere_and_leaves_the_rest_alone(shape, feather) -> None:
    photo = make.photo(60, 50)
    factor = factor_of(photo, Local(shape, -1.0, feather=feather))
    assert factor.min() >= 0 and factor.max() <= 1
    if not isinstance(shape, Alike):
        assert factor.min() == 0 and factor.max() == 1


def test_without_a_feather_a_mask_is_as_it_was_drawn() -> None:
    photo = flat(101, 81)
    radial = factor_of(photo, Local(Radial((50.5, 40.5), (30.0, 20.0), softness=0.5), 1.0, feather=0)) - 1
    assert radial[40, 50] == 1 and radial[40, 64] == 1 and radial[40, 90] == 0 and radial[62, 50] == 0
    assert radial[40, 73] == pytest.approx(0.5, abs=0.1)
    linear = factor_of(photo, Local(Linear((20.0, 0.0), (80.0, 0.0)), 1.0, feather=0)) - 1
    assert linear[:, :20].min() == 1 and linear[:, 80:].max() == 0
    np.testing.assert_allclose(linear[7, 49:51].mean(), 0.5, atol=0.01)
    turned = factor_of(photo, Local(Radial((50.5, 40.5), (30.0, 5.0), 90.0, 0), 1.0, feather=0)) - 1
    assert turned[65, 50] == 1 and turned[40, 70] == 0


def test_strokes_paint_over_one_another_in_their_order() -> None:
    photo = flat(100, 60)
    line = Stroke(((20.0, 30.0), (80.0, 30.0)), 10.0, 0.2)
    rubber = Stroke(((50.0, 30.0),), 12.0, 0.0, True)
    painted = factor_of(photo, Local(Brush((line,)), 1.0, feather=0)) - 1
    rubbed = factor_of(photo, Local(Brush((line, rubber)), 1.0, feather=0)) - 1
    again = factor_of(photo, Local(Brush((rubber, line)), 1.0, feather=0)) - 1
    assert painted[30, 50] == 1 and painted[30, 11] > 0 and painted[30, 8] == 0 and painted[45, 50] == 0
    assert rubbed[30, 50] == 0 and rubbed[30, 30] == 1
    np.testing.assert_array_equal(again, painted)


def test_a_stroke_led_on_is_the_same_as_one_led_at_once() -> None:
    photo = make.photo(90, 70)
    points = tuple((5.0 + 3 * k, 20.0 + 15 * np.sin(k / 3)) for k in range(25))
    first = Stroke(((50.0, 50.0),), 6.0)
    known = None
    for count in (1, 2, 7, 7, 25):
        brush = Brush((first, Stroke(points[:count], 8.0, erase=False)))
        known = masks.masks_of(photo, (Local(brush, 0.5),), known)
    rubbed = Brush((*brush.strokes, Stroke(points[5:9], 4.0, erase=True)))
    known = masks.masks_of(photo, (Local(rubbed, 0.5),), known)
    fresh = masks.masks_of(photo, (Local(rubbed, 0.5),))
    for name in ("drawn", "gain", "offset"):
        np.testing.assert_array_equal(getattr(known.each[0], name), getattr(fresh.each[0], name))


def test_only_what_has_changed_is_made_anew() -> None:
    photo = make.photo(60, 50)
    before = masks.masks_of(photo, PLACES)
    changed = (PLACES[2], replace(PLACES[0], amount=-0.1, name="a"), replace(PLACES[1], feather=0.9))
    after = masks.masks_of(photo, changed, before)
    assert after.copy is before.copy
    assert after.each[0].gain is before.each[2].gain and after.each[1].gain is before.each[0].gain
    assert after.each[1].local.amount == -0.1
    assert after.each[2].drawn is before.each[1].drawn and after.each[2].gain is not before.each[1].gain
    assert masks.masks_of(photo, (), before).each == () and masks.masks_of(photo, ()) is None


def test_a_feathered_mask_follows_the_photo_s_edge() -> None:
    """A shape drawn over the edge of a bright wall acts on the wall up to its edge, and hardly beyond."""
    photo = make.photo(400, 300)
    pixels = np.full((300, 400, 3), 12, np.uint8)
    pixels[:, 200:] = 60
    photo = replace(photo, pixels=pixels)
    drawn = Linear((185.0, 0.0), (215.0, 0.0))
    mask = factor_of(photo, Local(drawn, 1.0, feather=1.0))[150] - 1
    plain = factor_of(photo, Local(drawn, 1.0, feather=0))[150] - 1
    assert plain[199] - plain[200] < 0.06
    assert mask[199] - mask[200] > 0.5
    assert mask[100] == 1 and mask[300] == 0


def test_a_mask_has_no_grain_where_the_photo_has_noise() -> None:
    """The photo has four pixels a cell along each side, so the copy has a quarter of its noise."""
    width, height = 4096, 256
    grain = np.random.default_rng(0).normal(0, 3, (height, width, 3))
    clean = np.where(np.arange(width) < width // 2, 12.0, 40.0)[None, :, None]
    pixels = np.clip(np.rint(clean + grain), 0, 255).astype(np.uint8)
    photo, place = replace(make.photo(8, 8), pixels=pixels), Local(Linear((1400.0, 0.0), (2600.0, 0.0)), 1.0)
    made = masks.masks_of(photo, (place,))
    assert made is not None and made.noise > 0.005
    box = Box.whole(photo.size)
    grainy, calm = (
        factor_in(replace(made, noise=level), photo.size, photo.pixels, box) for level in (0.0, made.noise)
    )
    assert calm[:, 1800].std() < grainy[:, 1800].std() / 2.5
    falls = [each[:, 2040].mean() - each[:, 2056].mean() for each in (calm, grainy)]
    assert falls[0] > 0.9 * falls[1] > 0.05


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("guided", [False, True])
@pytest.mark.parametrize("noise", [0, 0.6])
def test_the_screen_shows_what_the_export_holds(dtype, guided, noise) -> None:
    photo = make.photo(150, 110, dtype)
    edit = EDIT.with_(noise=noise)
    maps = shaped(photo, maps_for(photo, 15, 11, guided=guided), edit)
    box = Box(33, 21, 70, 60)
    whole, crop = render(photo, maps, edit), render(photo, maps, edit, box)
    away = 2e-5 * WHITE[photo.pixels.dtype] if noise else 0  # what is cleaned differs by a rounding
    np.testing.assert_allclose(crop.astype(float), whole[21:81, 33:103].astype(float), atol=away, rtol=0)
    np.testing.assert_array_equal(develop(sample(photo, maps, box), edit), crop)
    small = Size(75, 55)
    np.testing.assert_array_equal(
        develop(sample(photo, maps, size=small), edit), render(photo, maps, edit, size=small)
    )
    one = sample_pixel(photo, maps, 50, 40)
    np.testing.assert_array_equal(one.alpha[:, :, 0, 0], sample(photo, maps).alpha[:, :, 40, 50])


def test_the_result_is_the_curve_of_alpha_times_the_factor() -> None:
    photo = make.photo(80, 60, "float32")
    edit = EDIT.with_(strength=1.4, iterations=6.3)
    maps = shaped(photo, maps_for(photo, 8, 6), edit)
    factor = np.ones((60, 80), np.float64)
    for local in PLACES:
        factor *= 1 + local.amount * (factor_of(photo, replace(local, amount=1.0)) - 1)
    alpha = sample(photo, replace(maps, masks=None)).alpha * np.minimum(factor, 2)
    unit = make.unit(photo).transpose(2, 0, 1).astype(float)
    wanted = curve.enhance(unit, alpha.astype(float), edit).transpose(1, 2, 0)
    np.testing.assert_allclose(render(photo, maps, edit), wanted, atol=3e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_minus_one_leaves_the_photo_and_plus_one_doubles_alpha(dtype) -> None:
    photo = make.photo(60, 50, dtype)
    source = maps_for(photo, 6, 5)
    everywhere = Radial((30.0, 25.0), (500.0, 500.0), softness=0)
    both = (Local(everywhere, -1.0), Local(everywhere, 1.0), Local(everywhere, 0.7))
    for edit in (Edit().with_locals(both[0]), Edit().with_locals(*both), Edit().with_locals(*both[::-1])):
        result = render(photo, shaped(photo, source, edit), edit)
        np.testing.assert_allclose(result / WHITE[photo.pixels.dtype], make.unit(photo), atol=1e-6)
    doubled = Edit().with_locals(both[1])
    np.testing.assert_array_equal(
        render(photo, shaped(photo, source, doubled), doubled),
        render(photo, shaped(photo, source, Edit(strength=2)), Edit(strength=2)),
    )
    most = Edit().with_locals(*both[1:])
    np.testing.assert_array_equal(
        render(photo, shaped(photo, source, most), most),
        render(photo, shaped(photo, source, doubled), doubled),
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_what_does_not_act_changes_no_bit(dtype) -> None:
    photo = make.photo(60, 50, dtype)
    source = maps_for(photo, 6, 5, guided=True)
    plain = render(photo, shaped(photo, source, Edit()), Edit())
    for idle in (replace(PLACES[0], amount=0), replace(PLACES[0], on=False), Local(Brush(), 1.0)):
        edit = Edit().with_locals(idle)
        np.testing.assert_array_equal(render(photo, shaped(photo, source, edit), edit), plain)
    here = Edit().with_locals(Local(Radial((10.0, 10.0), (5.0, 5.0)), 1.0, feather=0.2))
    beyond = render(photo, shaped(photo, source, here), here)[30:, 30:]
    np.testing.assert_array_equal(beyond, plain[30:, 30:])


def test_the_order_of_places_does_not_matter() -> None:
    photo = make.photo(60, 50)
    source = maps_for(photo, 6, 5)
    edits = (EDIT, EDIT.with_locals(*PLACES[::-1]))
    results = [render(photo, shaped(photo, source, edit), edit).astype(int) for edit in edits]
    assert np.abs(results[0] - results[1]).max() <= 1


def test_curves_and_figures_are_true_at_each_place() -> None:
    photo = make.photo(60, 50)
    edit = Edit(keep_colour=0).with_locals(Local(Linear((20.0, 0.0), (20.5, 0.0)), -1.0, feather=0))
    maps = shaped(photo, maps_for(photo, 6, 5), edit)
    for x, y in ((3, 4), (50, 40)):
        reading = probing.probe(photo, maps, edit, x, y)
        np.testing.assert_allclose(reading.after * 255, render(photo, maps, edit)[y, x], atol=0.51)
        assert (reading.applied == 0).all() == (x == 3)
    left = probing.scope_curves(probing.gather(photo, maps, Rectangle(0, 0, 20, 50)), edit)
    np.testing.assert_allclose(left.mean, np.broadcast_to(np.linspace(0, 1, 256), (3, 256)), atol=1e-6)
    view = sample(photo, maps)
    layer = Layer(view.pixels, view.alpha, develop(view, edit), factor=view.factor)
    painted = paint(PhotoOverlay.LOCAL, layer, edit)
    assert (painted[:, :19, 3] == 255).all() and (painted[:, 22:, 3] == 0).all()
    gain = paint(PhotoOverlay.GAIN, layer, edit)
    assert (gain[:, :19, :3] == gain[0, 0, :3]).all()


def test_what_knows_no_places_leaves_them_out() -> None:
    photo = make.photo(60, 50)
    source = maps_for(photo, 6, 5)
    with_places, without = (
        luts.pairs(photo, shaped(photo, source, edit), edit, 500) for edit in (EDIT, EDIT.with_locals())
    )
    np.testing.assert_array_equal(with_places, without)


def test_maps_are_shaped_again_for_other_places_alone() -> None:
    photo = make.photo(60, 50)
    source = maps_for(photo, 6, 5, guided=True)
    edit = EDIT.with_(coupling=0.5)
    first = shaped(photo, source, edit)
    assert shaped(photo, source, edit, first) is first
    second = shaped(photo, source, edit.with_locals(PLACES[0]), first)
    assert second.alpha is first.alpha and second.same_curves(first) and second is not first
    third = shaped(photo, source, EDIT, second)
    assert not third.same_curves(first) and third.masks.each[0].gain is second.masks.each[0].gain
    part = shaped_part(photo, source, first)
    assert part.masks is first.masks
    assert shaped_part(photo, source, second, part).masks is second.masks
