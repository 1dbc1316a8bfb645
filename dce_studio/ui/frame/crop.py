"""Cropping: a modal tool on the canvas that proposes framings; the document's edit is the only state.

The photo is shown whole and turned, what is cut off dimmed. Each drag is one entry of undo; Cancel goes back
to the framing from before.
"""

from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen

from dce_studio.app.state.document import Document
from dce_studio.core.geometry import Framing, Size
from dce_studio.ui.canvas.hooks import Decoration, ModalTool, Pane, PhotoMouse
from dce_studio.ui.frame import fitting
from dce_studio.ui.frame.bar import CropBar
from dce_studio.ui.frame.fitting import HANDLES, INSIDE, CropRect, Handle
from dce_studio.ui.frame.guides import GUIDES

REACH = 12.0  # logical pixels around a handle within which it is taken
STEP = 0.01  # of the photo's shorter edge, for each arrow key
ARM = 18.0  # logical pixels of a corner's mark
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
SHAPES = {
    (1, 1): Qt.CursorShape.SizeFDiagCursor, (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor, (0, 1): Qt.CursorShape.SizeVerCursor,
}  # fmt: skip


class CropSurface(Protocol):
    """The part of the canvas that cropping needs."""

    def set_modal(self, tool: ModalTool | None) -> None:
        """Give all presses and keys to this tool, or to none."""

    def set_uncropped(self, uncropped: bool) -> None:
        """Show what is cut off too."""

    def add_decoration(self, decoration: Decoration) -> None:
        """Draw this above the photo."""

    def update(self) -> None:
        """Draw again."""

    def setFocus(self) -> None:
        """Take the keys."""


class Crop(QObject):
    """The tool and its bar. changed(bool): cropping begins, or has ended."""

    changed = Signal(bool)

    def __init__(self, document: Document, surface: CropSurface, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._surface = document, surface
        self.bar = CropBar()
        self.active = False
        self._first = document.edit.framing
        self._handle: Handle | None = None
        self._from: tuple[CropRect, float, float] = (CropRect(0, 0, 1, 1), 0.0, 0.0)
        self._gesture = object()
        surface.add_decoration(self)
        document.photo_changed.connect(lambda: self.end())
        document.edit_changed.connect(self._show)
        bar = self.bar
        bar.ratio_changed.connect(self._on_ratio)
        bar.turned.connect(self.turn)
        bar.flipped.connect(self.flip)
        bar.guide_changed.connect(lambda name: surface.update())
        bar.reset.connect(lambda: self._propose(self._framing.uncropped()))
        bar.done.connect(self.end)
        bar.cancelled.connect(self.cancel)

    # What can be asked for

    def begin(self) -> None:
        """Show the whole photo and take the mouse and the keys."""
        if self._document.photo is None or self.active:
            return
        self.active, self._first = True, self._framing
        self.bar.begin(self._room)
        self._surface.set_uncropped(True)
        self._surface.set_modal(self)
        self._show()
        self._surface.setFocus()
        self.changed.emit(True)

    def end(self) -> None:
        """Leave the crop as it is, and the photo cropped."""
        if self.active:
            self.active, self._handle = False, None
            self.bar.hide()
            self._surface.set_modal(None)
            self._surface.set_uncropped(False)
            self._surface.setFocus()
            self.changed.emit(False)

    def cancel(self) -> None:
        """Leave the photo framed as it was before."""
        self._propose(self._first)
        self.end()

    def turn(self, quarters: int) -> None:
        """Turn the photo clockwise."""
        self._propose(self._framing.turned(quarters))

    def flip(self) -> None:
        """Exchange left and right of what is seen."""
        self._propose(self._framing.flipped())

    def flip_level(self) -> None:
        """Exchange top and bottom of what is seen."""
        self._propose(self._framing.flipped().turned(2))

    # The mouse and the keys

    def press(self, mouse: PhotoMouse) -> bool:
        """Take a handle or the inside."""
        if mouse.button != Qt.MouseButton.LeftButton:
            return False
        self._handle = self._hit(mouse)
        self._from, self._gesture = (self._rect, *self._seen(mouse)), object()
        return self._handle is not None

    def move(self, mouse: PhotoMouse) -> None:
        """Drag what was taken."""
        rect, x0, y0 = self._from
        x, y = self._seen(mouse)
        if self._handle == INSIDE:
            self._set(fitting.moved(rect, x - x0, y - y0, self._room), self._gesture)
        elif self._handle is not None:
            at = rect.place(self._handle)
            x, y = at[0] + x - x0, at[1] + y - y0
            self._set(fitting.dragged(rect, self._handle, x, y, self._room, self._ratio), self._gesture)

    def release(self, mouse: PhotoMouse) -> None:
        """Let go."""
        self._handle = None

    def cursor(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        """The direction in which what is under the cursor moves."""
        handle = self._handle if self._handle is not None else self._hit(mouse)
        if handle is None:
            return None
        i, j = handle
        return SHAPES.get((i, j)) or SHAPES.get((-i, -j)) or Qt.CursorShape.SizeAllCursor

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move, with Shift they size; Return ends, Esc cancels, X swaps the edges, O the guides."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.end()
        elif key == Qt.Key.Key_Escape:
            self.cancel()
        elif key == Qt.Key.Key_X:
            self.bar.swap()
        elif key == Qt.Key.Key_O:
            self.bar.next_guide()
        elif key in ARROWS:
            self._nudge(*ARROWS[key], event.modifiers())
        else:
            return False
        return True

    def _nudge(self, i: int, j: int, modifiers: Qt.KeyboardModifier) -> None:
        step = 1.0 if modifiers & Qt.KeyboardModifier.ControlModifier else max(STEP * min(self._room), 1.0)
        rect = self._rect
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            handle = (abs(i), abs(j))
            x, y = rect.place(handle)
            rect = fitting.dragged(rect, handle, x + i * step, y + j * step, self._room, self._ratio)
        else:
            rect = fitting.moved(rect, i * step, j * step, self._room)
        self._set(rect)

    # Drawing

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """What is cut off dimmed, the guides and the handles."""
        if not self.active:
            return
        box = self._framing.box(pane.photo)
        crop = pane.transform.mapRect(QRectF(*box))
        outside = QPainterPath()
        outside.addRect(pane.photo_rect)
        inside = QPainterPath()
        inside.addRect(crop)
        painter.fillPath(outside - inside, QColor(0, 0, 0, 150))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (QPen(QColor(0, 0, 0, 70), 2.5), QPen(QColor(255, 255, 255, 150), 1)):
            painter.setPen(pen)
            painter.drawLines(GUIDES[self.bar.guide][1](crop))
        for pen in (QPen(QColor(0, 0, 0, 120), 3), QPen(QColor(255, 255, 255, 235), 1.2)):
            painter.setPen(pen)
            painter.drawRect(crop)
        painter.setPen(QPen(QColor(255, 255, 255), 3.5))
        for handle in HANDLES:
            _draw_handle(painter, crop, handle)

    # Inside

    @property
    def _framing(self) -> Framing:
        return self._document.edit.framing

    @property
    def _photo(self) -> Size:
        photo = self._document.photo
        return Size(1, 1) if photo is None else photo.size

    @property
    def _room(self) -> Size:
        return self._framing.laid(self._photo)

    @property
    def _rect(self) -> CropRect:
        return fitting.seen(self._framing, self._photo)

    @property
    def _ratio(self) -> float | None:
        return self.bar.ratio(self._room)

    def _seen(self, mouse: PhotoMouse) -> tuple[float, float]:
        """Where the mouse is on the whole photo as it is seen."""
        return self._framing.uncropped().seen(*mouse.at, self._photo)

    def _hit(self, mouse: PhotoMouse) -> Handle | None:
        rect, (x, y), reach = self._rect, self._seen(mouse), REACH / mouse.pane.scale
        inner = min(reach, rect.width / 4, rect.height / 4)  # so that a small crop can still be moved
        i = _near(x, rect.left, rect.right, reach, inner)
        j = _near(y, rect.top, rect.bottom, reach, inner)
        return None if i is None or j is None else (i, j)

    def _on_ratio(self) -> None:
        self._set(fitting.fitted(self._rect, self._ratio, self._room))

    def _set(self, rect: CropRect, gesture: object = None) -> None:
        self._propose(fitting.framing_of(rect, self._photo, self._framing, self._ratio), gesture)

    def _propose(self, framing: Framing, gesture: object = None) -> None:
        if self._document.photo is not None:
            self._document.propose(self._document.state.edit.framed(framing), gesture)

    def _show(self) -> None:
        if self.active:
            self.bar.show_size(self._framing.size(self._photo))
            self._surface.update()


def _near(at: float, start: float, stop: float, reach: float, inner: float) -> int | None:
    """−1 at the start, 1 at the stop, 0 between them, None beyond."""
    if start - reach <= at <= start + inner:
        return -1
    if stop - inner <= at <= stop + reach:
        return 1
    return 0 if start < at < stop else None


def _draw_handle(painter: QPainter, crop: QRectF, handle: Handle) -> None:
    x = {-1: crop.left(), 0: crop.center().x(), 1: crop.right()}[handle[0]]
    y = {-1: crop.top(), 0: crop.center().y(), 1: crop.bottom()}[handle[1]]
    arm_x, arm_y = min(ARM, crop.width() / 4), min(ARM, crop.height() / 4)
    if handle[0] == 0 or (handle[0] and handle[1]):
        painter.drawLine(
            QPointF(x - (arm_x / 2 if handle[0] == 0 else 0), y),
            QPointF(x + (arm_x / 2 if handle[0] == 0 else -handle[0] * arm_x), y),
        )
    if handle[1] == 0 or (handle[0] and handle[1]):
        painter.drawLine(
            QPointF(x, y - (arm_y / 2 if handle[1] == 0 else 0)),
            QPointF(x, y + (arm_y / 2 if handle[1] == 0 else -handle[1] * arm_y)),
        )
