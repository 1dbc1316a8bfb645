"""Stars: whether a photo is of a night sky, which is meant to stay dark.

A smooth sky of 30 of 255 may be a day taken four stops too dark or a night as it was; brightness alone cannot
say. Stars can: they are points of light on a smooth, dark ground, which no day has. Lamps of a city seen from
afar look like them, and mean the same.
"""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.parallel import for_each
from dce_studio.core.photo import WHITE, Photo, Pixels, read_only
from dce_studio.core.render import kernels

Indices = NDArray[np.intp]

_BLOCK, _BLOCKS = 16, 32
"""The side of a block in pixels, of a photo of SEEN px, and how many blocks lie along each side, at most."""

_FEWEST = 200
"""With fewer blocks than these, a point or two would make a sky."""

SEEN = 1280
"""Long edge in pixels at which stars are looked for: larger photos are averaged to about that."""

SMALL = 300, 500
"""Long edges in pixels between which stars begin to count: small copies have none, and lamps are points."""

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

    The share of blocks (of _FEWEST, where there are fewer) with a point of light on a smooth, dark ground,
    times the share of dark blocks that are smooth: glints on leaves and water lie among much that is not.
    """
    height, width = photo.pixels.shape[:2]
    if min(height, width) < _BLOCK * max(1, round(max(height, width) / SEEN)):
        return 0.0
    values = _blocks(photo)
    low, ground, high = (values[:, int(q * (values.shape[1] - 1))] for q in (_LOW, _MIDDLE, _HIGH))
    top, spread = values[:, -2], high - low  # the second: one pixel alone may be hot
    dark = (ground > BLACK) & (ground < DARK)
    smooth = dark & (spread < _SMOOTH * ground + _ROUNDING)
    above = top - ground
    high_enough = (above > _ABOVE * spread + _LEVELS) & (top > _TIMES * ground)
    small = (values > ((top + ground) / 2)[:, None]).sum(1) <= _POINT
    points = (smooth & high_enough & small).sum() / max(len(values), _FEWEST)
    share = points * smooth.sum() / max(dark.sum(), 1)
    sure = np.clip((max(height, width) - SMALL[0]) / (SMALL[1] - SMALL[0]), 0, 1)
    return float(sure * np.clip((share - SOME) / (MANY - SOME), 0, 1))


def _blocks(photo: Photo) -> NDArray[np.float32]:
    """The largest channel in blocks spread over the photo, each in ascending order: (n, 256) in [0, 255].

    All three are looked at: what is dark in one may be vivid in another. Larger photos are averaged to SEEN,
    else their noise would hide what their small copies show.
    """
    height, width = photo.pixels.shape[:2]
    side = _BLOCK * max(1, round(max(height, width) / SEEN))
    tops, lefts = (
        np.linspace(0, length - side, min(_BLOCKS, length // side)).astype(int) for length in (height, width)
    )
    cut = _cut if side == _BLOCK else _averaged
    values = cut(photo.pixels, tops, lefts, side) * np.float32(255 / WHITE[photo.pixels.dtype])
    return np.sort(values.reshape(-1, _BLOCK * _BLOCK), 1)


def _cut(pixels: Pixels, tops: Indices, lefts: Indices, side: int) -> Pixels:
    """The largest channel of the blocks as they are, (rows, columns, _BLOCK, _BLOCK)."""
    inside = np.arange(side)
    y, x = (tops[:, None] + inside).ravel(), (lefts[:, None] + inside).ravel()
    red, green, blue = (pixels[..., channel][y[:, None], x] for channel in range(3))
    largest: Pixels = np.maximum(np.maximum(red, green), blue)
    return largest.reshape(len(tops), side, len(lefts), side).transpose(0, 2, 1, 3)


def _averaged(pixels: Pixels, tops: Indices, lefts: Indices, side: int) -> Pixels:
    """As `_cut`, of larger blocks that are averaged to the same size: 30 ms for 24 MP on two cores."""
    blocks = np.empty((len(tops), len(lefts), _BLOCK, _BLOCK, 3), np.float32)
    source = read_only(pixels)

    def row(number: int) -> None:
        for left, block in zip(lefts, blocks[number], strict=True):
            kernels.reduce_area(source, left, tops[number], side, side, block, 0, _BLOCK)

    for_each(row, range(len(tops)))
    largest: Pixels = blocks.max(-1)
    return largest
