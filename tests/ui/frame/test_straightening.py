"""Straightening while the photo is cropped: by the hand, along a line, by keys and as a number."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dce_studio.app.preview.loupe import LoupeSource
from dce_studio.app.state.document import Point
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import WHOLE, Framing
from dce_studio.core.render.framing import cut, framed
from dce_studio.ui.canvas import paint
from dce_studio.ui.frame import drawing
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, wait_enhanced, wait_photo

LEFT = Qt.MouseButton.LeftButton
NONE, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def cropping(opened: MainWindow) -> MainWindow:
    """The window while its photo is cropped."""
    opened.actions_["crop"].trigger()
    return opened


def drag(window: MainWindow, qtbot: QtBot, start: QPointF, stop: QPointF, keys=NONE) -> None:
    canvas = window.canvas
    qtbot.mousePress(canvas, LEFT, keys, pos=start.toPoint())
    for part in (0.5, 1.0):
        qtbot.mouseMove(canvas, (start + (stop - start) * part).toPoint())
    qtbot.mouseRelease(canvas, LEFT, keys, pos=stop.toPoint())


def corners_inside(window: MainWindow) -> bool:
    """Whether the crop lies on the photo, to a pixel."""
    photo = window.document.photo.size
    placed = window.document.edit.framing.placed(photo)
    places = [placed.place(x, y) for x in (0, placed.size.width) for y in (0, placed.size.height)]
    return all(-1 <= x <= photo.width + 1 and -1 <= y <= photo.height + 1 for x, y in places)


def test_a_drag_outside_of_the_crop_tilts_as_one_entry(cropping: MainWindow, qtbot: QtBot) -> None:
    document, maps = cropping.document, cropping.document.maps
    document.propose(document.edit.framed(Framing(0.3, 0.3, 0.7, 0.7)))
    entries = len(document.history.past)
    middle = cropping.canvas.panes()[0].photo_rect.center()
    drag(cropping, qtbot, middle + QPointF(150, 0), middle + QPointF(150, 15))
    assert document.edit.framing.tilt == pytest.approx(5.7, abs=0.5)  # atan(15 / 150), clockwise
    assert len(document.history.past) == entries + 1
    assert cropping.crop.bar.tilt.value() == pytest.approx(document.edit.framing.tilt, abs=0.06)
    assert corners_inside(cropping)
    wait_enhanced(cropping, qtbot)
    assert document.maps is maps


@pytest.mark.parametrize("turns", [0, 1])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_line_comes_to_lie_level(cropping: MainWindow, qtbot: QtBot, turns: int, mirrored: bool) -> None:
    """Along two places of the photo; once more, on the tilted photo, nothing changes."""
    document = cropping.document
    document.propose(document.edit.framed(Framing(turns=turns, mirrored=mirrored)))
    size = document.photo.size
    first, second = (size.width * 0.2, size.height * 0.4), (size.width * 0.8, size.height * 0.5)
    for _ in range(2):
        pane = cropping.canvas.panes()[0]
        drag(cropping, qtbot, pane.to_widget(*first), pane.to_widget(*second), CTRL)
    placed = document.edit.framing.placed(size)
    ends = placed.seen(*first), placed.seen(*second)
    way = ends[1][1] - ends[0][1] if turns == 0 else ends[1][0] - ends[0][0]
    assert abs(way) < 0.02 * size.width and document.edit.framing.tilt != 0
    short = cropping.canvas.panes()[0].photo_rect.center()
    before = document.edit
    drag(cropping, qtbot, short, short + QPointF(3, 3), CTRL)
    assert document.edit == before  # too short a line to tell


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_line_tells_its_angle_while_it_is_drawn(
    cropping: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, mirrored: bool
) -> None:
    """Also on a photo that is tilted already."""
    cropping.document.propose(cropping.document.edit.framed(Framing(mirrored=mirrored).straightened(3.0)))
    canvas, middle = cropping.canvas, cropping.canvas.panes()[0].photo_rect.center()
    told: list[float | None] = []
    monkeypatch.setattr(drawing, "draw_line", lambda painter, room, line, tilt: told.append(tilt))
    way = [(middle + away).toPoint() for away in (QPointF(-60, 0), QPointF(-55, 0), QPointF(60, 12))]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, CTRL, way[0])
    for place in way[1:]:
        qtbot.mouseMove(canvas, place)
        canvas.grab()
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, CTRL, way[-1])
    assert told[0] is None and told[-1] == pytest.approx(3 - 5.7, abs=0.6)
    assert told[-1] == pytest.approx(cropping.document.edit.framing.seen_tilt, abs=0.01)


def test_the_sides_have_no_names_in_a_crop_but_while_one_looks_at_the_other(
    cropping: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    monkeypatch.setattr(paint, "draw_label", lambda painter, seen, room, text, *rest: names.append(text))
    cropping.canvas.grab()
    assert not names
    cropping.canvas.set_peek(True)
    cropping.canvas.grab()
    assert names == ["Original"]


def test_a_crop_shows_the_result_also_where_the_sides_are_exchanged(cropping: MainWindow) -> None:
    cropping.canvas.swap()
    assert [pane.shows for pane in cropping.canvas.panes()] == ["after"]


def test_keys_and_the_number_tilt_and_cancel_goes_back(cropping: MainWindow, qtbot: QtBot) -> None:
    document, canvas, bar = cropping.document, cropping.canvas, cropping.crop.bar
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Right, ALT)
    assert document.edit.framing.tilt == pytest.approx(0.3) and bar.tilt.value() == 0.3
    qtbot.keyClick(canvas, Qt.Key.Key_Left, ALT)
    assert document.edit.framing.tilt == pytest.approx(0.2)
    bar.tilt.setValue(-12.5)
    assert document.edit.framing.tilt == -12.5
    assert corners_inside(cropping)
    cropping.actions_["flip"].trigger()
    assert bar.tilt.value() == 12.5  # as it is seen
    cropping.actions_["flip"].trigger()
    cropping.crop.bar.reset.emit()
    assert document.edit.framing == WHOLE and bar.tilt.value() == 0
    bar.tilt.setValue(45)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert document.edit.framing == WHOLE


def test_a_tilted_crop_stays_on_the_photo_and_slides_along_its_edge(
    cropping: MainWindow, qtbot: QtBot
) -> None:
    document = cropping.document
    document.propose(document.edit.framed(Framing(0.4, 0.4, 0.6, 0.6, tilt=10.0)))
    size = document.edit.framing.size(document.photo.size)
    rect = cropping.canvas.panes()[0].photo_rect
    drag(cropping, qtbot, rect.center(), rect.center() + QPointF(rect.width(), rect.height() / 8))
    assert corners_inside(cropping) and document.edit.framing.size(document.photo.size) == size
    assert document.edit.framing.left > 0.5
    document.propose(document.edit.framed(Framing(0.4, 0.4, 0.6, 0.6, tilt=10.0)))
    pane, placed = cropping.canvas.panes()[0], document.edit.framing.placed(document.photo.size)
    corner = pane.to_widget(*placed.place(*placed.size))
    drag(cropping, qtbot, corner, rect.bottomRight())
    assert corners_inside(cropping)
    larger = document.edit.framing.size(document.photo.size)
    assert larger.width > size.width and larger.height > size.height


def noisy(folder: Path) -> Path:
    """A photo of which no two places look alike."""
    pixels = np.random.default_rng(0).integers(0, 256, (620, 700, 3), np.uint8)
    Image.fromarray(pixels).save(folder / "noise.png")
    return folder / "noise.png"


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("panned", [False, True])
def test_what_is_shown_tilted_is_what_is_exported(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, turns: int, mirrored: bool, panned: bool
) -> None:
    """At 100 % the pixels on the screen are those of the exported photo, all of them."""
    opened.studio.open([noisy(tmp_path)])
    wait_photo(opened, qtbot, "noise.png")
    framing = Framing(0.1, 0.15, 0.95, 0.9, turns, mirrored, 8.0)
    canvas, photo = opened.canvas, opened.document.photo
    canvas.set_mode("single")
    opened.document.propose(Edit(iterations=0).framed(framing))
    opened.actions_["actual"].trigger()
    if panned:
        canvas.pan_by(-37, -23)
    wait_enhanced(opened, qtbot)
    placed, pane = framing.placed(photo.size), canvas.panes()[0]
    assert pane.dpr == 1 and canvas.viewport.photo == placed.size
    exported = framed(photo, np.ascontiguousarray(cut(photo.pixels, placed.box)), framing).pixels
    seen = pane.rect.intersected(pane.photo_rect).toRect().adjusted(0, 60, 0, 0)  # below the label
    assert seen.width() > 100 and seen.height() > 60
    shown = to_array(canvas.grab(seen).toImage())
    x, y = seen.x() - round(pane.photo_rect.x()), seen.y() - round(pane.photo_rect.y())
    assert np.array_equal(shown, exported[y : y + seen.height(), x : x + seen.width()])
    corner = pane.photo_rect.topLeft()
    assert pane.to_photo(corner + QPointF(50, 60)) == pytest.approx(placed.place(50, 60))


def to_array(picture: QImage) -> np.ndarray:
    """The values of a picture, (h, w, 3)."""
    picture = picture.convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 4 * picture.width()].reshape(picture.height(), picture.width(), 4)[..., :3].copy()


def test_the_loupe_shows_what_is_straightened(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    opened.studio.open([noisy(tmp_path)])
    wait_photo(opened, qtbot, "noise.png")
    framing = Framing(0.1, 0.15, 0.95, 0.9, tilt=8.0)
    opened.document.propose(Edit(iterations=0).framed(framing))
    wait_enhanced(opened, qtbot)
    photo, frames = opened.document.photo, []
    placed = framing.placed(photo.size)
    source = LoupeSource(opened.document, opened.studio.jobs, opened.studio.preview.request)
    source.ready.connect(frames.append)
    source.look_at(Point(*placed.place(250, 200)), 64, 1, placed)
    qtbot.waitUntil(lambda: bool(frames), timeout=WAIT)
    exported = framed(photo, np.ascontiguousarray(cut(photo.pixels, placed.box)), framing).pixels
    assert np.array_equal(to_array(frames[-1].after), exported[168:232, 218:282])


def test_while_it_is_tilted_nothing_is_rendered(cropping: MainWindow, qtbot: QtBot) -> None:
    wait_enhanced(cropping, qtbot)
    shown = cropping.studio.preview.frame
    for degrees in (0.5, 3.0, -8.0):
        cropping.crop.bar.tilt.setValue(degrees)
        wait_enhanced(cropping, qtbot)
        assert cropping.studio.preview.frame is shown
    cropping.crop.end()
    wait_enhanced(cropping, qtbot)
    assert cropping.studio.preview.frame is not shown


def test_a_photo_that_is_zoomed_into_turns_around_its_middle(cropping: MainWindow, qtbot: QtBot) -> None:
    canvas = cropping.canvas
    canvas.zoom_by(6.0)
    canvas.pan_by(60, 40)
    before = canvas.panes()[0].photo_rect.center()
    cropping.crop.bar.tilt.setValue(20.0)
    after = canvas.panes()[0].photo_rect.center()
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1.0)


def test_escape_drops_a_line_before_the_crop(cropping: MainWindow, qtbot: QtBot) -> None:
    canvas, line = cropping.canvas, cropping.crop.bar.line
    line.click()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not line.isChecked() and cropping.crop.active
    line.click()
    middle = canvas.panes()[0].photo_rect.center()
    drag(cropping, qtbot, middle - QPointF(60, 0), middle + QPointF(60, 12))
    assert cropping.document.edit.framing.tilt == pytest.approx(-5.7, abs=0.6) and not line.isChecked()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not cropping.crop.active and cropping.document.edit.framing == WHOLE


def test_each_control_s_steps_are_one_entry(cropping: MainWindow, qtbot: QtBot) -> None:
    document, tilt = cropping.document, cropping.crop.bar.tilt
    tilt.setValue(1.0)
    tilt.setValue(2.0)
    assert len(document.history.past) == 1
    for _ in range(3):
        qtbot.keyClick(cropping.canvas, Qt.Key.Key_Right, ALT)
    assert len(document.history.past) == 2 and document.edit.framing.tilt == pytest.approx(2.3)
    cropping.commands.undo()
    assert document.edit.framing.tilt == 2.0


def test_a_ratio_is_kept_on_a_tilted_photo_and_none_changes_nothing(cropping: MainWindow) -> None:
    document, bar = cropping.document, cropping.crop.bar
    bar.tilt.setValue(7.0)
    bar.ratios.setCurrentIndex(2)
    size = document.edit.framing.size(document.photo.size)
    assert abs(size.width - size.height) <= 1
    framing = document.edit.framing
    bar.ratios.setCurrentIndex(0)
    bar.swap()
    assert document.edit.framing == framing


def test_the_ratio_that_is_told_is_the_crop_s(cropping: MainWindow) -> None:
    """After Reset, Undo and a turn; so that the next drag moves the crop and does not reshape it."""
    bar, size = cropping.crop.bar, cropping.document.photo.size
    for change in (bar.reset.emit, cropping.commands.undo):
        bar.ratios.setCurrentIndex(2)
        assert cropping.document.edit.framing.size(size) == (60, 60)
        change()
        assert bar.ratios.currentIndex() == 0
    bar.ratios.setCurrentIndex(bar.ratios.findText("16 : 9"))
    cropping.actions_["turn_right"].trigger()
    assert bar.ratios.currentText() == "16 : 9" and bar.ratio(size) == pytest.approx(9 / 16)


def test_what_changes_nothing_keeps_all_of_the_photo(cropping: MainWindow, qtbot: QtBot) -> None:
    """A tilted crop is smaller than its frame; a click or a key that moves nothing does not make it so."""
    document, canvas = cropping.document, cropping.canvas
    cropping.crop.bar.tilt.setValue(-4.2)
    middle = canvas.panes()[0].photo_rect.center()
    drag(cropping, qtbot, middle, middle)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert document.edit.framing == Framing(tilt=-4.2)


def test_a_hand_near_the_middle_flings_nothing(cropping: MainWindow, qtbot: QtBot) -> None:
    document = cropping.document
    document.propose(document.edit.framed(Framing(0.7, 0.7, 0.9, 0.9)))
    middle = cropping.canvas.panes()[0].photo_rect.center()
    drag(cropping, qtbot, middle + QPointF(4, 4), middle - QPointF(20, 20))
    assert abs(document.edit.framing.tilt) < 15


def test_return_and_a_comma_in_the_number(cropping: MainWindow, qtbot: QtBot) -> None:
    tilt = cropping.crop.bar.tilt
    tilt.setFocus()
    tilt.selectAll()
    qtbot.keyClicks(tilt, "3,5")
    qtbot.keyClick(tilt, Qt.Key.Key_Return)
    assert tilt.value() == 3.5 and cropping.document.edit.framing.tilt == 3.5
    assert cropping.crop.active
    tilt.selectAll()
    qtbot.keyClicks(tilt, "-99")
    qtbot.keyClick(tilt, Qt.Key.Key_Return)
    assert tilt.text() == "-45.00°" and cropping.document.edit.framing.tilt == -45
