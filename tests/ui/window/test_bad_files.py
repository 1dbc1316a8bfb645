"""Photos that are damaged or gone are told in a sentence, and the window goes on."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, MakePhoto, wait_enhanced, wait_photo


def test_a_bad_file_is_told_and_the_photo_stays_openable(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto
) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"this is no photo")
    window.studio.open([bad])
    qtbot.waitUntil(lambda: bool(window.reports.messages), timeout=WAIT)
    assert "bad.jpg" in window.reports.messages[-1]
    entry = window.studio.library.entry(bad)
    assert entry is not None
    assert entry.status == "failed"
    window.studio.open([make_photo()])
    wait_enhanced(window, qtbot)


def test_a_missing_file_is_told(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.studio.open([tmp_path / "gone.jpg"])
    qtbot.waitUntil(lambda: bool(window.reports.messages), timeout=WAIT)
    assert "gone.jpg" in window.reports.messages[-1]


def test_an_unreadable_photo_says_so_and_stays_chosen(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no photo")
    opened.studio.open([bad])
    title = opened.empty._title
    qtbot.waitUntil(lambda: "bad.png" in title.text(), timeout=WAIT)
    assert opened.pages.currentIndex() == 0 and "bad.png" in opened.empty._hint.text()
    assert opened.actions_["previous"].isEnabled() and opened.actions_["close"].isEnabled()
    assert not opened.actions_["export"].isEnabled()
    make_photo("bad.png")  # put right, it opens
    opened.studio.show(bad)
    wait_photo(opened, qtbot, "bad.png")
    assert opened.pages.currentIndex() == 1
    for entry in opened.studio.library.entries:
        opened.studio.close_photos(entry.path)
    assert "Drop a dark photo" in title.text()
