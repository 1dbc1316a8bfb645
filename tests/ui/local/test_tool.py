"""Local strength as one tool among others: begun and ended, with the keys and the room that it gives back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.local.values import Local, Radial
from dce_studio.ui.local.places import Kind
from dce_studio.ui.main_window import MainWindow
from tests.ui.local.helpers import paint


def test_a_kind_can_be_chosen_while_the_film_plays(local: MainWindow) -> None:
    local.document.try_edit(local.document.edit.with_(iterations=3))  # as the film does
    local.local.panel.add[Kind.LINEAR].click()
    local.local.places.set_masked(True)
    assert not local.canvas.grab().isNull()  # what fails while it is painted ended the program
    local.local.tool.place_in_the_middle()
    assert len(local.document.edit.locals) == 1


def test_one_tool_has_the_canvas_at_a_time(local: MainWindow) -> None:
    assert local.local.active and local.actions_["local"].isChecked()
    local.actions_["crop"].trigger()
    assert local.crop.active and not local.local.active
    local.local.title.tabs.setCurrentIndex(1)
    assert local.local.active and not local.crop.active
    assert local.local.pages.currentWidget() is local.local.panel
    local.actions_["pick"].trigger()
    assert local.picker.active and not local.local.active
    assert local.local.pages.currentWidget() is local.adjust
    assert local.local.title.tabs.currentIndex() == 0


def test_esc_in_the_panel_gives_the_keys_to_the_photo(local: MainWindow, qtbot: QtBot) -> None:
    """And not to a slider of Adjust, which the next arrow would move."""
    local.activateWindow()
    paint(local, qtbot, (60, 60), (120, 60))
    rows = local.local.panel.list
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Escape)
    assert not local.local.active and QApplication.focusWidget() is local.canvas


@pytest.mark.parametrize("count", [0, 1, 5])
def test_the_curves_get_their_room_back_when_local_strength_ends(local: MainWindow, count: int) -> None:
    dock = local.panels.docks["Adjust"]
    place = Local(Radial((60, 60), (20, 20)), 0.5, "place")
    local.actions_["local"].trigger()
    local.resize(1280, 700)
    QApplication.processEvents()
    local.lay_out()
    local.document.propose(local.document.edit.with_locals(*[place] * count))
    for _ in range(4):
        QApplication.processEvents()
    height = dock.height()
    for _ in range(2):
        local.actions_["local"].trigger()
        for _ in range(4):
            QApplication.processEvents()
        assert dock.height() > height
        local.actions_["local"].trigger()
        for _ in range(4):
            QApplication.processEvents()
        assert dock.height() == height and local.histogram.isVisible()
    local.actions_["local"].trigger()
    local.close()
    local.show()
    local.restoreState(local.studio.settings.layout)
    assert dock.height() == height
