"""The crop's rectangle: it stays in the photo, holds its ratio, and comes back from the framing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.geometry import Framing, Size
from dce_studio.ui.frame.fitting import (
    HANDLES,
    CropRect,
    dragged,
    fitted,
    framing_of,
    kept,
    middle,
    moved,
    seen,
)

rooms = st.builds(Size, st.integers(20, 4000), st.integers(20, 4000))
ratios = st.sampled_from([None, 1.0, 1.5, 9 / 16])


@st.composite
def rects(draw, room):
    xs = sorted(draw(st.lists(st.integers(0, room.width), min_size=2, max_size=2, unique=True)))
    ys = sorted(draw(st.lists(st.integers(0, room.height), min_size=2, max_size=2, unique=True)))
    return CropRect(xs[0], ys[0], xs[1], ys[1])


def check(rect, room, ratio=None):
    assert -1e-6 <= rect.left < rect.right <= room.width + 1e-6
    assert -1e-6 <= rect.top < rect.bottom <= room.height + 1e-6
    if ratio:
        assert rect.width / rect.height == pytest.approx(ratio)


@given(rooms, ratios, st.data())
def test_a_rectangle_stays_in_the_photo_and_holds_its_ratio(room, ratio, data):
    rect = data.draw(rects(room))
    rect = fitted(rect, ratio, room) if ratio else rect
    check(rect, room, ratio)
    x, y = data.draw(st.tuples(st.floats(-99, 4999), st.floats(-99, 4999)))
    check(moved(rect, x, y, room), room, ratio)
    for handle in HANDLES:
        after = dragged(rect, handle, x, y, room, ratio)
        check(after, room, ratio)
        if ratio is None and all(handle):
            opposite = -handle[0], -handle[1]
            assert after.place(opposite) == pytest.approx(rect.place(opposite))


@given(rooms, st.integers(0, 3), st.booleans(), st.data())
def test_a_framing_is_seen_as_it_was_made(photo, turns, mirrored, data):
    before = Framing(turns=turns, mirrored=mirrored)
    rect = data.draw(rects(before.laid(photo)))
    made = framing_of(rect, photo, before)
    assert seen(made, photo) == rect
    assert (made.turns, made.mirrored) == (turns, mirrored)


def test_a_square_is_one_to_the_pixel():
    photo = Size(1001, 777)
    made = framing_of(fitted(CropRect(0, 0, 1001, 777), 1.0, photo), photo, Framing(turns=1), 1.0)
    box = made.box(photo)
    assert box.width == box.height


tilts = st.floats(-45, 45).filter(lambda tilt: abs(tilt) > 0.05)
crops = st.builds(
    lambda xs, ys, turns, mirrored, tilt: Framing(min(xs), min(ys), max(xs), max(ys), turns, mirrored, tilt),
    st.tuples(st.floats(0, 0.45), st.floats(0.55, 1)), st.tuples(st.floats(0, 0.45), st.floats(0.55, 1)),
    st.integers(0, 3), st.booleans(), tilts,
)  # fmt: skip


@given(crops, st.sampled_from([(6000, 4000), (4032, 3024), (1501, 2003)]), ratios.filter(bool))
def test_a_tilted_crop_takes_a_ratio_and_stays_on_the_photo(crop, photo, ratio):
    photo = Size(*photo)
    rect = fitted(seen(crop, photo), ratio, crop.loosely(photo).size)
    made = framing_of(kept(middle(rect), rect, photo, crop), photo, crop, ratio)
    width, height = made.size(photo)
    assert abs(width - height * ratio) <= 2.5 * max(ratio, 1)
    assert made.placed(photo).room >= 1 - 1e-9 or min(width, height) < 20


@given(crops, st.sampled_from([(6000, 4000), (4032, 3024), (600, 401)]))
def test_a_tilted_crop_comes_back_to_the_pixel(crop, photo):
    """What is seen of it, made a crop, is the same one, however often."""
    photo = Size(*photo)
    first = framing_of(seen(crop, photo), photo, crop)
    again = framing_of(seen(first, photo), photo, first)
    assert again.size(photo) == first.size(photo) == crop.size(photo)


@given(crops, st.data())
def test_a_drag_of_a_tilted_crop_ends_on_the_photo(crop, data):
    photo = Size(1200, 800)
    rect, room = seen(crop, photo), crop.loosely(photo).size
    x, y = data.draw(st.tuples(st.floats(-99, 1999), st.floats(-99, 1999)))
    wanted = [moved(rect, x, y, room)] + [dragged(rect, handle, x, y, room, None) for handle in HANDLES]
    for after in wanted:
        made = framing_of(kept(rect, after, photo, crop), photo, crop)
        assert made.placed(photo).room >= 1 - 0.01
