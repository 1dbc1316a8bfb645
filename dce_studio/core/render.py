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

BAND_ROWS = 16

Indices = NDArray[np.integer]


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
    for_each(
        lambda rows: out.__setitem__(slice(*rows), _reduced_rows(photo, box, size, *rows)), bands(size.height)
    )
    return out


def sample(photo: Photo, maps: CurveMaps, box: Box | None = None, size: Size | None = None) -> Sampled:
    """Pixels and α of the photo's `box` reduced to `size`; α as `CurveMaps` describes."""
    box = box or Box.whole(photo.size)
    pixels = reduced(photo, box, size)
    height, width = pixels.shape[:2]
    alpha = np.empty((maps.steps, 3, height, width), np.float32)
    x, y = _coordinates(maps, box, Size(width, height))

    def band(rows: tuple[int, int]) -> None:
        part = slice(*rows)
        _sample_rows(maps, pixels[part], x, y[part], alpha[:, :, part])

    for_each(band, bands(height))
    return Sampled(pixels, alpha)


def sample_grid(photo: Photo, maps: CurveMaps, columns: Indices, rows: Indices) -> Sampled:
    """Pixels and α at the crossings of whole columns (w,) and rows (h,), the same as `sample` gives there."""
    pixels = photo.pixels[np.ix_(rows, columns)]
    x, y = _coordinates(maps, Box.whole(photo.size), photo.size)
    alpha = np.empty((maps.steps, 3, len(rows), len(columns)), np.float32)
    grid_y = y[rows]

    def band(part: tuple[int, int]) -> None:
        cut = slice(*part)
        _sample_rows(maps, pixels[cut], x[columns], grid_y[cut], alpha[:, :, cut])

    for_each(band, bands(len(rows)))
    return Sampled(pixels, alpha)


def develop(sampled: Sampled, edit: Edit, dtype: DTypeLike | None = None) -> Pixels:
    """The curve, then gamma, on a sampled view: (h, w, 3) uint8, uint16 or float32; its own by default."""
    out = np.empty(sampled.pixels.shape, dtype or sampled.pixels.dtype)

    def band(rows: tuple[int, int]) -> None:
        part = slice(*rows)
        develop_into(sampled.pixels, 0, rows[0], sampled.alpha[:, :, part], edit, out, 0, rows[0])

    for_each(band, bands(len(out)))
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

    def band(rows: tuple[int, int]) -> None:
        part = slice(*rows)
        pixels = _reduced_rows(photo, box, size, *rows)
        alpha = np.empty((maps.steps, 3, *pixels.shape[:2]), np.float32)
        _sample_rows(maps, pixels, x, y[part], alpha)
        develop_into(pixels, 0, 0, alpha, edit, out, 0, rows[0])

    for_each(band, bands(size.height), tick)
    return out


def develop_into(
    pixels: Pixels, x: int, y: int, alpha: Maps, edit: Edit, out: Pixels, out_x: int, out_y: int
) -> None:
    """The curve on pixels from (x, y) on, as many as alpha (S, 3, h, w) has, into out from (out_x, out_y)."""
    height, width = alpha.shape[2:]
    steps = schedule(edit.iterations, len(alpha))
    if not steps and edit.gamma == 1 and out.dtype == pixels.dtype:  # the identity is exact
        out[out_y : out_y + height, out_x : out_x + width] = pixels[y : y + height, x : x + width]
        return
    kernels.develop(
        pixels,
        x,
        y,
        WHITE[pixels.dtype],
        alpha,
        np.array([index for index, _ in steps], np.int64),
        np.array([weight for _, weight in steps], np.float32),
        np.array(edit.scales, np.float32),
        np.float32(edit.gamma),
        out,
        out_x,
        out_y,
        WHITE[out.dtype],
    )


def bands(height: int) -> list[tuple[int, int]]:
    """(start, stop) of each band of rows."""
    return [(top, min(top + BAND_ROWS, height)) for top in range(0, height, BAND_ROWS)]


def guide(pixels: Pixels) -> NDArray[np.float32]:
    """The grey value that guides the sampling: the channel mean of (h, w, 3) pixels, (h, w) in [0, 1]."""
    out = np.empty(pixels.shape[:2], np.float32)
    kernels.grey(pixels, WHITE[pixels.dtype], out)
    return out


def _coordinates(maps: CurveMaps, box: Box, size: Size) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where in the maps the centres of a view's columns and rows lie."""
    area = maps.box

    def axis(
        start: int, length: int, count: int, origin: int, extent: int, cells: int
    ) -> NDArray[np.float64]:
        centres = start + (np.arange(count, dtype=np.float64) + 0.5) * (length / count)
        places: NDArray[np.float64] = (centres - origin) * (cells / extent) - 0.5
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
    kernels.reduce_area(photo.pixels, box.x, box.y, box.width, box.height, out, start, size.height)
    dtype = photo.pixels.dtype
    return out if dtype == np.float32 else (out + 0.5).astype(dtype)


def _sample_rows(
    maps: CurveMaps, pixels: Pixels, x: NDArray[np.float64], y: NDArray[np.float64], out: Maps
) -> None:
    """α of a band's pixels into out (S, 3, rows, w)."""
    flat = out.reshape(-1, *out.shape[2:])
    if maps.gain is None or maps.offset is None:
        kernels.sample_bilinear(maps.alpha.reshape(-1, *maps.alpha.shape[2:]), x, y, flat)
        return
    offset = np.empty_like(flat)
    kernels.sample_bilinear(maps.gain.reshape(-1, *maps.gain.shape[2:]), x, y, flat)
    kernels.sample_bilinear(maps.offset.reshape(-1, *maps.offset.shape[2:]), x, y, offset)
    kernels.guide_alpha(flat, offset, guide(pixels))
