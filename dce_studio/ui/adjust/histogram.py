"""The histogram: the photo before as a grey hill, the result as three lines, and marks where it clips."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from dce_studio.app.preview.histograms import Histograms
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.plot import polygon
from dce_studio.ui.widgets.tips import tip

CHANNELS = (("Red", QColor("#e0605a")), ("Green", QColor("#57b364")), ("Blue", QColor("#5a8fe6")))
CLIPS = 0.0005  # share of the pixels from which a mark is shown
MARGIN = 10.0
MARK = 7.0
SMOOTH = 4  # levels each way: lifted shadows are combs, in which nothing else would be seen
KERNEL = np.convolve(np.ones(SMOOTH + 1), np.ones(SMOOTH + 1)) / (SMOOTH + 1) ** 2

Heights = NDArray[np.float64]


class Histogram(QWidget):
    """Shows Histograms; over counts, the root, so that small peaks are seen beside large ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Histograms | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Histogram")
        self.setToolTip(
            tip(
                "How many pixels have which value: the original as a grey hill, the result as R, G, B lines. "
                "A triangle in the lower or upper corner marks a channel of the result that clips there."
            )
        )

    def show_counts(self, counts: Histograms | None) -> None:
        """Show these histograms, or an empty plot for None."""
        self._counts = counts
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 110)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 70)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            look = theme.look()
            area = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
            painter.fillRect(self.rect(), look.colour("panel"))
            painter.setPen(QPen(look.colour("edge"), 1))
            for quarter in (0.25, 0.5, 0.75):
                x = area.left() + quarter * area.width()
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            if self._counts:
                self._paint_counts(painter, area, self._counts)

    def _paint_counts(self, painter: QPainter, area: QRectF, counts: Histograms) -> None:
        before, after = _heights(counts.before.sum(0)[None])[0], _heights(counts.after)
        hill = theme.look().colour("muted")
        hill.setAlpha(90)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hill)
        painter.drawPolygon(_outline(before, area, closed=True))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for (_, colour), heights in zip(CHANNELS, after, strict=True):
            painter.setPen(QPen(colour, 1.4))
            painter.drawPolyline(_outline(heights, area, closed=False))
        self._paint_marks(painter, area, counts.after)

    def _paint_marks(self, painter: QPainter, area: QRectF, counts: NDArray[np.int64]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for end, side in ((0, area.left()), (255, area.right())):
            found = [c for c in range(3) if counts[c, end] > CLIPS * max(counts[c].sum(), 1)]
            for place, channel in enumerate(found):
                left = side + place * (MARK + 2) if end == 0 else side - MARK - place * (MARK + 2)
                top = area.top()
                painter.setBrush(CHANNELS[channel][1])
                painter.drawPolygon(
                    QPolygonF(
                        [
                            QPointF(left, top + MARK),
                            QPointF(left + MARK, top + MARK),
                            QPointF(left + MARK / 2, top),
                        ]
                    )
                )


def _heights(counts: NDArray[np.int64]) -> Heights:
    """Counts (n, 256) → heights (n, 256) in [0, 1]: their root, smoothed a little, over the largest."""
    rooted = np.sqrt(counts.astype(np.float64))
    inner = np.pad(rooted[:, 1:-1], ((0, 0), (SMOOTH, SMOOTH)), mode="edge")
    smooth = rooted.copy()
    smooth[:, 1:-1] = [np.convolve(row, KERNEL, "valid") for row in inner]
    top = max(float(smooth[:, 1:-1].max(initial=0.0)), 1e-9)
    return np.minimum(smooth / top, 1.0)


def _outline(heights: Heights, area: QRectF, closed: bool) -> QPolygonF:
    xs = area.left() + np.arange(256) / 255 * area.width()
    ys = area.bottom() - heights * area.height()
    if closed:
        xs = np.concatenate(([area.left()], xs, [area.right()]))
        ys = np.concatenate(([area.bottom()], ys, [area.bottom()]))
    return polygon(xs, ys)
