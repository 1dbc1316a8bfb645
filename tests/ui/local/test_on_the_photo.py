"""What local strength shows on the photo, and where on the canvas it takes the mouse."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dce_studio.ui.local.drawing import OPACITY, PAINT
from dce_studio.ui.local.places import Kind
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import wait_enhanced
from tests.ui.local.helpers import LEFT, at, drag


def test_the_original_is_not_painted_on_and_a_split_can_be_dragged(local: MainWindow, qtbot: QtBot) -> None:
    document, canvas = local.document, local.canvas
    local.local.panel.add[Kind.BRUSH].click()
    canvas.set_mode("side-by-side")
    qtbot.mouseClick(canvas, LEFT, pos=canvas.panes()[0].to_widget(100, 100).toPoint())
    assert document.edit.locals == ()
    canvas.set_peek(True)
    qtbot.mouseClick(canvas, LEFT, pos=canvas.panes()[1].to_widget(100, 100).toPoint())
    assert document.edit.locals == ()
    canvas.set_peek(False)
    canvas.set_mode("split-vertical")
    divider = canvas.divider
    drag(local, qtbot, (180, 100), (240, 100))
    assert document.edit.locals == () and canvas.divider > divider
    qtbot.mouseClick(canvas, LEFT, pos=at(local, 100, 100))
    assert len(document.edit.locals) == 1


def test_the_photo_shows_where_a_place_acts(local: MainWindow, qtbot: QtBot) -> None:
    places, canvas, spot = local.local.places, local.canvas, at(local, 195, 110)
    local.local.panel.add[Kind.RADIAL].click()
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    places.change(feather=0.0)
    wait_enhanced(local, qtbot)

    def colours() -> tuple[int, int, int]:
        """Of the canvas at a place inside."""
        colour = canvas.grab().toImage().pixelColor(spot)
        return colour.red(), colour.green(), colour.blue()

    plain = colours()
    places.point(0)
    pointed = colours()
    wanted = [round((1 - OPACITY) * old + OPACITY * new) for old, new in zip(plain, PAINT, strict=True)]
    assert pointed == pytest.approx(wanted, abs=4)
    places.point(None)
    assert colours() == plain
    local.actions_["local_mask"].trigger()
    assert colours() == pointed and local.actions_["local_mask"].isChecked()
    canvas.set_peek(True)
    assert colours() != pointed
    places.set_masked(False)
    bare = colours()
    places.set_masked(True)
    assert colours() == bare  # nothing lies over the original
    canvas.set_peek(False)
