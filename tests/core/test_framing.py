"""The frame: pixels are cut, mirrored and turned exactly, and places follow them."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.geometry import Box, Framing, Size
from dce_studio.core.render.framing import cut, framed, oriented
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
    [{"left": 0.5, "right": 0.5}, {"top": -0.1}, {"bottom": 1.1}, {"turns": 4}, {"left": math.nan}],
)
def test_what_is_no_frame_is_refused(wrong):
    with pytest.raises(ValueError, match="a frame cannot be"):
        Framing(**wrong)


@given(frames, sizes, st.data())
def test_places_follow_the_pixels(frame, size, data):
    photo = make.photo(*size)
    box = frame.box(photo.size)
    seen = oriented(cut(photo.pixels, box), frame)
    assert Size(seen.shape[1], seen.shape[0]) == frame.size(photo.size)
    x = data.draw(st.integers(0, box.width - 1))
    y = data.draw(st.integers(0, box.height - 1))
    u, v = frame.seen(x + 0.5, y + 0.5, box.size)
    assert np.array_equal(seen[int(v), int(u)], photo.pixels[box.y + y, box.x + x])
    assert frame.upright_place(u, v, box.size) == pytest.approx((x + 0.5, y + 0.5))


@given(frames, st.integers(-4, 4))
def test_turns_and_flips_are_of_what_is_seen(frame, turns):
    pixels = np.arange(12).reshape(3, 4)
    seen = oriented(pixels, frame)
    assert np.array_equal(oriented(pixels, frame.turned(turns)), np.rot90(seen, -turns))
    assert np.array_equal(oriented(pixels, frame.flipped()), seen[:, ::-1])
    assert frame.flipped().flipped() == frame


def test_transparency_is_framed_alike():
    photo = make.photo(20, 10)
    photo = replace(photo, alpha=photo.pixels[..., 0].copy())
    frame = Framing(0.1, 0.2, 0.6, 1, 1, True)
    made = framed(photo, cut(photo.pixels, frame.box(photo.size)), frame)
    assert made.size == frame.size(photo.size) == Size(8, 10)
    assert np.array_equal(made.alpha, made.pixels[..., 0])
    assert made.pixels.flags.c_contiguous
