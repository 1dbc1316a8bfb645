"""Full screen and panels off: the photo has the room, and the window comes back as it was."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow


def test_full_screen_shows_the_photo_alone_and_escape_leaves(opened: MainWindow, qtbot: QtBot) -> None:
    docks = [dock for dock in opened.panels.docks.values() if dock.isVisible()]
    assert docks
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F11)
    assert opened.isFullScreen() and opened.actions_["full_screen"].isChecked()
    others = (*docks, opened.menuBar(), opened.statusBar(), opened.foot)
    assert not any(widget.isVisible() for widget in others)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_N)  # an overlay's key works without its menu
    assert opened.document.overlay is not None
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.isFullScreen() and not opened.actions_["full_screen"].isChecked()
    assert all(widget.isVisible() for widget in others)


def test_panels_off_are_remembered_where_they_were(opened: MainWindow, qtbot: QtBot) -> None:
    shown = {name: dock.isVisible() for name, dock in opened.panels.docks.items()}
    layout = opened.space.layout
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F9)
    assert not any(dock.isVisible() for dock in opened.panels.docks.values())
    assert opened.space.layout == layout
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F9)
    assert {name: dock.isVisible() for name, dock in opened.panels.docks.items()} == shown


def test_full_screen_leaves_panels_off_that_were_off(opened: MainWindow) -> None:
    opened.space.set_bare(True)
    opened.space.set_full(True)
    opened.space.set_full(False)
    assert opened.space.bare
    opened.space.set_bare(False)
