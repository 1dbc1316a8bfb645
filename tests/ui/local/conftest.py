"""A window whose photo is large enough to paint on, with local strength begun."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import wait_enhanced


@pytest.fixture
def local(window: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]) -> MainWindow:
    """The window with a photo of 360 × 240, in single view, and local strength begun."""
    window.studio.open([make_photo(width=360, height=240)])
    wait_enhanced(window, qtbot)
    window.canvas.set_mode("single")
    window.actions_["local"].trigger()
    return window
