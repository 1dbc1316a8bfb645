"""Photo + CurveMaps + Edit → pixels: the one function behind the screen and the export.

`sample` does what depends on the view alone (the reduced pixels and the α of each of them), `develop`
what depends on the edit; the screen keeps the former while a slider moves. `render` does both in bands,
with memory for a band only; bands equal the whole, as maps are sampled by photo coordinates.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dce_studio.core import kernels
from dce_studio.core.curve import schedule
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps, Maps
from dce_studio.core.parallel import Tick, for_each, no_tick
from dce_studio.core.photo import WHITE, Photo, Pixels

BAND_ROWS = 64

Indices = NDArray[np.integer]
Places = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sampled:
    """A view of a photo, ready for any edit: pixels (h, w, 3) as in Photo, alpha (S, 3, h, w) float32."""

    pixels: Pixels
    alpha: Maps


def reduced(photo: Photo, box: Box | None = None, size: Size | None = None) -> Pixels:
    """The photo's pixels in `box`, area-averaged to `size` (never larger), in their own dtype, (h, w, 3)."""
    box = box or Box.whole(photo.size)
    if size is None or size == box.size:
        return photo.pixels[box.y : box.y + box.height, box.x : box.x + box.width]
    out = np.empty((size.height, size.width, 3), photo.pixels.dtype)

    def band(rows: tuple[int, int]) -> None:
        out[slice(*rows)] = _reduced_rows(photo, box, size, *rows)

    for_each(band, bands(size.height, 16))
    return out


def sample(photo: Photo, maps: CurveMaps, box: Box | None = None, size: Size | None = None) -> Sampled:
    """Pixels and α of the photo's `box` reduced to `size`; α as `CurveMaps` describes."""
    box = box or Box.whole(photo.size)
    pixels = np.ascontiguousarray(reduced(photo, box, size))
    return Sampled(pixels, _sample(maps, pixels, *_coordinates(maps, box, size or box.size)))


def sample_grid(photo: Photo, maps: CurveMaps, columns: Indices, rows: Indices) -> Sampled:
    """Pixels and α at the crossings of whole columns (w,) and rows (h,), the same as `sample` gives there."""
    pixels = photo.pixels[np.ix_(rows, columns)]
    x, y = _coordinates(maps, Box.whole(photo.size), photo.size)
    return Sampled(pixels, _sample(maps, pixels, x[columns], y[rows]))


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
    maps: CurveMaps,
    edit: Edit,
    box: Box | None = None,
    size: Size | None = None,
    dtype: DTypeLike | None = None,
    tick: Tick = no_tick,
) -> Pixels:
    """develop(sample(...)), in bands: (h, w, 3) of `box` at `size`, in `dtype`. Raises what `tick` raises."""
    box = box or Box.whole(photo.size)
    size = size or box.size
    out = np.empty((size.height, size.width, 3), dtype or photo.pixels.dtype)
    x, y = _coordinates(maps, box, size)
    unchanged = _is_identity(edit, photo.pixels, out)

    def band(rows: tuple[int, int]) -> None:
        part = slice(*rows)
        pixels = _reduced_rows(photo, box, size, *rows)
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
        _read_only(pixels), WHITE[pixels.dtype], x, y, _read_only(alpha), x - alpha_at[0], y - alpha_at[1],
        *box.size, _steps(edit, len(alpha)), np.float32(edit.gamma), out, WHITE[out.dtype], x, y,
    )  # fmt: skip


def bands(height: int, rows: int = BAND_ROWS) -> list[tuple[int, int]]:
    """(start, stop) of each band of rows."""
    return [(top, min(top + rows, height)) for top in range(0, height, rows)]


def guide(pixels: Pixels) -> NDArray[np.float32]:
    """The grey value that guides the sampling: the channel mean of (h, w, 3) pixels, (h, w) in [0, 1]."""
    out = np.empty(pixels.shape[:2], np.float32)
    kernels.grey(_read_only(pixels), WHITE[pixels.dtype], out)
    return out


def _is_identity(edit: Edit, pixels: Pixels, out: Pixels) -> bool:
    """Whether the result must equal the photo to the bit."""
    return edit.iterations == 0 and edit.gamma == 1 and out.dtype == pixels.dtype


def _coordinates(maps: CurveMaps, box: Box, size: Size) -> tuple[Places, Places]:
    """Where in the maps the centres of a view's columns and rows lie."""
    area = maps.box

    def axis(start: int, length: int, count: int, origin: int, extent: int, cells: int) -> Places:
        centres = start + (np.arange(count, dtype=np.float64) + 0.5) * (length / count)
        places: Places = (centres - origin) * (cells / extent) - 0.5
        return places

    return (
        axis(box.x, box.width, size.width, area.x, area.width, maps.size.width),
        axis(box.y, box.height, size.height, area.y, area.height, maps.size.height),
    )


def _reduced_rows(photo: Photo, box: Box, size: Size, start: int, stop: int) -> Pixels:
    """Rows start … stop of the photo's box at `size`, in the photo's dtype."""
    if size == box.size:
        return reduced(photo, box.rows(start, stop))
    out = np.empty((stop - start, size.width, 3), np.float32)
    kernels.reduce_area(_read_only(photo.pixels), *box, out, start, size.height)
    dtype = photo.pixels.dtype
    return out if dtype == np.float32 else (out + np.float32(0.5)).astype(dtype)


def _sample(maps: CurveMaps, pixels: Pixels, x: Places, y: Places) -> Maps:
    """α (S, 3, h, w) of contiguous pixels (h, w, 3) at these places of the maps."""
    out = np.empty((maps.steps, 3, len(y), len(x)), np.float32)
    offset, gain = _planes(maps)
    pixels, white = _read_only(pixels), WHITE[pixels.dtype]

    def band(rows: tuple[int, int]) -> None:
        kernels.sample(
            pixels, white, offset, gain, maps.gain is not None, x, y, *rows, out.reshape(-1, len(y), len(x))
        )

    for_each(band, bands(len(y)))
    return out


def _render_rows(maps: CurveMaps, pixels: Pixels, x: Places, y: Places, edit: Edit, out: Pixels) -> None:
    offset, gain = _planes(maps)
    kernels.render(
        _read_only(pixels), WHITE[pixels.dtype], 0, len(pixels), offset, gain, maps.gain is not None, x, y,
        _steps(edit, maps.steps), np.float32(edit.gamma), out, WHITE[out.dtype],
    )  # fmt: skip


def _planes(maps: CurveMaps) -> tuple[Maps, Maps]:
    """What the kernels sample, as (M, H, W): offset and gain, or α in place of both."""
    offset = maps.alpha if maps.gain is None or maps.offset is None else maps.offset
    gain = maps.alpha if maps.gain is None else maps.gain
    flat = (-1, *maps.alpha.shape[2:])
    return _read_only(offset.reshape(flat)), _read_only(gain.reshape(flat))


def _steps(edit: Edit, maps: int) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
    """The map index and weight of each step, and the channels' scales, for the kernels."""
    steps = schedule(edit.iterations, maps)
    return (
        np.array([index for index, _ in steps], np.int64),
        np.array([weight for _, weight in steps], np.float32),
        np.array(edit.scales, np.float32),
    )


def _read_only(array: Pixels) -> Pixels:
    """The array, contiguous and read-only: for numba each variant of that is a type of its own to compile."""
    array = np.ascontiguousarray(array).view()
    array.setflags(write=False)
    return array
