"""The one reporter: a bar above the photo that says in one sentence what went wrong, and blocks nothing."""

from collections.abc import Callable
from typing import NamedTuple

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

from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.tips import tip

NOTE_MS = 6000  # a note goes by itself; a fault stays until it is dismissed
KEPT = 50


class Message(NamedTuple):
    """One message. offer: what a button says that helps at once, "" for none; slot: what it does."""

    text: str
    details: str = ""
    offer: str = ""
    slot: Callable[[], object] | None = None


class ReportBar(QFrame):
    """Shows the newest message; dismissing it brings up the one before. Hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report")
        self._messages: list[Message] = []
        self._advice: Message | None = None
        self._noted = Message("")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._mark = QLabel()
        self._more = QPushButton("Details")
        self._more.setProperty("flat", True)
        self._more.setCheckable(True)
        self.offer = QPushButton()
        self._close = QToolButton()
        self._close.setToolTip(tip("Dismiss"))
        self._close.setAccessibleName("Dismiss")
        theme.set_icon(self._close, "close")
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setFixedHeight(150)
        self._note = QTimer(self, singleShot=True, interval=NOTE_MS)
        self._lay_out()
        self._more.toggled.connect(self._details.setVisible)
        self._close.clicked.connect(self.dismiss)
        self.offer.clicked.connect(self._take_offer)
        self._note.timeout.connect(self._end_note)
        self.hide()

    @property
    def messages(self) -> tuple[str, ...]:
        """Return the sentences that were not dismissed yet, the newest last."""
        return tuple(message.text for message in self._messages)

    def report(
        self, text: str, details: str = "", offer: str = "", slot: Callable[[], object] | None = None
    ) -> None:
        """Show what went wrong; a click on `offer` dismisses it and calls `slot`."""
        if all((text, details) != message[:2] for message in self._messages):
            self._messages = [*self._messages[-KEPT:], Message(text, details, offer, slot)]
        self._show()

    def note(self, text: str, offer: str = "", slot: Callable[[], object] | None = None) -> None:
        """Show a note for NOTE_MS, unless a fault is shown."""
        if not self._messages:
            self._noted = Message(text, "", offer, slot)
            self._fill(self._noted, "info")
            self._note.start()

    def advise(self, text: str, offer: str = "", slot: Callable[[], object] | None = None) -> None:
        """Show a lasting note with a button; "" removes it. Faults have precedence."""
        self._advice = Message(text, "", offer, slot) if text else None
        if not self._note.isActive():
            self._show()

    def dismiss(self) -> None:
        """Remove the message that is shown, and show the one before it."""
        if not self._note.isActive():
            if self._messages:
                self._messages.pop()
            else:
                self._advice = None
        self._note.stop()
        self._show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self._mark, self.text, self.offer, self._more, self._close):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 8, 5)
        column.addLayout(row)
        column.addWidget(self._details)

    def _show(self) -> None:
        self._note.stop()
        if self._messages:
            self._fill(self._messages[-1], "warning")
        elif self._advice:
            self._fill(self._advice, "info")
        else:
            self.hide()

    def _take_offer(self) -> None:
        shown = self._messages[-1] if self._messages else self._advice
        slot = self._noted.slot if self._note.isActive() else shown.slot if shown else None
        self.dismiss()
        if slot:
            slot()

    def _fill(self, message: Message, mark: str) -> None:
        self.text.setText(message.text)
        self._details.setPlainText(message.details)
        self._more.setChecked(False)
        self._more.setVisible(bool(message.details))
        self.offer.setText(message.offer)
        self.offer.setVisible(bool(message.offer))
        self._details.hide()
        colour = "warning" if mark == "warning" else "muted"
        self._mark.setPixmap(theme.pixmap(mark, 18, colour, self.devicePixelRatioF()))
        self.show()

    def _end_note(self) -> None:
        self._show()
