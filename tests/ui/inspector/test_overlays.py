"""Overlays over the photo: one at a time, with a legend, laid over the frame and taken off."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dce_studio.core.analysis.overlay import LOCAL_SCALE, MapOverlay, PhotoOverlay
from dce_studio.core.colours import about_zero
from dce_studio.ui.inspector.overlay_bar import CHOICES, OverlayBar, legend
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT


def test_overlays_are_one_at_a_time_and_have_legends(qtbot, document):
    bar = OverlayBar(document)
    qtbot.addWidget(bar)
    bar.show()
    qtbot.mouseClick(bar._buttons[PhotoOverlay.GAIN], Qt.MouseButton.LeftButton)
    assert document.overlay is PhotoOverlay.GAIN
    qtbot.mouseClick(bar._buttons[PhotoOverlay.CRUSHED], Qt.MouseButton.LeftButton)
    assert document.overlay is PhotoOverlay.CRUSHED
    assert not bar._buttons[PhotoOverlay.GAIN].isChecked()
    qtbot.mouseClick(bar._buttons[PhotoOverlay.CRUSHED], Qt.MouseButton.LeftButton)
    assert document.overlay is None
    assert legend(PhotoOverlay.GAIN, 8)[1] == about_zero(4)
    assert legend(PhotoOverlay.LOCAL, 8)[1] == LOCAL_SCALE
    assert legend(MapOverlay(1, 0, about_zero(0.5)), 8)[0] == "α, step 2, red"
    assert [text for _, text in legend(PhotoOverlay.CLIPPING, 8)[2]] == ["at white", "at black"]


def test_an_overlay_is_laid_over_the_frame_and_taken_off(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.set_overlay(PhotoOverlay.GAIN)
    opened.canvas.set_mode("single")

    def _laid() -> bool:
        frame = opened.canvas.frame
        return frame is not None and frame.overlay is not None

    qtbot.waitUntil(_laid, timeout=WAIT)
    opened.document.set_overlay(None)
    qtbot.waitUntil(lambda: not _laid(), timeout=WAIT)


def test_each_overlay_is_painted_over_the_photo(opened, qtbot):
    canvas = opened.canvas
    for name in CHOICES:
        opened.document.set_overlay(name)
        qtbot.waitUntil(lambda n=name: canvas.frame is not None and canvas.frame.request.overlay == n)
        assert isinstance(canvas.frame.overlay, QImage)
        canvas.grab()
    opened.document.set_overlay(None)
    qtbot.waitUntil(lambda: canvas.frame.overlay is None)
