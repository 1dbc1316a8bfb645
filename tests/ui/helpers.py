"""Waiting for what a window does in its own time, and the type of `make_photo`."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow

MakePhoto = Callable[..., Path]  # (name, width, height) → a dark photo's file: the fixture make_photo
WAIT = 60_000  # ms; a slow machine compiles kernels first


def wait_enhanced(window: MainWindow, qtbot: QtBot) -> None:
    """Until the frame shown is of the photo's maps and nothing more is coming."""

    def _settled() -> bool:
        frame = window.canvas.frame
        enhanced = frame is not None and frame.request.maps is not None
        return enhanced and window.document.maps is not None and window.studio.jobs.is_idle

    qtbot.waitUntil(_settled, timeout=WAIT)


def wait_photo(window: MainWindow, qtbot: QtBot, name: str) -> None:
    """Until the photo of that file name is open."""

    def _there() -> bool:
        photo = window.document.photo
        return photo is not None and photo.path.name == name

    qtbot.waitUntil(_there, timeout=WAIT)
