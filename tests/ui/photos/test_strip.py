"""The row of photos: filtered, sorted and rated, by mouse and by keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from dce_studio import assets
from dce_studio.app.settings import Settings
from dce_studio.app.state.arrangement import Arrangement
from dce_studio.app.studio import Studio
from dce_studio.core.edit import Edit
from dce_studio.core.files import stars
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.photos.export_dialog import ExportDialog
from dce_studio.ui.photos.filmstrip import Filmstrip
from dce_studio.ui.widgets import theme
from tests.ui.helpers import WAIT, MakePhoto, wait_enhanced, wait_photo


@pytest.fixture
def three(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> list[Path]:
    """Three photos that are open, the first of them shown; the second has two stars."""
    paths = [make_photo(f"{name}.png") for name in "abc"]
    stars.write(paths[1], 2)
    window.studio.open(paths)
    wait_enhanced(window, qtbot)
    return paths


def _pick(button: QToolButton, text: str) -> None:
    action = next(a for a in button.menu().actions() if a.text().replace("&", "") == text)
    action.trigger()
    assert action.isChecked()


def _idle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: not window.studio.keeping.ratings.unwritten and window.studio.jobs.is_idle, timeout=WAIT
    )


def test_filtering(window: MainWindow, qtbot: QtBot, three: list[Path]) -> None:
    strip, library = window.strip, window.studio.library
    assert [library.entry(path).rating for path in three] == [0, 2, 0]  # type: ignore[union-attr]
    _pick(strip.filter, "2 stars or better")
    assert library.shown == (three[1],) and strip.count.text() == "1/3"
    assert window.studio.path == three[0] and window.document.photo is not None  # stays on the canvas
    assert window.filmstrip.selected() == []
    window.actions_["next"].trigger()
    wait_photo(window, qtbot, "b.png")
    assert window.filmstrip.selected() == [three[1]]
    _pick(strip.filter, "Failed")
    assert library.shown == () and strip.show_all.isVisible()
    assert Settings().arrangement == Arrangement("failed", 2)
    qtbot.mouseClick(strip.show_all, Qt.MouseButton.LeftButton)
    assert library.shown == tuple(three) and not strip.show_all.isVisible()
    assert window.filmstrip.currentIndex().row() == 1 and strip.count.text() == ""


def test_sorting_by_keys(window: MainWindow, qtbot: QtBot, three: list[Path]) -> None:
    window.filmstrip.setFocus()
    qtbot.keyClick(window.filmstrip, Qt.Key.Key_Tab)
    assert window.strip.filter.hasFocus()
    qtbot.keyClick(window.strip.filter, Qt.Key.Key_Tab)
    assert window.strip.sort.hasFocus()
    _pick(window.strip.sort, "Rating")
    assert window.studio.library.shown == (three[1], three[0], three[2])
    _pick(window.strip.sort, "Backwards")
    assert window.studio.library.shown == (three[2], three[0], three[1])
    assert Settings().arrangement == Arrangement(order="rating", backwards=True)
    assert window.filmstrip.selected() == [three[0]]


def test_export_all_says_that_it_means_what_is_shown(window: MainWindow, three: list[Path]) -> None:
    action = window.actions_["export_all"]
    assert action.text() == "Export &all…"
    window.studio.arrange(Arrangement(stars=2))
    assert action.text() == "Export &all shown…"
    action.trigger()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None and dialog.windowTitle() == "Export the one photo shown of 3 open"
    assert len(dialog.targets()) == 1
    dialog.close()
    window.studio.arrange(Arrangement("failed"))
    action.trigger()
    assert "nothing to export" in window.reports.text.text()


def test_rating_a_selection_and_undoing_it(window: MainWindow, qtbot: QtBot, three: list[Path]) -> None:
    originals = [path.read_bytes() for path in three]
    window.filmstrip.selectAll()
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    _idle(window, qtbot)
    assert [stars.read(path) for path in three] == [4, 4, 4]
    assert "4 stars for 3 photos" in window.reports.text.text()
    assert window.document.edit == Edit() and not window.studio.keeping.edits.pending
    window.commands.undo()
    _idle(window, qtbot)
    assert [stars.read(path) for path in three] == [0, 2, 0]
    window.commands.redo()
    _idle(window, qtbot)
    assert [stars.read(path) for path in three] == [4, 4, 4]
    window.filmstrip.clearSelection()
    window.actions_["rate-1"].trigger()
    _idle(window, qtbot)
    assert [stars.read(path) for path in three] == [1, 4, 4]
    assert [path.read_bytes() for path in three] == originals


def test_a_photo_rated_below_the_filter_leaves_it(
    window: MainWindow, qtbot: QtBot, three: list[Path]
) -> None:
    window.studio.arrange(Arrangement(stars=2))
    window.studio.show(three[1])
    wait_enhanced(window, qtbot)
    with qtbot.waitSignal(window.studio.library.arranged):
        window.actions_["rate-0"].trigger()
    assert window.studio.library.shown == () and window.studio.path == three[1]
    with qtbot.waitSignal(window.studio.library.arranged):
        window.commands.undo()
    assert window.studio.library.shown == (three[1],)
    assert window.filmstrip.selected() == [three[1]]


def test_what_cannot_be_written_is_told(window: MainWindow, qtbot: QtBot, three: list[Path]) -> None:
    sidecar = three[0].with_name("a.png.xmp")
    sidecar.write_bytes(b"notes of mine")
    window.actions_["rate-3"].trigger()
    _idle(window, qtbot)
    assert str(sidecar) in window.reports.messages[-1] and sidecar.read_bytes() == b"notes of mine"


def test_ratings_left_at_the_end_are_written(window: MainWindow, three: list[Path]) -> None:
    window.actions_["rate-5"].trigger()
    window.close()
    window.studio.close()
    assert stars.read(three[0]) == 5


def test_the_sample_is_not_rated(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.open_sample()
    wait_enhanced(window, qtbot)
    window.actions_["rate-5"].trigger()
    _idle(window, qtbot)
    with assets.sample_photo() as path:
        assert stars.sidecars(path) == []
    assert "sample" in window.reports.text.text()


def test_the_settings_turn_the_writing_off(window: MainWindow, qtbot: QtBot, three: list[Path]) -> None:
    window.studio.keeping.keep_edits(False)
    window.actions_["rate-5"].trigger()
    _idle(window, qtbot)
    assert stars.sidecars(three[0]) == []
    assert window.studio.library.entries[0].rating == 5


def test_the_cells_are_as_large_with_a_scroll_bar_as_without(studio: Studio, qtbot: QtBot) -> None:
    """Else a row that just fits goes to and fro between the two for ever."""
    strip = Filmstrip(studio.library)
    qtbot.addWidget(strip)
    strip.resize(500, 100)
    strip.show()
    sizes = []
    for count in (1, 50):
        studio.library.add([Path(f"/none/{n}.jpg") for n in range(count)])
        qtbot.waitUntil(lambda count=count: strip.horizontalScrollBar().isVisible() == (count > 1))
        sizes.append(strip.gridSize())
    assert sizes[0] == sizes[1] and strip.viewport().height() > sizes[1].height()


def test_closing_several_shows_the_next_that_is_left(
    window: MainWindow, qtbot: QtBot, three: list[Path], make_photo: MakePhoto
) -> None:
    fourth = make_photo("d.png")
    window.studio.library.add([fourth])
    window.studio.step(1)
    wait_photo(window, qtbot, "b.png")
    window.studio.close_photos(*three[1:])
    wait_photo(window, qtbot, "d.png")
    assert window.studio.library.shown == (three[0], fourth)
    window.studio.close_photos(fourth)
    wait_photo(window, qtbot, "a.png")
    window.studio.close_photos(three[0])
    assert window.studio.path is None and window.studio.library.opened == 0


def test_the_photo_shown_after_one_was_closed_is_marked(opened: MainWindow, qtbot: QtBot, make_photo) -> None:  # type: ignore[no-untyped-def]
    studio, first = opened.studio, opened.studio.path
    qtbot.keyPress(opened.filmstrip, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)  # of Ctrl+W
    studio.open([make_photo("second.png"), make_photo("third.png")])
    wait_enhanced(opened, qtbot)
    studio.show(first)
    wait_enhanced(opened, qtbot)
    opened.actions_["close"].trigger()
    qtbot.keyRelease(opened.filmstrip, Qt.Key.Key_Control)
    assert studio.path is not None and studio.path.name == "second.png"
    assert opened.filmstrip.selected() == [studio.path]
    assert opened.filmstrip.currentIndex().data() == "second.png"


def test_all_are_selected_and_the_one_shown_still_stands_out(opened: MainWindow, make_photo) -> None:  # type: ignore[no-untyped-def]
    studio, strip = opened.studio, opened.filmstrip
    studio.library.add([make_photo("second.png"), make_photo("third.png")])
    opened.actions_["select_all"].trigger()
    assert len(strip.selected()) == 3 and studio.path == strip.selected()[0]
    accent, rows = theme.look().colour("accent"), []
    picture = strip.viewport().grab().toImage()
    for row in range(3):
        place = strip.visualRect(studio.library.index(row))
        rows.append(picture.pixelColor(place.center().x(), place.top() + 3) == accent)
    assert rows == [True, False, False]
