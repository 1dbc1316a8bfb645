"""Rendering: bands equal the whole, sampling follows its definition, and the arithmetic is the curve's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core import curve
from dce_studio.core.edit import Edit
from dce_studio.core.errors import CancelledError
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import WHITE
from dce_studio.core.render import kernels
from dce_studio.core.render.rendering import develop, guide, reduced, sample
from dce_studio.core.render.shape import shaped
from tests.core import make
from tests.core.analysis.samples import edits
from tests.core.shaping import rendered

DTYPES = ["uint8", "uint16", "float32"]


def maps_for(photo, width, height, steps=8, guided=False, seed=0) -> CurveMaps:
    rng = np.random.default_rng(seed)
    shape = (steps, 3, height, width)
    alpha, gain, offset = (rng.uniform(-1, 1, shape).astype(np.float32) for _ in range(3))
    box = Box.whole(photo.size)
    return CurveMaps(alpha, box, photo.size, *((gain, offset) if guided else (None, None)))


def bilinear(plane: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    x, y = np.clip(x, 0, plane.shape[1] - 1), np.clip(y, 0, plane.shape[0] - 1)
    j, i = x.astype(int), y.astype(int)
    right, below = np.minimum(j + 1, plane.shape[1] - 1), np.minimum(i + 1, plane.shape[0] - 1)
    u, v = x - j, (y - i)[:, None]
    upper = plane[np.ix_(i, j)] * (1 - u) + plane[np.ix_(i, right)] * u
    lower = plane[np.ix_(below, j)] * (1 - u) + plane[np.ix_(below, right)] * u
    return upper * (1 - v) + lower * v


def expected_alpha(photo, maps: CurveMaps) -> np.ndarray:
    width, height = photo.size
    x = (np.arange(width) + 0.5) * maps.size.width / width - 0.5
    y = (np.arange(height) + 0.5) * maps.size.height / height - 0.5

    def planes(stack):
        return np.array([bilinear(p, x, y) for p in stack.reshape(-1, *stack.shape[2:]).astype(float)])

    if maps.gain is None:
        return planes(maps.alpha).reshape(maps.steps, 3, height, width)
    grey = make.unit(photo).mean(2)
    alpha = np.clip(planes(maps.gain) * grey + planes(maps.offset), -1, 1)
    return alpha.reshape(maps.steps, 3, height, width)


@pytest.mark.parametrize("guided", [False, True])
@pytest.mark.parametrize("size", [(1, 1), (9, 1), (1, 9), (33, 21), (2100, 3)])
@pytest.mark.parametrize("cells", [(1, 1), (1, 4), (5, 3)])
def test_sampling_follows_its_definition(guided, size, cells):
    photo = make.photo(*size)
    maps = maps_for(photo, *cells, guided=guided)
    np.testing.assert_allclose(sample(photo, maps).alpha, expected_alpha(photo, maps), atol=2e-5)


def test_sampling_at_the_maps_own_size_is_exact():
    photo = make.photo(40, 30)
    maps = maps_for(photo, 40, 30)
    np.testing.assert_array_equal(sample(photo, maps).alpha, maps.alpha)
    box = Box(5, 7, 20, 11)
    np.testing.assert_array_equal(sample(photo, maps, box).alpha, maps.alpha[:, :, 7:18, 5:25])


def test_maps_of_a_region_are_sampled_where_it_lies():
    photo = make.photo(40, 30)
    whole = maps_for(photo, 40, 30)
    region = CurveMaps(whole.alpha[:, :, 10:25, 5:35].copy(), Box(5, 10, 30, 15), photo.size)
    box = Box(8, 12, 9, 6)
    np.testing.assert_array_equal(sample(photo, region, box).alpha, sample(photo, whole, box).alpha)


@pytest.mark.parametrize("out", DTYPES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("keep", [0, 0.2, 1])
def test_develop_is_the_curve(dtype, out, keep):
    photo = make.photo(50, 40, dtype)
    sampled = sample(photo, maps_for(photo, 5, 4))
    edit = Edit(iterations=9.4, strength=1.3, red=0.5, gamma=1.15, keep_colour=keep)
    unit = make.unit(photo).transpose(2, 0, 1).astype(float)
    wanted = curve.enhance(unit, sampled.alpha.astype(float), edit).transpose(1, 2, 0)
    white = WHITE[np.dtype(out)]
    result = develop(sampled, edit, out)
    assert result.dtype == out
    np.testing.assert_allclose(result / white, wanted, atol=(0 if white == 1 else 0.5 / white) + 5e-6)


@settings(deadline=None, max_examples=25)
@given(edits, st.booleans(), st.sampled_from([1, 8]), st.sampled_from(DTYPES))
def test_bands_and_views_equal_the_whole(edit, guided, steps, dtype):
    photo = make.photo(90, 150, dtype)
    maps = maps_for(photo, 7, 11, steps, guided)
    whole = rendered(photo, maps, edit)
    made = shaped(photo, maps, edit)
    np.testing.assert_array_equal(whole, develop(sample(photo, made), edit))
    box = Box(13, 61, 50, 80)
    part = rendered(photo, maps, edit, box)
    np.testing.assert_array_equal(part, whole[61:141, 13:63])
    np.testing.assert_array_equal(part, develop(sample(photo, made, box), edit))
    size = Size(31, 47)
    np.testing.assert_array_equal(
        rendered(photo, maps, edit, box, size), develop(sample(photo, made, box, size), edit)
    )


@pytest.mark.parametrize("gamma", [0.2, 0.45, 1.15, 2.2, 5])
def test_power_is_exact_enough(gamma):
    x = np.linspace(0, 1, 100_001, dtype=np.float32)
    line = x.copy()
    kernels.power(line, np.float32(gamma), len(line))
    np.testing.assert_allclose(line, x.astype(float) ** np.float64(np.float32(gamma)), atol=2e-7)
    assert (line[0], line[-1]) == (0, 1)
    assert (np.diff(line) >= -1e-7).all()


def test_no_iterations_are_the_photo_to_the_bit():
    for dtype in DTYPES:
        photo = make.photo(40, 30, dtype)
        np.testing.assert_array_equal(
            rendered(photo, maps_for(photo, 4, 3), Edit(iterations=0)), photo.pixels
        )


@pytest.mark.parametrize("dtype", DTYPES)
def test_reducing_takes_area_averages(dtype):
    photo = make.photo(60, 40, dtype)
    averages = photo.pixels.astype(float).reshape(10, 4, 20, 3, 3).mean((1, 3))
    tolerance = 1e-6 if dtype == "float32" else 0.501
    np.testing.assert_allclose(reduced(photo, None, Size(20, 10)), averages, atol=tolerance)
    uneven = reduced(photo, Box(3, 5, 50, 33), Size(17, 9)).astype(float)
    inside = photo.pixels[5:38, 3:53].astype(float)
    np.testing.assert_allclose(
        uneven.mean((0, 1)), inside.mean((0, 1)), atol=0.6 if dtype != "float32" else 1e-5
    )


def test_the_guide_is_the_channel_mean():
    photo = make.photo(30, 20, "uint16")
    np.testing.assert_allclose(guide(photo.pixels), make.unit(photo).mean(2), atol=1e-6)


def test_cancelling():
    def tick(fraction: float) -> None:
        raise CancelledError

    photo = make.photo(50, 400)
    with pytest.raises(CancelledError):
        rendered(photo, maps_for(photo, 5, 4), Edit(), tick=tick)
