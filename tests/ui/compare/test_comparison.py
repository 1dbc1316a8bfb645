"""Comparing two photos: begun, exchanged, closed and ended, by mouse and by keys."""

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dce_studio.app.files import opening
from dce_studio.app.state.together import like
from dce_studio.core.edit import Edit
from dce_studio.core.render import rendering
from dce_studio.ui.main_window import MainWindow
from tests.ui.compare.helpers import LEFT, SHIFT, Photos, pair, same_place, wait_both
from tests.ui.helpers import WAIT, wait_enhanced, wait_photo


def test_both_halves_show_what_their_own_edits_make(three: MainWindow, qtbot: QtBot, photos: Photos) -> None:
    studio, edits = three.studio, (Edit(iterations=3), Edit(gamma=0.7))
    studio.together.apply_each({p: like(e) for p, e in zip(photos, edits, strict=False)})
    qtbot.keyClick(three.canvas, Qt.Key.Key_D, SHIFT)
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "b.png")
    second = studio.reference.document
    for canvas, document, edit in zip(
        (three.canvas, three.halves.second), (three.document, second), edits, strict=True
    ):
        frame = canvas.frame
        assert frame is not None and document.photo is not None and document.shaped is not None
        wanted = rendering.render(document.photo, document.shaped, edit, frame.view.box, frame.view.pixels)
        assert np.array_equal(frame.after_pixels, wanted)
        assert [pane.shows for pane in canvas.panes()] == ["after"]
    assert three.halves.second.isVisible() and three.canvas.size() == three.halves.second.size()
    assert three.canvas.labels.texts[1] == "Editing: a.png"
    assert three.halves.second.labels.texts[1] == "Reference: b.png"
    assert three.actions_["compare"].isChecked()
    assert not any(action.isChecked() for action in three.actions_.modes.actions())


def test_two_that_are_selected_by_keys_are_compared(three: MainWindow, qtbot: QtBot) -> None:
    three.studio.step(1)
    wait_photo(three, qtbot, "b.png")
    three.filmstrip.setFocus()
    qtbot.keyClick(three.filmstrip, Qt.Key.Key_Right, SHIFT)
    wait_photo(three, qtbot, "c.png")
    assert [path.name for path in three.filmstrip.selected()] == ["b.png", "c.png"]
    three.actions_["compare"].trigger()
    wait_both(three, qtbot)
    assert pair(three) == ("c.png", "b.png")
    assert three.filmstrip.selected() == [three.studio.path]  # so that a rating is the open photo's alone


@pytest.mark.parametrize("how", ["escape", "key", "mode"])
def test_it_is_ended_and_lets_go_of_the_photo(compared: MainWindow, qtbot: QtBot, how: str) -> None:
    photo = weakref.ref(compared.studio.reference.document.photo)
    if how == "escape":
        qtbot.keyClick(compared.halves.second, Qt.Key.Key_Escape)
    elif how == "key":
        qtbot.keyClick(compared.canvas, Qt.Key.Key_D, SHIFT)
    else:
        next(a for a in compared.actions_.modes.actions() if a.data() == "split-vertical").trigger()
    assert compared.studio.reference.path is None and not compared.halves.second.isVisible()
    assert compared.canvas.size() == compared.halves.size()
    assert compared.canvas.mode == "split-vertical" and compared.canvas.is_split
    assert compared.canvas.labels.texts == ("Original", "Enhanced")
    assert compared.actions_.modes.checkedAction().data() == "split-vertical"
    assert not compared.actions_["compare"].isChecked()
    wait_enhanced(compared, qtbot)
    gc.collect()
    assert photo() is None


def test_one_photo_alone_cannot_be_compared_and_the_command_says_why(
    opened: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    action = opened.actions_["compare"]
    assert not action.isEnabled()
    assert "a second photo" in action.toolTip()
    opened.studio.open(photos[:1])
    wait_photo(opened, qtbot, "a.png")
    assert action.isEnabled() and "second" not in action.toolTip()
    opened.studio.close_photos(photos[0])
    assert not action.isEnabled()


def test_the_last_one_compared_with_is_the_first_offered(compared: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageDown, SHIFT)
    wait_both(compared, qtbot)
    compared.comparison.toggle()
    compared.comparison.toggle()
    wait_both(compared, qtbot)
    assert pair(compared) == ("a.png", "c.png")


def test_another_photo_comes_at_the_place_of_the_one_before(compared: MainWindow, qtbot: QtBot) -> None:
    compared.canvas.zoom_to(3)
    compared.canvas.pan_by(-200, -300)
    before = compared.canvas.viewport
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageDown, SHIFT)
    wait_both(compared, qtbot)
    assert pair(compared) == ("a.png", "c.png")
    assert compared.canvas.viewport == before and compared.halves.second.viewport.zoom == 3
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageDown)
    wait_photo(compared, qtbot, "b.png")
    wait_both(compared, qtbot)
    assert pair(compared) == ("b.png", "c.png") and compared.canvas.viewport.zoom == 3


