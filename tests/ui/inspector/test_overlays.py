"""Overlays over the photo."""

from pytestqt.qtbot import QtBot

from dce_studio.core.analysis.overlay import PhotoOverlay
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT


def test_an_overlay_is_laid_over_the_frame_and_taken_off(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.set_overlay(PhotoOverlay.GAIN)
    opened.canvas.set_mode("single")

    def _laid() -> bool:
        frame = opened.canvas.frame
        return frame is not None and frame.overlay is not None

    qtbot.waitUntil(_laid, timeout=WAIT)
    opened.document.set_overlay(None)
    qtbot.waitUntil(lambda: not _laid(), timeout=WAIT)
