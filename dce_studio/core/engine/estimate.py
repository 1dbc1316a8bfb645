"""Photo + model → CurveMaps, or straight to the enhanced pixels.

Below full size the network sees a reduced copy, and a fast guided filter carries its maps to the photo's
edges (`core.render.guided`). At full size ("paper") it runs in tiles that equal the whole (`tiles`); they
stream into the result, or are area-averaged into maps that a large photo can afford.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import DTypeLike

from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.device import CPU, free_memory, is_out_of_memory, release_memory
from dce_studio.core.engine.infer import Engine, Unit, tile_edge
from dce_studio.core.engine.memory import keep_freed_memory, share_memory
from dce_studio.core.engine.models import Model
from dce_studio.core.engine.tiles import Tile, tiles
from dce_studio.core.errors import DeviceError
from dce_studio.core.files.colour.convert import to_srgb
from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.maps import CurveMaps, Maps
from dce_studio.core.parallel import Tick, cores, for_each, no_tick
from dce_studio.core.photo import WHITE, Photo, Pixels
from dce_studio.core.render import kernels
from dce_studio.core.render.guided import applied, coefficients
from dce_studio.core.render.rendering import develop_into, guide, reduced, render
from dce_studio.core.render.sampling import reduced_unit
from dce_studio.core.render.scales import mixed, refined, small_copy, whole
from dce_studio.core.render.shape import shaped, shaped_alpha, wide_maps

STORED = 1 << 21
"""Pixels: maps of more are area-averaged to this many (200 MB)."""

STORED_GUIDED = 1 << 19
"""The same for guided maps, of which there are three sets."""

SMALLEST_TILE = 64
"""px: a device that has no memory for this has none."""

Use = Callable[[Tile, Maps], None]
"""Takes a tile and the α (S, 3, h, w) of what it keeps; called from several threads."""


def estimate(
    photo: Photo, model: Model, detail: int, *, device: str = "auto", precision: str = "auto",
    tick: Tick = no_tick,
) -> CurveMaps:  # fmt: skip
    """The maps of the whole photo, estimated with its long edge reduced to `detail`.

    From `detail` = the photo's long edge up they are the published full-size ones, area-averaged when the
    photo has more than STORED pixels; of weights of two scales mixed with those of the whole photo
    (`core.render.scales`). Raises DeviceError, and what `tick` raises.
    """
    begun = time.perf_counter()
    size = fit(photo.size, detail)
    exact, local = size == photo.size, model.info.local
    copy = small_copy(photo) if local else None
    engine = model.engine(device, precision)
    run = _Run(photo, _network_pixels(photo, size, copy), engine, model, precision)
    alpha = run.maps(_at_most(size, STORED if exact else STORED_GUIDED), tick)
    maps = CurveMaps(alpha, Box.whole(photo.size), photo.size, weights=model.info.name, detail=detail)
    if copy is not None:
        smooth, place = (alpha if detail == SMOOTH and not exact else None), (None if exact else alpha)
        context = _context(photo, model, copy, smooth, place, device, precision)
        if exact:
            maps = replace(maps, alpha=mixed(photo, context, alpha, local, maps.box), context=context)
        else:
            maps = replace(maps, alpha=context.alpha, gain=context.gain, offset=context.offset)
    elif not exact:
        alpha, gain, offset = _guided(photo, run.source, alpha)
        maps = replace(maps, alpha=alpha, gain=gain, offset=offset)
    return replace(maps, device=run.engine.text, seconds=time.perf_counter() - begun)


def estimate_region(
    photo: Photo, model: Model, box: Box, *, context: CurveMaps | None = None, device: str = "auto",
    precision: str = "auto", tick: Tick = no_tick,
) -> CurveMaps:  # fmt: skip
    """The full-size maps of the photo's `box` alone, the same as in the whole: 96 bytes for each pixel.

    context: that of the whole photo's maps, where it is known already.
    """
    begun = time.perf_counter()
    run = _Run(photo, photo.pixels, model.engine(device, precision), model, precision)
    alpha = run.region(box, tick)
    if model.info.local:
        context = context or _context(photo, model, small_copy(photo), None, None, device, precision)
        alpha = mixed(photo, context, alpha, model.info.local, box)
    return CurveMaps(
        alpha, box, photo.size, None, None, model.info.name, max(photo.size), run.engine.text,
        time.perf_counter() - begun, context=context,
    )  # fmt: skip


def enhance(
    photo: Photo, model: Model, edit: Edit, *, device: str = "auto", precision: str = "auto",
    dtype: DTypeLike | None = None, tick: Tick = no_tick,
) -> Pixels:  # fmt: skip
    """The enhanced photo, (H, W, 3) in `dtype` (its own by default): estimate, then render.

    At full size tiles stream into the result, so that memory is the photo, the result and a few
    tiles; with map smoothing the network runs twice, as every tile needs to know the whole photo's maps
    first. Raises DeviceError, and what `tick` raises.
    """
    exact, wide, context = fit(photo.size, edit.detail) == photo.size, None, None
    if not exact or edit.smoothing > 0:
        maps = estimate(
            photo, model, edit.detail, device=device, precision=precision, tick=lambda done: tick(done / 2)
        )
        first, begun = tick, 0.5

        def tick(done: float) -> None:
            first(begun + done * (1 - begun))

        if not exact or maps.size == photo.size:
            return render(photo, shaped(photo, maps, edit), edit, dtype=dtype, tick=tick)
        wide, context = wide_maps(photo, maps), maps.context
        del maps
    if model.info.local and context is None:
        context = _context(photo, model, small_copy(photo), None, None, device, precision)
    out = np.empty(photo.pixels.shape, dtype or photo.pixels.dtype)

    def use(tile: Tile, alpha: Maps) -> None:
        if context is not None:
            alpha = mixed(photo, context, alpha, model.info.local, tile.keep)
        alpha = shaped_alpha(photo, alpha, tile.keep, edit, wide)
        develop_into(photo.pixels, alpha, tile.keep, edit, out, tile.keep[:2])

    run = _Run(photo, photo.pixels, model.engine(device, precision), model, precision)
    run.each(Box.whole(photo.size), use, tick)
    return out


def _context(
    photo: Photo, model: Model, copy: Unit, smooth: Maps | None, place: Maps | None, device: str,
    precision: str,
) -> CurveMaps:  # fmt: skip
    """The maps of the photo as a whole, refined, with the share of `place` (S, 3, h, w) in them if given.

    copy: `small_copy` of the photo; smooth: what the network made of the photo at smooth detail, where that
    is known already.
    """
    source = _network_pixels(photo, fit(photo.size, SMOOTH), copy)
    if smooth is None:
        run = _Run(photo, source, model.engine(device, precision), model, precision)
        smooth = run.maps(run.size, no_tick)
    wide = whole(photo, smooth, guide(source), model.info.name)
    return refined(photo, copy, wide, place, model.info.local)


def network_input(photo: Photo, pixels: Pixels) -> Unit:
    """What the network sees of these pixels of the photo: (h, w, 3) float32 in [0, 1], as sRGB.

    Values that are no numbers become 0: one of them would spread to all that the network sees of it.
    """
    pixels = to_srgb(photo, pixels)
    unit = pixels.astype(np.float32)
    if pixels.dtype == np.float32:
        np.nan_to_num(unit, copy=False, nan=0.0, posinf=1.0, neginf=0.0)
        return np.clip(unit, 0, 1, out=unit)
    unit /= np.float32(WHITE[pixels.dtype])
    return unit


def _network_pixels(photo: Photo, size: Size, copy: Unit | None = None) -> Pixels:
    """The photo at the size of estimation; float32 when small, as a dark photo has few levels.

    copy: a small one of it, from which smaller ones are made sooner than from the photo.
    """
    if size == photo.size:
        return photo.pixels
    if copy is not None and max(size) <= max(copy.shape[:2]):
        return reduced_unit(Photo(photo.path, copy), Box(0, 0, copy.shape[1], copy.shape[0]), size)
    if size.width * size.height > STORED_GUIDED:
        return reduced(photo, None, size)
    return reduced_unit(photo, Box.whole(photo.size), size)


def _guided(photo: Photo, source: Pixels, alpha: Maps) -> tuple[Maps, Maps, Maps]:
    """The α applied at the maps' size, gain and offset, of maps from `source` (perhaps reduced since)."""
    size = Size(alpha.shape[3], alpha.shape[2])
    pixels = source if source.shape[:2] == alpha.shape[2:] else _network_pixels(photo, size)
    grey = guide(pixels)
    gain, offset = coefficients(alpha, grey)
    return applied(gain, offset, grey), gain, offset


