"""A label of a fixed number of lines, however long its text: the tooltip has what does not fit."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from dce_studio.ui.widgets.tips import tip

LEADING = 3  # logical pixels between lines


class Lines(QLabel):
    """As wide as there is room, `count` lines high: words that change never move what stands around them.

    The words are not QLabel's own text: with each change of that the window would be laid out anew.
    """

    def __init__(self, count: int, role: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._words = count, ""
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """All the words, also those that are cut."""
        return self._words

    def setText(self, words: str) -> None:
        """Show these words; a screen reader reads them as the label's name."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, self._count * self._line())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _line(self) -> int:
        return self.fontMetrics().height() + LEADING

    @property
    def cut(self) -> bool:
        """Whether not all of the text is seen."""
        lines, room = self.text().splitlines(), self.contentsRect().width()
        return len(lines) > self._count or any(self.fontMetrics().horizontalAdvance(x) > room for x in lines)

    @property
    def tooltip(self) -> str:
        """What the tooltip says: the whole text first where it is cut."""
        return "\n\n".join(filter(None, (tip(self.text()) if self.cut else "", self.toolTip())))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tooltip, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        room, metrics = self.contentsRect(), self.fontMetrics()
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            for number, line in enumerate(self.text().splitlines()[: self._count]):
                text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
                place = QRect(room.left(), room.top() + number * self._line(), room.width(), self._line())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
