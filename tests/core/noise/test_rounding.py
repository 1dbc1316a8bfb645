"""The step of a JPEG's rounding is read from its pixels, and what it left counts as noise."""

import io

import numpy as np
import pytest
from PIL import Image

from dce_studio.core.noise import measure, rounding, wavelets
from dce_studio.core.photo import Photo
from tests.core.noise import scenes


def jpeg(values: np.ndarray, quality: int) -> tuple[np.ndarray, int]:
    """What a JPEG leaves of values (h, w, 3) in [0, 1], and the step of its blocks' means."""
    file = io.BytesIO()
    Image.fromarray(np.round(values * 255).astype(np.uint8)).save(file, "JPEG", quality=quality)
    with Image.open(file) as image:
        return np.asarray(image), image.quantization[0][0]


def rough() -> np.ndarray:
    """A scene (512, 640, 3) in [0, 1] of detail of every size, as photos have it."""
    rng, height = np.random.default_rng(5), np.zeros((512, 640))
    for side in (1, 2, 4, 8, 16, 32, 64, 128):
        height += side**0.3 * np.kron(rng.normal(0, 1, (512 // side, 640 // side)), np.ones((side, side)))
    height = 0.2 * np.exp(height / height.std() * 0.4)
    return np.stack([height * 1.1, height, height * 0.7], 2).clip(0, 1).astype(np.float32)


def noisy() -> np.ndarray:
    return scenes.noised(rough(), strength=0.3)


@pytest.mark.parametrize("quality", [90, 80, 50])
def test_the_step_is_that_of_the_file_however_the_photo_is_turned(quality: int) -> None:
    pixels, step = jpeg(noisy()[:509, :635], quality)
    for turned in (pixels, pixels[::-1, ::-1], pixels.swapaxes(0, 1)[:, ::-1]):
        assert rounding.step(Photo(scenes.photo(noisy()).path, np.ascontiguousarray(turned))) == step


def test_no_step_is_found_where_there_is_none() -> None:
    pixels, _ = jpeg(noisy(), 80)
    levels = np.round(noisy() * 8) / 8  # regular everywhere, on no grid
    flat = np.full((512, 640, 3), 0.2, np.float32)
    for photo in (
        *(scenes.photo(values) for values in (noisy(), levels, flat, noisy()[:60, :60], noisy()[:5, :5])),
        scenes.photo(pixels / 255.0, "uint16"),
    ):
        assert rounding.step(photo) == 1


def test_noise_that_a_jpeg_rounded_away_leaves_its_rounding() -> None:
    pixels, step = jpeg(scenes.noised(rough(), strength=0.1), 80)
    photo = scenes.photo(pixels / 255.0)
    least = rounding.with_rounding(np.zeros((2, 4, 2, 16), np.float32), step)
    assert np.all(measure.measured(photo).deviation >= least) and least.min() > 0.5 / 255


def test_noise_that_came_after_the_jpeg_is_as_dense_as_ever() -> None:
    pixels, _ = jpeg(noisy(), 80)
    dense = pixels / 255.0 + np.random.default_rng(3).normal(0, 0.004, pixels.shape)
    photo = scenes.photo(dense.clip(0, 1))
    both = np.stack([measure.measured(photo).deviation, measure.measured(scenes.photo(noisy())).deviation])
    assert both[0].mean() < 1.5 * both[1].mean()


def test_a_jpeg_comes_nearer_to_the_clean_scene_by_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = scenes.clean(640, 512)
    pixels, _ = jpeg(scenes.noised(scene, strength=2), 80)
    photo = scenes.photo(pixels / 255.0)
    with_step = scenes.decibels(wavelets.cleaned(photo.pixels, measure.measured(photo)), scene)
    monkeypatch.setattr(measure, "step", lambda photo: 1)
    without = scenes.decibels(wavelets.cleaned(photo.pixels, measure.measured(photo)), scene)
    assert with_step > without + 0.3 > scenes.decibels(photo.pixels / 255.0, scene) + 1
