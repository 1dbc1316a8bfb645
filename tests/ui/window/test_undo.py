"""A drag is one undo and costs little, and each photo has a history of its own."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import MakePhoto, wait_photo


def test_a_drag_of_a_slider_is_one_undo(opened: MainWindow, qtbot: QtBot) -> None:
    slider = opened.adjust.controls["iterations"].slider
    middle = slider.rect().center()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    for x in (10, 20, 30):
        qtbot.mouseMove(slider, QPoint(middle.x() + x, middle.y()))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(middle.x() + 30, middle.y()))
    assert opened.document.edit.iterations > 8
    opened.actions_["undo"].trigger()
    assert opened.document.edit == Edit()
    assert opened.adjust.controls["iterations"].number.value() == 8
    opened.actions_["redo"].trigger()
    assert opened.document.edit.iterations > 8


def test_a_drag_leaves_menus_and_film_strip_alone(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    undo, library, path = opened.actions_["undo"], opened.studio.library, opened.studio.path
    monkeypatch.setattr(undo, "setEnabled", lambda on: told.append("menu"))
    library.dataChanged.connect(lambda *args: told.append("strip"))
    for step in range(5):
        opened.document.propose(Edit(iterations=9 + step), gesture="drag")
    assert sorted(told) == ["menu", "strip"]
    assert path is not None
    entry = library.entry(path)
    assert entry is not None and entry.history is opened.document.history and entry.status == "edited"
    assert opened.studio.keeping.edits.pending == (path,)
    opened.document.propose(Edit(), gesture="drag")
    entry = library.entry(path)
    assert entry is not None and entry.status == ""


def test_each_photo_keeps_its_history(opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    opened.document.propose(Edit(gamma=1.5))
    first = opened.studio.path
    opened.studio.open([make_photo("other.png")])
    wait_photo(opened, qtbot, "other.png")
    assert first is not None
    opened.studio.show(first)
    wait_photo(opened, qtbot, "dark.png")
    assert opened.document.edit.gamma == 1.5
    opened.actions_["undo"].trigger()
    assert opened.document.edit == Edit()
    assert opened.studio.library.entry(first).status == ""  # type: ignore[union-attr]
