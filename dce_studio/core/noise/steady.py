"""How much of the noise goes: as much as the curve makes visible.

The photo's own noise, times the slope of the curve at a pixel, is the noise after it. Where the curve lifts
nothing (slope 1) a pixel stays as it was taken, and where it lifts, what goes is the share of the noise that
would be seen: of TOLERATED levels half, of much more all.
"""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.edit import Edit
from dce_studio.core.noise import kernels
from dce_studio.core.noise.measure import CENTRES
from dce_studio.core.photo import WHITE, Noise, Pixels, read_only

Floats = NDArray[np.float32]

TOLERATED = 0.5 / 255
"""The deviation after the curve of which half is removed."""


def steadied(pixels: Pixels, clean: Floats, slopes: Floats, noise: Noise, edit: Edit) -> Floats:
    """The pixels (h, w, 3) with as much of their noise removed as the edit asks for, float32 in [0, 1].

    clean: the same without noise (`core.noise.wavelets`), in [0, 1]; slopes: the curve's there, (h, w, 3).
    noise: that of the pixels, reduced as they are.
    """
    out = np.empty(clean.shape, np.float32)
    amount = np.array((edit.noise, edit.colour_noise), np.float32)
    kernels.steady(
        read_only(pixels), np.float32(1 / WHITE[pixels.dtype]), read_only(clean), slopes, by_place(noise),
        amount, np.float32(TOLERATED**2), out,
    )  # fmt: skip
    return out


def expected(clean: Floats, slopes: Floats, noise: Noise, edit: Edit) -> tuple[Floats, Floats, Floats]:
    """The deviation of brightness by noise at each pixel, three (h, w): before the curve, after it, and left.

    What is left is what the edit does not remove of that after the curve. Arguments as `steadied` has them.
    """
    slope = slopes.mean(-1)
    place = (np.sqrt(clean.mean(-1).clip(0, 1)) * 255 + 0.5).astype(np.uint8)
    before = by_place(noise)[0][place]
    after = slope * before
    removed = edit.noise * np.clip((slope - 1) * 2, 0, 1) * after**2 / (after**2 + TOLERATED**2)
    return before, after, after * (1 - removed)


def by_place(noise: Noise) -> Floats:
    """The deviation (2, 256) of a pixel's brightness and colour, by `kernels.places` of its brightness."""
    brightness = np.square(np.arange(256) / 255)
    return np.stack([np.interp(brightness, CENTRES, kind) for kind in noise.total]).astype(np.float32)
