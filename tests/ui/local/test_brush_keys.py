"""The brush by keys: sized, led over the photo, and kept for the next window."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.geometry import Framing
from dce_studio.core.local.values import Brush
from dce_studio.ui.local.places import Kind, Tip
from dce_studio.ui.main_window import MainWindow
from tests.ui.local.helpers import NONE, at


def test_brackets_and_the_wheel_size_the_brush(local: MainWindow, qtbot: QtBot) -> None:
    places, turned = local.local.places, local.actions_["turn_left"]
    local.activateWindow()
    local.canvas.setFocus()
    local.local.panel.add[Kind.BRUSH].click()
    assert turned.shortcut().isEmpty()  # the brush has its key as long as it paints
    size = places.tip.size
    qtbot.keyClick(local.canvas, Qt.Key.Key_BracketRight)
    assert places.tip.size > size
    qtbot.keyClick(local.canvas, Qt.Key.Key_BracketLeft)
    assert places.tip.size == pytest.approx(size)
    zoom = local.canvas.viewport.zoom
    spot = QPointF(at(local, 100, 100))
    for keys in (Qt.KeyboardModifier.ControlModifier, NONE):
        wheel = QWheelEvent(
            spot, local.canvas.mapToGlobal(spot), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, keys,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(local.canvas, wheel)
        assert (local.canvas.viewport.zoom == zoom) is bool(keys)
    assert places.tip.size > size
    local.actions_["local"].trigger()
    assert not turned.shortcut().isEmpty() and local.document.edit.framing == Framing()


def test_the_brush_paints_and_erases_by_keys(local: MainWindow, qtbot: QtBot) -> None:
    document, canvas = local.document, local.canvas
    local.local.panel.add[Kind.BRUSH].click()
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    entries = len(document.history.past)

    def press(*keys: Qt.Key) -> Brush:
        for key in keys:
            qtbot.keyClick(canvas, key)
        shape = document.edit.locals[0].shape
        assert isinstance(shape, Brush)
        return shape

    brush, right = Qt.Key.Key_Return, [Qt.Key.Key_Right] * 8
    shape = press(brush, *right, brush, *right, brush)
    (x0, y0), (x1, y1) = shape.strokes[1].points
    assert len(shape.strokes) == 2 and x1 > x0 > shape.strokes[0].points[0][0] and y0 == y1
    assert len(document.history.past) == entries + 1  # a stroke is one entry, and leading the brush none
    local.local.places.set_tip(erase=True)
    assert press(brush, Qt.Key.Key_Down, brush).strokes[-1].erase
    shape = press(brush, *right, Qt.Key.Key_Escape)  # drops the stroke
    assert len(shape.strokes) == 3 and not document.trying
    press(Qt.Key.Key_Escape)  # lays the brush aside: arrows move the place again
    assert press(Qt.Key.Key_Left).strokes[0].points[0][0] < shape.strokes[0].points[0][0]
    assert not canvas.grab().isNull()


def test_the_next_window_paints_with_the_brush_of_the_last(window: MainWindow, qtbot: QtBot) -> None:
    window.local.places.set_tip(size=1.5, softness=0.2, erase=True)
    window.close()
    again = MainWindow(window.studio)
    qtbot.addWidget(again)
    assert again.local.places.tip == Tip(1.5, 0.2, erase=False)
