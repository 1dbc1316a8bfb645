"""The crop's rectangle: it stays in the photo, holds its ratio, and comes back from the framing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.geometry import Framing, Size
from dce_studio.ui.frame.fitting import HANDLES, CropRect, dragged, fitted, framing_of, moved, seen

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
    rect = fitted(data.draw(rects(room)), ratio, room)
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
