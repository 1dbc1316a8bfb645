"""Where a place acts, and a stroke in the making, as translucent pictures above the photo."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform, qRgba

from dce_studio.app.state.document import Document
from dce_studio.core.geometry import Size
from dce_studio.core.maps import Mask, Masks
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.local.drags import StrokeDrag
from dce_studio.ui.local.drawing import OPACITY, PAINT

TABLE = [qRgba(*PAINT, round(level * OPACITY)) for level in range(256)]
ERASED = (20, 20, 22)  # red, green, blue of a stroke that erases
BLENDED = QImage.Format.Format_ARGB32_Premultiplied
ROUND = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin


class MaskLayer:
    """Draws the mask of a place as the maps shown have it, and keeps the picture until that changes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._of: Mask | None = None
        self._picture = QImage()

    def paint(self, painter: QPainter, pane: Pane, index: int) -> None:
        """Lay the mask of the place at an index over the photo; nothing as long as it is not made."""
        masks = self._document.shaped.masks if self._document.shaped is not None else None
        if masks is None or index >= len(masks.each):
            return
        if masks.each[index] is not self._of:
            self._of = masks.each[index]
            self._picture = picture(self._of, masks)
        draw(painter, pane, self._picture)


class StrokeLayer:
    """Draws one stroke at a time, up to where it has faded by half.

    Each move of the hand is painted onto a picture. Drawn anew, a stroke would take the longer the more
    points it has.
    """

    def __init__(self) -> None:
        self._of: tuple[StrokeDrag, Pane] | None = None
        self._picture = QImage()
        self._painted = 0  # points of the stroke
        self._covered = QRectF()  # of the pane, in logical pixels from its corner

    def paint(self, painter: QPainter, pane: Pane, drag: StrokeDrag) -> None:
        """Lay the stroke over the photo, as far as it has come."""
        if self._of != (drag, pane):
            self._of = drag, pane
            self._begin(pane)
        if self._painted < len(drag.points):
            self._lead_on(pane, drag)
        painter.save()
        painter.translate(pane.rect.topLeft())
        painter.setClipRect(self._covered, Qt.ClipOperation.IntersectClip)
        painter.setOpacity(OPACITY)
        painter.drawImage(0, 0, self._picture)
        painter.restore()

    def _begin(self, pane: Pane) -> None:
        """Take the last stroke off the picture. A new one, whose memory comes slowly, is for another size."""
        size = (pane.rect.size() * pane.dpr).toSize()
        if self._picture.size() == size and self._picture.devicePixelRatio() == pane.dpr:
            painter = QPainter(self._picture)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(self._covered.toAlignedRect(), Qt.GlobalColor.black)
            painter.end()
        else:
            self._picture = QImage(size, BLENDED)
            self._picture.setDevicePixelRatio(pane.dpr)
            self._picture.fill(Qt.GlobalColor.transparent)
        self._painted, self._covered = 0, QRectF()

    def _lead_on(self, pane: Pane, drag: StrokeDrag) -> None:
        """Paint the points that are new, from the last of the others."""
        width = max(2 * drag.radius * (1 - drag.softness / 2) * pane.scale, 1.0)
        colour = QColor(*(ERASED if drag.erase else PAINT))
        begun = drag.points[max(self._painted - 1, 0) :]
        line = [pane.to_widget(*point) - pane.rect.topLeft() for point in begun]
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, *ROUND))
        if len(line) == 1:
            painter.drawPoint(line[0])
        else:
            painter.drawPolyline(QPolygonF(line))
        painter.end()
        reach = QPointF(width, width)
        around = QPolygonF(line).boundingRect()
        self._covered |= QRectF(around.topLeft() - reach, around.bottomRight() + reach)
        self._painted = len(drag.points)


def picture(mask: Mask, masks: Masks) -> QImage:
    """A mask at the masks' size, in the colour of places."""
    values = np.clip(mask.gain * masks.guide + mask.offset, 0, 1)
    levels = np.ascontiguousarray((values * 255 + 0.5).astype(np.uint8))
    height, width = levels.shape
    made = QImage(levels.data, width, height, width, QImage.Format.Format_Indexed8)
    made.setColorTable(TABLE)
    return made.convertToFormat(BLENDED)


def draw(painter: QPainter, pane: Pane, whole: QImage) -> None:
    """Draw a picture of the whole photo where the photo lies."""
    size = Size(whole.width(), whole.height())
    painter.save()
    painter.setClipRect(pane.photo_rect, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    stretch = QTransform.fromScale(pane.photo.width / size.width, pane.photo.height / size.height)
    painter.setTransform(stretch * pane.transform, True)
    painter.drawImage(QPointF(0, 0), whole)
    painter.restore()
