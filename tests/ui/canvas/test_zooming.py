"""Zooming by commands and keys."""

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import MakePhoto, wait_enhanced, wait_photo


def test_zoom_keys_and_toggle(opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    opened.studio.open([make_photo("large.png", 3000, 2000)])
    wait_photo(opened, qtbot, "large.png")
    view = opened.canvas.viewport
    assert view is not None
    assert view.fitted
    opened.actions_["actual"].trigger()
    assert opened.canvas.viewport is not None
    assert opened.canvas.viewport.zoom == 1.0
    wait_enhanced(opened, qtbot)
    opened.canvas.toggle_zoom(QPointF(10, 10))
    assert opened.canvas.viewport.fitted
    fitted = opened.canvas.viewport.zoom
    opened.canvas.zoom_by(2.0, QPointF(200, 200))
    assert opened.canvas.viewport.zoom == pytest.approx(2 * fitted)
    before = opened.canvas.viewport
    opened.canvas.pan_by(-50, 30)
    after = opened.canvas.viewport
    assert after.x > before.x and after.y < before.y
    wait_enhanced(opened, qtbot)
    assert opened.canvas.frame is not None and opened.canvas.frame.view.box == after.visible()
