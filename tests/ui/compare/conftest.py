"""Photos that are compared."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow
from tests.ui.compare.helpers import Photos, wait_both
from tests.ui.helpers import wait_enhanced


@pytest.fixture
def photos(make_photo: Callable[..., Path]) -> Photos:
    """Three photos of other sizes; the second is upright."""
    return [make_photo("a.png", 900, 600), make_photo("b.png", 600, 900), make_photo("c.png", 450, 300)]


@pytest.fixture
def three(window: MainWindow, qtbot: QtBot, photos: Photos) -> MainWindow:
    """The window with all of them, the first one open."""
    window.studio.open(photos)
    wait_enhanced(window, qtbot)
    return window


@pytest.fixture
def compared(three: MainWindow, qtbot: QtBot) -> MainWindow:
    """The first compared with the second."""
    three.actions_["compare"].trigger()
    wait_both(three, qtbot)
    return three