def _at_most(size: Size, pixels: int) -> Size:
    """The size, reduced to that many pixels."""
    area = size.width * size.height
    return size if area <= pixels else fit(size, int(max(size) * (pixels / area) ** 0.5))


@dataclass
class _Run:
    """One estimation: its engine, and what it falls back to when memory runs out."""

    photo: Photo
    source: Pixels
    engine: Engine
    model: Model
    precision: str
    edge: int = field(init=False)

    def __post_init__(self) -> None:
        keep_freed_memory()
        share_memory()
        self.edge = tile_edge(free_memory(self.engine.device))

    @property
    def size(self) -> Size:
        return Size(self.source.shape[1], self.source.shape[0])

    @property
    def steps(self) -> int:
        return self.engine.net.maps // 3

    def maps(self, size: Size, tick: Tick) -> Maps:
        """The whole picture's α, area-averaged to `size`."""
        if size == self.size:
            return self.region(Box.whole(size), tick)
        out = np.zeros((self.steps, 3, size.height, size.width), np.float32)
        lock = threading.Lock()  # tiles share the cells at their borders
        sy, sx = self.size.height / size.height, self.size.width / size.width

        def use(tile: Tile, alpha: Maps) -> None:
            with lock:
                kernels.add_area(alpha, tile.keep.x, tile.keep.y, sx, sy, out)

        self.each(Box.whole(self.size), use, tick)
        return out

    def region(self, box: Box, tick: Tick) -> Maps:
        """The α of a box of the picture."""
        out = np.empty((self.steps, 3, box.height, box.width), np.float32)

        def use(tile: Tile, alpha: Maps) -> None:
            x, y = tile.keep.x - box.x, tile.keep.y - box.y
            out[:, :, y : y + tile.keep.height, x : x + tile.keep.width] = alpha

        self.each(box, use, tick)
        return out

    def each(self, box: Box, use: Use, tick: Tick) -> None:
        """Call `use` with the α of tiles that cover the box once."""
        workers = cores() if self.engine.device == CPU else 1
        with _single_threads():
            for_each(lambda tile: self._one(tile, use), self._tiles(box, workers), tick, workers)

    def _tiles(self, box: Box, workers: int) -> list[Tile]:
        """At least a tile for each worker, where the box is not too small for that."""
        edge = self.edge
        found = tiles(self.size, box, edge, self.engine.halo)
        while len(found) < workers and edge > 96:
            edge = edge * 3 // 4
            found = tiles(self.size, box, edge, self.engine.halo)
        return found

    def _one(self, tile: Tile, use: Use) -> None:
        if max(tile.read.size) > self.edge:  # memory ran out since the tiles were laid
            for smaller in tiles(self.size, tile.keep, self.edge, self.engine.halo):
                self._one(smaller, use)
            return
        alpha = None
        try:
            alpha = self._alpha(tile)
        except (RuntimeError, MemoryError) as error:
            self._give_way(error, tile)
        if alpha is None:  # tried again out here, where the failed try's memory is free
            self._one(tile, use)
        else:
            use(tile, alpha)

    def _alpha(self, tile: Tile) -> Maps:
        x, y, width, height = tile.read
        pixels = network_input(self.photo, self.source[y : y + height, x : x + width])
        if self.engine.device == CPU:
            torch.set_num_threads(1)  # holds for this thread: each core has one
        alpha = self.engine.alpha(pixels, tile)
        if self.photo.grey:
            alpha[:] = alpha.mean(1, keepdims=True)  # so that grey stays grey
        return alpha

    def _give_way(self, error: RuntimeError | MemoryError, tile: Tile) -> None:
        """Halve the tiles; when they are small, go on on the CPU; when that is where we are, give up."""
        edge = max(tile.read.size)
        if not is_out_of_memory(error):
            if self.engine.device == CPU:
                raise error
            self._to_cpu("failed")
        elif edge > SMALLEST_TILE:
            self.edge = min(self.edge, max(edge // 2, SMALLEST_TILE))
            release_memory(self.engine.device)
        elif self.engine.device != CPU:
            self._to_cpu("ran out of memory")
        else:
            raise DeviceError(
                "There is not enough memory to go on: close other programs and try again."
            ) from error

    def _to_cpu(self, reason: str) -> None:
        if self.engine.device != CPU:
            self.engine = self.model.on_cpu(self.precision, f"{self.engine.device.label} {reason}")
            self.edge = tile_edge(None)


@contextmanager
def _single_threads() -> Iterator[None]:
    """Give back torch's thread count, of which a part is global, to whoever comes after."""
    before = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)
