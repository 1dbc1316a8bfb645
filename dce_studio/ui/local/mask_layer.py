"""Where a place acts, as a translucent picture above the photo."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform, qRgba

from dce_studio.app.state.document import Document
from dce_studio.core.geometry import Size
from dce_studio.core.maps import Mask, Masks
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.local.drawing import OPACITY, PAINT

TABLE = [qRgba(*PAINT, round(level * OPACITY)) for level in range(256)]


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


def picture(mask: Mask, masks: Masks) -> QImage:
    """A mask at the masks' size, in the colour of places."""
    values = np.clip(mask.gain * masks.guide + mask.offset, 0, 1)
    levels = np.ascontiguousarray((values * 255 + 0.5).astype(np.uint8))
    height, width = levels.shape
    made = QImage(levels.data, width, height, width, QImage.Format.Format_Indexed8)
    made.setColorTable(TABLE)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


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
