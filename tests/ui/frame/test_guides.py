"""The crop's bar and its guides: chosen by a key, remembered, within the crop."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.ui.frame.guides import GUIDES
from dce_studio.ui.main_window import MainWindow


def test_o_goes_through_the_guides_of_a_crop_which_are_remembered(opened: MainWindow, qtbot: QtBot) -> None:
    opened.crop.begin()
    seen = []
    for _ in GUIDES:
        qtbot.keyClick(opened.canvas, Qt.Key.Key_O)
        seen.append(opened.crop.bar.guide)
        opened.canvas.grab()
    assert seen == [*list(GUIDES)[1:], "thirds"]
    opened.crop.bar.set_guide("golden")
    assert opened.studio.settings.guide == "golden"
    opened.crop.end()


def test_the_crop_s_bar_makes_no_narrow_window_wider(opened: MainWindow) -> None:
    assert opened.crop.bar.minimumSizeHint().width() <= 600
    opened.resize(960, 700)
    opened.crop.begin()
    QApplication.processEvents()
    assert opened.width() == 960
    opened.crop.end()


@pytest.mark.parametrize("name", GUIDES)
def test_guides_lie_within_the_crop(name: str) -> None:
    rect = QRectF(10, 20, 300, 200)
    lines = GUIDES[name][1](rect)
    assert bool(lines) == (name != "none")
    for line in lines:
        for end in (line.p1(), line.p2()):
            assert rect.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(end)
    places = sorted({round(line.x1(), 3) for line in lines if line.x1() == line.x2()})
    if name == "golden":
        assert places == pytest.approx([10 + 300 * 0.381966, 10 + 300 * 0.618034], abs=1e-3)
