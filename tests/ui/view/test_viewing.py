"""Full screen, panels off, the loupe, the menu of a place and the guides of a crop, by mouse and by keys."""

import gc

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dce_studio.app.preview.loupe import around
from dce_studio.app.state.document import Point
from dce_studio.core.analysis.overlay import PhotoOverlay
from dce_studio.core.geometry import Box, Size
from dce_studio.core.render import rendering
from dce_studio.ui.frame.guides import GUIDES
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, wait_enhanced


def test_full_screen_shows_the_photo_alone_and_escape_leaves(opened: MainWindow, qtbot: QtBot) -> None:
    docks = [dock for dock in opened.panels.docks.values() if dock.isVisible()]
    assert docks
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F11)
    assert opened.isFullScreen() and opened.actions_["full_screen"].isChecked()
    others = (*docks, opened.menuBar(), opened.statusBar(), opened.foot)
    assert not any(widget.isVisible() for widget in others)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_N)  # an overlay's key works without its menu
    assert opened.document.overlay is not None
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.isFullScreen() and not opened.actions_["full_screen"].isChecked()
    assert all(widget.isVisible() for widget in others)


def test_panels_off_are_remembered_where_they_were(opened: MainWindow, qtbot: QtBot) -> None:
    shown = {name: dock.isVisible() for name, dock in opened.panels.docks.items()}
    layout = opened.space.layout
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F9)
    assert not any(dock.isVisible() for dock in opened.panels.docks.values())
    assert opened.space.layout == layout
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F9)
    assert {name: dock.isVisible() for name, dock in opened.panels.docks.items()} == shown


def test_full_screen_leaves_panels_off_that_were_off(opened: MainWindow) -> None:
    opened.space.set_bare(True)
    opened.space.set_full(True)
    opened.space.set_full(False)
    assert opened.space.bare
    opened.space.set_bare(False)


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


def test_o_goes_through_the_guides_of_a_crop_which_are_remembered(opened: MainWindow, qtbot: QtBot) -> None:
    opened.crop.begin()
    seen = []
    for _ in GUIDES:
        qtbot.keyClick(opened.canvas, Qt.Key.Key_O)
        seen.append(opened.crop.bar.guide)
        opened.canvas.grab()
    assert seen == [*list(GUIDES)[1:], "thirds"]
    opened.crop.bar.set_guide("golden")
    assert opened.studio.settings.guide == "golden"
    opened.crop.end()


def test_the_crop_s_bar_makes_no_narrow_window_wider(opened: MainWindow) -> None:
    assert opened.crop.bar.minimumSizeHint().width() <= 600
    opened.resize(960, 700)
    opened.crop.begin()
    QApplication.processEvents()
    assert opened.width() == 960
    opened.crop.end()


@pytest.mark.parametrize("name", GUIDES)
def test_guides_lie_within_the_crop(name: str) -> None:
    rect = QRectF(10, 20, 300, 200)
    lines = GUIDES[name][1](rect)
    assert bool(lines) == (name != "none")
    for line in lines:
        for end in (line.p1(), line.p2()):
            assert rect.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(end)
    places = sorted({round(line.x1(), 3) for line in lines if line.x1() == line.x2()})
    if name == "golden":
        assert places == pytest.approx([10 + 300 * 0.381966, 10 + 300 * 0.618034], abs=1e-3)


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


def ask_menu(
    window: MainWindow, at: QPoint, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse
) -> None:
    QApplication.sendEvent(window.canvas, QContextMenuEvent(reason, at, window.canvas.mapToGlobal(at)))
