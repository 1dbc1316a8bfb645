"""One map of the wall enlarged, with its figures and its histogram."""

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dce_studio.app.preview.wall import enlarged
from dce_studio.core.analysis.figures import histogram
from dce_studio.core.colours import CHANNELS, ColourScale
from dce_studio.core.geometry import Box
from dce_studio.core.maps import AlphaMaps
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.plot import Bars, Line, Plot, Spec
from dce_studio.ui.widgets.tips import tip

HISTOGRAM_VALUES = 1 << 18  # a histogram is made of at most this many of a map's values


class MapDetail(QWidget):
    """One map enlarged, with its figures and histogram."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        self.picture = MapPicture()
        row.addWidget(self.picture, 5)
        column = QVBoxLayout()
        self.text = theme.label("")
        self.text.setWordWrap(True)
        column.addWidget(self.text)
        self.plot = Plot("Histogram of the map", "How many of the map's values lie at which α.")
        column.addWidget(self.plot, 1)
        row.addLayout(column, 3)

    def show_map(self, maps: AlphaMaps, step: int, channel: int, scale: ColourScale, box: Box | None) -> None:
        """Show this map, or its part that covers the photo's `box`."""
        values = maps.alpha[step, channel]
        which = "all steps" if maps.steps == 1 else f"step {step + 1}"
        shown = box or maps.box
        self.picture.show_image(enlarged(maps, step, channel, scale, box), shown.width / shown.height)
        figures = f"mean {values.mean():+.3f}\nmin {values.min():+.3f}  max {values.max():+.3f}".replace(
            "-", "−"
        )
        self.text.setText(f"α, {which}, {CHANNELS[channel].lower()}\n{figures}")
        heights = histogram(maps, step, channel, scale, values=HISTOGRAM_VALUES) * 100
        top = max(float(heights.max()) * 1.08, 1e-6)
        middle = (scale.low + scale.high) / 2
        ticks = tuple((v, f"{v:+.2f}".replace("-", "−")) for v in (scale.low, middle, scale.high))
        zero = Line(np.zeros(2), np.array([0.0, top]), theme.look().colour("faint"), width=1.0)
        self.plot.show_spec(
            Spec(
                "α",
                "Pixels (%)",
                (scale.low, scale.high),
                (0.0, top),
                lines=[zero] if scale.low <= 0 <= scale.high else [],
                bars=Bars(heights, QColor("#b98a4a")),
                x_ticks=ticks,
            )
        )


class MapPicture(QWidget):
    """A picture, as large as fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image, self._aspect = QImage(), 1.0
        self.setAccessibleName("Enlarged map")
        self.setToolTip(tip("The enlarged map, in the colours of the scale."))

    def show_image(self, image: QImage, aspect: float) -> None:
        """Show an image at a ratio of width to height."""
        self._image, self._aspect = image, aspect
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            width = min(float(self.width()), self.height() * self._aspect)
            height = width / self._aspect
            painter.drawImage(
                QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height), self._image
            )
