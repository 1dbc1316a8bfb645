"""A loupe at the cursor, while a key is held: the photo's own pixels, before and after beside each other."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QWheelEvent

from dce_studio.app.preview.frame import Frame
from dce_studio.app.preview.loupe import LoupeSource
from dce_studio.app.state.document import Document, Point
from dce_studio.core.geometry import Size
from dce_studio.ui.canvas.hooks import Decoration, Pane, orientation, side_names

EDGE = 220  # logical pixels of each of the two squares
ZOOMS = (1, 2, 4, 8)  # device pixels for each of the photo's
GAP = 2  # logical pixels between the squares
ROUND = 6.0


class LoupeSurface(Protocol):
    """The part of the canvas that the loupe needs."""

    def add_decoration(self, decoration: Decoration) -> None:
        """Draw this above the photo."""

    def panes(self) -> list[Pane]:
        """The views of the photo."""

    def devicePixelRatioF(self) -> float:
        """Device pixels for each logical one."""

    def update(self) -> None:
        """Draw again."""

    def installEventFilter(self, watcher: QObject, /) -> None:
        """Show events to this first."""

    def removeEventFilter(self, watcher: QObject, /) -> None:
        """And no longer."""


class Loupe(QObject):
    """Shown while it is on; the wheel then changes how far it magnifies, and `zoomed` says that.

    elsewhere: the place of this photo that the cursor is at on another one. one_side: show that of the pane
    alone.
    """

    zoomed = Signal(int)

    def __init__(
        self, document: Document, surface: LoupeSurface, source: LoupeSource, parent: QObject | None = None,
        elsewhere: Callable[[], Point | None] = lambda: None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._surface, self._source = document, surface, source
        self._elsewhere = elsewhere
        self.one_side = False
        self._frame: Frame | None = None
        self.on = False
        self.zoom = ZOOMS[0]
        surface.add_decoration(self)
        document.hover_changed.connect(self._look)
        source.ready.connect(self._on_ready)

    def set_on(self, on: bool) -> None:
        """Show it at the cursor, or in the middle of the view where that is elsewhere; or hide it."""
        if on != self.on:
            self.on, self._frame = on, None
            (self._surface.installEventFilter if on else self._surface.removeEventFilter)(self)
            self._look()
            self._surface.update()

    def set_zoom(self, zoom: int) -> None:
        """Magnify as far: one of ZOOMS."""
        if zoom != self.zoom:
            self.zoom = zoom
            self._look()
            self.zoomed.emit(zoom)

    def join(self, other: "Loupe") -> None:
        """Follow another, at the same place of its own photo."""
        other._document.hover_changed.connect(self._look)
        other.zoomed.connect(self.set_zoom)

    def _look(self) -> None:
        at = self._place() if self.on else None
        panes, edge = self._surface.panes(), round(EDGE * self._surface.devicePixelRatioF())
        self._source.look_at(at, edge, self.zoom, panes[0].placed if panes else None)

    def _place(self) -> Point | None:
        if (at := self._document.hover or self._elsewhere()) is not None:
            return at
        panes = self._surface.panes()
        return panes[0].to_photo(_middle(panes[0])) if panes else None

    def _on_ready(self, frame: Frame) -> None:
        if self.on:
            self._frame = frame
            self._surface.update()

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """The two squares side by side, or a pane's own side in each of two panes."""
        frame, at = self._frame, self._place()
        if not self.on or frame is None or at is None:
            return
        both = tuple(zip((frame.before, frame.after), side_names(self._document), strict=True))
        two = len(self._surface.panes()) == 1 and not self.one_side
        shown = both if two else (both[pane.shows == "after"],)
        rect = _kept_in(pane.rect, pane.to_widget(*at), len(shown) * (EDGE + GAP) - GAP)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
        painter.setBrush(QColor(20, 20, 22))
        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), ROUND, ROUND)
        for number, (picture, label) in enumerate(shown):
            square = QRectF(rect.left() + number * (EDGE + GAP), rect.top(), EDGE, EDGE)
            self._paint_square(painter, pane, square, picture, label)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(255, 255, 255, 220), 1.4))
        painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), ROUND, ROUND)

    def _paint_square(
        self, painter: QPainter, pane: Pane, square: QRectF, picture: QImage, label: str
    ) -> None:
        painter.save()
        painter.setClipRect(square, Qt.ClipOperation.IntersectClip)
        painter.translate(square.center())
        painter.scale(1 / pane.dpr, 1 / pane.dpr)
        size = pane.placed.laid(Size(picture.width(), picture.height()))
        painter.translate(-size.width // 2, -size.height // 2)
        painter.setTransform(orientation(pane.placed, picture.width(), picture.height()), True)
        painter.drawImage(0, 0, picture)
        painter.restore()
        middle = square.center()
        for pen in (QPen(QColor(0, 0, 0, 170), 3), QPen(QColor(255, 255, 255, 220), 1)):
            painter.setPen(pen)
            for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(middle + QPointF(5 * x, 5 * y), middle + QPointF(11 * x, 11 * y))
        text = f"{label}  {self.zoom * 100} %"
        plate = QRectF(square.left() + 6, square.bottom() - 24, 0, 18)
        plate.setWidth(painter.fontMetrics().horizontalAdvance(text) + 14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 16, 18, 165))
        painter.drawRoundedRect(plate, 9, 9)
        painter.setPen(QColor(255, 255, 255, 235))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and event.type() == QEvent.Type.Wheel:
            if turn := event.angleDelta().y():
                at = ZOOMS.index(self.zoom) + (1 if turn > 0 else -1)
                self.set_zoom(ZOOMS[min(max(at, 0), len(ZOOMS) - 1)])
            return True
        return False


def _middle(pane: Pane) -> QPointF:
    return pane.rect.intersected(pane.photo_rect).center()


def _kept_in(room: QRectF, at: QPointF, width: float) -> QRectF:
    """A plate of that width around a place, moved to where the room has it."""
    left = min(max(at.x() - width / 2, room.left() + 4), max(room.right() - width - 4, room.left()))
    top = min(max(at.y() - EDGE / 2, room.top() + 4), max(room.bottom() - EDGE - 4, room.top()))
    return QRectF(left, top, width, EDGE)
