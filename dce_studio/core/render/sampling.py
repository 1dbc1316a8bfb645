"""What depends on a view alone: the photo's reduced pixels and the α of each of them.

Maps are sampled by photo coordinates, so bands, tiles and views equal the whole.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import Box, Size
from dce_studio.core.local import kernels as local_kernels
from dce_studio.core.maps import AlphaMaps, Maps, Masks, ShapedMaps
from dce_studio.core.noise import wavelets
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import WHITE, Noise, Photo, Pixels, read_only
from dce_studio.core.render import kernels

BAND_ROWS = 64

Factor = NDArray[np.float32]
"""(h, w), in [0, 2]: what α is multiplied by."""

Indices = NDArray[np.integer]
Places = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sampled:
    """A view of a photo, ready for any edit: pixels (h, w, 3) as in Photo, curves (S, 3, h, w) float32.

    curves: α of the maps alone. clean, noise: the pixels without noise, (h, w, 3) float32 in [0, 1], and the
    noise they had, for edits that remove some; else None. factor: what local strengths make of α, or None.
    """

    pixels: Pixels
    curves: Maps
    clean: NDArray[np.float32] | None = None
    noise: Noise | None = None
    factor: Factor | None = None

    @cached_property
    def alpha(self) -> Maps:
        """α at each pixel, (S, 3, h, w), with local strengths in it: within ±2."""
        return self.curves if self.factor is None else self.curves * self.factor

    def rows(self, start: int, stop: int) -> "Sampled":
        """Some rows of the view."""
        part = slice(start, stop)
        clean, factor = (None if each is None else each[part] for each in (self.clean, self.factor))
        return Sampled(self.pixels[part], self.curves[:, :, part], clean, self.noise, factor)


def reduced(photo: Photo, box: Box | None = None, size: Size | None = None) -> Pixels:
    """The photo's pixels in `box`, area-averaged to `size` (never larger), in their own dtype, (h, w, 3)."""
    box = box or Box.whole(photo.size)
    if size is None or size == box.size:
        return photo.pixels[box.y : box.y + box.height, box.x : box.x + box.width]
    out = np.empty((size.height, size.width, 3), photo.pixels.dtype)

    def band(rows: tuple[int, int]) -> None:
        out[slice(*rows)] = reduced_rows(photo, box, size, *rows)

    for_each(band, bands(size.height, 16))
    return out


def reduced_unit(photo: Photo, box: Box, size: Size) -> NDArray[np.float32]:
    """As `reduced`, (h, w, 3) float32 in [0, 1], not rounded: a dark photo has few levels."""
    out = np.empty((size.height, size.width, 3), np.float32)
    pixels = read_only(photo.pixels)

    def band(rows: tuple[int, int]) -> None:
        kernels.reduce_area(pixels, *box, out[slice(*rows)], rows[0], size.height)

    for_each(band, bands(size.height, 16))
    out /= WHITE[photo.pixels.dtype]
    return out


def sample(
    photo: Photo, maps: AlphaMaps, box: Box | None = None, size: Size | None = None, room: Maps | None = None
) -> Sampled:
    """Pixels and α of the photo's `box` reduced to `size`; α as `AlphaMaps` describes.

    room: memory for α, flat, which is used where it suffices.
    """
    box = box or Box.whole(photo.size)
    pixels = np.ascontiguousarray(reduced(photo, box, size))
    size = size or box.size
    places = coordinates(maps, box, size)
    shaped = maps if isinstance(maps, ShapedMaps) else None
    if shaped is None or shaped.noise is None:
        made = Sampled(pixels, sample_at(maps, pixels, *places, room=room))
    else:
        clean, noise = without_noise(photo, shaped.noise, box, pixels)
        made = Sampled(pixels, sample_at(maps, clean, *places, room=room), clean, noise)
    return made if shaped is None else with_factor(made, shaped, box, size)


def with_factor(sampled: Sampled, maps: ShapedMaps, box: Box, size: Size) -> Sampled:
    """A view, sampled from these maps but for their local strengths, with those that they have."""
    clean = None if maps.noise is None else sampled.clean
    pixels = sampled.pixels if clean is None else clean
    return replace(sampled, factor=factor_at(maps.masks, pixels, *mask_coordinates(maps, box, size)))


