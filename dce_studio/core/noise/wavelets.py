"""The photo without its noise, by undecimated Haar wavelets.

Brightness and two colours are taken apart into differences of 2, 4, 8 and 16 pixels, in every place. How much
of a difference is noise is known: the photo's deviation at that brightness and size of grain
(`core.noise.measure`). Each is multiplied by the share of the energy around it that is not noise, as in
Wiener's filter (after Mihcak, Kozintsev, Ramchandran and Moulin 1999), and the pixel is put together of all
four wholes that it was part of (Coifman and Donoho 1995). So the mean of a place does not change, and what is
larger than noise stays as it is.

Tiles have surroundings of REACH pixels, and equal the whole.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import Box, Size
from dce_studio.core.noise import kernels
from dce_studio.core.noise.measure import CENTRES, LEVELS
from dce_studio.core.parallel import Tick, for_each, no_tick
from dce_studio.core.photo import WHITE, Noise, Pixels, read_only

Floats = NDArray[np.float32]

REACH = 17
"""px: what lies further away has no part in a pixel: the wavelets reach 15, the energy around them 2."""

BRIGHTNESS, COLOUR = 1.5, 3.0
"""How many times its variance the noise of each is taken for: colour is missed less than texture."""

_TILE = 512
"""px, and the surroundings: larger tiles leave the cache, smaller ones are mostly surroundings."""


def cleaned(pixels: Pixels, noise: Noise, keep: Box | None = None, tick: Tick = no_tick) -> Floats:
    """The pixels (h, w, 3) without noise, (h, w, 3) float32 in [0, 1]; of the box `keep` where that is given.

    What lies further than REACH from `keep` is not read, and beyond the picture it is mirrored. Raises what
    `tick` raises.
    """
    height, width = pixels.shape[:2]
    keep = keep or Box.whole(Size(width, height))
    out = np.empty((keep.height, keep.width, 3), np.float32)
    variances = _variances(noise)

    def one(part: Box) -> None:
        found = _tile(pixels, part, variances)
        out[
            part.y - keep.y : part.y + part.height - keep.y, part.x - keep.x : part.x + part.width - keep.x
        ] = found

    for_each(one, tiles(keep), tick)
    return out


def tiles(box: Box) -> list[Box]:
    """Boxes that cover a box once, of a size that is worked on at once."""

    def starts(begin: int, length: int) -> list[tuple[int, int]]:
        count = -(-length // _TILE)
        limits = np.linspace(begin, begin + length, count + 1).astype(int)
        return [(int(a), int(b - a)) for a, b in pairwise(limits)]

    return [Box(x, y, w, h) for y, h in starts(box.y, box.height) for x, w in starts(box.x, box.width)]


def _tile(pixels: Pixels, part: Box, variances: Floats) -> Floats:
    read, mirrored = _surroundings(part, pixels.shape[1], pixels.shape[0])
    source = pixels[read]
    if any(map(any, mirrored)):
        source = np.pad(source, (*mirrored, (0, 0)), "reflect" if min(source.shape[:2]) > REACH else "edge")
    height, width = source.shape[:2]
    planes = np.empty((3, height, width), np.float32)
    kernels.split(read_only(source), np.float32(1 / WHITE[pixels.dtype]), planes)
    place = np.empty((height, width), np.uint8)
    smooth = np.empty((2, height, width), np.float32)
    kernels.smoothed(planes[0], 1, smooth[0])
    kernels.smoothed(smooth[0], 2, smooth[1])
    kernels.places(smooth[1], np.float32(3**-0.5), place)
    chain = np.empty((LEVELS + 1, height, width), np.float32)
    bands = np.empty((LEVELS, 3, height, width), np.float32)
    squares, sums, rows = (np.empty(shape, np.float32) for shape in ((5, width), width + 4, (2, width)))
    for channel in range(3):
        chain[0] = planes[channel]
        for level in range(LEVELS):
            step = 1 << level
            kernels.smoothed(chain[level], step, chain[level + 1])
            kernels.details(chain[level], step, bands[level])
            for kind in range(3):
                kernels.shrink(
                    bands[level, kind], place, variances[min(channel, 1), level, kind // 2], squares, sums
                )
        for level in reversed(range(LEVELS)):
            kernels.rebuild(
                chain[level + 1], bands[level], 1 << level, rows, chain[level] if level else planes[channel]
            )
    out = np.empty((part.height, part.width, 3), np.float32)
    kernels.joined(planes, REACH, REACH, out)
    return out


def _surroundings(
    part: Box, width: int, height: int
) -> tuple[tuple[slice, slice], tuple[tuple[int, int], tuple[int, int]]]:
    """The slices of part and REACH around it that are there, and how much is missing on each side."""
    limits = ((part.y, part.height, height), (part.x, part.width, width))
    read = tuple(slice(max(at - REACH, 0), min(at + length + REACH, end)) for at, length, end in limits)
    missing = tuple((max(REACH - at, 0), max(at + length + REACH - end, 0)) for at, length, end in limits)
    return (read[0], read[1]), (missing[0], missing[1])


def _variances(noise: Noise) -> Floats:
    """(2, LEVELS, 2, 256) of the coefficients as they are made here, by `kernels.places`.

    A mean of 2 × 2 pixels has half the deviation of an orthonormal coefficient, and so on by size. Brightness
    is √3 times the mean of the channels, and the two colours have three halves of what is left of each.
    """
    brightness = np.square(np.arange(256) / 255)
    scale = np.array([3 * BRIGHTNESS, 1.5 * COLOUR])[:, None] / 4.0 ** np.arange(1, LEVELS + 1)
    variances = np.empty((2, LEVELS, 2, 256), np.float32)
    for kind, level, way in np.ndindex(2, LEVELS, 2):
        deviation = np.interp(brightness, CENTRES, noise.deviation[kind, level, way])
        variances[kind, level, way] = scale[kind, level] * np.square(deviation)
    return variances
