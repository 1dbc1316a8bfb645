"""The loupe: the photo's own pixels under the cursor, magnified while a key is held."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dce_studio.app.preview.loupe import around
from dce_studio.app.state.document import Point
from dce_studio.core.geometry import Box, Size
from dce_studio.core.render import rendering
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, wait_enhanced


def test_the_loupe_shows_the_photo_s_own_pixels_as_they_are_rendered(
    opened: MainWindow, qtbot: QtBot
) -> None:
    document, place = opened.document, Point(30.0, 20.0)
    document.set_hover(place)
    frames = []
    opened.loupes.first._source.ready.connect(frames.append)
    opened.loupes.first.zoom = 4
    qtbot.keyPress(opened.canvas, Qt.Key.Key_Z)
    assert opened.loupes.first.on
    qtbot.waitUntil(lambda: bool(frames), timeout=WAIT)
    box = around(place, 220 // 4, document.photo.size)
    assert frames[-1].view.box == box
    after = rendering.render(document.photo, document.shaped, document.edit, box)
    assert np.array_equal(frames[-1].after_pixels, after)
    assert np.array_equal(
        frames[-1].before_pixels, document.photo.pixels[box.y :, box.x :][: box.height, : box.width]
    )
    with_it = opened.canvas.grab().toImage()
    qtbot.keyRelease(opened.canvas, Qt.Key.Key_Z)
    assert not opened.loupes.first.on
    assert differ(opened.canvas.grab().toImage(), with_it)


@pytest.mark.parametrize("mode", ["split-vertical", "side-by-side", "single"])
def test_the_loupe_is_drawn_in_each_mode_and_follows_the_edit(
    opened: MainWindow, qtbot: QtBot, mode: str
) -> None:
    opened.canvas.set_mode(mode)
    wait_enhanced(opened, qtbot)
    plain = opened.canvas.grab().toImage()
    frames = []
    opened.loupes.first._source.ready.connect(frames.append)
    opened.loupes.first.set_on(True)  # in the middle: the mouse is elsewhere
    qtbot.waitUntil(lambda: bool(frames), timeout=WAIT)
    assert differ(opened.canvas.grab().toImage(), plain)
    edit = opened.document.edit.with_(iterations=3)
    opened.document.propose(edit)
    qtbot.waitUntil(lambda: frames[-1].request.edit == edit, timeout=WAIT)
    opened.loupes.first.set_on(False)


def test_the_wheel_magnifies_the_loupe_and_not_the_photo(opened: MainWindow) -> None:
    zoom = opened.canvas.viewport.zoom
    opened.loupes.first.set_on(True)
    wheel(opened, 120)
    assert opened.loupes.first.zoom == 2 and opened.canvas.viewport.zoom == zoom
    opened.loupes.first.set_on(False)
    wheel(opened, 120)
    assert opened.canvas.viewport.zoom > zoom


def test_a_window_that_is_left_lets_go_of_the_keys(opened: MainWindow, qtbot: QtBot) -> None:
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    qtbot.keyPress(opened.canvas, Qt.Key.Key_Z)
    assert opened.loupes.first.on
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert not opened.loupes.first.on


def test_around_a_corner_the_loupe_s_box_stays_on_the_photo() -> None:
    assert around(Point(0, 0), 20, Size(90, 60)) == Box(0, 0, 20, 20)
    assert around(Point(90, 60), 20, Size(90, 60)) == Box(70, 40, 20, 20)
    assert around(Point(5, 5), 100, Size(90, 60)) == Box(0, 0, 90, 60)


def differ(a: QImage, b: QImage) -> bool:
    return a != b


def wheel(window: MainWindow, turn: int) -> None:
    at = QPointF(window.canvas.rect().center())
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        at, window.canvas.mapToGlobal(at), QPoint(), QPoint(0, turn), none, no_keys, phase, False
    )
    QApplication.sendEvent(window.canvas, event)
