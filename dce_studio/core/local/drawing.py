"""Shapes drawn on a reduced copy of the photo, before they are fitted to its edges."""

from collections.abc import Callable
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import Size
from dce_studio.core.local import kernels
from dce_studio.core.local.values import Alike, Brush, Linear, Radial, Shape, Stroke
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import read_only

Plane = NDArray[np.float32]
"""(h, w), a mask in [0, 1] at the copy's size."""

ROWS = 128
"""Rows that are drawn at a time."""


def drawn(
    shape: Shape, copy: NDArray[np.float32], photo: Size, earlier: tuple[Shape, Plane] | None = None
) -> Plane:
    """The mask of a shape as it was drawn: a new plane of the size of copy (h, w, 3), the photo in [0, 1].

    photo: its size, in whose pixels the shape is told. earlier: a shape and its mask, which a brush that has
    only been led on goes on from.
    """
    size = Size(copy.shape[1], copy.shape[0])
    scale = np.float32(photo.width / size.width), np.float32(photo.height / size.height)
    out = np.zeros((size.height, size.width), np.float32)
    match shape:
        case Brush(strokes):
            left = strokes
            if earlier is not None and (rest := _led_on(earlier[0], shape)) is not None:
                out[:], left = earlier[1], rest
            _paint(left, scale, out)
        case Linear(start, end):
            ends = _numbers(*start, *end)
            _in_bands(lambda rows: kernels.gradient(ends, *scale, *rows, out), size)
        case Radial(centre, radii, angle, softness, outside):
            given = _numbers(*centre, *radii, cos(radians(angle)), sin(radians(angle)), softness)
            _in_bands(lambda rows: kernels.ellipse(given, outside, *scale, *rows, out), size)
        case Alike():
            colour = _numbers(shape.red, shape.green, shape.blue)
            limits = np.float32(shape.brightness), np.float32(shape.colour)
            copy = read_only(copy)
            _in_bands(lambda rows: kernels.likeness(copy, colour, *limits, *rows, out), size)
    return out


def _paint(strokes: tuple[Stroke, ...], scale: tuple[np.float32, np.float32], out: Plane) -> None:
    lines = [read_only(np.array(stroke.points, np.float32)) for stroke in strokes]

    def band(rows: tuple[int, int]) -> None:
        for stroke, line in zip(strokes, lines, strict=True):
            radius, softness = np.float32(stroke.radius), np.float32(stroke.softness)
            kernels.paint(line, radius, softness, stroke.erase, *scale, *rows, out)

    _in_bands(band, Size(out.shape[1], out.shape[0]))


def _led_on(before: Shape, now: Brush) -> tuple[Stroke, ...] | None:
    """What of a brush is new since before, where nothing else has changed; else None.

    Of a stroke that is led on it is the new points, from the last of those that were there.
    """
    if not isinstance(before, Brush) or len(before.strokes) > len(now.strokes):
        return None
    if not before.strokes:
        return now.strokes
    same = len(before.strokes) - 1
    last, longer = before.strokes[-1], now.strokes[same]
    count = len(last.points)
    begun = Stroke(longer.points[:count], longer.radius, longer.softness, longer.erase)
    if before.strokes[:same] != now.strokes[:same] or begun != last:
        return None
    rest = now.strokes[same + 1 :]
    if len(longer.points) == count:
        return rest
    return Stroke(longer.points[count - 1 :], longer.radius, longer.softness, longer.erase), *rest


def _numbers(*given: float) -> NDArray[np.float32]:
    return read_only(np.array(given, np.float32))


def _in_bands(band: Callable[[tuple[int, int]], None], size: Size) -> None:
    for_each(band, [(top, min(top + ROWS, size.height)) for top in range(0, size.height, ROWS)])
