"""Picking a grey: a modal tool on the canvas that proposes the white balance of the place chosen.

The mouse clicks on it; the arrow keys move a cross there, Return takes it, Esc ends.
"""

from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from dce_studio.app.state.document import Document, Point
from dce_studio.core.photo import WHITE, Photo
from dce_studio.core.render.tones import neutral
from dce_studio.ui.canvas.hooks import Decoration, ModalTool, Pane, PhotoMouse

AROUND = 2  # pixels to each side of the place that are averaged
STEP = 10.0  # logical pixels that an arrow key moves the cross, with Ctrl one
ARM = 11.0  # logical pixels of the cross
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class PickerSurface(Protocol):
    """The part of the canvas that picking needs."""

    def set_modal(self, tool: ModalTool | None) -> None:
        """Give all presses and keys to this tool, or to none."""

    def add_decoration(self, decoration: Decoration) -> None:
        """Draw this above the photo."""

    def panes(self) -> list[Pane]:
        """The views of the photo."""

    def update(self) -> None:
        """Draw again."""

    def setFocus(self) -> None:
        """Take the keys."""


def balance_at(photo: Photo, at: Point) -> tuple[float, float]:
    """The temperature and tint that make a place of the photo grey: the mean of 5 × 5 of its own pixels."""
    x, y = int(at.x), int(at.y)
    rows, columns = (slice(max(v - AROUND, 0), v + AROUND + 1) for v in (y, x))
    return neutral(photo.pixels[rows, columns].mean((0, 1), dtype=np.float64) / WHITE[photo.pixels.dtype])


class Picker(QObject):
    """changed(bool): picking begins, or has ended."""

    changed = Signal(bool)

    def __init__(self, document: Document, surface: PickerSurface, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._surface = document, surface
        self.active = False
        self._at: Point | None = None
        surface.add_decoration(self)
        document.photo_changed.connect(self.end)

    def begin(self) -> None:
        """Wait for a place; the cross stands in the middle of what is seen."""
        if self._document.photo is None or self.active:
            return
        self.active, pane = True, self._surface.panes()[0]
        self._at = pane.to_photo(pane.rect.intersected(pane.photo_rect).center())
        self._surface.set_modal(self)
        self._surface.setFocus()
        self.changed.emit(True)

    def end(self) -> None:
        """Pick nothing more."""
        if self.active:
            self.active, self._at = False, None
            self._surface.set_modal(None)
            self.changed.emit(False)

    def press(self, mouse: PhotoMouse) -> bool:
        """Take the place under the mouse."""
        if mouse.button != Qt.MouseButton.LeftButton or not mouse.inside:
            return False
        self.take(mouse.at)
        return True

    def move(self, mouse: PhotoMouse) -> None:
        """A place is taken at once: nothing is dragged."""

    def release(self, mouse: PhotoMouse) -> None:
        """Nothing was dragged."""

    def cursor(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        """A cross on the photo."""
        return Qt.CursorShape.CrossCursor if mouse.inside else None

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move the cross, Return takes its place, Esc ends."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.end()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.take(self._at)
        elif key in ARROWS and self._at is not None:
            self._nudge(*ARROWS[key], event.modifiers())
        else:
            return False
        return True

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """The cross, where the keys have it."""
        if self._at is None:
            return
        at = pane.to_widget(*self._at)
        for pen in (QPen(QColor(0, 0, 0, 200), 3), QPen(QColor(255, 255, 255), 1.2)):
            painter.setPen(pen)
            painter.drawLine(at - QPointF(ARM, 0), at + QPointF(ARM, 0))
            painter.drawLine(at - QPointF(0, ARM), at + QPointF(0, ARM))

    def _nudge(self, i: int, j: int, modifiers: Qt.KeyboardModifier) -> None:
        step = 1.0 if modifiers & Qt.KeyboardModifier.ControlModifier else STEP
        pane = self._surface.panes()[0]
        moved = pane.to_photo(pane.to_widget(*self._at or (0, 0)) + QPointF(i * step, j * step))
        if pane.shows_place(moved):
            self._at = moved
            self._surface.update()

    def take(self, at: Point) -> None:
        """Make this place grey, and pick nothing more."""
        photo = self._document.photo
        if photo is not None:
            temperature, tint = balance_at(photo, at)
            self._document.propose(self._document.state.edit.with_(temperature=temperature, tint=tint))
        self.end()
