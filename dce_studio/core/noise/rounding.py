"""What a JPEG's rounding left in a photo, found in its pixels.

A JPEG keeps the mean of each 8 × 8 block in steps. That shows as long as the blocks lie where they lay, in
whatever file the photo came since; a photo that was resized or turned to other colours has lost it. The step
also tells how coarse all else was rounded, as encoders scale one table for it.
"""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.photo import Photo

Floats = NDArray[np.float32]

_SIDE = 8  # px of a JPEG's block
_ALONG = 48  # blocks looked at along each side, at most
_STEPS = np.arange(2, 65, dtype=np.float32)
_BUSY = 0.75  # the share of the blocks left out: flat ones are rounded alike, and hide the step
_CLIPPED = 0.1  # share of a block's pixels that may be black or white: these have lost their own
_FEW = 64  # blocks at least
_SURE = 0.15, 3.0  # at least, and times what chance is of so many blocks
_LATER = 1.5  # levels: where more noise came after the rounding it is no more what is seen
_HELD = np.minimum(np.exp(-2 * np.square(np.pi * _LATER / _STEPS)), 0.55)  # how regular they then still are
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)

_SHARE = 0.6
"""Of the deviation of even rounding, what is to be taken away: most of what is rounded to 0 was little."""

_SPARSE, _SPARSEST = 0.1, 2.0
"""How much more noise is believed for each step above 1, and at most, in brightness.

Of noise that is coarsely rounded many blocks keep nothing, and others waves that are larger than it was."""


def step(photo: Photo) -> int:
    """The step in levels in which 8 times the means of blocks lie, first of a JPEG's table; 1 for none."""
    pixels = photo.pixels
    if pixels.dtype != np.uint8:
        return 1
    height, width = pixels.shape[:2]
    best, found = 0.0, 1
    for top in {0, height % _SIDE}:  # a photo that was turned has its first blocks at its other ends
        for left in {0, width % _SIDE}:
            along, between = (_means(pixels, top + by, left + by) for by in (0, _SIDE // 2))
            if min(len(along), len(between)) < _FEW:
                continue
            likely = _regular(along) - np.abs(_regular(between))  # a photo of few levels is regular anywhere
            likely[likely < np.maximum(_HELD, max(_SURE[0], _SURE[1] / np.sqrt(len(along))))] = 0
            if likely.max() > best:
                best, found = float(likely.max()), int(_STEPS[likely.argmax()])
    return found


def with_rounding(deviation: Floats, step: int) -> Floats:
    """The deviation (2, levels, 2, bins) in [0, 1] of `core.noise.measure`, with what rounding adds to it."""
    if step <= 1:
        return deviation
    sparse = np.array([min(1 + _SPARSE * (step - 1), _SPARSEST), 1], np.float32)[:, None, None, None]
    added = np.float32(_SHARE * step / np.sqrt(12) / 255)
    both: Floats = np.sqrt(np.square(sparse * deviation) + added**2)
    return both


def _regular(means: Floats) -> Floats:
    """How regularly the means lie in each of _STEPS, in [−1, 1]; 0 is by chance."""
    waves: Floats = np.cos(np.float32(2 * np.pi) * means / _STEPS[:, None]).mean(1)
    return waves


def _means(pixels: NDArray[np.uint8], top: int, left: int) -> Floats:
    """8 times the mean luma (n,) of the busiest blocks on the grid through (top, left), 0 for mid-grey."""
    starts = []
    for begin, end in ((top, pixels.shape[0]), (left, pixels.shape[1])):
        count = max((end - begin) // _SIDE, 0)
        some = np.linspace(0, count - 1, min(_ALONG, count)).astype(int)
        starts.append(begin + some[:, None] * _SIDE + np.arange(_SIDE))
    rows, columns = starts
    blocks = pixels[rows[:, None, :, None], columns[None, :, None, :]].reshape(-1, _SIDE**2, 3)
    clipped = ((blocks == 0) | (blocks == 255)).any(2).mean(1)
    luma = blocks[clipped <= _CLIPPED] @ _LUMA
    if not len(luma):
        return np.empty(0, np.float32)
    spread = luma.std(1)
    busy = luma[spread >= max(float(np.quantile(spread, _BUSY)), 1)]
    means: Floats = (busy.mean(1) - 128) * np.float32(_SIDE)
    return means
