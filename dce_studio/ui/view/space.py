"""Room for the photo: the whole screen, or the window without its panels."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


class Space(QObject):
    """Shows and hides what is around the photo. full_changed(bool), bare_changed(bool): panels are off.

    around: what is hidden on the full screen, beside the panels: bars, menus.
    """

    full_changed = Signal(bool)
    bare_changed = Signal(bool)

    def __init__(self, window: QMainWindow, docks: Iterable[QDockWidget], around: Sequence[QWidget]) -> None:
        super().__init__(window)
        self._window, self._docks, self._around = window, list(docks), around
        self._layout: QByteArray | None = None  # of the panels, while they are off
        self._before: tuple[Qt.WindowState, bool, list[QWidget]] | None = None  # the full screen

    @property
    def full(self) -> bool:
        """Whether the photo has the whole screen."""
        return self._before is not None

    @property
    def bare(self) -> bool:
        """Whether the panels are off."""
        return self._layout is not None

    @property
    def layout(self) -> QByteArray:
        """Where the panels are, or were before they were put off: what is remembered."""
        return QByteArray(self._window.saveState()) if self._layout is None else self._layout

    def set_bare(self, bare: bool) -> None:
        """Put the panels off, or back to where they were."""
        if bare == self.bare:
            return
        if bare:
            self._layout = QByteArray(self._window.saveState())
            for dock in self._docks:
                dock.hide()
        elif self._layout is not None:
            layout, self._layout = self._layout, None
            self._window.restoreState(layout)
        self.bare_changed.emit(bare)

    def set_full(self, full: bool) -> None:
        """Give the photo the whole screen, or leave that with everything as it was."""
        if full == self.full:
            return
        if full:
            seen = [widget for widget in self._around if widget.isVisible()]
            self._before = self._window.windowState(), self.bare, seen
            self.set_bare(True)
            for widget in seen:
                widget.hide()
            self._window.setWindowState(self._window.windowState() | Qt.WindowState.WindowFullScreen)
        elif self._before is not None:
            (state, bare, seen), self._before = self._before, None
            self._window.setWindowState(state)
            for widget in seen:
                widget.show()
            self.set_bare(bare)
        self.full_changed.emit(full)
