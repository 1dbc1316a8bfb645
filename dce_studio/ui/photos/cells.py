"""The cells of the filmstrip: a thumbnail, what became of the photo, and its name.

A cell is painted once and kept as a picture: each call into Qt gives the interpreter's lock away, and while
workers want it, painting a row of photos anew would hold the window ten times as long.
"""

from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dce_studio.app.state.library import ENTRY_ROLE
from dce_studio.app.state.opened import OpenedPhoto
from dce_studio.ui.widgets import theme

KEPT = 200  # cells
LINE = 15  # logical pixels, of the name
MARK = 12  # logical pixels, of what became of the photo
STAR = 9
MARKS = {"edited": "edited", "exported": "check", "failed": "error"}
"""The icon that tells a status: told apart by their shapes, not by colour alone."""
COLOURS = {"edited": "accent", "exported": "good", "failed": "bad"}

AnyIndex = QModelIndex | QPersistentModelIndex


class Delegate(QStyledItemDelegate):
    """Paints cells of `cell` logical pixels. shown: the photo with the bright frame.

    beside: the one that it is compared with, whose bright frame is broken.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cell = QSize(112, 80)
        self.shown: Path | None = None
        self.beside: Path | None = None
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        entry: OpenedPhoto = index.data(ENTRY_ROLE)
        picture: QImage | None = index.data(Qt.ItemDataRole.DecorationRole)
        state, rect, ratio = option.state, option.rect, painter.device().devicePixelRatio()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hot = bool(state & QStyle.StateFlag.State_MouseOver)
        looks = entry.path == self.shown, entry.path == self.beside, chosen, hot
        look = picture is not None and picture.cacheKey(), theme.look().dark
        key = (entry.path, entry.status, entry.rating, *looks, *rect.size().toTuple(), ratio, *look)
        cell = self._kept.get(key)
        if cell is None:
            cell = _painted(entry, picture, looks, rect.size(), option.font, ratio)
            self._kept[key] = cell
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        painter.drawPixmap(rect.topLeft(), cell)


def _painted(
    entry: OpenedPhoto,
    picture: QImage | None,
    state: tuple[bool, bool, bool, bool],
    size: QSize,
    font: QFont,
    ratio: float,
) -> QPixmap:
    """A cell of that size for a screen of that scale. state: shown, beside it, selected, under the mouse."""
    cell = QPixmap(size * ratio)
    cell.setDevicePixelRatio(ratio)
    cell.fill(Qt.GlobalColor.transparent)
    painter, look, (shown, beside, chosen, hot) = QPainter(cell), theme.look(), state
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRect(QPoint(0, 0), size).adjusted(3, 3, -3, -3)
    frame = QPen(look.colour("accent"), 2) if shown or beside else QPen(look.colour("muted"), 1)
    if beside:
        frame.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(frame if shown or beside or chosen else Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("selected" if chosen else "raised" if hot else "field"))
    painter.drawRoundedRect(rect, 5, 5)
    _paint_picture(painter, rect.adjusted(4, 4, -4, -LINE - 3), picture, ratio)
    line = QRect(rect.left() + 6, rect.bottom() - LINE - 2, rect.width() - 12, LINE)
    if entry.status:
        mark = theme.pixmap(MARKS[entry.status], MARK, COLOURS[entry.status], ratio)
        painter.drawPixmap(line.right() - MARK + 1, line.center().y() - MARK // 2 + 1, mark)
        line.setRight(line.right() - MARK - 3)
    if entry.rating:
        _paint_stars(painter, line, entry.rating, ratio)
        line.setLeft(line.left() + STAR * entry.rating + 4)
    painter.setPen(look.colour("text" if shown or beside or chosen else "muted"))
    _paint_name(painter, line, entry.path.name, font)
    painter.end()
    return cell


def _paint_picture(painter: QPainter, room: QRect, picture: QImage | None, ratio: float) -> None:
    if picture is None:
        return
    if picture.isNull():
        painter.drawPixmap(room.center() - QPoint(10, 10), theme.pixmap("warning", 20, "faint", ratio))
        return
    size = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect(room.center() - QPoint(size.width() // 2, size.height() // 2), size), picture)


def _paint_stars(painter: QPainter, line: QRect, count: int, ratio: float) -> None:
    star, top = theme.pixmap("star", STAR, "accent", ratio), line.center().y() - STAR // 2
    for place in range(count):
        painter.drawPixmap(line.left() + STAR * place, top, star)


def _paint_name(painter: QPainter, line: QRect, name: str, font: QFont) -> None:
    font = QFont(font)
    font.setPointSizeF(max(font.pointSizeF() - 1.5, 6.5))
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideMiddle, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
