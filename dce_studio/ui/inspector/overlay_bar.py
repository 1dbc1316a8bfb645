"""Overlays on the photo: the choice, its opacity, and the legend that is drawn with it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from dce_studio.app.state.document import Document
from dce_studio.core.analysis.overlay import (
    CRUSHED_COLOUR,
    GAIN_LIMIT,
    HIGHLIGHTS_COLOUR,
    LOCAL_SCALE,
    NOISE_SCALE,
    SHADOWS_COLOUR,
    MapOverlay,
    Overlay,
    PhotoOverlay,
)
from dce_studio.core.colours import CHANNELS, ColourScale, about_zero
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.buttons import tool_button
from dce_studio.ui.widgets.scale import draw_scale
from dce_studio.ui.widgets.tips import tip

CHOICES = {
    PhotoOverlay.GAIN: (
        "Contrast gain", "gain", "By how many stops contrast, noise and banding with it, is lifted.",
    ),
    PhotoOverlay.NOISE: ("Noise", "noise", "How much noise the result is expected to have at each place."),
    PhotoOverlay.CRUSHED: (
        "Crushed contrast", "crushed", "Where contrast falls below an eighth: a slope under 1/8.",
    ),
    PhotoOverlay.LOCAL: (
        "Local strength", "local", "What α is multiplied by where the curve acts more or less.",
    ),
    PhotoOverlay.CLIPPING: (
        "Clipping of the result", "clipping", "Where a channel of the result is at black or white.",
    ),
    PhotoOverlay.ORIGINAL_CLIPPING: (
        "Clipping of the original", "original", "Where a channel of the original is at black or at white.",
    ),
}  # fmt: skip

UNITS: dict[Overlay, str] = {
    PhotoOverlay.GAIN: " stops", PhotoOverlay.NOISE: " of 255", PhotoOverlay.LOCAL: " ×",
}  # fmt: skip

BAR_WIDTH = 190.0
BAR_HEIGHT = 10.0


class OverlayBar(QWidget):
    """A button for each overlay, one at a time, and how opaque it lies on the photo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(theme.label("Overlay", "muted"))
        self._buttons: dict[PhotoOverlay, QToolButton] = {}
        for overlay, (title, icon, help) in CHOICES.items():
            button = tool_button(title, f"{title}: {help}", icon, checkable=True)
            button.clicked.connect(lambda checked, o=overlay: document.set_overlay(o if checked else None))
            row.addWidget(button)
            self._buttons[overlay] = button
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(0, 100)
        self._opacity.setMinimumWidth(56)
        self._opacity.setMaximumWidth(90)
        self._opacity.setAccessibleName("Overlay opacity")
        self._opacity.setToolTip(tip("How opaque the overlay lies on the photo."))
        self._opacity.valueChanged.connect(lambda value: document.set_overlay_opacity(value / 100))
        row.addWidget(self._opacity)
        document.overlay_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        for overlay, button in self._buttons.items():
            button.setChecked(overlay == self._document.overlay)
        self._opacity.blockSignals(True)
        self._opacity.setValue(round(100 * self._document.overlay_opacity))
        self._opacity.blockSignals(False)
        self._opacity.setEnabled(self._document.overlay is not None)


class LegendDecoration:
    """The legend of the overlay, in the lower left corner of every view of the photo."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """Draw in logical widget pixels."""
        overlay = self._document.overlay
        if overlay is None or self._document.maps is None:
            return
        font = painter.font()
        font.setBold(False)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        title, scale, swatches = legend(overlay, self._document.maps.steps)
        width = max(metrics.horizontalAdvance(title), BAR_WIDTH if scale else 0.0, 120.0) + 20
        height = metrics.height() * (2 if scale or not swatches else 1 + len(swatches)) + (
            20 if scale else 14
        )
        box = QRectF(pane.rect.left() + 12, pane.rect.bottom() - height - 12, width, height)
        painter.fillRect(box, QColor(20, 20, 20, 205))
        painter.setPen(QColor("#e8e8e8"))
        painter.drawText(box.adjusted(10, 5, -10, 0), int(Qt.AlignmentFlag.AlignLeft), title)
        top = box.top() + metrics.height() + 8
        if scale:
            draw_scale(
                painter,
                QRectF(box.left() + 10, top, width - 20, BAR_HEIGHT),
                scale,
                UNITS.get(overlay, ""),
            )
        for k, (colour, text) in enumerate(swatches):
            y = top + k * metrics.height()
            painter.fillRect(QRectF(box.left() + 10, y + 2, 12, metrics.height() - 4), QColor(*colour))
            painter.drawText(QRectF(box.left() + 28, y, width, metrics.height()), 0, text)


Swatch = tuple[tuple[int, int, int, int], str]


def legend(overlay: Overlay, steps: int) -> tuple[str, ColourScale | None, list[Swatch]]:
    """An overlay's title, its scale if it has one, and its coloured words."""
    if isinstance(overlay, MapOverlay):
        which = "all steps" if steps == 1 else f"step {overlay.step + 1}"
        return f"α, {which}, {CHANNELS[overlay.channel].lower()}", overlay.scale, []
    if overlay is PhotoOverlay.GAIN:
        return "Contrast gain: log2 of the slope", about_zero(GAIN_LIMIT), []
    if overlay is PhotoOverlay.NOISE:
        return "Noise of the result", NOISE_SCALE, []
    if overlay is PhotoOverlay.LOCAL:
        return "Local strength: α times", LOCAL_SCALE, []
    if overlay is PhotoOverlay.CRUSHED:
        return "Crushed contrast", None, [(CRUSHED_COLOUR, "slope below 1/8")]
    of = "original" if overlay is PhotoOverlay.ORIGINAL_CLIPPING else "result"
    return f"Clipping of the {of}", None, [(HIGHLIGHTS_COLOUR, "at white"), (SHADOWS_COLOUR, "at black")]
