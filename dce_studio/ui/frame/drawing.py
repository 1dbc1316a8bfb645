"""How a crop looks: what is cut off dimmed, the guides, the handles, and a line with the tilt it asks for."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from dce_studio.ui.frame.fitting import HANDLES, Handle
from dce_studio.ui.frame.guides import GUIDES

ARM = 18.0  # logical pixels of a corner's mark
AWAY = 16.0  # logical pixels from the hand to the plate beside it


def draw_crop(painter: QPainter, crop: QRectF, outside: QPainterPath, guide: str) -> None:
    """The crop's frame, handles and guides; outside: what is cut off."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outside, QColor(0, 0, 0, 150))
    for pen in (QPen(QColor(0, 0, 0, 70), 2.5), QPen(QColor(255, 255, 255, 150), 1)):
        painter.setPen(pen)
        painter.drawLines(GUIDES[guide][1](crop))
    for pen in (QPen(QColor(0, 0, 0, 120), 3), QPen(QColor(255, 255, 255, 235), 1.2)):
        painter.setPen(pen)
        painter.drawRect(crop)
    painter.setPen(QPen(QColor(255, 255, 255), 3.5))
    for handle in HANDLES:
        _draw_handle(painter, crop, handle)


def draw_line(painter: QPainter, room: QRectF, line: QLineF, tilt: float | None) -> None:
    """The line that is drawn and, beside the hand, the tilt in degrees that comes of it; None: none yet.

    room: in which the tilt has to be told.
    """
    for pen in (QPen(QColor(0, 0, 0, 150), 3), QPen(QColor(255, 255, 255), 1.4)):
        painter.setPen(pen)
        painter.drawLine(line)
    if tilt is not None:
        _draw_plate(painter, room, line.p2(), f"{round(tilt, 1) + 0.0:.1f}°".replace("-", "−"))


def _draw_plate(painter: QPainter, room: QRectF, hand: QPointF, text: str) -> None:
    """A small dark plate below the hand and right of it, or on the other side where there is no room."""
    size = painter.fontMetrics().size(0, text)
    plate = QRectF(0, 0, size.width() + 16, size.height() + 7)
    plate.moveTopLeft(hand + QPointF(AWAY, AWAY))
    if plate.right() > room.right():
        plate.moveRight(min(hand.x() - AWAY, room.right()))
    if plate.bottom() > room.bottom():
        plate.moveBottom(min(hand.y() - AWAY, room.bottom()))
    plate.moveTopLeft(QPointF(max(plate.left(), room.left()), max(plate.top(), room.top())))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(16, 16, 18, 190))
    painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(255, 255, 255, 235))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _draw_handle(painter: QPainter, crop: QRectF, handle: Handle) -> None:
    """A mark along each edge that the handle moves; at a corner from there inwards."""
    i, j = handle
    at = QPointF(
        {-1: crop.left(), 0: crop.center().x(), 1: crop.right()}[i],
        {-1: crop.top(), 0: crop.center().y(), 1: crop.bottom()}[j],
    )
    across, down = QPointF(min(ARM, crop.width() / 4), 0), QPointF(0, min(ARM, crop.height() / 4))
    if j:
        painter.drawLine(at - across / 2 if i == 0 else at, at + across * (0.5 if i == 0 else -i))
    if i:
        painter.drawLine(at - down / 2 if j == 0 else at, at + down * (0.5 if j == 0 else -j))
