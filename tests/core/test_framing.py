"""The frame: pixels are cut, mirrored and turned exactly, and places follow them."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.geometry import Box, Framing, Size
from dce_studio.core.render.framing import cut, framed, oriented, straightened
from tests.core import make

frames = st.builds(
    lambda x, y, turns, mirrored: Framing(min(x), min(y), max(x), max(y), turns, mirrored),
    st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True),
    st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True),
    st.integers(0, 3),
    st.booleans(),
)
sizes = st.builds(Size, st.integers(1, 60), st.integers(1, 60))


@given(frames, sizes)
def test_a_frame_leaves_pixels_of_the_photo(frame, size):
    box = frame.box(size)
    assert box.width >= 1
    assert box.height >= 1
    assert 0 <= box.x <= box.x + box.width <= size.width
    assert 0 <= box.y <= box.y + box.height <= size.height


@given(st.data(), st.integers(1, 12_000), st.integers(1, 12_000))
def test_a_box_comes_back_to_the_pixel(data, width, height):
    x = data.draw(st.integers(0, width - 1))
    y = data.draw(st.integers(0, height - 1))
    box = Box(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    assert Framing.around(box, Size(width, height)).box(Size(width, height)) == box


@pytest.mark.parametrize(
    "wrong",
    [
        {"left": 0.5, "right": 0.5},
        {"top": -0.1},
        {"bottom": 1.1},
        {"turns": 4},
        {"left": math.nan},
    ],
)
def test_what_is_no_frame_is_refused(wrong):
    with pytest.raises(ValueError, match="a frame cannot be"):
        Framing(**wrong)


@pytest.mark.parametrize("degrees", [45.1, -46, math.nan])
def test_what_is_no_tilt_is_refused(degrees):
    with pytest.raises(ValueError, match=r"cannot be straightened by .*−45° to 45°"):
        Framing(tilt=degrees)


@given(frames, sizes, st.data())
def test_places_follow_the_pixels(frame, size, data):
    photo = make.photo(*size)
    box = frame.box(photo.size)
    seen = oriented(cut(photo.pixels, box), frame)
    assert Size(seen.shape[1], seen.shape[0]) == frame.size(photo.size)
    x = data.draw(st.integers(0, box.width - 1))
    y = data.draw(st.integers(0, box.height - 1))
    placed, place = frame.placed(photo.size), (box.x + x + 0.5, box.y + y + 0.5)
    u, v = placed.seen(*place)
    assert np.array_equal(seen[int(v), int(u)], photo.pixels[box.y + y, box.x + x])
    assert placed.place(u, v) == pytest.approx(place)
    assert placed.shows(*place) and placed.seen_box(box) == Box.whole(placed.size)


@given(frames, st.integers(-4, 4))
def test_turns_and_flips_are_of_what_is_seen(frame, turns):
    pixels = np.arange(12).reshape(3, 4)
    seen = oriented(pixels, frame)
    assert np.array_equal(oriented(pixels, frame.turned(turns)), np.rot90(seen, -turns))
    assert np.array_equal(oriented(pixels, frame.flipped()), seen[:, ::-1])
    assert frame.flipped().flipped() == frame


tilted = st.builds(lambda frame, tilt: replace(frame, tilt=tilt), frames, st.floats(-45, 45))


@given(tilted, sizes)
def test_a_tilted_frame_stays_in_the_photo(frame, size):
    placed = frame.placed(size)
    upright = replace(frame, tilt=0.0).placed(size)
    assert all(1 <= length <= most + 1 for length, most in zip(placed.upright, upright.upright, strict=True))
    box = placed.box
    assert 0 <= box.x < box.x + box.width <= size.width
    assert 0 <= box.y < box.y + box.height <= size.height
    if min(placed.upright) > 2:  # smaller ones stay where no rounding fits
        corners = [placed.place(x, y) for x in (0, placed.size.width) for y in (0, placed.size.height)]
        assert all(-1 <= x <= size.width + 1 and -1 <= y <= size.height + 1 for x, y in corners)


@given(tilted, sizes, st.floats(0, 1), st.floats(0, 1))
def test_places_come_back_from_a_tilted_frame(frame, size, x, y):
    placed = frame.placed(size)
    place = x * size.width, y * size.height
    assert placed.place(*placed.seen(*place)) == pytest.approx(place, abs=1e-6)
    flipped = frame.flipped().placed(size).seen(*place)
    assert flipped == pytest.approx((placed.size.width - placed.seen(*place)[0], placed.seen(*place)[1]))


@given(tilted)
def test_a_tilt_is_told_as_it_is_seen(frame):
    assert frame.straightened(frame.seen_tilt) == frame
    assert frame.flipped().seen_tilt == -frame.seen_tilt and frame.turned(1).seen_tilt == frame.seen_tilt


def test_a_tilt_keeps_the_ratio_and_most_of_the_photo():
    placed = Framing(tilt=5.0).placed(Size(6000, 4000))
    assert placed.upright.width / placed.upright.height == pytest.approx(1.5, abs=1e-3)
    assert placed.room == pytest.approx(1, abs=1e-3)  # no larger one fits
    assert Framing(0.4, 0.4, 0.6, 0.6, tilt=5.0).size(Size(6000, 4000)) == Size(1200, 800)  # there is room


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("tilt", [-30.0, 3.0, 45.0])
@pytest.mark.parametrize(("turns", "mirrored"), [(0, False), (1, True), (2, False)])
def test_what_is_straightened_lies_where_places_say(dtype, tilt, turns, mirrored):
    """A slope of brightness along both axes is one afterwards too, to the rounding."""
    white = 1.0 if dtype == np.float32 else float(np.iinfo(dtype).max)
    y, x = np.mgrid[:90, :120] + 0.5
    slope = np.stack([x / 120, y / 90, (x + y) / 210], -1) * white
    photo = replace(make.photo(120, 90), pixels=(slope + (0 if white == 1 else 0.5)).astype(dtype))
    frame = Framing(0.2, 0.1, 0.9, 0.8, turns, mirrored, tilt)
    placed = frame.placed(photo.size)
    made = framed(photo, np.ascontiguousarray(cut(photo.pixels, placed.box)), frame).pixels
    assert made.dtype == dtype and made.shape[1::-1] == tuple(placed.size)
    v, u = np.mgrid[: made.shape[0], : made.shape[1]] + 0.5
    at_x, at_y = placed.place(u, v)
    wanted = np.stack([at_x / 120, at_y / 90, (at_x + at_y) / 210], -1)
    inner = (np.abs(at_x - 60) < 57) & (np.abs(at_y - 45) < 42)  # at the photo's edge it is held
    assert inner.mean() > 0.5
    assert np.abs(made / white - wanted)[inner].max() <= 1.1 / min(white, 1e5)


def test_an_edge_that_is_straightened_rings_nowhere():
    pixels = np.full((60, 80, 3), 20, np.uint8)
    pixels[:, 40:] = 200
    made = straightened(pixels, Framing(0.2, 0.2, 0.8, 0.8, tilt=7.0).placed(Size(80, 60)))
    assert made.min() == 20 and made.max() == 200


def test_a_tilt_of_nothing_changes_nothing():
    pixels = make.photo(40, 30).pixels
    placed = Framing(tilt=1e-9).placed(Size(40, 30))
    assert placed.upright == Size(40, 30)
    assert np.array_equal(straightened(pixels, placed), pixels)


def test_transparency_is_framed_alike():
    photo = make.photo(20, 10)
    photo = replace(photo, alpha=photo.pixels[..., 0].copy())
    frame = Framing(0.1, 0.2, 0.6, 1, 1, True)
    made = framed(photo, cut(photo.pixels, frame.box(photo.size)), frame)
    assert made.size == frame.size(photo.size) == Size(8, 10)
    assert np.array_equal(made.alpha, made.pixels[..., 0])
    assert made.pixels.flags.c_contiguous


def test_transparency_is_straightened_alike():
    photo = make.photo(40, 30)
    photo = replace(photo, alpha=photo.pixels[..., 0].copy())
    frame = Framing(0.1, 0.2, 0.9, 0.9, 1, True, 10.0)
    made = framed(photo, np.ascontiguousarray(cut(photo.pixels, frame.box(photo.size))), frame)
    assert made.size == frame.size(photo.size) and np.array_equal(made.alpha, made.pixels[..., 0])
