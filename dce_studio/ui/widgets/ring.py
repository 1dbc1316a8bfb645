"""A frame around the photo or the row of photos while it has the keys, once it was given them by a key."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.keys import BY_KEY

WIDTH = 2  # logical pixels


class Ring(QWidget):
    """Lies over the edge of a widget, which tells it of its focus and its size; the mouse goes through it.

    After a click it stays away: whoever clicks knows where the keys went.
    """

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._around = around
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def follow(self, event: QFocusEvent) -> None:
        """Show it if the widget was reached by keys, hide it if it was left or reached otherwise."""
        self.setVisible(event.gotFocus() and event.reason() in BY_KEY)
        self.fit()

    def fit(self) -> None:
        """Lie over the edge of the widget as large as it is now; what is inside need not be painted again."""
        if self.isVisible():
            rect = self._around.rect()
            self.setGeometry(rect)
            self.setMask(QRegion(rect) - QRegion(rect.adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH)))
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.look().colour("accent"))
