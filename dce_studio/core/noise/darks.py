"""One figure for the noise in the darks of a photo: what a lift of them must bear."""

import numpy as np

from dce_studio.core.photo import WHITE, Photo

_DARK = 16 / 255
_BLOCK = 8  # px
_BLOCKS = 40  # along each side, at most


def in_darks(photo: Photo) -> float:
    """The standard deviation of the noise in the photo's darks, in [0, 1]; 0 where it has none.

    The median over dark blocks of 8 × 8 pixels, spread over the photo, of the deviation of their diagonal
    differences (Donoho & Johnstone 1994), which upright and level edges do not touch.
    """
    height, width = photo.pixels.shape[:2]
    if min(height, width) < _BLOCK:
        return 0.0
    rows, columns = (
        np.linspace(0, side - _BLOCK, min(_BLOCKS, side // _BLOCK)).astype(int) for side in (height, width)
    )
    inside = np.arange(_BLOCK)
    y = (rows[:, None] + inside)[:, None, :, None]
    x = (columns[:, None] + inside)[None, :, None, :]
    grey = photo.pixels[y, x].astype(np.float32).mean(-1) / WHITE[photo.pixels.dtype]
    blocks = grey.reshape(-1, _BLOCK, _BLOCK)
    dark = blocks[blocks.mean((1, 2)) < _DARK]
    if not len(dark):
        return 0.0
    diagonal = (dark[:, ::2, ::2] - dark[:, 1::2, ::2] - dark[:, ::2, 1::2] + dark[:, 1::2, 1::2]) / 2
    return float(np.median(np.sqrt(np.square(diagonal).mean((1, 2)))))
