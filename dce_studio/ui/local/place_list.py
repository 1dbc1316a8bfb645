"""The list of places: an eye, what kind it is, its name, which is changed in place, and its amount."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dce_studio.core.local.values import Local
from dce_studio.ui.local.places import LocalPlaces, kind_of
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.tips import tip

ROW, ROOM = 25, 52  # logical pixels: the height of a row, and the width of an amount
ROWS = 3  # shown at least
AMOUNT_ROLE = Qt.ItemDataRole.UserRole
_CHECKED = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}


class PlaceRow(QStyledItemDelegate):
    """A row as every list has it, with the amount at its right end."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        taken = ROOM + 2 * option.decorationSize.width() + 20
        width = option.rect.width() - taken
        option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, width)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        room = QRect(option.rect).adjusted(0, 0, -8, 0)
        painter.setPen(theme.look().colour("muted"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, right, index.data(AMOUNT_ROLE))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW)


class PlaceList(QListWidget):
    """Follows the places and proposes names and eyes. escaped: Esc was pressed."""

    escaped = Signal()

    def __init__(self, places: LocalPlaces, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self.setObjectName("places")
        self.setItemDelegate(PlaceRow(self))
        self.setIconSize(QSize(16, 16))
        self.setMouseTracking(True)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Places")
        self.setToolTip(
            tip(
                "A click works on a place; its eye turns it on and off (Space), a double-click names it (F2)."
                " The photo shows where it acts while its row is pointed at."
            )
        )
        self.currentRowChanged.connect(self._on_current)
        self.itemChanged.connect(self._on_item)
        places.changed.connect(self.follow)

    def follow(self) -> None:
        """Show the places as they are."""
        self.blockSignals(True)
        wanted = self._places.all
        while self.count() > len(wanted):
            self.takeItem(self.count() - 1)
        for row, local in enumerate(wanted):
            if row >= self.count():
                self.addItem(self._item())
            self._show(self.item(row), local)
        row = -1 if self._places.chosen is None else self._places.chosen
        if row != self.currentRow():
            self.setCurrentRow(row)
        if row >= 0:
            self.scrollToItem(self.item(row))
        self.blockSignals(False)

    def _item(self) -> QListWidgetItem:
        made = QListWidgetItem()
        flag = Qt.ItemFlag
        made.setFlags(
            flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable | flag.ItemIsUserCheckable
        )
        return made

    def _show(self, item: QListWidgetItem, local: Local) -> None:
        kind, amount = kind_of(local), f"{local.amount:+.2f}".replace("-", "−")
        said = f"{local.name}, {kind.value}, amount {amount}, {'on' if local.on else 'off'}"
        if item.data(Qt.ItemDataRole.AccessibleTextRole) == said:
            return
        item.setText(local.name)
        item.setIcon(theme.icon(kind.icon))
        item.setCheckState(_CHECKED[local.on])
        item.setData(AMOUNT_ROLE, amount)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)

    def _on_current(self, row: int) -> None:
        if row >= 0 and row != self._places.chosen:
            self._places.choose(row)

    def _on_item(self, item: QListWidgetItem) -> None:
        row, on = self.row(item), item.checkState() is Qt.CheckState.Checked
        if row < 0 or row >= len(self._places.all):
            return
        local = self._places.all[row]
        if on != local.on:
            self._places.change(index=row, on=on)
        elif item.text() != local.name:
            item.setData(Qt.ItemDataRole.AccessibleTextRole, "")
            self._places.rename(row, item.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._places.delete()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        self._places.point(row if row >= 0 else None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._places.point(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:  # icons in the other theme's colours
            for row in range(self.count()):
                self.item(row).setData(Qt.ItemDataRole.AccessibleTextRole, "")
            self.follow()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, ROWS * ROW)

    def sizeHint(self) -> QSize:
        return QSize(200, ROWS * ROW)
