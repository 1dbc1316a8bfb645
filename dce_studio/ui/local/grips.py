"""Where the shape of a place is held, and what becomes of it when a grip is dragged. No Qt.

Coordinates are pixels of the whole upright photo.
"""

from dataclasses import replace
from math import atan2, cos, degrees, hypot, radians, sin

from dce_studio.core.local.values import Alike, Brush, Linear, Radial, Shape, Spot

WHOLE = "whole"
"""The grip that moves all of a shape; every shape has it first."""

TURN = "turn"
"""The grip that turns an ellipse."""

LEAST = 1.0
"""Pixels of a radius, and between the ends of a gradient, at least."""

_SIDES = {"right": (1, 0), "lower": (0, 1), "left": (-1, 0), "upper": (0, -1)}
_TURN = (0.5**0.5, -(0.5**0.5))  # of the radii: on the ellipse, between right and upper


def grips(shape: Shape) -> dict[str, Spot]:
    """The spots where it is held, by their names, first the one for all of it; an empty brush has none."""
    if isinstance(shape, Linear):
        (x0, y0), (x1, y1) = shape.start, shape.end
        return {WHOLE: ((x0 + x1) / 2, (y0 + y1) / 2), "start": shape.start, "end": shape.end}
    if isinstance(shape, Radial):
        around = {name: _on(shape, *side) for name, side in _SIDES.items()}
        return {WHOLE: shape.centre, **around, TURN: _on(shape, *_TURN)}
    if isinstance(shape, Alike):
        return {WHOLE: shape.at}
    return {WHOLE: shape.strokes[0].points[0]} if shape.strokes else {}


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """All of it shifted."""

    def shifted(place: Spot) -> Spot:
        return place[0] + dx, place[1] + dy

    if isinstance(shape, Linear):
        return Linear(shifted(shape.start), shifted(shape.end))
    if isinstance(shape, Radial):
        return replace(shape, centre=shifted(shape.centre))
    if isinstance(shape, Alike):
        return replace(shape, at=shifted(shape.at))
    return Brush(tuple(replace(each, points=tuple(map(shifted, each.points))) for each in shape.strokes))


def dragged(shape: Shape, grip: str, x: float, y: float) -> Shape:
    """The shape with one of its grips brought to (x, y), or as near as can be."""
    held = grips(shape)
    if isinstance(shape, Linear) and grip != WHOLE:
        other = held["end" if grip == "start" else "start"]
        if hypot(x - other[0], y - other[1]) < LEAST:
            return shape
        return Linear((x, y), other) if grip == "start" else Linear(other, (x, y))
    if isinstance(shape, Radial) and grip == TURN:
        return replace(shape, angle=_turned(shape, x, y))
    if isinstance(shape, Radial) and grip != WHOLE:
        across, along = (abs(each) for each in _own(shape, x, y))
        wide, high = shape.radii
        return replace(
            shape, radii=(max(across, LEAST), high) if _SIDES[grip][0] else (wide, max(along, LEAST))
        )
    return moved(shape, x - held[WHOLE][0], y - held[WHOLE][1])


def drawn_out(start: Spot, end: Spot, linear: bool, even: bool = False) -> Linear | Radial | None:
    """The gradient or ellipse that a drag makes, None for one that is too short; even: a circle."""
    wide, high = abs(end[0] - start[0]), abs(end[1] - start[1])
    if hypot(wide, high) < LEAST:
        return None
    if linear:
        return Linear(start, end)
    if even:
        wide = high = hypot(wide, high)
    return Radial(start, (max(wide, LEAST), max(high, LEAST)))


def _on(shape: Radial, across: float, along: float) -> Spot:
    """A place given as parts of the radii."""
    x, y = across * shape.radii[0], along * shape.radii[1]
    c, s = cos(radians(shape.angle)), sin(radians(shape.angle))
    return shape.centre[0] + c * x - s * y, shape.centre[1] + s * x + c * y


def _own(shape: Radial, x: float, y: float) -> Spot:
    """A place along the ellipse's own axes, in pixels from its centre."""
    dx, dy = x - shape.centre[0], y - shape.centre[1]
    c, s = cos(radians(shape.angle)), sin(radians(shape.angle))
    return c * dx + s * dy, -s * dx + c * dy


def _turned(shape: Radial, x: float, y: float) -> float:
    """The angle, within ±180°, at which the grip that turns points towards (x, y)."""
    wide, high = shape.radii
    rest = atan2(_TURN[1] * high, _TURN[0] * wide)
    angle = degrees(atan2(y - shape.centre[1], x - shape.centre[0]) - rest)
    return (angle + 180) % 360 - 180
