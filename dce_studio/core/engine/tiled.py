"""The network of torch over a picture, in tiles that equal the whole, with bounded memory.

Where memory runs out the tiles are halved; where that does not help a GPU, the CPU goes on.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch

from dce_studio.core.engine.allocator import keep_freed_memory, share_memory
from dce_studio.core.engine.device import CPU, free_memory, is_out_of_memory, release_memory
from dce_studio.core.engine.infer import Engine, tile_edge
from dce_studio.core.engine.models import Model
from dce_studio.core.engine.source import network_input
from dce_studio.core.engine.tiles import Tile, tiles
from dce_studio.core.errors import DeviceError
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import NONE, Exposure, Maps
from dce_studio.core.parallel import Tick, cores, for_each
from dce_studio.core.photo import Photo, Pixels
from dce_studio.core.render import map_kernels

SMALLEST_TILE = 64
"""The smallest tile in pixels; a device without memory for it is given up."""

Use = Callable[[Tile, Maps], None]
"""Takes a tile and the α (S, 3, h, w) of what it keeps; called from several threads."""


@dataclass
class Tiled:
    """One estimation by torch: its engine, and what it falls back to when memory runs out.

    source: the pixels of the photo that the network sees, (h, w, 3), reduced or as they are; exposure: how
    they are exposed for it.
    """

    photo: Photo
    source: Pixels
    engine: Engine
    model: Model
    precision: str
    exposure: Exposure = NONE
    edge: int = field(init=False)

    def __post_init__(self) -> None:
        keep_freed_memory()
        share_memory()
        try:
            self.edge = tile_edge(free_memory(self.engine.device))
        except RuntimeError:  # the device is lost: every call of its driver fails from now on
            self._to_cpu("failed")

    @property
    def text(self) -> str:
        """The device for the status bar, such as "CPU, bfloat16", and why it is not the one asked for."""
        return self.engine.text

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
                map_kernels.add_area(alpha, tile.keep.x, tile.keep.y, sx, sy, out)

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
        """Return tiles that cover the box, at least one for each worker unless the box is too small."""
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
        if alpha is None:  # retried outside of the except block, when the failed attempt's memory is free
            self._one(tile, use)
        else:
            use(tile, alpha)

    def _alpha(self, tile: Tile) -> Maps:
        x, y, width, height = tile.read
        pixels = network_input(self.photo, self.source[y : y + height, x : x + width], self.exposure)
        if self.engine.device == CPU:
            torch.set_num_threads(1)  # holds for this thread: each core has one
        alpha = self.engine.alpha(pixels, tile)
        if self.photo.grey:
            alpha[:] = alpha.mean(1, keepdims=True)  # so that grey stays grey
        return alpha

    def _give_way(self, error: RuntimeError | MemoryError, tile: Tile) -> None:
        """Halve the tiles; below SMALLEST_TILE continue on the CPU.

        Raises DeviceError if that is out of memory too.
        """
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
    """Restore torch's thread count, part of which is global, after the block."""
    before = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)
