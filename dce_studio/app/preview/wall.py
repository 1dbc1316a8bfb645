"""The pictures of the map wall, made off the GUI thread."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from dce_studio.app.preview.frame import image
from dce_studio.core.analysis.figures import fitted
from dce_studio.core.colours import ColourScale, coloured
from dce_studio.core.geometry import Box
from dce_studio.core.maps import AlphaMaps, Maps, ShapedMaps

TILE_EDGE = 288  # px, the long edge of a tile's picture
LARGE_EDGE = 1200  # px, of an enlarged map
CELLS = 96  # of the histogram of all maps

Scales = tuple[tuple[ColourScale, ...], ...]


@dataclass(frozen=True)
class WallColouring:
    """How the maps are to be coloured. how: as `figures.fitted` knows it, or "own" for `own`'s limits.

    each: every map has a scale of its own.
    """

    how: str = "one"
    each: bool = False
    colours: str = "diverging"
    own: tuple[float, float] = (-1.0, 1.0)


@dataclass(frozen=True, eq=False)
class WallPictures:
    """tiles[step][channel]: each whole map on its scale in `scales`.

    counts: the histogram (CELLS,) of all maps over `over`, from the least α to the largest.
    """

    maps: ShapedMaps
    scales: Scales
    tiles: list[list[QImage]]
    counts: NDArray[np.int64]
    over: tuple[float, float]

    @property
    def shared(self) -> ColourScale | None:
        """The scale of all maps, None where each has its own."""
        every = {scale for row in self.scales for scale in row}
        return next(iter(every)) if len(every) == 1 else None


def make_wall(maps: ShapedMaps, wanted: WallColouring, tick: Callable[[float], None]) -> WallPictures:
    """Colour all maps. For a worker."""
    stride = max(1, -(-max(maps.size) // TILE_EDGE))
    small = maps.alpha[:, :, ::stride, ::stride]
    scales = _scales(maps.alpha, wanted)
    tiles = []
    for step in range(maps.steps):
        tick(step / maps.steps)
        tiles.append([image(coloured(small[step, c], scales[step][c])) for c in range(3)])
    over = float(small.min()), max(float(small.max()), float(small.min()) + 1e-3)
    return WallPictures(maps, scales, tiles, np.histogram(small, CELLS, over)[0], over)


def _scales(alpha: Maps, wanted: WallColouring) -> Scales:
    if wanted.how == "own":
        shared = ColourScale(*wanted.own, wanted.colours)
    elif not wanted.each:
        shared = fitted(alpha, wanted.how, wanted.colours)
    else:
        return tuple(tuple(fitted(map, wanted.how, wanted.colours) for map in step) for step in alpha)
    return ((shared,) * 3,) * len(alpha)


def enlarged(maps: AlphaMaps, step: int, channel: int, scale: ColourScale, box: Box | None) -> QImage:
    """One map's part that covers the photo's `box`, or all of it, coloured."""
    x0, y0, x1, y1 = map_rectangle(maps, box)
    rows = slice(int(y0), max(math.ceil(y1), int(y0) + 1))
    columns = slice(int(x0), max(math.ceil(x1), int(x0) + 1))
    part = maps.alpha[step, channel, rows, columns]
    stride = max(1, -(-max(part.shape) // LARGE_EDGE))
    return image(coloured(part[::stride, ::stride], scale))


def map_rectangle(maps: AlphaMaps, box: Box | None) -> tuple[float, float, float, float]:
    """The photo's `box`, or all, in map cells: left, top, right, bottom, inside the map."""
    width, height = maps.size
    if box is None:
        return 0.0, 0.0, float(width), float(height)
    sx, sy, area = width / maps.box.width, height / maps.box.height, maps.box
    left, right = (min(max((x - area.x) * sx, 0.0), width) for x in (box.x, box.x + box.width))
    top, bottom = (min(max((y - area.y) * sy, 0.0), height) for y in (box.y, box.y + box.height))
    return left, top, max(right, left + 1e-3), max(bottom, top + 1e-3)
