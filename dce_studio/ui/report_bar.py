"""The one reporter: a bar above the photo that says in one sentence what went wrong, and blocks nothing."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dce_studio.ui import theme

NOTE_MS = 6000  # a note goes by itself; a fault stays until it is dismissed
KEPT = 50


class ReportBar(QFrame):
    """Shows the newest message; dismissing it brings up the one before. Hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report")
        self._messages: list[tuple[str, str]] = []
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._mark = QLabel()
        self._more = QPushButton("Details")
        self._more.setProperty("flat", True)
        self._more.setCheckable(True)
        self._close = QToolButton()
        self._close.setToolTip("Dismiss")
        self._close.setAccessibleName("Dismiss")
        theme.set_icon(self._close, "close")
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setFixedHeight(150)
        self._note = QTimer(self, singleShot=True, interval=NOTE_MS)
        self._lay_out()
        self._more.toggled.connect(self._details.setVisible)
        self._close.clicked.connect(self.dismiss)
        self._note.timeout.connect(self._end_note)
        self.hide()

    @property
    def messages(self) -> tuple[str, ...]:
        """The sentences that were not dismissed yet, the newest last."""
        return tuple(text for text, _ in self._messages)

    def report(self, text: str, details: str = "") -> None:
        """Something went wrong."""
        if (text, details) not in self._messages:
            self._messages = [*self._messages[-KEPT:], (text, details)]
        self._show()

    def note(self, text: str) -> None:
        """Something good to know; it goes by itself. A fault that is shown goes before it."""
        if not self._messages:
            self._fill(text, "", "info")
            self._note.start()

    def dismiss(self) -> None:
        """The message shown was read."""
        if self._messages and not self._note.isActive():
            self._messages.pop()
        self._note.stop()
        self._show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self._mark, self.text, self._more, self._close):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 8, 5)
        column.addLayout(row)
        column.addWidget(self._details)

    def _show(self) -> None:
        self._note.stop()
        if self._messages:
            self._fill(*self._messages[-1], "warning")
        else:
            self.hide()

    def _fill(self, text: str, details: str, mark: str) -> None:
        self.text.setText(text)
        self._details.setPlainText(details)
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self._details.hide()
        colour = "warning" if mark == "warning" else "muted"
        self._mark.setPixmap(theme.pixmap(mark, 18, colour, self.devicePixelRatioF()))
        self.show()

    def _end_note(self) -> None:
        if not self._messages:
            self.hide()
