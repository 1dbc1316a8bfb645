"""The level that a photo comes out at."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dce_studio.core.curve import STEPS
from dce_studio.core.whole import level

Unit = NDArray[np.float32]


def _photo(brightness: float) -> Unit:
    """Tones around a brightness, (24, 32, 3)."""
    tones = np.linspace(0, 2, 24 * 32 * 3, dtype=np.float32).reshape(24, 32, 3)
    return np.clip(brightness * tones, 0, 1)


def _maps(alpha: float) -> Unit:
    return np.full((24, 32), alpha, np.float32)


def _mean(pixels: Unit, alpha: float, moved: float) -> float:
    step = alpha + moved * level.ramp(pixels.max(2).astype(np.float64))[..., None]
    y = pixels.astype(np.float64)
    for _ in range(STEPS):
        y = y + step * y * (1 - y)
    return float(y.mean())


@pytest.mark.parametrize(("brightness", "alpha"), [(0.06, 0.34), (0.15, 0.17), (0.15, 0.25), (0.3, 0.12)])
def test_photos_come_to_one_mean(brightness: float, alpha: float) -> None:
    pixels = _photo(brightness)
    moved = level.found(pixels, _maps(alpha), 1, lambda maps: maps)
    assert abs(moved) < level.MOST
    assert _mean(pixels, alpha, moved) == pytest.approx(level.MEAN, abs=0.005)


def test_no_photo_comes_out_darker_than_it_was() -> None:
    pixels = _photo(0.55)
    moved = level.found(pixels, _maps(0.08), 1, lambda maps: maps)
    assert _mean(pixels, 0.08, moved) == pytest.approx(float(pixels.mean()), abs=0.005)


def test_night_stays_night() -> None:
    pixels = _photo(0.02)
    free, half = (level.found(pixels, _maps(0.2), lit, lambda maps: maps) for lit in (1, 0.5))
    assert free == pytest.approx(level.MOST, abs=0.001)
    assert half == pytest.approx(level.MOST / 8, abs=0.001)
    assert level.found(pixels, _maps(0.2), 0, lambda maps: maps) == 0


def test_a_starry_sky_comes_to_its_own_mean_and_is_never_lifted() -> None:
    pixels = 0.04 + _photo(0.08)
    moved = level.found(pixels, _maps(0.2), 1, lambda maps: maps, stars=1)
    assert -level.NIGHT_FALL < moved < -level.MOST
    assert _mean(pixels, 0.2, moved) == pytest.approx(level.NIGHT, abs=0.005)
    assert level.found(pixels, _maps(0.05), 1, lambda maps: maps, stars=1) == 0


def test_black_ground_under_a_starry_sky_does_not_brighten_the_sky() -> None:
    sky = _photo(0.1)
    both = np.concatenate([sky, np.zeros_like(sky)])
    maps = np.concatenate([_maps(0.25)] * 2)
    alone = level.found(sky + 0.04, _maps(0.25), 1, lambda maps: maps, stars=1)
    assert level.found(both + 0.04 * (both > 0), maps, 1, lambda maps: maps, stars=1) == pytest.approx(
        alone, abs=0.01
    )
    black = np.zeros((4, 4, 3), np.float32)
    assert level.found(black, np.full((4, 4), 0.2, np.float32), 0, lambda maps: maps, stars=1) == 0


def test_faded_darks_are_not_made_fog() -> None:
    pixels = 0.25 + 0.1 * _photo(0.5)
    assert level.found(pixels, _maps(0.01), 1, lambda maps: maps) == 0


def test_vivid_light_counts_as_bright() -> None:
    grey, red = (np.full((4, 4, 3), colour, np.float32) for colour in ((0.2, 0.2, 0.2), (0.6, 0, 0)))
    assert level.brightness(grey) == pytest.approx(0.2)
    assert level.brightness(red) == pytest.approx(0.5)


def test_alpha_is_moved_less_in_black_than_in_what_is_lit() -> None:
    values = level.ramp(np.array([0, 0.2, 0.4, 1]))
    assert values.tolist() == pytest.approx([0.2, 0.6, 1, 1])
