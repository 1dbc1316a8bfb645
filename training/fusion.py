"""Exposure fusion: from several exposures of one scene the best of each place (Mertens et al. 2007).

Mertens, Kautz, Van Reeth, "Exposure Fusion", Pacific Graphics 2007, section 3. It lifts shadows, holds lamps
and keeps colours, so it is what a night photo or a scene in linear light comes back to in training.
"""

import numpy as np

from dce_studio.training.augment import Floats, to_encoded

_DEVIATION = 0.2
"""Of the bell around mid-grey that says how well a value is exposed (section 3.1)."""

_SMALLEST = 4  # px: the side at which the pyramid ends
_KERNEL = np.array([1, 4, 6, 4, 1], np.float32) / 16


def fused_light(light: Floats, stops: tuple[float, ...]) -> Floats:
    """Linear light (h, w, 3) ≥ 0, exposed by each of `stops`, encoded and fused: (h, w, 3) in [0, 1]."""
    return fused(np.stack([to_encoded((light * np.float32(2.0**s)).clip(0, 1)) for s in stops]))


def fused(exposures: Floats) -> Floats:
    """Encoded exposures (n, h, w, 3) in [0, 1] → their fusion, (h, w, 3) in [0, 1]."""
    weights = _weights(exposures)
    bands: list[Floats] = []
    while min(exposures.shape[1:3]) > _SMALLEST:
        smaller = _halved(exposures)
        detail = exposures - _doubled(smaller, exposures.shape[1:3])
        bands.append((detail * weights).sum(0))
        exposures, weights = smaller, _halved(weights)
    result: Floats = (exposures * weights).sum(0)
    for band in reversed(bands):
        result = _doubled(result[None], band.shape[:2])[0] + band
    return result.clip(0, 1)


def _weights(exposures: Floats) -> Floats:
    """Contrast × saturation × well-exposedness of each pixel, summing to 1: (n, h, w, 1)."""
    grey = np.pad(exposures.mean(3), ((0, 0), (1, 1), (1, 1)), "edge")
    around = grey[:, :-2, 1:-1] + grey[:, 2:, 1:-1] + grey[:, 1:-1, :-2] + grey[:, 1:-1, 2:]
    contrast = np.abs(around - 4 * grey[:, 1:-1, 1:-1])
    exposed = np.exp(-np.square(exposures - 0.5).sum(3) / (2 * _DEVIATION**2))
    weights = contrast * exposures.std(3) * exposed + 1e-12
    normal: Floats = (weights / weights.sum(0))[..., None].astype(np.float32)
    return normal


def _halved(images: Floats) -> Floats:
    """(n, h, w, c) blurred and every second pixel kept, (n, ⌈h/2⌉, ⌈w/2⌉, c)."""
    for axis in (1, 2):
        images = _blurred(images, axis)
    return images[:, ::2, ::2]


def _blurred(images: Floats, axis: int) -> Floats:
    side = images.shape[axis]
    at = np.abs(np.arange(-2, side + 2))  # mirrored at the borders
    at = np.where(at >= side, np.maximum(2 * side - 2 - at, 0), at)
    blurred: Floats = np.zeros_like(images)
    for i, share in enumerate(_KERNEL):
        blurred += share * images.take(at[i : i + side], axis)
    return blurred


def _doubled(images: Floats, size: tuple[int, ...]) -> Floats:
    """(n, h, w, c) stretched to `size` (height, width), between its pixels linearly."""
    for axis, side in ((1, size[0]), (2, size[1])):
        images = _stretched(images, axis, side)
    return images


def _stretched(images: Floats, axis: int, side: int) -> Floats:
    last = images.shape[axis] - 1
    at = np.arange(side) / 2
    left = np.minimum(at.astype(np.intp), last)
    part = (at - left).astype(np.float32)
    part = part.reshape([-1 if k == axis else 1 for k in range(images.ndim)]).clip(0, 1)
    a, b = images.take(left, axis), images.take(np.minimum(left + 1, last), axis)
    result: Floats = a + part * (b - a)
    return result
