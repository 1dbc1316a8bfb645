"""Cropping, turning and picking in the window: by mouse and by keys, without estimating anew."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.core.files import sidecar
from dce_studio.core.geometry import WHOLE, Box, Framing, Size
from dce_studio.core.local.values import Local, Radial
from dce_studio.core.marks import Marks, Probe
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, wait_enhanced, wait_photo

LEFT = Qt.MouseButton.LeftButton


def at(window: MainWindow, x: float, y: float) -> QPoint:
    """Where a place of the photo is on the canvas."""
    return window.canvas.panes()[0].to_widget(x, y).toPoint()


def drag(window: MainWindow, qtbot: QtBot, start: QPoint, stop: QPoint) -> None:
    canvas = window.canvas
    qtbot.mousePress(canvas, LEFT, pos=start)
    for part in (0.5, 1.0):
        qtbot.mouseMove(canvas, start + (stop - start) * part)
    qtbot.mouseRelease(canvas, LEFT, pos=stop)


def test_a_drag_crops_as_one_entry_and_estimates_nothing(opened: MainWindow, qtbot: QtBot) -> None:
    document, size = opened.document, opened.document.photo.size
    maps, frame = document.maps, opened.studio.preview.frame
    opened.actions_["crop"].trigger()
    wait_enhanced(opened, qtbot)
    assert opened.crop.active and opened.crop.bar.isVisibleTo(opened)
    shown = opened.studio.preview.frame
    drag(opened, qtbot, at(opened, 0, 0), at(opened, size.width / 4, size.height / 2))
    framing = document.edit.framing
    assert framing.left == pytest.approx(0.25, abs=0.02) and framing.top == pytest.approx(0.5, abs=0.02)
    assert len(document.history.past) == 1
    assert opened.studio.preview.frame is shown  # nothing was rendered for it either
    drag(opened, qtbot, at(opened, size.width * 0.6, size.height * 0.75), at(opened, 0, size.height * 0.75))
    assert document.edit.framing.left == 0
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Return)
    assert not opened.crop.active
    wait_enhanced(opened, qtbot)
    assert document.maps is maps and frame is not None
    assert opened.canvas.viewport.photo == document.edit.framing.size(size)
    opened.commands.undo()
    opened.commands.undo()
    assert document.edit.framing == WHOLE


def test_the_keys_crop_and_escape_goes_back(opened: MainWindow, qtbot: QtBot) -> None:
    document, canvas, size = opened.document, opened.canvas, opened.document.photo.size
    opened.actions_["crop"].trigger()
    for _ in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    box = document.edit.framing.box(size)
    assert box.width < size.width and box.x == 0
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert document.edit.framing.box(size).x > 0
    opened.crop.bar.ratios.setCurrentIndex(2)
    square = document.edit.framing.box(size)
    assert square.width == square.height
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert document.edit.framing == WHOLE and not opened.crop.active
    opened.actions_["turn_right"].trigger()
    opened.actions_["flip"].trigger()
    assert document.edit.framing == Framing(turns=3, mirrored=True)


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_what_is_shown_is_what_is_exported(
    opened: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path], turns: int, mirrored: bool
) -> None:
    """At 100 % the pixels on the screen are those of the frame, cut, mirrored and turned."""
    opened.studio.open([make_photo("large.png", 480, 420)])
    wait_photo(opened, qtbot, "large.png")
    framing = Framing(0.1, 0.2, 0.8, 0.9, turns, mirrored)
    opened.canvas.set_mode("single")
    opened.document.propose(Edit(iterations=0).framed(framing))
    opened.actions_["actual"].trigger()
    wait_enhanced(opened, qtbot)
    photo, canvas = opened.document.photo, opened.canvas
    pane = canvas.panes()[0]
    assert pane.dpr == 1 and canvas.viewport.photo == framing.size(photo.size)
    picture = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    for x, y in ((0.3, 0.5), (0.5, 0.7), (0.7, 0.55)):
        place = int(x * photo.size.width), int(y * photo.size.height)
        spot = pane.to_widget(place[0] + 0.5, place[1] + 0.5)
        colour = picture.pixelColor(int(spot.x()), int(spot.y()))
        assert [colour.red(), colour.green(), colour.blue()] == photo.pixels[place[1], place[0]].tolist()
        back = pane.to_photo(spot)
        assert (int(back.x), int(back.y)) == place


def test_probes_stay_where_they_are_in_the_photo(opened: MainWindow, qtbot: QtBot) -> None:
    document = opened.document
    marks = Marks((Probe(1, 12, 7),))
    document.set_marks(marks)
    document.propose(document.edit.framed(Framing(0, 0, 0.7, 1, 1)))
    wait_enhanced(opened, qtbot)
    assert document.marks == marks
    pane = opened.canvas.panes()[0]
    place = pane.to_photo(pane.to_widget(12.5, 7.5))
    assert (place.x, place.y) == pytest.approx((12.5, 7.5))


def test_a_grey_is_picked_by_the_mouse_and_by_keys(opened: MainWindow, qtbot: QtBot) -> None:
    document, size = opened.document, opened.document.photo.size
    opened.actions_["pick"].trigger()
    assert opened.picker.active
    qtbot.mouseClick(opened.canvas, LEFT, pos=at(opened, size.width * 0.3, size.height * 0.3))
    assert not opened.picker.active and document.edit.balances
    picked = document.edit
    opened.commands.undo()
    assert not document.edit.balances
    opened.actions_["pick"].trigger()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Left)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Return)
    assert document.edit.balances and document.edit != picked
    opened.actions_["pick"].trigger()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not opened.picker.active


def test_a_preset_keeps_the_crop_and_paste_can_bring_one(opened: MainWindow, qtbot: QtBot) -> None:
    document = opened.document
    framing = Framing(0, 0, 0.5, 0.5)
    document.propose(Edit(gamma=2).framed(framing))
    opened.commands.pasting.copy()
    opened.commands.apply_edit(Edit(gamma=1.5))
    assert document.edit == Edit(gamma=1.5).framed(framing)
    opened.adjust.reset_all()
    assert document.edit == Edit().framed(framing)
    document.propose(Edit())
    opened.commands.pasting.paste()
    assert document.edit == Edit(gamma=2)
    opened.commands.pasting.paste(framing=True)
    assert document.edit == Edit(gamma=2).framed(framing)


def test_a_crop_and_places_fit_each_photo_they_are_pasted_onto(
    opened: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]
) -> None:
    """On photos that were opened before and on one that never was, whose size is looked up."""
    document, studio, first = opened.document, opened.studio, opened.studio.path
    same, standing = make_photo("same.png", 180, 120), make_photo("standing.png", 40, 60)
    place = Local(Radial((45, 15), (9, 9)), 0.5, "lamp")
    edit = Edit(gamma=2).with_locals(place).framed(Framing(0, 0, 60 / 90, 1))  # 1 : 1
    document.propose(edit)
    opened.commands.pasting.copy()
    studio.open([same])
    wait_photo(opened, qtbot, "same.png")
    opened.commands.pasting.paste(framing=True)
    large = document.edit
    assert large.framing.box(Size(180, 120)) == Box(0, 0, 120, 120)
    assert large.locals[0].shape == Radial((90, 30), (18, 18))
    opened.commands.undo()
    assert document.edit == Edit()
    studio.library.add([standing])
    opened.filmstrip.selectAll()
    opened.commands.pasting.paste(framing=True)
    qtbot.waitUntil(lambda: studio.library.edit(standing) != Edit(), timeout=WAIT)
    assert studio.library.edit(same) == large and studio.library.edit(first) == edit
    carried = studio.library.edit(standing)
    assert carried.framing.box(Size(40, 60)) == Box(0, 10, 40, 40)
    shape = carried.locals[0].shape
    assert isinstance(shape, Radial) and shape.centre == (20, 15) and shape.radii == pytest.approx((6, 6))
    qtbot.waitUntil(lambda: not studio.keeping.edits.pending, timeout=WAIT)
    saved = sidecar.find(standing).saved
    assert saved is not None and saved.edit == carried and saved.photo_size == Size(40, 60)
    opened.commands.undo()
    assert {studio.library.edit(path) for path in (same, standing)} == {Edit()}


def test_a_turned_photo_has_its_size_turned(opened: MainWindow) -> None:
    size = opened.document.photo.size
    opened.actions_["turn_left"].trigger()
    assert opened.canvas.viewport.photo == Size(size.height, size.width)


def test_the_bar_shows_every_choice_whole_in_a_narrow_window(opened: MainWindow) -> None:
    opened.actions_["crop"].trigger()
    bar = opened.crop.bar
    bar.resize(bar.minimumSizeHint())
    bar.layout().activate()
    for box in (bar.ratios, bar.guides):
        assert box.width() >= box.sizeHint().width()  # which is that of its longest words
    buttons = [bar.childAt(bar.width() - 20, bar.height() // 2)]
    assert buttons[0].text() == "Done" and bar.width() < 640


def test_return_and_escape_end_the_crop_from_its_bar_too(opened: MainWindow, qtbot: QtBot) -> None:
    bar, first = opened.crop.bar, Framing(0, 0, 0.5, 0.5)
    opened.document.propose(Edit().framed(first))
    for control, key in ((bar.ratios, Qt.Key.Key_Return), (bar.guides, Qt.Key.Key_Escape)):
        before = opened.document.edit.framing
        opened.actions_["crop"].trigger()
        bar.ratios.setCurrentIndex(2)
        square = opened.document.edit.framing
        qtbot.keyClick(control, key)
        assert not opened.crop.active
        assert opened.document.edit.framing == (square if key == Qt.Key.Key_Return else before)


def test_done_by_the_mouse_leaves_no_frame_of_the_keys(opened: MainWindow, qtbot: QtBot) -> None:
    bar = opened.crop.bar
    opened.actions_["crop"].trigger()
    bar.tilt.setFocus(Qt.FocusReason.MouseFocusReason)
    bar.done.emit()
    assert opened.canvas.hasFocus() and not opened.canvas._ring.isVisible()
