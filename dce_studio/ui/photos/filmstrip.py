"""The filmstrip: the opened photos as a row of thumbnails, made as they are scrolled to."""

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QListView, QMenu, QWidget

from dce_studio.app.state.library import PATH_ROLE, Library
from dce_studio.ui.photos.cells import Delegate
from dce_studio.ui.widgets.ring import Ring

ASPECT = 1.4  # width of a cell over its height


class Filmstrip(QListView):
    """chosen(Path): show this photo. menu_wanted(Path, QMenu): others fill the menu before it is shown."""

    chosen = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._path: Path | None = None
        self._delegate, self._ring = Delegate(self), Ring(self)
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
        library.arranged.connect(self._on_arranged)
        self.selectionModel().currentChanged.connect(self._on_current)

    def selected(self) -> list[Path]:
        """The photos that are selected, in their order; several by Ctrl or Shift."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._library.shown[row] for row in rows]

    @property
    def led_by_keys(self) -> bool:
        """Whether it has the keys, and a key gave it them: arrows then go on through the photos."""
        return self._ring.isVisible()

    def show_path(self, path: Path | None) -> None:
        """Mark this photo as the one shown, if it is among those of the strip."""
        self._path = self._delegate.shown = path
        row = self._library.row(path) if path else -1
        self.selectionModel().blockSignals(True)
        if row >= 0:
            if row != self.currentIndex().row() or not self.selectionModel().hasSelection():
                self._choose(row)  # and the selection of several is over
            self.scrollTo(self._library.index(row))
        elif path is None or not self.selectionModel().hasSelection():
            self.clearSelection()
            self.selectionModel().clearCurrentIndex()
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def show_beside(self, path: Path | None) -> None:
        """Mark the photo that the open one is compared with; with it the selection of several is over."""
        if path == self._delegate.beside:
            return
        self._delegate.beside = path
        if path is not None and len(self.selected()) > 1 and self.currentIndex().isValid():
            self._choose(self.currentIndex().row())
        self.viewport().update()

    def _choose(self, row: int) -> None:
        """Select this row alone, whatever keys are held: the Ctrl of Ctrl+W would add it or take it out."""
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._library.index(row), alone)

    def _on_arranged(self) -> None:
        """Mark the photo shown again, where it has come back into the strip."""
        if self._path is not None and self.currentIndex().row() != self._library.row(self._path):
            self.show_path(self._path)

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ring.forget()
        if event.button() != Qt.MouseButton.RightButton:  # its menu is of the photo there, open or not
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = (
            self.horizontalScrollBar().sizeHint().height()
        )  # left free: cells that grew as it went would call it
        height = max(56, min(self.height() - bar - 2, 180))
        cell = QSize(round(height * ASPECT), height)
        if cell != self._delegate.cell:
            self._delegate.cell = cell
            self.setGridSize(cell)
        super().resizeEvent(event)
        self._ring.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring.follow(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring.follow(event)
        super().focusOutEvent(event)
