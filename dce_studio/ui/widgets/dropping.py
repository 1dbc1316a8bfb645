"""Drag and drop of files and folders onto a window, wherever it is.

The window calls this from its own handlers. As an event filter it would be asked of each event of the window,
a painting too, and wait for the interpreter's lock each time.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget


class Dropping:
    """`hot` says whether something is held above a window, `dropped` gets the paths."""

    def __init__(
        self, window: QWidget, hot: Callable[[bool], object], dropped: Callable[[list[Path]], object]
    ) -> None:
        self._hot, self._dropped = hot, dropped
        window.setAcceptDrops(True)

    def enter(self, event: QDragEnterEvent) -> None:
        """Something is held above the window."""
        if local_paths(event.mimeData()):
            self._hot(True)
            event.acceptProposedAction()

    def leave(self) -> None:
        """It is no longer."""
        self._hot(False)

    def drop(self, event: QDropEvent) -> None:
        """It was let go there."""
        self._hot(False)
        event.acceptProposedAction()
        self._dropped(local_paths(event.mimeData()))


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders in dropped or pasted data."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
