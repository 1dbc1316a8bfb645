"""The canvas paints no more than it must, and the same."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPixmap
from pytestqt.qtbot import QtBot

from dce_studio.ui.canvas.layout import MODES, Mode
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import wait_enhanced


def values(picture: QPixmap) -> NDArray[np.uint8]:
    """(h, w, 4)."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)


@pytest.mark.parametrize("mode", MODES)
def test_a_part_is_painted_as_in_the_whole(
    window: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path], mode: Mode
) -> None:
    window.studio.open([make_photo(width=360, height=240)])
    wait_enhanced(window, qtbot)
    canvas = window.canvas
    canvas.set_mode(mode)
    whole = values(canvas.grab())
    height, width = whole.shape[:2]
    for left in range(0, width, 61):
        for top in range(0, height, 47):
            part = QRect(left, top, 61, 47) & canvas.rect()
            found, wanted = values(canvas.grab(part)), whole[top : top + 47, left : left + 61]
            np.testing.assert_allclose(found, wanted, atol=2)


def test_the_panes_are_the_same_until_something_of_them_changes(
    window: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]
) -> None:
    window.studio.open([make_photo(width=360, height=240)])
    wait_enhanced(window, qtbot)
    canvas = window.canvas
    changes: list[Callable[[], object]] = [
        lambda: canvas.set_divider(0.3), lambda: canvas.set_mode("single"), lambda: canvas.set_peek(True),
        lambda: canvas.zoom_by(1.5), lambda: canvas.resize(canvas.width() - 20, canvas.height()),
    ]  # fmt: skip
    for change in changes:
        before = canvas.panes()
        assert canvas.panes() is before
        change()
        assert canvas.panes() != before