def without_noise(photo: Photo, noise: Noise, box: Box, pixels: Pixels) -> tuple[NDArray[np.float32], Noise]:
    """The photo's box without noise, (h, w, 3) in [0, 1], and the noise it had, as reduced as `pixels`.

    pixels: those of the box, (h, w, 3), reduced or as they are. Averaging takes noise away; what is left is
    of the coarser grain.
    """
    if pixels.shape[:2] == (box.height, box.width):
        return wavelets.cleaned(photo.pixels, noise, box), noise
    left = noise.reduced(box.width / pixels.shape[1])
    return wavelets.cleaned(pixels, left), left


def stretched(maps: AlphaMaps, box: Box, size: Size) -> Maps:
    """α of maps without gain, which the photo has no part in: (S, 3, h, w) of `box` at `size`."""
    return sample_at(maps, np.empty((1, 1, 3), np.uint8), *coordinates(maps, box, size))


def sample_grid(photo: Photo, maps: AlphaMaps, columns: Indices, rows: Indices) -> Sampled:
    """Pixels and α at the crossings of whole columns (w,) and rows (h,), the same as `sample` gives there.

    Noise is left in: where an edit removes some, `sample` takes α by the pixels without it.
    """
    pixels = _crossings(photo.pixels, columns, rows)
    x, y = coordinates(maps, Box.whole(photo.size), photo.size)
    made = Sampled(pixels, sample_at(maps, pixels, x[columns], y[rows]))
    if not isinstance(maps, ShapedMaps) or maps.masks is None:
        return made
    x, y = mask_coordinates(maps, Box.whole(photo.size), photo.size)
    return replace(made, factor=factor_at(maps.masks, pixels, x[columns], y[rows]))


def _crossings(pixels: Pixels, columns: Indices, rows: Indices) -> Pixels:
    """The pixels (h, w, 3) where whole columns (w,) and rows (h,) cross.

    Those at even distances are copied without the interpreter's lock, which a large photo held for long.
    """
    parts = _steps(rows), _steps(columns)
    if parts[0] is None or parts[1] is None:
        found: Pixels = pixels[np.ix_(rows, columns)]
        return found
    return np.ascontiguousarray(pixels[parts[0], parts[1]])


def _steps(indices: Indices) -> slice | None:
    """The slice of rising indices at even distances, or None."""
    step = int(indices[1] - indices[0]) if len(indices) > 1 else 1
    even = len(indices) > 0 and step > 0 and bool((np.diff(indices) == step).all())
    return slice(int(indices[0]), int(indices[-1]) + 1, step) if even else None


def sample_pixel(photo: Photo, maps: AlphaMaps, x: int, y: int) -> Sampled:
    """One pixel, the same as `sample` gives it there: light enough to be called while the mouse moves."""
    if isinstance(maps, ShapedMaps) and maps.noise is not None:
        return sample(photo, maps, Box(x, y, 1, 1))
    return sample_grid(photo, maps, np.array([x]), np.array([y]))


def bands(height: int, rows: int = BAND_ROWS) -> list[tuple[int, int]]:
    """(start, stop) of each band of rows."""
    return [(top, min(top + rows, height)) for top in range(0, height, rows)]


def guide(pixels: Pixels) -> NDArray[np.float32]:
    """The grey value that guides the sampling: the channel mean of (h, w, 3) pixels, (h, w) in [0, 1]."""
    out = np.empty(pixels.shape[:2], np.float32)
    kernels.grey(read_only(pixels), WHITE[pixels.dtype], out)
    return out


def coordinates(maps: AlphaMaps, box: Box, size: Size) -> tuple[Places, Places]:
    """Where in the maps the centres of a view's columns and rows lie."""
    return _cells(maps.box, maps.size, box, size)


def mask_coordinates(maps: ShapedMaps, box: Box, size: Size) -> tuple[Places, Places]:
    """Where in the masks of local strengths they lie; anywhere where there are none."""
    whole = Box.whole(maps.photo_size)
    return _cells(whole, maps.photo_size if maps.masks is None else maps.masks.size, box, size)


def _cells(area: Box, cells: Size, box: Box, size: Size) -> tuple[Places, Places]:
    """Where the centres of a view's columns and rows lie in planes of so many cells that cover the area."""

    def axis(start: int, length: int, count: int, origin: int, extent: int, cells: int) -> Places:
        centres = start + (np.arange(count, dtype=np.float64) + 0.5) * (length / count)
        places: Places = (centres - origin) * (cells / extent) - 0.5
        return places

    return (
        axis(box.x, box.width, size.width, area.x, area.width, cells.width),
        axis(box.y, box.height, size.height, area.y, area.height, cells.height),
    )


