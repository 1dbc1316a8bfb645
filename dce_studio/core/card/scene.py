"""A drawing as values: shapes in points from the upper left corner, to become pixels or SVG."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Position = tuple[float, float]
Colour = str
"""#rrggbb."""
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour
    radius: float = 0.0


@dataclass(frozen=True)
class Polyline:
    """A polyline."""

    points: tuple[Position, ...]
    colour: Colour
    width: float
    dashed: bool = False


@dataclass(frozen=True)
class FilledShape:
    """A filled polygon."""

    points: tuple[Position, ...]
    fill: Colour


@dataclass(frozen=True)
class Disc:
    """A filled circle, with a ring around it where `ring` is a colour."""

    x: float
    y: float
    radius: float
    fill: Colour
    ring: Colour = ""


@dataclass(frozen=True)
class Text:
    """One line; (x, y) is on its baseline. α, subscripts, arrows and signs of arithmetic may be in it."""

    x: float
    y: float
    text: str
    size: float
    colour: Colour
    anchor: Anchor = "start"


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels (h, w, 3) uint8, sRGB, stretched over a rectangle."""

    x: float
    y: float
    width: float
    height: float
    pixels: NDArray[np.uint8]


Primitive = Rect | Polyline | FilledShape | Disc | Text | Picture


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing: its size in points, its ground, and what lies on it, the last on top."""

    width: float
    height: float
    ground: Colour
    items: tuple[Primitive, ...]
