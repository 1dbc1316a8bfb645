"""The plates on the canvas that say which side is which: what they say, and where they lie."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from dce_studio.app.state.document import Document
from dce_studio.ui.canvas.hooks import side_names

MARGIN, GAP = 12, 4


class Labels:
    """What the plates say, and where they may not be. changed: called after each change.

    covered: logical pixels that something lies over the canvas's upper edge.
    """

    def __init__(self, document: Document, changed: Callable[[], object]) -> None:
        self._document, self._changed = document, changed
        self._given: tuple[str, str] | None = None
        self.covered = 0

    @property
    def texts(self) -> tuple[str, str]:
        """What the sides before and after are called."""
        return self._given or side_names(self._document)

    def name(self, texts: tuple[str, str] | None) -> None:
        """Call the sides so; None: by what the document compares."""
        self._given = texts
        self._changed()

    def cover(self, height: int) -> None:
        """Keep below what covers so many logical pixels."""
        self.covered = height
        self._changed()


def draw_label(
    painter: QPainter, seen: QRectF, room: QRectF, text: str, right: bool, bottom: bool, exposed: QRectF
) -> None:
    """A small dark plate that says which side this is, in a corner of what is seen of the photo there.

    Where that is too narrow it reaches out over the rest of the room, and at last its text is cut. One that
    lies outside of `exposed` is left out.
    """
    font = QFont(painter.font())
    font.setPointSizeF(max(font.pointSizeF() - 0.5, 7))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    size = metrics.size(0, text)
    left, width = place_label(
        (seen.left(), seen.right()), (room.left(), room.right()), size.width() + 16, right
    )
    top, height = place_label(
        (seen.top(), seen.bottom()), (room.top(), room.bottom()), size.height() + 7, bottom
    )
    plate = QRectF(left, top, width, height)
    if height < size.height() or not plate.intersects(exposed):
        return
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width) - 8)
    if len(text) >= 2:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 16, 18, 165))
        painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2)
        painter.setPen(QColor(255, 255, 255, 235))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


def place_label(
    seen: tuple[float, float], room: tuple[float, float], length: float, at_end: bool
) -> tuple[float, float]:
    """Return (start, length) of a label along one axis: within `seen` if it fits, else within `room`."""
    length = min(length, max(room[1] - room[0], 0.0))
    margin = min(max((seen[1] - seen[0] - length) / 2, 0.0), MARGIN)
    start = seen[1] - margin - length if at_end else seen[0] + margin
    if seen[1] - seen[0] < length:  # out over the edge that is not the divider
        start = seen[0] + GAP if at_end else seen[1] - GAP - length
    return min(max(start, room[0]), room[1] - length), length
