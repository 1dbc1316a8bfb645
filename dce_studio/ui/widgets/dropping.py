"""Drag and drop of files and folders onto the window, wherever it is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget


class Dropping(QObject):
    """Watches a window; `hot` says whether something is held above it, `dropped` gets the paths."""

    def __init__(
        self, window: QWidget, hot: Callable[[bool], object], dropped: Callable[[list[Path]], object]
    ) -> None:
        super().__init__(window)
        self._hot, self._dropped = hot, dropped
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and local_paths(event.mimeData()):
            self._hot(True)
            event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._hot(False)
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._hot(False)
            event.acceptProposedAction()
            self._dropped(local_paths(event.mimeData()))
            return True
        return False


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders in dropped or pasted data."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
