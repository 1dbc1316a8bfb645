"""Stars: whether a photo is of a night sky, which is meant to stay dark.

A smooth sky of 30 of 255 may be a day taken four stops too dark or a night as it was; brightness alone cannot
say. Stars can: they are points of light on a smooth, dark ground, which no day has. Lamps of a city seen from
afar look like them, and mean the same.
"""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.photo import WHITE, Photo

_BLOCK, _BLOCKS = 16, 32
"""The side of a block in pixels, of a photo of SEEN px, and how many blocks lie along each side, at most."""

SEEN = 1280
"""Long edge in pixels at which stars are looked for: of larger photos every second, third … pixel."""

BLACK, DARK = 2.0, 80.0
"""A ground is dark if its median, of 255, is between them; points in what is wholly black are edges."""

_LOW, _MIDDLE, _HIGH = 0.1, 0.5, 0.85
"""The quantiles that tell a block's ground: between the outer ones lies its spread."""

_SMOOTH, _ROUNDING = 0.5, 3.0
"""A ground is smooth if its spread is at most this share of its median, and so many levels more."""

_ABOVE, _LEVELS, _TIMES = 2.5, 6.0, 1.3
"""A point lies above the ground by more than so many spreads and levels, and so many times as high."""

_POINT = 8
"""The most pixels that are above half a point's height: more are a lamp, an edge or a texture."""

SOME, MANY = 0.025, 0.055
"""The share of blocks with a point from which on the sky is starry, and that from which on wholly."""


def stars(photo: Photo) -> float:
    """How far the photo is of a starry sky, in [0, 1]; 0 for photos smaller than a block.

    The share of blocks that hold a point of light on a smooth, dark ground, times the share of the dark
    blocks that are smooth: glints on leaves and water lie among much that is not.
    """
    values = _blocks(photo)
    if not len(values):
        return 0.0
    low, ground, high = (values[:, int(q * (values.shape[1] - 1))] for q in (_LOW, _MIDDLE, _HIGH))
    top, spread = values[:, -2], high - low  # the second: one pixel alone may be hot
    dark = (ground > BLACK) & (ground < DARK)
    smooth = dark & (spread < _SMOOTH * ground + _ROUNDING)
    height = top - ground
    high_enough = (height > _ABOVE * spread + _LEVELS) & (top > _TIMES * ground)
    small = (values > ((top + ground) / 2)[:, None]).sum(1) <= _POINT
    share = (smooth & high_enough & small).mean() * smooth.sum() / max(dark.sum(), 1)
    return float(np.clip((share - SOME) / (MANY - SOME), 0, 1))


def _blocks(photo: Photo) -> NDArray[np.float32]:
    """The largest channel in blocks spread over the photo, each in ascending order: (n, 256) in [0, 255].

    All three are looked at: what is dark in one may be vivid in another.
    """
    height, width = photo.pixels.shape[:2]
    stride = max(1, round(max(height, width) / SEEN))
    side = _BLOCK * stride
    down, across = (
        np.linspace(0, length - side, min(_BLOCKS, length // side)).astype(int) for length in (height, width)
    )
    inside = np.arange(_BLOCK) * stride
    y, x = (down[:, None] + inside).ravel(), (across[:, None] + inside).ravel()
    red, green, blue = (photo.pixels[..., channel][y[:, None], x] for channel in range(3))
    largest = np.maximum(np.maximum(red, green), blue) * np.float32(255 / WHITE[photo.pixels.dtype])
    parts = largest.reshape(len(down), _BLOCK, len(across), _BLOCK).transpose(0, 2, 1, 3)
    return np.sort(parts.reshape(-1, _BLOCK * _BLOCK), 1)
