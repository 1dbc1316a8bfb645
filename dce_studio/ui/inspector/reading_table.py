"""A pixel's reading as a table: a row a step, α and value in R, G, B."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QSizePolicy, QTableView, QWidget

from dce_studio.core.analysis.views import Reading
from dce_studio.ui.widgets.tips import tip

Index = QModelIndex | QPersistentModelIndex

HEADS = ("α R", "α G", "α B", "x R", "x G", "x B")
NO_INDEX = QModelIndex()
LEAST_ROWS = 9  # x₀ … x₈


class ReadingModel(QAbstractTableModel):
    """Rows: x₀, then each step, then the output where gamma changes it."""

    def __init__(self) -> None:
        super().__init__()
        self._reading: Reading | None = None
        self._rows = 0

    def show(self, reading: Reading | None) -> None:
        """Show this reading, or none."""
        rows = _rows(reading)
        if rows != self._rows:
            self.beginResetModel()
            self._reading, self._rows = reading, rows
            self.endResetModel()
            return
        self._reading = reading
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(HEADS) - 1))

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return HEADS[section]
        stairs = 0 if self._reading is None else len(self._reading.stairs)
        return f"x{_subscript(section)}" if section < stairs else "y"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | int | None:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole or self._reading is None:
            return None
        return _cell(self._reading, index.row(), index.column())


class ReadingTable(QTableView):
    """Shows a Reading; it is as high as its rows, so that its parent may scroll."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ReadingModel()
        self.setModel(self._model)
        self.setAccessibleName("Curve parameters of the pixel")
        self.setToolTip(
            tip("Each row below x₀ is a step, which takes x to x + α·x·(1 − x); y is the output after gamma.")
        )
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        font = self.font()
        font.setPointSizeF(max(6.0, font.pointSizeF() * 0.85))
        self.setFont(font)
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(30)
        self._rows = LEAST_ROWS
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setHighlightSections(False)
            header.setFont(font)
        self.horizontalHeader().setFixedHeight(self._row())
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(self._row())
        self.verticalHeader().setDefaultSectionSize(self._row())
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setFixedWidth(self.fontMetrics().horizontalAdvance("x₁₆") + 12)

    def show_reading(self, reading: Reading | None) -> None:
        """Show a reading, or for None an empty table of the same height."""
        self._model.show(reading)
        rows = max(LEAST_ROWS, _rows(reading)) if reading else self._rows
        if rows != self._rows:
            self._rows = rows
            self.updateGeometry()

    def _row(self) -> int:
        return self.fontMetrics().height() + 4

    def sizeHint(self) -> QSize:
        return QSize(320, (1 + self._rows) * self._row() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())


def _rows(reading: Reading | None) -> int:
    if reading is None:
        return 0
    return len(reading.stairs) + int(bool((reading.after != reading.stairs[-1]).any()))


def _cell(reading: Reading, row: int, column: int) -> str:
    channel = column % 3
    if column < 3:
        if not 1 <= row < len(reading.stairs):
            return ""
        return f"{reading.applied[row - 1, channel]:+.3f}".replace("-", "−")
    value = reading.stairs[row, channel] if row < len(reading.stairs) else reading.after[channel]
    return f"{value:.3f}"


def _subscript(number: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))
