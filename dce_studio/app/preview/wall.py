"""The pictures of the map wall, made off the GUI thread."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QImage

from dce_studio.app.preview.frame import image
from dce_studio.core.colours import diverging
from dce_studio.core.geometry import Box
from dce_studio.core.maps import AlphaMaps, ShapedMaps

TILE_EDGE = 288  # px, the long edge of a tile's picture
LARGE_EDGE = 1200  # px, of an enlarged map


@dataclass(frozen=True, eq=False)
class WallPictures:
    """tiles[step][channel]: each whole map on the scale ±limit; fitted: the largest |α| of all maps."""

    maps: ShapedMaps
    limit: float
    fitted: float
    tiles: list[list[QImage]]


def make_wall(maps: ShapedMaps, fixed: bool, tick: Callable[[float], None]) -> WallPictures:
    """Colour all maps, on ±1 or on a scale fitted to them. For a worker."""
    from dce_studio.core.inspect.figures import fitted_limit

    stride = max(1, -(-max(maps.size) // TILE_EDGE))
    fitted = fitted_limit(maps)
    limit = 1.0 if fixed else fitted
    tiles = []
    for step in range(maps.steps):
        tick(step / maps.steps)
        tiles.append([image(diverging(maps.alpha[step, c, ::stride, ::stride], limit)) for c in range(3)])
    return WallPictures(maps, limit, fitted, tiles)


def enlarged(maps: AlphaMaps, step: int, channel: int, limit: float, box: Box | None) -> QImage:
    """One map's part that covers the photo's `box`, or all of it, coloured."""
    x0, y0, x1, y1 = map_rectangle(maps, box)
    rows = slice(int(y0), max(math.ceil(y1), int(y0) + 1))
    columns = slice(int(x0), max(math.ceil(x1), int(x0) + 1))
    part = maps.alpha[step, channel, rows, columns]
    stride = max(1, -(-max(part.shape) // LARGE_EDGE))
    return image(diverging(part[::stride, ::stride], limit))


def map_rectangle(maps: AlphaMaps, box: Box | None) -> tuple[float, float, float, float]:
    """The photo's `box`, or all, in map cells: left, top, right, bottom, inside the map."""
    width, height = maps.size
    if box is None:
        return 0.0, 0.0, float(width), float(height)
    sx, sy, area = width / maps.box.width, height / maps.box.height, maps.box
    left, right = (min(max((x - area.x) * sx, 0.0), width) for x in (box.x, box.x + box.width))
    top, bottom = (min(max((y - area.y) * sy, 0.0), height) for y in (box.y, box.y + box.height))
    return left, top, max(right, left + 1e-3), max(bottom, top + 1e-3)
