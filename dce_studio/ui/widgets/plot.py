"""A small line plot: axes with units, bands, lines, dots, a legend; on the screen, as PNG or as SVG.

Painted here rather than by a plotting library, whose import would hold the window for a quarter of a
second, and so that what is saved is painted by what is shown.
"""

import math
from pathlib import Path
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import VoidPtr

from dce_studio.core.atomic import write_bytes
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.plot_spec import AxisRange, Band, Bars, Dot, Line, Spec, Values
from dce_studio.ui.widgets.tips import tip

__all__ = [
    "AxisRange",
    "Band",
    "Bars",
    "Dot",
    "Line",
    "Plot",
    "Spec",
    "Values",
    "paint",
    "plot_area",
    "polygon",
    "ticks",
]

SAVED = QSize(960, 720)
THIN = 1.0  # a line's width
SAVED_SCALE = 2  # of a PNG
Heading = tuple[str, str]
LEGEND_SHARE = 0.5  # of the plot's height at most: a legend must not hide the curves


class Plot(QWidget):
    """Shows a Spec. pointed(float or None): the x value under the cursor."""

    pointed = Signal(object)

    def __init__(self, name: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = Spec("", "")
        self._cursor: float | None = None
        self._layers: dict[str, tuple[object, QPixmap]] = {}
        self.setAccessibleName(name)
        self.setToolTip(tip(tooltip))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def spec(self) -> Spec:
        """What it shows."""
        return self._spec

    def show_spec(self, spec: Spec) -> None:
        """Show this."""
        self._spec = spec
        self.update()

    def _png(self, spec: Spec, heading: Heading) -> QImage:
        """A picture of a plot, larger than on the screen."""
        image = QImage(SAVED * SAVED_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SAVED_SCALE)
        painter = QPainter(image)
        _paint_page(painter, spec, heading, self.font())
        painter.end()
        return image

    def _svg(self, spec: Spec, heading: Heading) -> bytes:
        """The same as SVG."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(SAVED)
        generator.setViewBox(QRect(0, 0, SAVED.width(), SAVED.height()))
        generator.setTitle(self.accessibleName())
        painter = QPainter(generator)
        _paint_page(painter, spec, heading, self.font())
        painter.end()
        return bytes(buffer.data().data())

    def save(self, path: Path, spec: Spec, heading: Heading = ("", "")) -> None:
        """Write a plot as SVG or, for any other suffix, PNG, in the present theme. Raises OSError.

        heading: a title and a line below it, both above the plot.
        """
        if path.suffix.lower() == ".svg":
            write_bytes(path, self._svg(spec, heading))
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._png(spec, heading).save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt takes str
        write_bytes(path, bytes(buffer.data().data()))

    def sizeHint(self) -> QSize:
        return QSize(320, 280)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The axes and the legend are kept as pictures: while a slider moves, only the curves change."""
        spec, look = self._spec, theme.look()
        base = (self.size(), self.devicePixelRatioF(), look, self.font().key())
        with QPainter(self) as painter:
            axes = (spec.title, spec.x_label, spec.y_label, spec.x_range, spec.y_range, tuple(spec.x_ticks))
            painter.drawPixmap(0, 0, self._layer("axes", (*base, axes), "field"))
            if painting := _begun(painter, QRectF(self.rect()), spec, self.font()):
                painting.curves(self._cursor)
                legend = [
                    (type(k), k.name, k.colour.rgba(), getattr(k, "width", 0)) for k in painting.named()
                ]
                painter.drawPixmap(0, 0, self._layer("legend", (*base, spec.legend, legend), ""))
                painting.message()

    def _layer(self, name: str, key: object, ground: str) -> QPixmap:
        kept = self._layers.get(name)
        if kept is None or kept[0] != key:
            made = QPixmap(self.size() * self.devicePixelRatioF())
            made.setDevicePixelRatio(self.devicePixelRatioF())
            made.fill(theme.look().colour("panel") if ground else Qt.GlobalColor.transparent)
            painter = QPainter(made)
            painting = _begun(painter, QRectF(self.rect()), self._spec, self.font())
            if painting and ground:
                painter.fillRect(painting.area, theme.look().colour(ground))
            if painting:
                getattr(painting, name)()
            painter.end()
            kept = self._layers[name] = (key, made)
        return kept[1]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = plot_area(QRectF(self.rect()), self.font())
        low, high = self._spec.x_range
        part = (event.position().x() - area.left()) / max(area.width(), 1)
        self._point(low + part * (high - low) if 0 <= part <= 1 else None)

    def leaveEvent(self, event: object) -> None:
        self._point(None)

    def _point(self, at: float | None) -> None:
        if at != self._cursor:
            self._cursor = at
            self.pointed.emit(at)
            self.update()


def plot_area(rect: QRectF, font: QFont) -> QRectF:
    """Where the curves lie: the rest is for ticks and labels."""
    line = QFontMetricsF(_small(font)).height()
    return rect.adjusted(2.2 * line + 24, 8, -12, -(2 * line + 10))


def _paint_page(painter: QPainter, spec: Spec, heading: Heading, font: QFont) -> None:
    """A plot on a page of SAVED, with its heading."""
    page = QRectF(0, 0, SAVED.width(), SAVED.height())
    painter.fillRect(page, theme.look().colour("panel"))
    row = QFontMetricsF(font).height() + 6
    for number, text in enumerate(heading):
        bold = QFont(font)
        bold.setBold(number == 0)
        painter.setFont(bold)
        painter.setPen(theme.look().colour("muted" if number else "text"))
        painter.drawText(QRectF(24, 16 + number * row, page.width() - 48, row), 0, text)
    top = 24 + row * sum(bool(text) for text in heading)
    paint(painter, page.adjusted(8, top, -8, -8), spec, font)


def paint(painter: QPainter, rect: QRectF, spec: Spec, font: QFont, cursor: float | None = None) -> None:
    """Paint a whole plot."""
    painter.fillRect(rect, theme.look().colour("panel"))
    if painting := _begun(painter, rect, spec, font):
        painter.fillRect(painting.area, theme.look().colour("field"))
        painting.axes()
        painting.curves(cursor)
        painting.legend()
        painting.message()


def _begun(painter: QPainter, rect: QRectF, spec: Spec, font: QFont) -> "_Painting | None":
    """The painting of a plot; None where there is no room for one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(_small(font))
    area = plot_area(rect, font)
    if spec.title:
        area.adjust(0, QFontMetricsF(painter.font()).height(), 0, 0)
    if area.width() < 20 or area.height() < 20:
        return None
    return _Painting(painter, area, spec, theme.look())


class _Painting:
    """One painting of a Spec: the transform from values to places."""

    def __init__(self, painter: QPainter, area: QRectF, spec: Spec, look: theme.Look) -> None:
        self.painter, self.area, self.spec, self.look = painter, area, spec, look
        self.metrics = QFontMetricsF(painter.font())

    def curves(self, cursor: float | None) -> None:
        self.painter.save()
        self.painter.setClipRect(self.area.adjusted(-1, -1, 1, 1))
        if self.spec.bars:
            self.bars(self.spec.bars)
        for band in self.spec.bands:
            self.band(band)
        for line in self.spec.lines:
            self.line(line)
        if cursor is not None and not self.spec.message:
            self.painter.setPen(QPen(self.look.colour("muted"), 1, Qt.PenStyle.DotLine))
            x = self.place(cursor, 0).x()
            self.painter.drawLine(QPointF(x, self.area.top()), QPointF(x, self.area.bottom()))
        self.painter.restore()
        for dot in self.spec.dots:
            self.dot(dot)

    def message(self) -> None:
        if self.spec.message:
            self.painter.setPen(self.look.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            self.painter.drawText(self.area.adjusted(12, 12, -12, -12), int(flags), self.spec.message)

    def place(self, x: float, y: float) -> QPointF:
        (x0, x1), (y0, y1), area = self.spec.x_range, self.spec.y_range, self.area
        return QPointF(
            area.left() + (x - x0) / (x1 - x0) * area.width(),
            area.bottom() - (y - y0) / (y1 - y0) * area.height(),
        )

    def points(self, x: Values, y: Values) -> QPolygonF:
        (x0, x1), (y0, y1), area = self.spec.x_range, self.spec.y_range, self.area
        px = area.left() + (np.asarray(x, float) - x0) * (area.width() / (x1 - x0))
        py = area.bottom() - (np.clip(y, y0 - (y1 - y0), y1 + (y1 - y0)) - y0) * (area.height() / (y1 - y0))
        return polygon(px, py)

    def axes(self) -> None:
        painter, area, spec = self.painter, self.area, self.spec
        small = self.metrics.height()
        for value, text in ticks(spec.y_range, area.height() / (2.8 * small)):
            at = self.place(spec.x_range[0], value)
            self.grid(at, QPointF(area.right(), at.y()), value == 0)
            where = QRectF(area.left() - 60, at.y() - small / 2, 55, small)
            painter.drawText(where, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        for value, text in spec.x_ticks or ticks(spec.x_range, area.width() / (5 * small)):
            at = self.place(value, spec.y_range[0])
            self.grid(at, QPointF(at.x(), area.top()), False)
            wide = self.metrics.horizontalAdvance(text)
            left = min(at.x() - wide / 2, area.right() + 10 - wide)  # whole at the right edge, too
            painter.drawText(QRectF(left - 2, area.bottom() + 3, wide + 4, small), _CENTRE, text)
        painter.setPen(self.look.colour("muted"))
        if spec.title:
            painter.drawText(QRectF(area.left(), area.top() - small - 5, area.width(), small), 0, spec.title)
        painter.drawText(
            QRectF(area.left(), area.bottom() + small + 4, area.width(), small), _CENTRE, spec.x_label
        )
        painter.save()
        painter.translate(area.left() - 2 * small - 14, area.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-area.height(), -small / 2, 2 * area.height(), small), _CENTRE, spec.y_label)
        painter.restore()

    def grid(self, a: QPointF, b: QPointF, strong: bool) -> None:
        self.painter.setPen(QPen(self.look.colour("faint" if strong else "raised"), 1))
        self.painter.drawLine(a, b)
        self.painter.setPen(self.look.colour("muted"))

    def band(self, band: Band) -> None:
        x, y = np.append(band.x, band.x[::-1]), np.append(band.high, band.low[::-1])
        colour = QColor(band.colour)
        colour.setAlphaF(0.16)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # too faint to show; 1 ms each
        self.painter.drawPolygon(self.points(x, y))
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def line(self, line: Line) -> None:
        pen = QPen(line.colour, line.width, line.style)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)  # of so many points: round ones take twice as long
        self.painter.setPen(pen)
        self.painter.drawPolyline(self.points(line.x, line.y))

    def bars(self, bars: Bars) -> None:
        x0, x1 = self.spec.x_range
        edges = np.linspace(x0, x1, len(bars.heights) + 1)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(bars.colour)
        for left, right, height in zip(edges, edges[1:], bars.heights, strict=False):
            self.painter.drawRect(QRectF(self.place(left, height), self.place(right, 0)))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def dot(self, dot: Dot) -> None:
        at = self.place(dot.x, min(max(dot.y, self.spec.y_range[0]), self.spec.y_range[1]))
        self.painter.setPen(QPen(self.look.colour("field"), 1))
        self.painter.setBrush(QBrush(dot.colour))
        self.painter.drawEllipse(at, dot.radius, dot.radius)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        if dot.label:
            self.painter.setPen(QColor("#000000" if dot.colour.lightnessF() > 0.45 else "#ffffff"))
            self.painter.drawText(QRectF(at.x() - 10, at.y() - 10, 20, 20), _MIDDLE, dot.label)

    def named(self) -> list[Line | Band]:
        """What stands in the legend; nothing when there is no room for it."""
        named: list[Line | Band] = [line for line in self.spec.lines if line.name]
        named += [band for band in self.spec.bands if band.name]
        row = self.metrics.height() + 1
        room = LEGEND_SHARE * self.area.height()
        if row * len(named) > room:  # thin lines go first: probes bear their numbers
            named = [item for item in named if isinstance(item, Band) or item.width > THIN]
        return named if row * len(named) <= room else []

    def legend(self) -> None:
        named, row = self.named(), self.metrics.height() + 1
        if not named:
            return
        width = max(self.metrics.horizontalAdvance(item.name) for item in named) + 30
        right, bottom = self.spec.legend
        x = self.area.right() - width - 6 if right else self.area.left() + 6
        y = self.area.bottom() - row * len(named) - 6 if bottom else self.area.top() + 6
        back = self.look.colour("field")
        back.setAlphaF(0.75)
        self.painter.fillRect(QRectF(x - 4, y - 3, width + 6, row * len(named) + 6), back)
        for item in named:
            self.sample(item, x, y + row / 2)
            self.painter.setPen(self.look.colour("text"))
            self.painter.drawText(QPointF(x + 26, y + row - self.metrics.descent() - 1), item.name)
            y += row

    def sample(self, item: Line | Band, x: float, y: float) -> None:
        if isinstance(item, Line):
            self.painter.setPen(QPen(item.colour, item.width, item.style))
            self.painter.drawLine(QPointF(x, y), QPointF(x + 20, y))
            return
        colour = QColor(item.colour)
        colour.setAlphaF(0.3)
        self.painter.fillRect(QRectF(x, y - 4, 20, 8), colour)


_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


def polygon(x: Values, y: Values) -> QPolygonF:
    """Points (n,), (n,) as Qt draws them; written into its memory, as 256 objects a curve take too long."""
    made = QPolygonF()
    made.resize(len(x))
    if len(x):
        memory = np.frombuffer(cast(Any, VoidPtr)(made.data(), 16 * len(x), True), np.float64).reshape(-1, 2)
        memory[:, 0], memory[:, 1] = x, y
    return made


def ticks(over: AxisRange, wanted: float) -> list[tuple[float, str]]:
    """Round values over a range, about `wanted` of them, with their texts."""
    span = over[1] - over[0]
    rough = span / max(wanted, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    first = math.ceil(over[0] / step - 1e-9)
    values = [round(k * step, 10) for k in range(first, math.floor(over[1] / step + 1e-9) + 1)]
    return [(v, f"{v:g}".replace("-", "−")) for v in values]


def _small(font: QFont) -> QFont:
    small = QFont(font)
    if font.pixelSize() > 0:
        small.setPixelSize(max(8, round(font.pixelSize() * 0.85)))
    else:
        small.setPointSizeF(max(6.0, font.pointSizeF() * 0.85))
    return small
