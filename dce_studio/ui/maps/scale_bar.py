"""How the maps are coloured: which scale, which colours, and a bar whose two limits can be dragged."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from dce_studio.app.preview.wall import WallColouring, WallPictures
from dce_studio.core.colours import ColourScale
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.buttons import tool_button
from dce_studio.ui.widgets.scale import scale_image
from dce_studio.ui.widgets.tips import tip

HOWS = {
    "percentiles": ("2 – 98 %", "From the 2nd to the 98th percentile of α."),
    "range": ("Least – largest", "From the least α to the largest."),
    "largest": ("± largest |α|", "Zero in the middle, and as far as the largest |α|."),
    "one": ("±1", "All values that α can have, zero in the middle."),
    "own": ("Dragged", "The limits as they were dragged on the bar."),
}
COLOURS = {"sequential": "Dark – light", "diverging": "Purple – orange"}
ABOUT_ZERO = ("largest", "one")  # scales whose middle is zero, which the diverging colours show
REACH, NUDGE = 9.0, 0.01  # logical pixels around a limit; the share of the bar that a key moves it
BAR = 10.0  # logical pixels, the height of the colours


class ScaleControls(QWidget):
    """changed(): `wanted` is another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._how, self._colours, self.bar = QComboBox(), QComboBox(), ScaleBar()
        self._how.addItems([text for text, _ in HOWS.values()])
        for k, (_, help) in enumerate(HOWS.values()):
            self._how.setItemData(k, help, Qt.ItemDataRole.ToolTipRole)
        self._how.setAccessibleName("Scale of the maps")
        self._how.setToolTip(tip("From which α to which the colours reach."))
        self._colours.addItems(list(COLOURS.values()))
        self._colours.setAccessibleName("Colours of the maps")
        self._colours.setToolTip(tip("The colour map."))
        self.each = tool_button(
            "A scale for each map", "Each map on a scale of its own.", text="Own scales", checkable=True
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self._how, self.each, self._colours, self.bar):
            row.addWidget(widget)
        self._how.activated.connect(self._on_how)
        self._colours.activated.connect(lambda _: self.changed.emit())
        self.each.toggled.connect(lambda _: self.changed.emit())
        self.bar.dragged.connect(self._on_dragged)

    @property
    def wanted(self) -> WallColouring:
        """How the maps are to be coloured."""
        how, colours = list(HOWS)[self._how.currentIndex()], list(COLOURS)[self._colours.currentIndex()]
        return WallColouring(how, self.each.isChecked() and how != "own", colours, self.bar.limits)

    def choose(self, how: str) -> None:
        """Choose a scale, and the colours that suit it."""
        self._how.setCurrentIndex(list(HOWS).index(how))
        if how != "own":
            suits = "diverging" if how in ABOUT_ZERO else "sequential"
            self._colours.setCurrentIndex(list(COLOURS).index(suits))
        self.each.setEnabled(how not in ("own", "one"))
        self.changed.emit()

    def show_pictures(self, pictures: WallPictures | None) -> None:
        """Show the scale and the histogram of these."""
        self.bar.show_pictures(pictures)

    def _on_how(self, index: int) -> None:
        self.choose(list(HOWS)[index])

    def _on_dragged(self) -> None:
        self.choose("own")


