"""A calm slider: a thin groove, filled from the default value to the present one, and a round handle."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from dce_studio.ui.widgets import theme

RADIUS = 6.0


class Slider(QSlider):
    """Horizontal, 0 … `steps`. It goes where it is clicked. reset: it was double-clicked."""

    reset = Signal()

    def __init__(self, steps: int, default: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._default = default
        self.setRange(0, steps)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _place(self, value: int) -> float:
        return RADIUS + 1 + (self.width() - 2 * RADIUS - 2) * value / max(self.maximum(), 1)

    def _value_at(self, x: float) -> int:
        return round((x - RADIUS - 1) / max(self.width() - 2 * RADIUS - 2, 1) * self.maximum())

    def sizeHint(self) -> QSize:
        return QSize(120, 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 22)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel scrolls; a value is not changed in passing

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setSliderDown(False)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, on = theme.look(), self.isEnabled()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle, at, home = self.height() / 2, self._place(self.value()), self._place(self._default)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("edge"))
            painter.drawRoundedRect(QRectF(1, middle - 1.5, self.width() - 2, 3), 1.5, 1.5)
            painter.drawRoundedRect(QRectF(home - 1, middle - 5, 2, 10), 1, 1)
            painter.setBrush(look.colour("muted" if on else "edge"))
            painter.drawRoundedRect(QRectF(min(at, home), middle - 1.5, abs(at - home), 3), 1.5, 1.5)
            self._paint_handle(painter, QPointF(at, middle))

    def _paint_handle(self, painter: QPainter, at: QPointF) -> None:
        look = theme.look()
        hot = self.isSliderDown() or self.underMouse()
        painter.setBrush(look.colour("text" if self.isEnabled() else "faint"))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
        else:
            painter.setPen(QPen(look.colour("panel"), 1))
        radius = RADIUS + (0.5 if hot else 0)
        painter.drawEllipse(at, radius, radius)
