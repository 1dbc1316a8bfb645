"""The photos of the last time, opened again on wish."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.app.settings import Settings
from dce_studio.app.state.arrangement import Arrangement
from dce_studio.app.studio import Studio
from dce_studio.ui.main_window import MainWindow, show
from dce_studio.ui.settings.dialog import SettingsDialog
from tests.ui.helpers import WAIT, MakePhoto, wait_enhanced, wait_photo


@pytest.fixture
def before(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> list[Path]:
    """Three photos that a window had open, which is closed; the second was shown, and the strip sorted."""
    paths = [make_photo(f"{name}.png") for name in "abc"]
    window.studio.open(paths)
    wait_enhanced(window, qtbot)
    window.studio.step(1)
    window.studio.arrange(Arrangement(order="name", backwards=True))
    wait_enhanced(window, qtbot)
    window.close()
    window.studio.close()
    return paths


@pytest.fixture
def again(before: list[Path], qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """The next start's window, not shown yet."""
    window = MainWindow(Studio(Settings()))
    qtbot.addWidget(window)
    yield window
    window.studio.close()


def test_by_hand(again: MainWindow, qtbot: QtBot, before: list[Path]) -> None:
    show(again, [])
    qtbot.waitUntil(lambda: again.studio.presets is not None and again.studio.jobs.is_idle, timeout=WAIT)
    assert again.studio.path is None and again.actions_["reopen"].isEnabled()
    again.studio.session.remember()
    assert Settings().session == before  # until a photo is opened
    again.actions_["reopen"].trigger()
    wait_photo(again, qtbot, "b.png")
    assert again.studio.library.shown == tuple(reversed(before))
    again.studio.close_photos(before[0])
    again.studio.session.remember()
    assert Settings().session == before[1:] and Settings().session_shown == [before[1]]


def test_at_the_start_if_wished(again: MainWindow, qtbot: QtBot, before: list[Path]) -> None:
    dialog = SettingsDialog(again.studio, again)
    assert not dialog.reopen.isChecked()
    dialog.reopen.setChecked(True)
    dialog.close()
    assert again.studio.library.opened == 0 and again.studio.jobs.is_idle
    show(again, [])
    assert again.studio.library.opened == 0  # nothing is read before the window is seen
    wait_photo(again, qtbot, "b.png")
    assert again.studio.library.opened == 3


def test_photos_that_are_named_come_instead(
    again: MainWindow, qtbot: QtBot, before: list[Path], make_photo: MakePhoto
) -> None:
    again.studio.settings.reopen = True
    show(again, [make_photo("other.png")])
    wait_photo(again, qtbot, "other.png")
    assert again.studio.library.opened == 1


def test_what_is_gone_is_told_in_one_sentence(again: MainWindow, qtbot: QtBot, before: list[Path]) -> None:
    before[0].unlink()
    before[1].unlink()
    again.studio.reopen()
    wait_photo(again, qtbot, "c.png")
    (message,) = again.reports.messages
    assert message.startswith("2 photos are not there")


def test_a_first_start_has_none(window: MainWindow) -> None:
    assert not window.actions_["reopen"].isEnabled()
