"""The plot, and the table of a pixel's steps: below it where there is room, else in its place."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dce_studio.ui.inspector.reading_table import ReadingTable
from dce_studio.ui.widgets.boxes import scrolled
from dce_studio.ui.widgets.plot import Plot

PLOT = 280  # logical pixels that the plot keeps before the table gets any
TALLEST = 1.15  # of its width, the plot's height: beyond, curves look steeper than they are


class PlotAndTable(QWidget):
    """plot, table: the two of them. The plot is the larger one wherever it is shown."""

    def __init__(self, plot: Plot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot, self.table = plot, ReadingTable()
        self._scroll = scrolled(self.table)
        self._of_pixel = self._alone = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.plot, 100)
        column.addWidget(self._scroll, 0)
        column.addStretch(1)
        self._arrange()

    def set_pixel(self, of_pixel: bool) -> None:
        """Set whether a pixel is shown, as only its steps have a table."""
        self._of_pixel = of_pixel
        self._arrange()

    def set_alone(self, alone: bool) -> None:
        """Show the table in the plot's place."""
        self._alone = alone
        self._arrange()

    @property
    def has_table(self) -> bool:
        """Whether the table is in sight."""
        return not self._scroll.isHidden()

    def _arrange(self) -> None:
        needed = self.table.sizeHint().height()
        room = self.height() - needed >= PLOT
        self._scroll.setVisible(self._alone or (self._of_pixel and room))
        self.plot.setVisible(not self._alone)
        self.plot.setMaximumHeight(max(PLOT, round(TALLEST * self.width())))
        self._scroll.setMaximumHeight(16_777_215 if self._alone else needed)
        self._scroll.setMinimumHeight(0 if self._alone else needed)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 150)

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
