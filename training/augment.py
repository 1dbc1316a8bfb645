"""Exposure augmentation: the spread of exposures that teaches the curves both to lift and to darken.

Most collections hold well-exposed photos only. Each is put back into linear light, exposed anew, given the
noise of a sensor and a slight white-balance error, and encoded and quantised again.

Noise: Brooks et al., "Unprocessing Images for Learned Raw Denoising", CVPR 2019, arXiv 1811.11127,
section 3.4 (variance = shot · light + read), a tenth as strong because the photos are reduced.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dce_studio.training.config import Recipe

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

_SHOT = (1e-5, 1e-3)
"""Smallest and largest shot noise: variance per unit of linear light."""


def to_linear(encoded: Floats) -> Floats:
    """sRGB values in [0, 1] → linear light in [0, 1] (IEC 61966-2-1)."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def to_encoded(light: Floats) -> Floats:
    """Linear light in [0, 1] → sRGB values in [0, 1] (IEC 61966-2-1)."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055).astype(np.float32)


VIGNETTED, MOST_VIGNETTING = 0.3, 0.5
"""Share of the photographed scenes with vignetting, and the most light it takes from the corners."""

COMPRESSED, JPEG_QUALITY = 0.3, (60, 96)
"""Share of the photographed scenes that were a JPEG once, and of which qualities (the last not)."""


_LIGHT = to_linear(np.arange(256, dtype=np.float32) / np.float32(255))


def expose(pixels: Bytes, stops: float, balance: Floats, shot: float, rng: np.random.Generator) -> Bytes:
    """(h, w, 3) uint8 exposed anew by `stops` with channel gains `balance` (3,); `shot` 0 adds no noise."""
    light = _LIGHT[pixels] * (balance * np.float32(2.0**stops))
    return quantised(to_encoded(_noisy(light, shot, rng).clip(0, 1)))


def light_of(pixels: Bytes) -> Floats:
    """The linear light of encoded pixels (…) uint8, in [0, 1]."""
    light: Floats = _LIGHT[pixels]
    return light


def quantised(encoded: Floats) -> Bytes:
    """[0, 1] → uint8, rounded."""
    return (encoded * 255 + 0.5).astype(np.uint8)


def stops_for(pixels: Bytes, share: float, low: float, high: float) -> float:
    """The stops in [low, high] that bring the mean brightness to that share of what low … high can reach."""
    light = _LIGHT[pixels[::4, ::4]]

    def brightness(stops: float) -> float:
        return float(to_encoded((light * np.float32(2.0**stops)).clip(0, 1)).mean())

    dark, bright = brightness(low), brightness(high)
    wanted = dark + share * (bright - dark)
    for _ in range(10):
        middle = (low + high) / 2
        low, high = (middle, high) if brightness(middle) < wanted else (low, middle)
    return (low + high) / 2


def augmented(pixels: Bytes, recipe: Recipe, rng: np.random.Generator) -> Bytes:
    """A photo (h, w, 3) uint8 as the recipe varies its exposure; what is drawn depends on `rng` alone."""
    if rng.random() >= recipe.augment:
        return pixels
    share = rng.random()
    stops = recipe.ev_low + share * (recipe.ev_high - recipe.ev_low)
    if recipe.exposures == "brightness":
        stops = stops_for(pixels, share, recipe.ev_low, recipe.ev_high)
    balance = _balance(recipe, rng)
    return expose(pixels, stops, balance, _shot(recipe, rng), rng)


def photographed(light: Floats, stops: float, recipe: Recipe, rng: np.random.Generator) -> Bytes:
    """Linear light (h, w, 3) as a camera would have taken it, that much darker: (h, w, 3) uint8.

    White-balance error, now and then a lens's vignetting, sensor noise, 8 bits, now and then JPEG.
    """
    exposed = light * (_balance(recipe, rng) * np.float32(2.0**stops))
    if rng.random() < VIGNETTED:
        exposed *= _vignette(light.shape[:2], rng.uniform(0, MOST_VIGNETTING))
    taken = quantised(to_encoded(_noisy(exposed, _shot(recipe, rng), rng).clip(0, 1)))
    return _compressed(taken, int(rng.integers(*JPEG_QUALITY))) if rng.random() < COMPRESSED else taken


def _balance(recipe: Recipe, rng: np.random.Generator) -> Floats:
    return rng.uniform(1 - recipe.cast, 1 + recipe.cast, 3).astype(np.float32)


def _shot(recipe: Recipe, rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(*np.log(_SHOT)))) * recipe.noise**2


def _noisy(light: Floats, shot: float, rng: np.random.Generator) -> Floats:
    if shot <= 0:
        return light
    read = np.exp(2.18 * np.log(shot) + 1.20)  # variance; the paper's line through real sensors
    deviation = np.sqrt(shot * light + np.float32(read))
    noisy: Floats = light + deviation * rng.standard_normal(light.shape, np.float32)
    return noisy


def _vignette(size: tuple[int, ...], strength: float) -> Floats:
    """The share of light that is left, (h, w, 1): 1 in the middle, 1 − strength in the corners."""
    y, x = (np.linspace(-1, 1, side, dtype=np.float32) for side in size)
    left: Floats = 1 - np.float32(strength / 2) * (y[:, None] ** 2 + x**2)
    return left[..., None]


def _compressed(pixels: Bytes, quality: int) -> Bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))
