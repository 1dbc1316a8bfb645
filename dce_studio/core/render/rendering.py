"""Photo + ShapedMaps + Edit → pixels: the one function behind the screen and the export.

`sample` does what depends on the view alone (the reduced pixels and the α of each of them), `develop`
what depends on the edit; the screen keeps the former while a slider moves. `render` does both in bands,
with memory for a band only; bands equal the whole, as maps are sampled by photo coordinates. What the edit
does to the maps themselves comes before: `core.render.shape.shaped`.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import DTypeLike

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import Maps, ShapedMaps
from dce_studio.core.noise import wavelets
from dce_studio.core.noise.steady import steadied
from dce_studio.core.parallel import Tick, for_each, no_tick
from dce_studio.core.photo import WHITE, Noise, Photo, Pixels, read_only
from dce_studio.core.render import kernels
from dce_studio.core.render.sampling import (
    Factor,
    Places,
    Sampled,
    bands,
    coordinates,
    factor_at,
    guide,
    mask_coordinates,
    planes,
    reduced,
    reduced_rows,
    sample,
    sample_at,
    sample_grid,
    sample_pixel,
)
from dce_studio.core.render.slopes import slopes
from dce_studio.core.render.tones import kernel_steps

__all__ = [
    "Sampled", "bands", "develop", "develop_into", "guide", "reduced", "render", "sample", "sample_grid",
    "sample_pixel",
]  # fmt: skip


def develop(
    sampled: Sampled, edit: Edit, dtype: DTypeLike | None = None, workers: int | None = None
) -> Pixels:
    """What the edit does to a sampled view: (h, w, 3) uint8, uint16 or float32; its own by default.

    Noise is removed as far as the edit says, where the view was sampled for that; then come white balance,
    curve, gamma and black point. workers: threads, all cores by default.
    """
    height, width = sampled.pixels.shape[:2]
    out = np.empty((height, width, 3), dtype or sampled.pixels.dtype)
    pixels, curves = np.ascontiguousarray(sampled.pixels), np.ascontiguousarray(sampled.curves)
    kept = replace(sampled, pixels=pixels, curves=curves)

    def band(rows: tuple[int, int]) -> None:
        box = Box(0, rows[0], width, rows[1] - rows[0])
        if not edit.cleans or sampled.noise is None:
            develop_into(pixels, curves, box, edit, out, factor=sampled.factor)
        else:
            calm, part = steadied_rows(kept, edit, *rows), out[slice(*rows)]
            develop_into(calm, curves, Box.whole(box.size), edit, part, (0, -rows[0]), sampled.factor)

    for_each(band, bands(height), workers=workers)
    return out


def steadied_rows(sampled: Sampled, edit: Edit, start: int, stop: int) -> Pixels:
    """Rows start … stop of a view, (n, w, 3) float32, less the noise that the edit removes."""
    part = sampled.rows(start, stop)
    assert part.clean is not None
    assert part.noise is not None
    return steadied(part.pixels, part.clean, slopes(part.clean, part.alpha, edit), part.noise, edit)


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
    places = (*coordinates(maps, box, size), *mask_coordinates(maps, box, size))
    unchanged = _is_identity(edit, photo.pixels, out)
    if maps.noise is not None and edit.cleans and not unchanged:
        _render_clean(photo, maps, maps.noise, edit, box, out, tick)
        return out

    def band(rows: tuple[int, int]) -> None:
        part = slice(*rows)
        pixels = reduced_rows(photo, box, size, *rows)
        if unchanged:
            out[part] = pixels
        else:
            x, y, u, v = places
            _render_rows(maps, pixels, (x, y[part], u, v[part]), edit, out[part])

    for_each(band, bands(size.height), tick)
    return out


def _render_clean(
    photo: Photo, maps: ShapedMaps, noise: Noise, edit: Edit, box: Box, out: Pixels, tick: Tick
) -> None:
    """`render` into out (h, w, 3) with noise removed: in tiles, as that looks at the neighbours."""
    height, width = out.shape[:2]
    size = Size(width, height)
    x, y = coordinates(maps, box, size)
    u, v = mask_coordinates(maps, box, size)
    pixels = reduced(photo, box, size)
    whole = (height, width) == (box.height, box.width)
    source, left = (photo.pixels, noise) if whole else (pixels, noise.reduced(box.width / width))
    origin = (box.x, box.y) if whole else (0, 0)

    def one(tile: Box) -> None:
        rows, columns = slice(tile.y, tile.y + tile.height), slice(tile.x, tile.x + tile.width)
        own = pixels[rows, columns]
        clean = wavelets.cleaned(source, left, Box(origin[0] + tile.x, origin[1] + tile.y, *tile.size))
        curves = sample_at(maps, clean, x[columns], y[rows], workers=1)
        factor = factor_at(maps.masks, clean, u[columns], v[rows], workers=1)
        sampled = Sampled(own, curves, clean, left, factor)
        out[rows, columns] = develop(sampled, edit, out.dtype, workers=1)

    for_each(one, wavelets.tiles(Box(0, 0, width, height)), tick)


def develop_into(
    pixels: Pixels, alpha: Maps, box: Box, edit: Edit, out: Pixels, alpha_at: tuple[int, int] = (0, 0),
    factor: Factor | None = None,
) -> None:  # fmt: skip
    """The curve on `box` of pixels (H, W, 3) into the same box of out (H, W, 3).

    `alpha_at` is where in the picture alpha (S, 3, h, w), which must hold the box, begins: x, y. factor: what
    α is multiplied by, (h, w), or None.
    """
    if _is_identity(edit, pixels, out):
        part = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
        out[part] = pixels[part]
        return
    x, y = box.x, box.y
    kernels.develop(
        read_only(pixels), WHITE[pixels.dtype], x, y, read_only(alpha), x - alpha_at[0], y - alpha_at[1],
        *box.size, kernel_steps(edit, len(alpha)), np.float32(edit.gamma), _factor(factor), out,
        WHITE[out.dtype], x, y,
    )  # fmt: skip


def _is_identity(edit: Edit, pixels: Pixels, out: Pixels) -> bool:
    """Return whether the edit changes nothing, so that the result must equal the photo to the bit."""
    plain = edit.iterations == 0 and edit.gamma == 1 and edit.black == 0 and not edit.balances
    return plain and out.dtype == pixels.dtype


def _render_rows(
    maps: ShapedMaps, pixels: Pixels, places: tuple[Places, Places, Places, Places], edit: Edit, out: Pixels
) -> None:
    """One band; places: its columns and rows in the maps, and those in the masks."""
    offset, gain = planes(maps)
    x, y, u, v = places
    kernels.render(
        read_only(pixels), WHITE[pixels.dtype], 0, len(pixels), offset, gain, maps.gain is not None, x, y,
        kernel_steps(edit, maps.steps), np.float32(edit.gamma),
        _factor(factor_at(maps.masks, pixels, u, v, workers=1)), out, WHITE[out.dtype],
    )  # fmt: skip


def _factor(factor: Factor | None) -> Factor:
    """What the kernels take."""
    return read_only(kernels.NO_FACTOR if factor is None else factor)
