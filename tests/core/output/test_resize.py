"""Resizing: light is what is averaged, nothing rings, and sizes are exact."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core.geometry import Size
from dce_studio.core.output.options import covering
from dce_studio.core.output.resize import resized, taps
from dce_studio.core.photo import WHITE
from dce_studio.core.render.srgb import to_encoded, to_light
from tests.core import make


def plainly(light: np.ndarray, count: int) -> np.ndarray:
    """Rows of light (H, …) at `count` rows: Lanczos of three lobes, held within the middle lobe's pixels."""
    length = len(light)
    scale = length / count
    reach = max(scale, 1.0)
    out = []
    for i in range(count):
        centre = (i + 0.5) * scale - 0.5
        far = (np.arange(length) - centre) / reach
        weights = np.where(abs(far) < 3, np.sinc(far) * np.sinc(far / 3), 0)
        value = np.tensordot(weights / weights.sum(), light, 1)
        near = light[abs(far) <= 1 + 1e-9]
        out.append(np.clip(value, near.min(0), near.max(0)))
    return np.array(out)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("size", [(20, 13), (7, 5), (1, 1), (90, 71), (41, 26)])
def test_it_is_lanczos_in_light(dtype: str, size: tuple[int, int]) -> None:
    photo = make.photo(41, 26, dtype)
    made = resized(photo.pixels, Size(*size))
    assert made.shape == (size[1], size[0], 3)
    assert made.dtype == dtype
    if covering(photo.size, Size(*size)).size != photo.size:
        return
    light = to_light(make.unit(photo).astype(float))
    across = plainly(light.transpose(1, 0, 2), size[0]).transpose(1, 0, 2)
    wanted = to_encoded(plainly(across, size[1]))
    white = WHITE[np.dtype(dtype)]
    np.testing.assert_allclose(made / white, wanted, atol=(0 if white == 1 else 0.5 / white) + 3e-5)


def test_a_fine_pattern_keeps_its_light() -> None:
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[::2] = 255
    small = resized(pixels, Size(16, 16))
    assert abs(int(small[4:-4, 4:-4].mean()) - round(255 * float(to_encoded(np.array(0.5))))) <= 2


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 80), st.integers(2, 80), st.integers(0, 9))
def test_nothing_rings(width: int, height: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pixels = np.where(rng.random((40, 40, 1)) < 0.5, np.uint8(40), np.uint8(200)).repeat(3, 2)
    made = resized(pixels, Size(width, height))
    assert made.min() >= 40
    assert made.max() <= 200


def test_the_size_itself_changes_nothing_and_a_ratio_is_cut_around_the_middle() -> None:
    photo = make.photo(30, 20)
    assert np.array_equal(resized(photo.pixels, photo.size), photo.pixels)
    assert covering(Size(300, 200), Size(100, 100)) == (50, 0, 200, 200)
    assert covering(Size(300, 200), Size(300, 100)) == (0, 50, 300, 100)
    assert covering(Size(4001, 3001), Size(1600, 1200)) == (0, 0, 4001, 3001)


@given(st.integers(1, 300), st.integers(1, 300))
def test_taps_lie_inside_and_sum_to_one(length: int, count: int) -> None:
    made = taps(length, count)
    assert made.starts.min() >= 0
    assert (made.starts + made.weights.shape[1]).max() <= length
    np.testing.assert_allclose(made.weights.sum(1), 1, atol=1e-5)
    assert (made.lows <= made.highs).all()
