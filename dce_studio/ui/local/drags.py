"""What a press on the photo begins: a stroke, a gradient or ellipse drawn out, a grip dragged.

Each says the shape it has made so far, or None while there is none; `new` where that is another place.
"""

from math import hypot
from typing import Protocol

from PySide6.QtCore import Qt

from dce_studio.app.state.document import Point
from dce_studio.core.local.strokes import simplified
from dce_studio.core.local.values import Brush, Local, Shape, Spot, Stroke
from dce_studio.ui.canvas.hooks import PhotoMouse
from dce_studio.ui.local import grips

NEAR = 2.0  # logical pixels between the points of a stroke at least
SHARE = 0.05  # of the radius: the same, and
SLACK = 0.02  # of the radius: how far a finished stroke may lie beside the hand's
REACH = 11.0  # logical pixels around a grip within which it is taken


def hit(locals: tuple[Local, ...], chosen: int | None, mouse: PhotoMouse) -> tuple[int, str] | None:
    """(index of a place, grip) within reach of the mouse: the chosen place's come before the others' pins."""
    found: list[tuple[bool, float, int, str]] = []
    for index, local in enumerate(locals):
        held = grips.grips(local.shape)
        pins = [name for name in list(held)[:1] if mouse.pane.shows_place(Point(*held[name]))]
        for name in held if index == chosen else pins:
            away = mouse.pane.to_widget(*held[name]) - mouse.widget
            distance = hypot(away.x(), away.y())
            if distance <= REACH:
                found.append((index != chosen, distance, index, name))
    return min(found)[2:] if found else None


class Drag(Protocol):
    """A press and what follows."""

    new: bool

    def move(self, mouse: PhotoMouse) -> None:
        """Follow the hand."""

    def shape(self, finished: bool = False) -> Shape | None:
        """What it has made so far; finished: with as few points as tell it."""


class StrokeDrag:
    """Paints with a tip of a radius in photo pixels onto what a brush has painted before."""

    def __init__(
        self, mouse: PhotoMouse, before: Brush | None, radius: float, softness: float, erase: bool
    ) -> None:
        self.new = before is None
        self._before = Brush() if before is None else before
        self.radius, self.softness, self.erase = radius, softness, erase
        self._gap = max(NEAR / mouse.pane.scale, SHARE * radius)
        self.points: list[Spot] = [(mouse.at.x, mouse.at.y)]

    def move(self, mouse: PhotoMouse) -> None:
        """Paint up to there, once that is far enough from the last point."""
        (x, y), last = mouse.at, self.points[-1]
        if max(abs(x - last[0]), abs(y - last[1])) >= self._gap:
            self.points.append((x, y))

    def shape(self, finished: bool = False) -> Brush:
        """The strokes before and this one."""
        points = tuple(self.points)
        if finished:
            points = simplified(points, max(SLACK * self.radius, 0.1))
        stroke = Stroke(points, self.radius, self.softness, self.erase)
        return Brush((*self._before.strokes, stroke))


class OutDrag:
    """Draws out a gradient from its start, or an ellipse from its centre; with Shift a circle."""

    new = True

    def __init__(self, mouse: PhotoMouse, linear: bool) -> None:
        self._start, self._linear = (mouse.at.x, mouse.at.y), linear
        self._made: Shape | None = None

    def move(self, mouse: PhotoMouse) -> None:
        """Draw out to there."""
        even = bool(mouse.modifiers & Qt.KeyboardModifier.ShiftModifier)
        self._made = grips.drawn_out(self._start, (mouse.at.x, mouse.at.y), self._linear, even)

    def shape(self, finished: bool = False) -> Shape | None:
        """The gradient or ellipse."""
        return self._made


class GripDrag:
    """Drags a grip of a shape by where it was taken."""

    new = False

    def __init__(self, mouse: PhotoMouse, shape: Shape, grip: str) -> None:
        self._shape, self._made, self._grip = shape, shape, grip
        x, y = grips.grips(shape)[grip]
        self._beside = x - mouse.at.x, y - mouse.at.y

    def move(self, mouse: PhotoMouse) -> None:
        """Bring the grip there."""
        x, y = mouse.at.x + self._beside[0], mouse.at.y + self._beside[1]
        self._made = grips.dragged(self._shape, self._grip, x, y)

    def shape(self, finished: bool = False) -> Shape:
        """The shape as it is now."""
        return self._made
