"""The one reporter: a bar over the photo's upper edge that says what is wrong and blocks nothing."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
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

NOTE_MS = 6000  # a note goes by itself; one with a button and a fault stay until they are dismissed
KEPT = 50


class Message(NamedTuple):
    """One message. offer: what a button says that helps at once, "" for none; slot: what it does."""

    text: str
    details: str = ""
    offer: str = ""
    slot: Callable[[], object] | None = None


class ReportBar(QFrame):
    """Shows the newest message; dismissing it brings up the one before. Hidden when there is none.

    It lies over the upper edge of `host`, beside it among its parent's children: the photo keeps its place.
    covers(int): it lies over so many logical pixels of it now, 0 for none. left: it went while
    it had the keys, which Qt would hand to any other control.
    """

    covers = Signal(int)
    left = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host.parentWidget())
        self._host = host
        host.installEventFilter(self)
        self.setObjectName("report")
        self._messages: list[Message] = []
        self._advice: Message | None = None
        self._noted: Message | None = None
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
        self._more.toggled.connect(self._show_details)
        self._close.clicked.connect(self.dismiss)
        self.offer.clicked.connect(self._take_offer)
        self._note.timeout.connect(self._show)
        self.hide()

    @property
    def messages(self) -> tuple[str, ...]:
        """Return the sentences that were not dismissed yet, the newest last."""
        return tuple(message.text for message in self._messages)

    def report(
        self, text: str, details: str = "", offer: str = "", slot: Callable[[], object] | None = None
    ) -> None:
        """Show what went wrong, once however often it is told.

        A click on `offer` dismisses it and calls `slot`.
        """
        others = [message for message in self._messages if message[:2] != (text, details)]
        self._messages = [*others[-KEPT:], Message(text, details, offer, slot)]
        self._show()

    def note(self, text: str, offer: str = "", slot: Callable[[], object] | None = None) -> None:
        """Show a note for NOTE_MS, one with an offer until the next or `end_note`; faults go first."""
        if not self._messages:
            self._noted = Message(text, "", offer, slot)
            self._fill(self._noted, "info")
            if offer:
                self._note.stop()
            else:
                self._note.start()

    def end_note(self) -> None:
        """Let a note go at once: the photo below it is needed. Faults and advice stay."""
        if self._noted is not None:
            self._show()

    def advise(self, text: str, offer: str = "", slot: Callable[[], object] | None = None) -> None:
        """Show a lasting note with a button; "" removes it. Faults have precedence."""
        self._advice = Message(text, "", offer, slot) if text else None
        if self._noted is None or (text and not self._note.isActive()):
            self._show()

    def dismiss(self) -> None:
        """Remove the message that is shown, and show the one before it."""
        if self._noted is None:
            if self._messages:
                self._messages.pop()
            else:
                self._advice = None
        focused = QApplication.focusWidget()
        held = focused is not None and self.isAncestorOf(focused)
        self._show()
        if held and self.isHidden():
            self.left.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self._mark, self.text, self.offer, self._more, self._close):
            row.addWidget(widget)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(14, 5, 8, 5)
        column.addLayout(row)
        column.addWidget(self._details)

    def _show(self) -> None:
        self._note.stop()
        self._noted = None
        if self._messages:
            self._fill(self._messages[-1], "warning")
        elif self._advice:
            self._fill(self._advice, "info")
        else:
            self.hide()

    def _take_offer(self) -> None:
        shown = self._noted or (self._messages[-1] if self._messages else self._advice)
        slot = shown.slot if shown else None
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
        self._place()
        self.show()

    def _show_details(self, on: bool) -> None:
        self._details.setVisible(on)
        self._place()

    def _place(self) -> None:
        """Lie over the host's upper edge, as high as the words need."""
        at, column = self._host.geometry(), self._column
        column.activate()
        height = max(column.totalHeightForWidth(at.width()), column.totalMinimumSize().height())
        self.setGeometry(at.x(), at.y(), at.width(), height)
        self.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self.covers.emit(self.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.covers.emit(self.height())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.covers.emit(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._place()
        return False
