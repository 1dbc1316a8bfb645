"""A frame around the photo or the row of photos while it has the keys, once a key gave it them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from dce_studio.ui.widgets import theme

WIDTH = 2  # logical pixels
_REASON = Qt.FocusReason

BY_KEY = _REASON.TabFocusReason, _REASON.BacktabFocusReason, _REASON.ShortcutFocusReason
"""Why a widget has the focus, where a key brought it there."""

BACK = _REASON.ActiveWindowFocusReason, _REASON.PopupFocusReason, _REASON.MenuBarFocusReason
"""Why a widget has it where it had it before, as after a menu or another window."""


class Ring(QWidget):
    """Lies over the edge of a widget, which tells it of its focus, its size and a press of the mouse.

    The mouse goes through it. It shows nothing to whoever clicks, as they know where the keys went.
    """

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._around, self._by_key = around, False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing below it is painted for it
        self.hide()

    def follow(self, event: QFocusEvent) -> None:
        """Show it where a key gave the widget the focus, hide it where it was left or given it otherwise."""
        if event.gotFocus() and event.reason() not in BACK:
            self._by_key = event.reason() in BY_KEY
        self.setVisible(event.gotFocus() and self._by_key)
        self.fit()

    def forget(self) -> None:
        """Hide it: the mouse has taken over."""
        self._by_key = False
        self.hide()

    def fit(self) -> None:
        """Lie over the edge of the widget as large as it is now."""
        if self.isVisible():
            rect = self._around.rect()
            self.setGeometry(rect)
            self.setMask(QRegion(rect) - QRegion(rect.adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH)))
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.look().colour("accent"))
