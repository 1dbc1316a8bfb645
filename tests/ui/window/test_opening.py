"""Opening photos: at the start, by dropping them, as a folder, from the folder used last; and none open."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from dce_studio.app.preview import pixel
from dce_studio.app.studio import Studio
from dce_studio.ui.main_window import MainWindow, show
from dce_studio.ui.widgets import folders
from tests.ui.helpers import WAIT, MakePhoto, wait_photo


def test_the_first_painting_is_told_once(studio: Studio, qtbot: QtBot) -> None:
    window, told = MainWindow(studio), []
    qtbot.addWidget(window)
    window.painted.connect(lambda: told.append(1))
    with qtbot.waitSignal(window.painted):
        window.show()
    window.repaint()
    window.tell_painted()
    QApplication.processEvents()
    assert told == [1]


@pytest.mark.parametrize("seen", [True, False])
def test_a_photo_is_opened_when_the_window_was_painted(
    studio: Studio, qtbot: QtBot, make_photo: MakePhoto, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    window, path = MainWindow(studio), make_photo()
    qtbot.addWidget(window)
    if not seen:
        monkeypatch.setattr(window, "show", lambda: None)
    show(window, [path])
    assert not studio.library.entries and studio.jobs.is_idle
    qtbot.waitUntil(lambda: studio.path == path, timeout=WAIT)
    wait_photo(window, qtbot, path.name)


def test_nothing_open(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.empty
    assert not window.actions_["export"].isEnabled()
    for name in ("fit", "actual", "undo", "reset", "close", "next"):
        window.actions_[name].trigger()
    assert window.reports.messages == () and window.pages.currentWidget() is window.empty


def test_open_enhances(opened: MainWindow) -> None:
    frame = opened.canvas.frame
    assert frame is not None
    values = pixel.values(frame.request, 80, 50)
    assert values is not None
    before, after = values
    assert all(a > b for a, b in zip(after, before, strict=True))
    assert opened.windowTitle().startswith("dark.png")
    assert opened.canvas.isVisible()
    assert opened.reports.messages == ()


@pytest.mark.filterwarnings("ignore:Function.*QD:DeprecationWarning")  # no other way to make the events
def test_drop(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    data = QMimeData()
    data.setUrls(
        [QUrl.fromLocalFile(str(make_photo("one.png"))), QUrl.fromLocalFile(str(make_photo("two.png")))]
    )
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, drop)
    wait_photo(window, qtbot, "one.png")
    assert window.studio.library.rowCount() == 2


def test_a_dropped_folder_opens_its_photos(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    folder = make_photo("a.png").parent
    make_photo("B.png")
    (folder / "notes.txt").write_text("no photo")
    window.studio.open([folder])
    wait_photo(window, qtbot, "a.png")
    assert [e.path.name for e in window.studio.library.entries] == ["a.png", "B.png"]


@pytest.mark.parametrize("ask", ["open", "open_folder"])
def test_opening_begins_in_the_pictures_or_the_folder_used_last(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: str
) -> None:
    monkeypatch.setattr(folders, "pictures", lambda: tmp_path)
    used = tmp_path / "last"
    used.mkdir()
    for last, wanted in (("", tmp_path), (str(used), used), (str(tmp_path / "gone"), tmp_path)):
        window.studio.settings.folder = last
        window.actions_[ask].trigger()
        (chooser,) = window.findChildren(QFileDialog)
        assert Path(chooser.directory().absolutePath()) == wanted
        chooser.close()
        chooser.setParent(None)
