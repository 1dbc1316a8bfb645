"""Photo + ShapedMaps + Edit → pixels: the one function behind the screen and the export.

`sample` does what depends on the view alone (the reduced pixels and the α of each of them), `develop`
what depends on the edit; the screen keeps the former while a slider moves. `render` does both in bands,
with memory for a band only; bands equal the whole, as maps are sampled by photo coordinates. What the edit
does to the maps themselves comes before: `core.render.shape.shaped`.
"""

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dce_studio.core.curve import schedule
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import Maps, ShapedMaps
from dce_studio.core.parallel import Tick, for_each, no_tick
from dce_studio.core.photo import WHITE, Photo, Pixels
from dce_studio.core.render import kernels
from dce_studio.core.render.sampling import (
    Places,
    Sampled,
    bands,
    coordinates,
    guide,
    planes,
    read_only,
    reduced,
    reduced_rows,
    sample,
    sample_grid,
)

__all__ = [
    "Sampled", "bands", "develop", "develop_into", "guide", "reduced", "render", "sample", "sample_grid",
]  # fmt: skip


def develop(sampled: Sampled, edit: Edit, dtype: DTypeLike | None = None) -> Pixels:
    """The curve, then gamma, on a sampled view: (h, w, 3) uint8, uint16 or float32; its own by default."""
    height, width = sampled.pixels.shape[:2]
    out = np.empty((height, width, 3), dtype or sampled.pixels.dtype)
    pixels, alpha = np.ascontiguousarray(sampled.pixels), np.ascontiguousarray(sampled.alpha)

    def band(rows: tuple[int, int]) -> None:
        develop_into(pixels, alpha, Box(0, rows[0], width, rows[1] - rows[0]), edit, out)

    for_each(band, bands(height))
    return out


def render(
    photo: Photo,
    maps: ShapedMaps,
    edit: Edit,
    box: Box | None = None,
    size: Size | None = None,
    dtype: DTypeLike | None = None,
    tick: Tick = no_tick,
) -> Pixels:
    """The photo's `box` at `size` with the edit, (h, w, 3) in `dtype`, in bands. Raises what `tick` raises.

    maps: as `core.render.shape.shaped` makes them for the edit. It is develop(sample(photo, maps, box, size),
    edit).
    """
    box = box or Box.whole(photo.size)
    size = size or box.size
    out = np.empty((size.height, size.width, 3), dtype or photo.pixels.dtype)
    x, y = coordinates(maps, box, size)
    unchanged = _is_identity(edit, photo.pixels, out)

    def band(rows: tuple[int, int]) -> None:
        part = slice(*rows)
        pixels = reduced_rows(photo, box, size, *rows)
        if unchanged:
            out[part] = pixels
        else:
            _render_rows(maps, pixels, x, y[part], edit, out[part])

    for_each(band, bands(size.height), tick)
    return out


def develop_into(
    pixels: Pixels, alpha: Maps, box: Box, edit: Edit, out: Pixels, alpha_at: tuple[int, int] = (0, 0)
) -> None:
    """The curve on `box` of pixels (H, W, 3) into the same box of out (H, W, 3).

    `alpha_at` is where in the picture alpha (S, 3, h, w), which must hold the box, begins: x, y.
    """
    if _is_identity(edit, pixels, out):
        part = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
        out[part] = pixels[part]
        return
    x, y = box.x, box.y
    kernels.develop(
        read_only(pixels), WHITE[pixels.dtype], x, y, read_only(alpha), x - alpha_at[0], y - alpha_at[1],
        *box.size, _steps(edit, len(alpha)), np.float32(edit.gamma), out, WHITE[out.dtype], x, y,
    )  # fmt: skip


def _is_identity(edit: Edit, pixels: Pixels, out: Pixels) -> bool:
    """Whether the result must equal the photo to the bit."""
    return edit.iterations == 0 and edit.gamma == 1 and out.dtype == pixels.dtype


def _render_rows(maps: ShapedMaps, pixels: Pixels, x: Places, y: Places, edit: Edit, out: Pixels) -> None:
    offset, gain = planes(maps)
    kernels.render(
        read_only(pixels), WHITE[pixels.dtype], 0, len(pixels), offset, gain, maps.gain is not None, x, y,
        _steps(edit, maps.steps), np.float32(edit.gamma), out, WHITE[out.dtype],
    )  # fmt: skip


def _steps(
    edit: Edit, maps: int
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], np.float32]:
    """The map index and weight of each step, the channels' scales, and keep, for the kernels."""
    steps = schedule(edit.iterations, maps)
    return (
        np.array([index for index, _ in steps], np.int64),
        np.array([weight for _, weight in steps], np.float32),
        np.array(edit.scales, np.float32),
        np.float32(edit.keep_colour),
    )
