"""Cropping: a modal tool on the canvas that proposes framings; the document's edit is the only state.

The photo is shown whole, turned and tilted, what is cut off dimmed. A drag at the crop sizes or moves it, one
outside of it tilts the photo, and one with Ctrl draws a line that comes to lie level or upright. Each drag is
one entry of undo; Cancel goes back to the framing from before.
"""

import math
from typing import Protocol

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPolygonF

from dce_studio.app.state.document import Document
from dce_studio.core.geometry import MOST_TILT, Framing, Placed, Size
from dce_studio.ui.canvas.hooks import Decoration, ModalTool, Pane, PhotoMouse
from dce_studio.ui.frame import drawing, fitting
from dce_studio.ui.frame.bar import TILT_STEP, CropBar
from dce_studio.ui.frame.fitting import INSIDE, CropRect, Handle

REACH = 12.0  # logical pixels around a handle within which it is taken
SAME = 0.99  # pixels within which two edges are the same
STEP = 0.01  # of the photo's shorter edge, for each arrow key
LEVER = 0.5  # of the photo's shorter edge: how far from what it turns the photo around a hand is at least
SHORTEST = 120.0  # logical pixels: the same on a small photo
LEAST_LINE = 12.0  # logical pixels: a shorter line tells no angle
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
        self._gesture, self._hand = object(), ""
        self._turning: tuple[QPointF, float, float] | None = (
            None  # around what; its angle, the tilt at the press
        )
        self._line: QLineF | None = None  # on the canvas, while it is drawn
        surface.add_decoration(self)
        document.photo_changed.connect(lambda: self.end())
        document.edit_changed.connect(self._show)
        bar = self.bar
        bar.ratio_changed.connect(self._on_ratio)
        bar.turned.connect(self.turn)
        bar.flipped.connect(self.flip)
        bar.tilted.connect(self._on_tilted)
        bar.guide_changed.connect(lambda name: surface.update())
        bar.reset.connect(lambda: self._propose(self._framing.uncropped()))
        bar.done.connect(self.end)
        bar.cancelled.connect(self.cancel)

    # What can be asked for

    def begin(self) -> None:
        """Show the whole photo and take the mouse and the keys."""
        if self._document.photo is None or self.active:
            return
        self.active, self._first, self._hand = True, self._framing, ""
        self.bar.begin(self._lying)
        self._surface.set_uncropped(True)
        self._surface.set_modal(self)
        self._show()
        self._surface.setFocus()
        self.changed.emit(True)

    def end(self) -> None:
        """Leave the crop as it is, and the photo cropped."""
        if self.active:
            self.active, self._handle, self._turning, self._line = False, None, None, None
            self.bar.line.setChecked(False)
            self._surface.setFocus()  # before the bar goes, from which Qt would lead it on as by Tab
            self.bar.hide()
            self._surface.set_modal(None)
            self._surface.set_uncropped(False)
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
        self._turning = None  # whose angle was that of the other way round
        self._propose(self._framing.flipped())

    def flip_level(self) -> None:
        """Exchange top and bottom of what is seen."""
        self._propose(self._framing.flipped().turned(2))

    def straighten(self, degrees: float, gesture: object = None) -> None:
        """Tilt the photo by so many degrees clockwise, as it is seen, as far as that goes."""
        degrees = round(min(max(degrees, -MOST_TILT), MOST_TILT), 2)
        self._propose(self._framing.straightened(degrees), gesture)

    # The mouse and the keys

    def press(self, mouse: PhotoMouse) -> bool:
        """Take a handle, the inside or, outside of it, the photo; with Ctrl begin a line."""
        if mouse.button != Qt.MouseButton.LeftButton:
            return False
        self._gesture, self._hand = object(), ""
        if self._draws_line(mouse):
            self._line = QLineF(mouse.widget, mouse.widget)
            return True
        self._handle = self._hit(mouse)
        self._from = self._rect, *self._seen(mouse)
        if self._handle is None:
            middle = _turned_around(mouse)
            self._turning = middle, _angle(mouse.widget - middle), self._framing.seen_tilt
        return True

    def move(self, mouse: PhotoMouse) -> None:
        """Drag what was taken."""
        rect, x0, y0 = self._from
        x, y = self._seen(mouse)
        if self._line is not None:
            self._line.setP2(mouse.widget)
            self._surface.update()
        elif self._turning is not None:
            middle, angle, tilt = self._turning
            turned = (_angle(mouse.widget - middle) - angle + 180) % 360 - 180
            self.straighten(tilt + turned, self._gesture)
        elif self._handle == INSIDE:
            self._drag_to(fitting.moved(rect, x - x0, y - y0, self._room))
        elif self._handle is not None:
            at = rect.place(self._handle)
            x, y = at[0] + x - x0, at[1] + y - y0
            self._drag_to(fitting.dragged(rect, self._handle, x, y, self._room, self._ratio))

    def release(self, mouse: PhotoMouse) -> None:
        """Let go; a line that was drawn comes to lie as it nearly does."""
        line, self._line = self._line, None
        self._handle = self._turning = None
        if line is not None:
            self.bar.line.setChecked(False)
            if (tilt := self._line_tilt(line)) is not None:
                self.straighten(tilt, self._gesture)
            self._surface.update()

    def cursor(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        """The direction in which what is under the cursor moves; a cross for a line."""
        if self._line is not None or self._draws_line(mouse):
            return Qt.CursorShape.CrossCursor
        handle = self._handle if self._handle is not None else self._hit(mouse)
        if handle is None:
            return Qt.CursorShape.PointingHandCursor
        i, j = handle
        return SHAPES.get((i, j)) or SHAPES.get((-i, -j)) or Qt.CursorShape.SizeAllCursor

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move, with Shift they size, with Alt they tilt; Return ends, Esc cancels.

        X swaps the edges, O the guides.
        """
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.end()
        elif key == Qt.Key.Key_Escape and (self._line is not None or self.bar.line.isChecked()):
            self._line = None
            self.bar.line.setChecked(False)
            self._surface.update()
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
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self.straighten(self._framing.seen_tilt + (i or -j) * TILT_STEP, self._gesture_of("keys"))
            return
        step = 1.0 if modifiers & Qt.KeyboardModifier.ControlModifier else max(STEP * min(self._lying), 1.0)
        rect = self._rect
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            handle = (abs(i), abs(j))
            x, y = rect.place(handle)
            rect = fitting.dragged(rect, handle, x + i * step, y + j * step, self._room, self._ratio)
        else:
            rect = fitting.moved(rect, i * step, j * step, self._room)
        self._set(fitting.kept(self._rect, rect, self._photo, self._framing))

    # Drawing

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """What is cut off dimmed, the guides and the handles."""
        if not self.active:
            return
        rect, corner = self._rect, pane.photo_rect.topLeft()
        place = corner + QPointF(rect.left, rect.top) * pane.scale
        crop = QRectF(place, QSizeF(rect.width, rect.height) * pane.scale)
        outside = QPainterPath()
        outside.addPolygon(pane.transform.map(QPolygonF(QRectF(0, 0, *pane.photo))))
        inside = QPainterPath()
        inside.addRect(crop)
        drawing.draw_crop(painter, crop, outside - inside, self.bar.guide)
        if self._line is not None:
            drawing.draw_line(painter, pane.rect, self._line, self._line_tilt(self._line))

    # Inside

    @property
    def _framing(self) -> Framing:
        return self._document.edit.framing

    @property
    def _photo(self) -> Size:
        photo = self._document.photo
        return Size(1, 1) if photo is None else photo.size

    @property
    def _loose(self) -> Placed:
        """The whole photo, as it is seen."""
        return self._framing.loosely(self._photo)

    @property
    def _room(self) -> Size:
        return self._loose.size

    @property
    def _lying(self) -> Size:
        """The photo's size as it is turned."""
        return self._framing.laid(self._photo)

    @property
    def _rect(self) -> CropRect:
        return fitting.seen(self._framing, self._photo)

    @property
    def _ratio(self) -> float | None:
        return self.bar.ratio(self._lying)

    def _seen(self, mouse: PhotoMouse) -> tuple[float, float]:
        """Where the mouse is on the whole photo as it is seen."""
        return self._loose.seen(*mouse.at)

    def _line_tilt(self, line: QLineF) -> float | None:
        """The tilt, within ±45°, that lets the line lie level or upright; None: it is too short."""
        if line.length() < LEAST_LINE:
            return None
        return (self._framing.seen_tilt - _angle(line.p2() - line.p1()) + 45) % 90 - 45

    def _draws_line(self, mouse: PhotoMouse) -> bool:
        return bool(mouse.modifiers & Qt.KeyboardModifier.ControlModifier) or self.bar.line.isChecked()

    def _hit(self, mouse: PhotoMouse) -> Handle | None:
        rect, (x, y), reach = self._rect, self._seen(mouse), REACH / mouse.pane.scale
        inner = min(reach, rect.width / 4, rect.height / 4)  # so that a small crop can still be moved
        i = _near(x, rect.left, rect.right, reach, inner)
        j = _near(y, rect.top, rect.bottom, reach, inner)
        return None if i is None or j is None else (i, j)

    def _on_ratio(self) -> None:
        """Give the crop this ratio, growing from its middle as far as there is room."""
        if (ratio := self._ratio) is not None:
            rect = fitting.fitted(self._rect, ratio, self._room)
            self._set(fitting.kept(fitting.middle(rect), rect, self._photo, self._framing))

    def _on_tilted(self, degrees: float) -> None:
        self.straighten(degrees, self._gesture_of("number"))

    def _gesture_of(self, hand: str) -> object:
        """What makes a row of steps by one control one entry of undo."""
        if hand != self._hand:
            self._hand, self._gesture = hand, object()
        return self._gesture

    def _drag_to(self, rect: CropRect) -> None:
        """Go on with a drag: to this rectangle, or as near to it as a tilted photo reaches."""
        self._set(fitting.kept(self._from[0], rect, self._photo, self._framing), self._gesture)

    def _set(self, rect: CropRect, gesture: object = None) -> None:
        """Propose this crop, unless it is the present one: a tilted one would then stay as small as it is."""
        if all(abs(a - b) < SAME for a, b in zip(rect, self._rect, strict=True)):
            return
        self._propose(fitting.framing_of(rect, self._photo, self._framing, self._ratio), gesture)

    def _propose(self, framing: Framing, gesture: object = None) -> None:
        if self._document.photo is not None:
            self._document.propose(self._document.state.edit.framed(framing), gesture)

    def _show(self) -> None:
        if self.active:
            self.bar.show_size(self._framing.size(self._photo))
            self.bar.show_tilt(self._framing.seen_tilt)
            self.bar.follow(self._framing.size(self._photo), self._lying)
            self._surface.update()


def _turned_around(mouse: PhotoMouse) -> QPointF:
    """What a hand turns the photo around: its middle or, near to that, what lies LEVER away beyond it.

    Otherwise a photo would be flung around by a hand that passes its middle.
    """
    rect = mouse.pane.photo_rect
    away, least = mouse.widget - rect.center(), max(LEVER * min(rect.width(), rect.height()), SHORTEST)
    length = math.hypot(away.x(), away.y())
    if length >= least:
        return rect.center()
    return mouse.widget - (away * (least / length) if length >= 1 else QPointF(least, 0))


def _angle(away: QPointF) -> float:
    """The degrees clockwise of a direction."""
    return math.degrees(math.atan2(away.y(), away.x()))


def _near(at: float, start: float, stop: float, reach: float, inner: float) -> int | None:
    """−1 at the start, 1 at the stop, 0 between them, None beyond."""
    if start - reach <= at <= start + inner:
        return -1
    if stop - inner <= at <= stop + reach:
        return 1
    return 0 if start < at < stop else None
