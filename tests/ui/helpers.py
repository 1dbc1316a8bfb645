"""Waiting for what a window or a panel does in its own time, and photos for them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.state.document import Document
from dce_studio.core.geometry import Size
from dce_studio.ui.main_window import MainWindow
from tests.core.analysis import samples

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


def open_photo(document: Document, steps: int = 8, guided: bool = False) -> None:
    """A photo of 60 × 40 in a document without a window, with maps of 20 × 15 at random."""
    photo = samples.make_photo(width=60, height=40)
    document.set_photo(photo)
    document.set_maps(samples.make_maps(photo, steps=steps, size=Size(20, 15), guided=guided))


def settled(qtbot: QtBot, jobs: Jobs) -> None:
    """Until no job is left and what the last one told is painted."""
    qtbot.waitUntil(lambda: jobs.is_idle, timeout=WAIT)
    QApplication.processEvents()


def show_alone(widget: QWidget, qtbot: QtBot, width: int, height: int) -> None:
    """The widget is a window of that size, on the screen."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
