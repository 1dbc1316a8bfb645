"""The plates that say which side is which stay in sight under a notice."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import wait_enhanced, wait_photo


def _letters(canvas: Canvas) -> QRect:
    """Where white letters are in the upper third of the canvas, in whole pixels."""
    picture = canvas.grab().toImage()
    rows = [
        y
        for y in range(picture.height() // 3)
        if any(picture.pixelColor(x, y).lightness() > 200 for x in range(canvas.width() // 4))
    ]
    return QRect(0, rows[0], 1, rows[-1] - rows[0]) if rows else QRect()


def test_a_notice_does_not_hide_which_side_is_which(
    opened: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]
) -> None:
    opened.studio.open([make_photo("large.png", 1200, 900)])
    wait_photo(opened, qtbot, "large.png")
    opened.actions_["actual"].trigger()
    wait_enhanced(opened, qtbot)
    canvas, reports = opened.canvas, opened.reports
    high = _letters(canvas)
    reports.note("Exported to somewhere.")
    assert reports.isVisible() and canvas.labels.covered == reports.height()
    low = _letters(canvas)
    assert not high.isNull() and low.top() >= reports.height() and low.height() == high.height()
    reports.report("A fault.", "\n".join("details" for _ in range(9)))
    reports._more.click()
    assert canvas.labels.covered == reports.height() > 100
    for _ in range(2):
        reports.dismiss()
    assert canvas.labels.covered == 0 and _letters(canvas) == high
