"""The menu of a place of the photo, by mouse and by keys."""

import gc

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.app.state.document import Point
from dce_studio.core.analysis.overlay import PhotoOverlay
from dce_studio.ui.main_window import MainWindow


def test_the_menu_of_a_place_pins_picks_and_copies_there(opened: MainWindow) -> None:
    menu = opened.commands.place_menu(Point(30.5, 20.5))
    does = {action.text(): action for action in menu.actions()}
    does["Pin a probe here"].trigger()
    assert (opened.document.marks.probes[0].x, opened.document.marks.probes[0].y) == (30, 20)
    does["Copy the colour"].trigger()
    before, after = QApplication.clipboard().text().split()
    assert before == "#{:02x}{:02x}{:02x}".format(*opened.document.photo.pixels[20, 30])
    assert len(after) == 7
    does["Copy the curves as CSV"].trigger()
    assert "pixel 30,20" in QApplication.clipboard().text()
    does["Make this grey (white balance)"].trigger()
    assert opened.document.edit.balances
    opened.canvas.zoom_by(3)
    does["Zoom to 100 % here"].trigger()
    assert opened.canvas.viewport.zoom == 1
    assert opened.actions_["crop"] in menu.actions()
    menu.deleteLater()
    beside = opened.commands.place_menu(None)
    assert "Pin a probe here" not in [action.text() for action in beside.actions()]
    beside.deleteLater()


def test_overlays_outlive_the_menu_of_a_place(opened: MainWindow, qtbot: QtBot) -> None:
    menu = opened.commands.place_menu(Point(30.5, 20.5))
    with qtbot.waitSignal(menu.destroyed):
        menu.deleteLater()
    del menu
    gc.collect()
    opened.document.set_overlay(PhotoOverlay.GAIN)
    assert opened.menus["overlays"].actions()[0].isChecked()


def test_the_menu_is_asked_for_by_mouse_and_by_key_but_not_while_cropping(
    opened: MainWindow, qtbot: QtBot
) -> None:
    asked = []
    opened.canvas.menu_wanted.disconnect()
    opened.canvas.menu_wanted.connect(lambda at, screen: asked.append(at))
    at = opened.canvas.panes()[0].to_widget(30.5, 20.5).toPoint()
    ask_menu(opened, at)
    ask_menu(opened, QPoint(0, 0), QContextMenuEvent.Reason.Keyboard)  # in the middle
    ask_menu(opened, QPoint(1, 1))  # beside the photo
    assert asked[0] == pytest.approx((30.5, 20.5), abs=1)
    assert asked[1] == pytest.approx((45, 30), abs=1)
    assert asked[2] is None
    opened.inspector.pin_at(30, 20)
    qtbot.mouseClick(opened.canvas, Qt.MouseButton.RightButton, pos=at)
    assert not opened.document.marks.probes
    ask_menu(opened, at)  # that press has removed a probe
    opened.crop.begin()
    ask_menu(opened, at)
    opened.crop.end()
    assert len(asked) == 3


def ask_menu(
    window: MainWindow, at: QPoint, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse
) -> None:
    QApplication.sendEvent(window.canvas, QContextMenuEvent(reason, at, window.canvas.mapToGlobal(at)))
