"""A hand that paints, for `responsiveness`: how long each of its moves takes to the screen."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication

from dce_studio.core.local.values import Brush, Local
from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.local.places import Kind
from dce_studio.ui.main_window import MainWindow

MOVES, PAUSE_MS = 240, 8  # of one stroke: two seconds
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

_painted: list[Callable[[], None]] = []


def watch_painting() -> None:
    """Let canvases made from now on tell when they have painted."""
    paint = Canvas.paintEvent

    def painted(self: Canvas, event: QPaintEvent) -> None:
        paint(self, event)
        for tell in _painted:
            tell()

    Canvas.paintEvent = painted  # type: ignore[method-assign]


class Hand:
    """Paints strokes in a window. Each list has a time, and how many points of the stroke were there then."""

    def __init__(self, window: MainWindow, spin: Callable[[int], None]) -> None:
        self._window, self._spin = window, spin
        self._moved: list[tuple[float, int]] = []
        self._drawn: list[tuple[float, int]] = []
        self._pictured: list[tuple[float, int]] = []
        self.waits: dict[str, list[float]] = {"hand to stroke": [], "hand to picture": []}
        window.canvas.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as it is below a real hand
        _painted.append(self._on_painted)

    def stroke(self) -> None:
        """A wave across what is seen of the photo, over a place made for it."""
        self._window.local.places.arm(Kind.BRUSH)
        for times in (self._moved, self._drawn, self._pictured):
            times.clear()
        pane = self._window.canvas.panes()[-1]
        seen = pane.rect.intersected(pane.photo_rect)
        for move in range(MOVES + 1):
            part = move / MOVES
            x, y = 0.05 + 0.9 * part, 0.5 + 0.35 * math.sin(11 * part)
            at = QPointF(seen.x() + x * seen.width(), seen.y() + y * seen.height())
            self._send(QEvent.Type.MouseMove if move else QEvent.Type.MouseButtonPress, at)
            self._moved.append((time.perf_counter(), self._points))
            self._spin(PAUSE_MS)
        self._spin(300)
        self._note()
        self._send(QEvent.Type.MouseButtonRelease, at)

    def tell(self) -> str:
        """How long a move took until its stroke was painted, and until the picture had it."""
        lines = []
        for name, waits in self.waits.items():
            waits.sort()
            most = waits[int(len(waits) * 0.9)]
            lines.append(
                f"{name}: median {waits[len(waits) // 2]:.0f}, 90 % ≤ {most:.0f}, worst {waits[-1]:.0f} ms"
            )
        return "    " + "; ".join(lines)

    def _note(self) -> None:
        """Count how long each move waited, with the paintings of this stroke."""
        for waits, shown in zip(self.waits.values(), (self._drawn, self._pictured), strict=True):
            for at, count in self._moved:
                found = next((when for when, points in shown if when > at and points >= count), None)
                if found is not None:
                    waits.append(1000 * (found - at))

    @property
    def _points(self) -> int:
        """Of the stroke that is being drawn."""
        drag = self._window.local.tool._drag
        return len(drag.points) if drag is not None else 0  # type: ignore[attr-defined]

    def _on_painted(self) -> None:
        now, frame = time.perf_counter(), self._window.canvas.frame
        self._drawn.append((now, self._points))
        maps = None if frame is None else frame.request.maps
        if maps is not None and maps.masks is not None and len(maps.masks.locals) == len(self._locals):
            self._pictured.append((now, _last(maps.masks.locals)))

    @property
    def _locals(self) -> tuple[Local, ...]:
        return self._window.document.edit.locals

    def _send(self, kind: QEvent.Type, at: QPointF) -> None:
        canvas, down = self._window.canvas, LEFT if kind is not QEvent.Type.MouseButtonRelease else NONE
        button = NONE if kind is QEvent.Type.MouseMove else LEFT
        where = QPointF(canvas.mapToGlobal(at.toPoint()))
        event = QMouseEvent(kind, at, where, button, down, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def _last(locals: tuple[Local, ...]) -> int:
    """How many points the last stroke of the last place has."""
    shape = locals[-1].shape if locals else None
    return len(shape.strokes[-1].points) if isinstance(shape, Brush) else 0
