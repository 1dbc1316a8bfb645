"""How places are drawn above the photo: outlines and grips, dark and light, the brush."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from dce_studio.app.state.document import Point
from dce_studio.core.local.values import Linear, Radial, Shape, Spot
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.local.grips import TURN, WHOLE, grips

PIN, GRIP, RING = 6.0, 4.5, 3.0  # logical pixels: radii of a pin and a grip, and a ring around the one chosen
CROSS = 4.0  # logical pixels, of the mark in the middle of a brush
DARK, LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255, 235)
PAINT = (235, 60, 90)  # red, green, blue of what shows where a place acts
OPACITY = 0.45


def draw_shape(painter: QPainter, pane: Pane, shape: Shape) -> None:
    """The outline of a place that is worked on, as far as the photo is seen; a brush has none."""
    painter.save()
    painter.setClipRect(pane.photo_rect, Qt.ClipOperation.IntersectClip)
    if isinstance(shape, Linear):
        _draw_linear(painter, pane, shape)
    elif isinstance(shape, Radial):
        _draw_radial(painter, pane, shape)
    painter.restore()


def draw_grips(painter: QPainter, pane: Pane, shape: Shape, chosen: str, accent: QColor) -> None:
    """Where it is held, the grip that turns it hollow; the one that the keys move has a ring."""
    none = QColor(0, 0, 0, 0)
    for name, place in grips(shape).items():
        at = pane.to_widget(*place)
        if name == chosen:
            _draw_disc(painter, at, (PIN if name == WHOLE else GRIP) + RING, none)
        fill = accent if name == WHOLE else none if name == TURN else LIGHT
        _draw_disc(painter, at, PIN if name == WHOLE else GRIP, fill)


def draw_pin(painter: QPainter, pane: Pane, shape: Shape, on: bool) -> None:
    """Where a place lies that is not worked on, if that is in sight; hollow where it is off."""
    place = grips(shape).get(WHOLE)
    if place is not None and pane.shows_place(Point(*place)):
        _draw_disc(painter, pane.to_widget(*place), PIN - 1, LIGHT if on else QColor(0, 0, 0, 90))


def draw_tip(painter: QPainter, pane: Pane, at: Spot, radius: float, softness: float, erase: bool) -> None:
    """The brush: how far it reaches, where it begins to fade, and a plus or minus in its middle."""
    middle, outer = pane.to_widget(*at), radius * pane.scale
    inner = outer * (1 - softness)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(DARK, 2.6), QPen(LIGHT, 1.2)):
        painter.setPen(pen)
        painter.drawEllipse(middle, outer, outer)
    if outer - inner > 3 and inner > 2:
        for pen in (QPen(DARK, 2.0), QPen(LIGHT, 1.0, Qt.PenStyle.DashLine)):
            painter.setPen(pen)
            painter.drawEllipse(middle, inner, inner)
    lines = [QLineF(middle - QPointF(CROSS, 0), middle + QPointF(CROSS, 0))]
    if not erase:
        lines.append(QLineF(middle - QPointF(0, CROSS), middle + QPointF(0, CROSS)))
    _draw_lines(painter, lines)


def _draw_linear(painter: QPainter, pane: Pane, shape: Linear) -> None:
    """The line where it is full, the dashed one where it ends, and what joins them."""
    start, end = pane.to_widget(*shape.start), pane.to_widget(*shape.end)
    along = QLineF(start, end).unitVector()
    reach = pane.rect.width() + pane.rect.height()
    across = QPointF(-along.dy(), along.dx()) * reach
    _draw_lines(painter, [QLineF(start - across, start + across), QLineF(start, end)])
    _draw_lines(painter, [QLineF(end - across, end + across)], Qt.PenStyle.DashLine)


def _draw_radial(painter: QPainter, pane: Pane, shape: Radial) -> None:
    """The ellipse, and dashed where it begins to fade."""
    turned = QTransform.fromTranslate(*shape.centre).rotate(shape.angle) * pane.transform
    for part, style in ((1.0, Qt.PenStyle.SolidLine), (1 - shape.softness, Qt.PenStyle.DashLine)):
        wide, high = (part * radius for radius in shape.radii)
        if min(wide, high) * pane.scale < 2:
            continue
        path = QPainterPath()
        path.addEllipse(QRectF(-wide, -high, 2 * wide, 2 * high))
        for pen in _pens(style):
            painter.strokePath(turned.map(path), pen)


def _draw_lines(painter: QPainter, lines: list[QLineF], style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
    for pen in _pens(style):
        painter.setPen(pen)
        painter.drawLines(lines)


def _pens(style: Qt.PenStyle) -> tuple[QPen, QPen]:
    return QPen(DARK, 3), QPen(LIGHT, 1.2, style)


def _draw_disc(painter: QPainter, at: QPointF, radius: float, fill: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(DARK, 3.4))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(LIGHT, 1.4))
    painter.setBrush(fill)
    painter.drawEllipse(at, radius, radius)
