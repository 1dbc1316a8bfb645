"""What tests of comparing share."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT

LEFT, NO_KEY, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Photos = list[Path]


def wait_both(window: MainWindow, qtbot: QtBot) -> None:
    """Until both halves show results and nothing more is coming."""

    def settled() -> bool:
        frames = window.canvas.frame, window.halves.second.frame
        return (
            all(f is not None and f.request.maps is not None for f in frames) and window.studio.jobs.is_idle
        )

    qtbot.waitUntil(settled, timeout=WAIT)


def pair(window: MainWindow) -> tuple[str, str]:
    """The open photo and the one it is compared with; the document and the canvases agree."""
    path, beside = window.studio.path, window.studio.reference.path
    assert path is not None and beside is not None
    assert window.document.photo is not None and window.document.photo.path == path
    second = window.studio.reference.document.photo
    assert second is not None and second.path == beside
    return path.name, beside.name


def wheel(canvas: Canvas, at: QPointF, turn: int) -> None:
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, turn),
        none,
        NO_KEY,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def same_place(window: MainWindow) -> bool:
    """Whether both look at the same relative place, each in its own photo, at the same zoom."""
    one, other = window.canvas.viewport, window.halves.second.viewport
    assert one is not None and other is not None
    if one.fitted or other.fitted:
        return one.fitted and other.fitted
    places = [(view.x / view.photo.width, view.y / view.photo.height) for view in (one, other)]
    return one.zoom == other.zoom and places[0] == pytest.approx(places[1], abs=1e-9)
