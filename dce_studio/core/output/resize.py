"""Resizing by Lanczos' filter, in linear light and without ringing.

Light is what adds up in a lens and an eye: averaged as encoded values, lamps in the dark lose theirs. The
filter (three lobes) is sharp and overshoots at edges; each value is therefore held between the least and the
largest of the pixels that lie within its middle lobe. Source: K. Turkowski, "Filters for Common Resampling
Tasks", Graphics Gems, 1990.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.files.colour import hdr
from dce_studio.core.geometry import Size
from dce_studio.core.output import resize_kernels
from dce_studio.core.output.options import covering
from dce_studio.core.parallel import Tick, for_each, no_tick
from dce_studio.core.photo import WHITE, Pixels
from dce_studio.core.render.srgb import to_light

Light = NDArray[np.float32]

LOBES = 3
_ROWS = 32


class Taps(NamedTuple):
    """For each pixel of the result along one axis: the first pixel of the source, the weights from it on.

    lows, highs: the first and last pixel that the result is held between.
    """

    starts: NDArray[np.int64]
    weights: Light
    lows: NDArray[np.int64]
    highs: NDArray[np.int64]

    def part(self, start: int, stop: int) -> "Taps":
        """Those of the pixels from start to stop."""
        some = slice(start, stop)
        return Taps(self.starts[some], self.weights[some], self.lows[some], self.highs[some])


def resized(pixels: Pixels, size: Size, tick: Tick = no_tick) -> Pixels:
    """Pixels (H, W, 3) at another size, in their dtype; themselves where it is theirs.

    What is too long for the size's ratio is cut off at both ends. Raises what `tick` raises.
    """
    box = covering(Size(pixels.shape[1], pixels.shape[0]), size)
    part = pixels[box.y : box.y + box.height, box.x : box.x + box.width]
    if box.size == size:
        return part
    across, down = taps(box.width, size.width), taps(box.height, size.height)
    out = np.empty((size.height, size.width, 3), pixels.dtype)
    table = _light_table(pixels.dtype)

    def band(place: tuple[int, int]) -> None:
        top, bottom = place
        mine = down.part(top, bottom)
        first, last = int(mine.starts.min()), int(mine.starts.max()) + mine.weights.shape[1]
        source = np.ascontiguousarray(part[first:last])
        light = to_light(source) if table is None else table[source]
        narrow = np.empty((last - first, size.width, 3), np.float32)
        resize_kernels.columns(light, *across, narrow)
        made = np.empty((bottom - top, size.width, 3), np.float32)
        resize_kernels.rows(narrow, first, *mine, made)
        out[top:bottom] = _encoded(made, pixels.dtype)

    for_each(band, [(top, min(top + _ROWS, size.height)) for top in range(0, size.height, _ROWS)], tick)
    return out


def taps(length: int, count: int) -> Taps:
    """What `count` pixels are made of, of `length` in the same space."""
    scale = length / count
    reach = max(scale, 1.0)
    centres = (np.arange(count) + 0.5) * scale - 0.5
    number = min(int(np.ceil(2 * LOBES * reach)) + 1, length)
    starts = np.clip(np.floor(centres - LOBES * reach).astype(np.int64) + 1, 0, length - number)
    places = starts[:, None] + np.arange(number)
    far = (places - centres[:, None]) / reach
    weights = np.where(np.abs(far) < LOBES, np.sinc(far) * np.sinc(far / LOBES), 0)
    weights /= weights.sum(1, keepdims=True)
    lows = np.clip(np.ceil(centres - reach - 1e-9).astype(np.int64), 0, length - 1)
    highs = np.clip(np.floor(centres + reach + 1e-9).astype(np.int64), 0, length - 1)
    return Taps(starts, weights.astype(np.float32), np.minimum(lows, highs), highs)


def _light_table(dtype: np.dtype[np.generic]) -> Light | None:
    """The light of each whole value; None for floats."""
    white = int(WHITE[dtype])
    return None if white == 1 else to_light(np.arange(white + 1) / white).astype(np.float32)


def _encoded(light: Light, dtype: np.dtype[np.generic]) -> Pixels:
    white = WHITE[dtype]
    values = hdr.encode(light)
    return values if white == 1 else (values * np.float32(white) + np.float32(0.5)).astype(dtype)
