"""The modes of the canvas and its two sides: painted, peeked at, swapped, divided."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from dce_studio.ui.canvas.widget import MODES
from dce_studio.ui.main_window import MainWindow


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_paints(opened: MainWindow, mode: str) -> None:
    opened.canvas.set_mode(mode)  # type: ignore[arg-type]
    assert not opened.grab().isNull()
    opened.canvas.set_peek(True)
    assert not opened.grab().isNull()
    opened.canvas.set_peek(False)
    opened.canvas.swap()
    assert not opened.grab().isNull()


def test_hold_o_and_tab(opened: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyPress(opened.canvas, Qt.Key.Key_O)
    assert [pane.shows for pane in opened.canvas.panes()] == ["before"]
    qtbot.keyRelease(opened.canvas, Qt.Key.Key_O)
    assert [pane.shows for pane in opened.canvas.panes()] == ["split"]
    opened.canvas.set_mode("side-by-side")
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Tab)
    assert [pane.shows for pane in opened.canvas.panes()] == ["after", "before"]


def test_the_divider_can_be_dragged(opened: MainWindow, qtbot: QtBot) -> None:
    canvas = opened.canvas
    canvas.set_mode("split-vertical")
    pane = canvas.panes()[0]
    seen = pane.rect.intersected(pane.photo_rect)
    at = QPoint(round(seen.center().x()), round(seen.center().y()))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(canvas, at - QPoint(20, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at - QPoint(20, 0))
    assert canvas.divider == pytest.approx(0.5 - 20 / seen.width(), abs=0.02)
