"""Noise goes, what is no noise stays, and tiles equal the whole."""

import numpy as np
import pytest

from dce_studio.core.geometry import Box
from dce_studio.core.noise import measure, wavelets
from dce_studio.core.photo import Noise
from tests.core.noise import scenes


def test_noise_goes_and_the_mean_stays() -> None:
    scene = scenes.clean()
    photo = scenes.photo(scenes.noised(scene), "float32")
    cleaned = wavelets.cleaned(photo.pixels, measure.measured(photo))
    assert scenes.decibels(cleaned, scene) > scenes.decibels(photo.pixels, scene) + 5
    assert cleaned.mean((0, 1)) == pytest.approx(photo.pixels.mean((0, 1)), abs=2e-4)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_photo_without_noise_stays_as_it_is(dtype: str) -> None:
    photo = scenes.photo(scenes.clean(), dtype)
    nothing = Noise(np.zeros((2, measure.LEVELS, 2, len(measure.CENTRES)), np.float32))
    assert np.abs(wavelets.cleaned(photo.pixels, nothing) - scenes.clean()).max() < 1 / 255


def test_tiles_equal_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = scenes.photo(scenes.noised(scenes.clean()))
    noise = measure.measured(photo)
    whole = wavelets.cleaned(photo.pixels, noise)
    monkeypatch.setattr(wavelets, "_TILE", 100)
    assert np.abs(wavelets.cleaned(photo.pixels, noise) - whole).max() < 1e-6
    box = Box(37, 90, 61, 121)
    part = wavelets.cleaned(photo.pixels, noise, box)
    assert np.abs(part - whole[90:211, 37:98]).max() < 1e-6


@pytest.mark.parametrize("size", [(1, 1), (3, 70), (40, 5)])
def test_the_smallest_pictures_are_served(size: tuple[int, int]) -> None:
    noise = Noise(np.full((2, measure.LEVELS, 2, len(measure.CENTRES)), 0.01, np.float32))
    pixels = scenes.noised(scenes.clean(80, 80))[: size[1], : size[0]]
    cleaned = wavelets.cleaned(pixels, noise)
    assert cleaned.shape == pixels.shape and np.isfinite(cleaned).all()


def test_grey_stays_grey_and_no_number_does_not_spread() -> None:
    grey = scenes.photo(scenes.noised(scenes.clean()), grey=True)
    cleaned = wavelets.cleaned(grey.pixels, measure.measured(grey))
    assert np.ptp(cleaned, axis=2).max() < 1e-6
    broken = scenes.noised(scenes.clean())
    broken[100, 100] = np.nan
    assert np.isfinite(wavelets.cleaned(broken, measure.measured(grey))).all()
