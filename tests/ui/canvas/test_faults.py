"""What cannot be painted ends nothing: the canvas says so, and shows what it can."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.main_window import MainWindow
from tests.ui.canvas.test_painting import values
from tests.ui.helpers import wait_photo


class Broken:
    """Raises in C: left to Qt, such an exception ended the program at once."""

    count = 4

    def paint(self, painter: QPainter, pane: Pane) -> None:
        self.count += 1  # so that each message is another one
        assert np.zeros(3) + np.zeros(self.count)


@pytest.mark.qt_log_ignore("^This plugin does not support ", "Painter ended with", extend=True)
def test_a_fault_in_painting_is_told_once_for_a_photo(
    opened: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]
) -> None:
    canvas, reports = opened.canvas, opened.reports
    whole = values(canvas.grab())
    canvas.add_decoration(Broken())
    for _ in range(3):
        canvas.repaint()
        QApplication.processEvents()
    (told,) = reports.messages
    assert "unexpected" in told
    reports.dismiss()
    canvas.repaint()
    QApplication.processEvents()
    assert reports.messages == ()
    assert (values(canvas.grab()) == whole).all()  # the photo is there, in each pane
    opened.studio.open([make_photo("other.png")])
    wait_photo(opened, qtbot, "other.png")
    canvas.repaint()
    QApplication.processEvents()
    assert len(reports.messages) == 1
