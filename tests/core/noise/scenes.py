"""Clean scenes, and the same as a sensor would have noised them."""

from pathlib import Path

import numpy as np

from dce_studio.core.photo import WHITE, Photo
from dce_studio.core.render.srgb import to_encoded, to_light

GAIN, READ = 4e-4, 1.6e-3
"""The variance of light is GAIN times the light and READ squared: a camera at a high sensitivity."""


def clean(width: int = 320, height: int = 256) -> np.ndarray:
    """A dark scene (h, w, 3) in [0, 1]: soft gradients, edges and a textured strip."""
    y, x = np.mgrid[:height, :width].astype(np.float64)
    grey = 0.03 + 0.2 * x / width
    grey[(x // 40 + y // 40) % 3 == 0] *= 0.4
    strip = slice(height // 2, height // 2 + 24)
    grey[strip] += 0.06 * np.sin(x[strip] * 1.3) * np.sin(y[strip] * 1.7)
    return np.stack([grey * 1.1, grey, grey * 0.7], 2).clip(0, 1).astype(np.float32)


def noised(scene: np.ndarray, seed: int = 0, strength: float = 1.0) -> np.ndarray:
    """The same with the noise of a sensor, (h, w, 3) float32 in [0, 1]."""
    light = to_light(scene.astype(np.float64))
    deviation = strength * np.sqrt(GAIN * light + READ**2)
    noise = np.random.default_rng(seed).normal(0, 1, light.shape)
    return to_encoded((light + deviation * noise).clip(0, 1)).astype(np.float32)


def photo(values: np.ndarray, dtype: str = "uint8", grey: bool = False) -> Photo:
    """A photo of values (h, w, 3) in [0, 1]."""
    kind = np.dtype(dtype)
    values = values.mean(2, keepdims=True).repeat(3, 2) if grey else values
    pixels = values.astype(kind) if kind == np.float32 else np.round(values * WHITE[kind]).astype(kind)
    return Photo(Path("noisy.png"), pixels, grey=grey)


def decibels(values: np.ndarray, wanted: np.ndarray) -> float:
    """PSNR of values in [0, 1]."""
    return float(-10 * np.log10(np.mean((values.astype(np.float64) - wanted) ** 2)))