def test_tab_opens_the_reference_and_reads_nothing_anew(
    compared: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "read", lambda *args, **kwargs: pytest.fail("read again"))
    compared.canvas.zoom_to(2)
    one, other = compared.document.photo, compared.studio.reference.document.photo
    qtbot.keyClick(compared.canvas, Qt.Key.Key_Tab)
    assert compared.document.photo is other and compared.studio.reference.document.photo is one
    assert compared.canvas.frame.request.photo is other  # and neither half was bare
    assert compared.halves.second.frame.request.photo is one
    wait_both(compared, qtbot)
    assert pair(compared) == ("b.png", "a.png")
    assert compared.canvas.viewport.zoom == 2 and same_place(compared)
    assert compared.canvas.labels.texts[1] == "Editing: b.png"
    assert compared.filmstrip.selected() == [compared.studio.path]
    qtbot.keyClick(compared.halves.second, Qt.Key.Key_Tab)
    wait_both(compared, qtbot)
    assert pair(compared) == ("a.png", "b.png")


def test_the_reference_that_is_opened_in_the_strip_changes_places(compared: MainWindow, qtbot: QtBot) -> None:
    cell = compared.filmstrip.visualRect(compared.studio.library.index(1)).center()
    qtbot.mouseClick(compared.filmstrip.viewport(), LEFT, pos=cell)
    wait_both(compared, qtbot)
    assert pair(compared) == ("b.png", "a.png")
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageDown)
    wait_photo(compared, qtbot, "c.png")
    wait_both(compared, qtbot)
    assert pair(compared) == ("c.png", "a.png")
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageUp, SHIFT)  # there is none before the first
    assert pair(compared) == ("c.png", "a.png")


def photo_menu(window: MainWindow, name: str) -> dict[str, QAction]:
    menu = QMenu(window)
    path = next(entry.path for entry in window.studio.library.entries if entry.path.name == name)
    window.filmstrip.menu_wanted.emit(path, menu)
    return {action.text(): action for action in menu.actions()}


def test_the_menu_of_a_thumbnail_compares_it_and_ends_that(three: MainWindow, qtbot: QtBot) -> None:
    cell = three.filmstrip.visualRect(three.studio.library.index(2)).center()
    qtbot.mouseClick(three.filmstrip.viewport(), Qt.MouseButton.RightButton, pos=cell)
    assert three.studio.path is not None and three.studio.path.name == "a.png"  # the menu opens nothing
    assert not photo_menu(three, "a.png")["Compare with the open photo"].isEnabled()
    photo_menu(three, "c.png")["Compare with the open photo"].trigger()
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "c.png")
    photo_menu(three, "b.png")["Compare with the open photo"].trigger()
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "b.png")
    photo_menu(three, "b.png")["End the comparison"].trigger()
    assert not three.comparison.active
    three.filmstrip.selectionModel().select(
        three.studio.library.index(2), three.filmstrip.selectionModel().SelectionFlag.Select
    )
    photo_menu(three, "a.png")["Compare the two photos"].trigger()
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "c.png")


def test_a_reference_that_is_closed_is_followed_by_the_next_until_there_is_none(
    compared: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    compared.studio.close_photos(photos[1])
    wait_both(compared, qtbot)
    assert pair(compared) == ("a.png", "c.png")
    compared.studio.close_photos(photos[2])
    assert not compared.comparison.active and not compared.halves.second.isVisible()
    assert "no other photo" in compared.reports.text.text()


def test_of_two_the_worse_is_closed_and_the_next_comes_beside_the_other(
    compared: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    qtbot.keyClick(compared.canvas, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    wait_both(compared, qtbot)
    assert pair(compared) == ("b.png", "c.png")
    compared.studio.close_photos(*photos[1:])
    assert compared.studio.path is None and not compared.comparison.active


def test_one_that_cannot_be_read_is_told_and_another_can_be_chosen(
    three: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    photos[1].write_bytes(b"no photo")
    three.comparison.toggle()
    qtbot.waitUntil(lambda: three.studio.reference.unreadable, timeout=WAIT)
    assert len(three.reports.messages) == 1 and "b.png" in three.reports.messages[0]
    assert three.halves._said.text() == "b.png cannot be shown."
    assert three.studio.path == photos[0] and three.pages.currentIndex() == 1
    assert three.studio.library.entry(photos[1]).status == "failed"
    three.halves.grab()
    qtbot.keyClick(three.canvas, Qt.Key.Key_PageDown, SHIFT)
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "c.png") and not three.halves._said.isVisible()


def test_the_open_photo_is_read_before_the_one_beside_it(
    compared: MainWindow, qtbot: QtBot, photos: Photos, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two photos that are read at once would take twice the memory."""
    order: list[str] = []
    real = opening.read

    def read(path: Path, *args: object, **kwargs: object) -> object:
        order.append(path.name)
        return real(path, *args, **kwargs)

    monkeypatch.setattr(opening, "read", read)
    compared.studio.step(2)
    compared.studio.reference.show(photos[0])
    assert compared.halves._said.text() == "Opening a.png…"
    wait_photo(compared, qtbot, "c.png")
    wait_both(compared, qtbot)
    assert order == ["c.png", "a.png"]
