"""A scale of colours, drawn with its numbers."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from dce_studio.app.preview.frame import image
from dce_studio.core.colours import ColourScale, coloured


def scale_image(width: int, colours: str) -> QImage:
    """The colours of a scale, one pixel high."""
    return image(coloured(np.linspace(-1, 1, max(width, 2))[None], ColourScale(-1.0, 1.0, colours)))


def draw_scale(painter: QPainter, bar: QRectF, scale: ColourScale, unit: str) -> None:
    """A scale with its limits and its middle beneath, in the painter's pen."""
    painter.drawImage(bar, scale_image(round(bar.width()), scale.colours))
    below = bar.translated(0, bar.height() + 1)
    below.setHeight(QFontMetricsF(painter.font()).height())
    align = Qt.AlignmentFlag
    low, middle, high = (_number(v) for v in (scale.low, (scale.low + scale.high) / 2, scale.high))
    painter.drawText(below, int(align.AlignLeft), low)
    painter.drawText(below, int(align.AlignHCenter), middle)
    painter.drawText(below, int(align.AlignRight), f"{high}{unit}")


def _number(value: float) -> str:
    return "0" if abs(value) < 5e-4 else f"{value:+.2g}".replace("-", "−")