def reduced_rows(photo: Photo, box: Box, size: Size, start: int, stop: int) -> Pixels:
    """Rows start … stop of the photo's box at `size`, in the photo's dtype."""
    if size == box.size:
        return reduced(photo, box.rows(start, stop))
    out = np.empty((stop - start, size.width, 3), np.float32)
    kernels.reduce_area(read_only(photo.pixels), *box, out, start, size.height)
    dtype = photo.pixels.dtype
    return out if dtype == np.float32 else (out + np.float32(0.5)).astype(dtype)


def sample_at(
    maps: AlphaMaps, pixels: Pixels, x: Places, y: Places, workers: int | None = None,
    room: Maps | None = None,
) -> Maps:  # fmt: skip
    """α of contiguous pixels (h, w, 3) at these places, (S, 3, h, w) or of fewer maps.

    room: memory for it, flat, which is used where it suffices.
    """
    out = _within(room, (*maps.alpha.shape[:2], len(y), len(x)))
    offset, gain = planes(maps)
    pixels, white = read_only(pixels), WHITE[pixels.dtype]

    def band(rows: tuple[int, int]) -> None:
        kernels.sample(
            pixels, white, offset, gain, maps.gain is not None, x, y, *rows, out.reshape(-1, len(y), len(x))
        )

    for_each(band, bands(len(y)), workers=workers)
    return out


def _within(room: Maps | None, shape: tuple[int, ...]) -> Maps:
    count = math.prod(shape)
    if room is None or room.size < count:
        return np.empty(shape, np.float32)
    return room[:count].reshape(shape)


def planes(maps: AlphaMaps) -> tuple[Maps, Maps]:
    """What the kernels sample, as (M, H, W): offset and gain, or α in place of both."""
    offset = maps.alpha if maps.gain is None or maps.offset is None else maps.offset
    gain = maps.alpha if maps.gain is None else maps.gain
    flat = (-1, *maps.alpha.shape[2:])
    return read_only(offset.reshape(flat)), read_only(gain.reshape(flat))


def factor_in(masks: Masks | None, photo: Size, pixels: Pixels, box: Box) -> Factor | None:
    """As `factor_at`, of the pixels (h, w, 3) of a box of a photo of that size, on one core."""
    if masks is None:
        return None
    return factor_at(masks, pixels, *_cells(Box.whole(photo), masks.size, box, box.size), workers=1)


def factor_at(
    masks: Masks | None, pixels: Pixels, x: Places, y: Places, workers: int | None = None
) -> Factor | None:
    """What local strengths make of the α of contiguous pixels (h, w, 3), at these cells of the masks.

    It is the product of 1 + amount · mask, at most 2: so −1 leaves the photo as it was there, whatever else
    lies there. None where nothing acts.
    """
    if masks is None or not (acting := masks.acting):
        return None
    out = np.ones((len(y), len(x)), np.float32)
    grey = np.empty_like(out)
    pixels, white = read_only(pixels), WHITE[pixels.dtype]
    own, noise = read_only(masks.guide), np.float32(masks.noise)
    parts = [(mask, *_pixels_in(mask.part, x, y)) for mask in acting if mask.part is not None]

    def band(rows: tuple[int, int]) -> None:
        local_kernels.guide(pixels, white, *rows, grey)
        if noise:
            local_kernels.calm(own, x, y, noise, *rows, grey)
        for mask, (top, bottom), columns in parts:
            inner = max(rows[0], top), min(rows[1], bottom)
            amount = np.float32(mask.local.amount)
            local_kernels.scale(grey, mask.gain, mask.offset, x, y, amount, *inner, *columns, out)
        part = out[slice(*rows)]
        np.minimum(part, 2, out=part)

    for_each(band, bands(len(y)), workers=workers)
    return out


def _pixels_in(cells: Box, x: Places, y: Places) -> tuple[tuple[int, int], tuple[int, int]]:
    """The (first, last) rows and columns whose places, which rise, are sampled from these cells."""
    return (
        (int(np.searchsorted(y, cells.y - 1)), int(np.searchsorted(y, cells.y + cells.height))),
        (int(np.searchsorted(x, cells.x - 1)), int(np.searchsorted(x, cells.x + cells.width))),
    )


def masks_guide(copy: NDArray[np.float32]) -> NDArray[np.float32]:
    """The g of masks of pixels (h, w, 3) in [0, 1]: the root of their grey values, (h, w)."""
    out = np.empty(copy.shape[:2], np.float32)
    copy = read_only(copy)
    for_each(lambda rows: local_kernels.guide(copy, 1.0, *rows, out), bands(len(out)))
    return out