class ScaleBar(QWidget):
    """The colours below the histogram of all α, with a limit at each end, to be dragged or moved by keys.

    Left and Right move the limit that was taken hold of last, Up and Down choose the other. dragged(): moved.
    """

    dragged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale, self._over = ColourScale(-1.0, 1.0), (-1.0, 1.0)
        self._counts = np.zeros(1)
        self._data: tuple[float, float] | None = None
        self._shared, self._held, self._chosen = True, False, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Limits of the scale")
        self.setToolTip(
            tip("The histogram of all α. Drag the limits. Left and Right move one, Up and Down change it.")
        )

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the scale."""
        return self._scale.low, self._scale.high

    def show_pictures(self, pictures: WallPictures | None) -> None:
        """Show their scale, unless it is being dragged."""
        if pictures is None or self._held:
            return
        self._shared = pictures.shared is not None
        self._scale = pictures.shared or pictures.scales[0][0]
        self._counts = np.sqrt(pictures.counts / max(pictures.counts.max(), 1))
        spare = 0.15 * (pictures.over[1] - pictures.over[0])
        low = min(pictures.over[0] - spare, self._scale.low)
        high = max(pictures.over[1] + spare, self._scale.high)
        self._over = (max(low, -1.0), min(high, 1.0))
        self._data = pictures.over
        self.update()

    def _place(self, value: float) -> float:
        low, high = self._over
        return 8 + (value - low) / (high - low) * (self.width() - 16)

    def _value(self, x: float) -> float:
        low, high = self._over
        return min(max(low + (x - 8) / (self.width() - 16) * (high - low), low), high)

    def _move(self, value: float) -> None:
        """Move the chosen limit to `value`, but never past the other."""
        low, high = self.limits
        gap = 0.02 * (self._over[1] - self._over[0])
        if self._chosen == 0:
            low = min(value, high - gap)
        else:
            high = max(value, low + gap)
        self._scale = ColourScale(low, high, self._scale.colours)
        self.update()
        self.dragged.emit()

    def sizeHint(self) -> QSize:
        return QSize(230, 2 * self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(130, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = self.fontMetrics().height()
            top, base = 2.0, float(self.height() - line - 2)
            if self._data is not None:
                self._paint_counts(painter, self._data, top, base - BAR)
            left, right = (self._place(value) for value in self.limits)
            colours = scale_image(256, self._scale.colours)
            painter.drawImage(QRectF(left, base - BAR, max(right - left, 1), BAR), colours)
            for number, x in enumerate((left, right)):
                hot = self.hasFocus() and number == self._chosen
                painter.setPen(QPen(look.colour("accent" if hot else "text"), 2.5 if hot else 1.5))
                painter.drawLine(QPointF(x, top), QPointF(x, base + 2))
            painter.setPen(look.colour("muted"))
            self._paint_numbers(painter, left, right)

    def _paint_numbers(self, painter: QPainter, left: float, right: float) -> None:
        """The limits below their lines, side by side where those are close."""
        low, high = (f"{value:+.2f}".replace("-", "−") for value in self.limits)
        if not self._shared:
            low, high = "least", "largest"
        first, second = (self.fontMetrics().horizontalAdvance(text) for text in (low, high))
        end = min(max(right - second / 2, first + 6), self.width() - second)
        start = min(max(left - first / 2, 0.0), end - first - 6)
        painter.drawText(QPointF(start, self.height() - 3), low)
        painter.drawText(QPointF(end, self.height() - 3), high)

    def _paint_counts(self, painter: QPainter, over: tuple[float, float], top: float, bottom: float) -> None:
        pairs = zip(np.linspace(*over, len(self._counts)), self._counts, strict=True)
        points = [QPointF(self._place(float(x)), bottom - float(y) * (bottom - top)) for x, y in pairs]
        ends = [QPointF(self._place(over[0]), bottom), *points, QPointF(self._place(over[1]), bottom)]
        hill = theme.look().colour("muted")
        hill.setAlpha(110)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hill)
        painter.drawPolygon(QPolygonF(ends))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        away = [abs(self._place(value) - event.position().x()) for value in self.limits]
        self._chosen = away.index(min(away))
        self._held = event.button() == Qt.MouseButton.LeftButton and min(away) <= REACH
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._move(self._value(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = NUDGE * (self._over[1] - self._over[0])
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(self.limits[self._chosen] + (step if key == Qt.Key.Key_Right else -step))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._chosen = 1 - self._chosen
            self.update()
        else:
            super().keyPressEvent(event)
