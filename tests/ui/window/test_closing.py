"""Closing the photo and the window: in mid-work too, and what is remembered of it."""

import gc
import weakref

from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, MakePhoto, settled, wait_enhanced, wait_photo


def test_closing_the_photo_empties_the_window(opened: MainWindow) -> None:
    opened.actions_["close"].trigger()
    assert opened.document.photo is None
    assert opened.pages.currentWidget() is opened.empty
    assert not opened.grab().isNull()


def test_closing_the_photo_lets_go_of_its_pixels(opened: MainWindow, qtbot: QtBot) -> None:
    """And of what was rendered of the part that is zoomed into. Its maps are kept, within a budget."""
    opened.canvas.zoom_by(100.0)
    wait_enhanced(opened, qtbot)
    photo, frame = opened.document.photo, opened.studio.preview.frame
    assert photo is not None and frame is not None and frame.view.box.width < photo.size.width
    held = [weakref.ref(each) for each in (photo, photo.pixels, photo.pixels.base, frame) if each is not None]
    del photo, frame
    opened.actions_["close"].trigger()
    settled(qtbot, opened.studio.jobs)
    opened.canvas.grab()
    gc.collect()
    assert not any(each() is not None for each in held)


def test_closing_in_mid_work(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    """The window goes at once; the fixture then ends the threads, and no thread may be left."""
    window.studio.open([make_photo("large.png", 3000, 2000)])
    wait_photo(window, qtbot, "large.png")
    window.document.propose(Edit(detail=1 << 16))
    window.close()
    assert not window.isVisible()
    qtbot.waitUntil(lambda: window.studio.jobs.is_idle, timeout=WAIT)


def test_layout_and_mode_are_remembered(opened: MainWindow) -> None:
    opened.canvas.set_mode("side-by-side")
    opened.close()
    settings = opened.studio.settings
    assert settings.mode == "side-by-side"
    assert not settings.layout.isEmpty()
    assert settings.recent[0].name == "dark.png"
