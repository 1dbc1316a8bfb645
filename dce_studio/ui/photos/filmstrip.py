"""The filmstrip: the opened photos as a row of thumbnails, made as they are scrolled to."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dce_studio.app.state.library import PATH_ROLE, STATUS_ROLE, Library
from dce_studio.ui.widgets import theme

ASPECT = 1.4  # width of a cell over its height
STATUS_COLOURS = {"edited": "#d9a962", "exported": "#6fae73", "failed": "#d9655f"}


class Delegate(QStyledItemDelegate):
    """Draws a thumbnail, its name when there is room, and a dot for its state."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cell = QSize(112, 80)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.cell

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, rect = theme.look(), QRect(option.rect).adjusted(3, 3, -3, -3)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hot = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(look.colour("accent"), 2) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("selected" if chosen else "raised" if hot else "field"))
        painter.drawRoundedRect(rect, 5, 5)
        self._paint_picture(painter, rect.adjusted(4, 4, -4, -18), index.data(Qt.ItemDataRole.DecorationRole))
        self._paint_name(painter, rect, index, chosen)
        painter.restore()

    def _paint_picture(self, painter: QPainter, room: QRect, picture: QImage | None) -> None:
        if picture is None or picture.isNull():
            if picture is not None:
                mark = theme.pixmap("warning", 20, "faint", painter.device().devicePixelRatio())
                painter.drawPixmap(room.center() - QPoint(10, 10), mark)
            return
        size = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(room.center() - QPoint(size.width() // 2, size.height() // 2), size)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, picture)

    def _paint_name(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, chosen: bool
    ) -> None:
        font = painter.font()
        font.setPointSizeF(max(font.pointSizeF() - 1.5, 6.5))
        painter.setFont(font)
        line = QRect(rect.left() + 6, rect.bottom() - 17, rect.width() - 12, 15)
        status = index.data(STATUS_ROLE)
        if status:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(STATUS_COLOURS[status]))
            painter.drawEllipse(QRect(line.right() - 6, line.center().y() - 2, 6, 6))
            line.setRight(line.right() - 10)
        painter.setPen(theme.look().colour("text" if chosen else "muted"))
        name = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)


class Filmstrip(QListView):
    """chosen(Path): show this photo. menu_wanted(Path, QMenu): others fill the menu before it is shown."""

    chosen = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._delegate = Delegate(self)
        self.setModel(library)
        self.setItemDelegate(self._delegate)
        self.setGridSize(self._delegate.cell)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)  # so that 2,000 rows are laid out without asking each
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Opened photos")
        self.customContextMenuRequested.connect(self._on_menu)
        self.selectionModel().currentChanged.connect(self._on_current)

    def selected(self) -> list[Path]:
        """The photos that are selected, in their order; several by Ctrl or Shift."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._library.entries[row].path for row in rows]

    def show_path(self, path: Path | None) -> None:
        """Mark this photo as the one shown."""
        row = self._library.row(path) if path else -1
        self.selectionModel().blockSignals(True)
        if row >= 0:
            if row != self.currentIndex().row() or not self.selectionModel().hasSelection():
                self.setCurrentIndex(self._library.index(row))  # and the selection of several is over
            self.scrollTo(self._library.index(row))
        else:
            self.clearSelection()
            self.selectionModel().clearCurrentIndex()
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.data(PATH_ROLE))

    def _on_menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_wanted.emit(index.data(PATH_ROLE), menu)
        menu.popup(self.viewport().mapToGlobal(at))

    def sizeHint(self) -> QSize:
        return QSize(400, 104)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 72)

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - event.angleDelta().y() - event.angleDelta().x())
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        height = max(56, min(self.viewport().height() - 2, 180))
        cell = QSize(round(height * ASPECT), height)
        if cell != self._delegate.cell:
            self._delegate.cell = cell
            self.setGridSize(cell)
        super().resizeEvent(event)
