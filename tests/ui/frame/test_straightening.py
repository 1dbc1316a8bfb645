"""Straightening while the photo is cropped: by the hand, along a line, by keys and as a number."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import WHOLE, Framing
from dce_studio.core.render.framing import cut, framed
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import wait_enhanced, wait_photo

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


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_what_is_shown_tilted_is_what_is_exported(
    opened: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path], turns: int, mirrored: bool
) -> None:
    """At 100 % the pixels on the screen are those of the exported photo."""
    opened.studio.open([make_photo("large.png", 480, 420)])
    wait_photo(opened, qtbot, "large.png")
    framing = Framing(0.1, 0.2, 0.8, 0.9, turns, mirrored, 8.0)
    opened.canvas.set_mode("single")
    opened.document.propose(Edit(iterations=0).framed(framing))
    opened.actions_["actual"].trigger()
    wait_enhanced(opened, qtbot)
    photo, canvas = opened.document.photo, opened.canvas
    placed, pane = framing.placed(photo.size), canvas.panes()[0]
    assert pane.dpr == 1 and canvas.viewport.photo == placed.size
    exported = framed(photo, np.ascontiguousarray(cut(photo.pixels, placed.box)), framing).pixels
    picture = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    corner = pane.photo_rect.topLeft()
    for u, v in ((0.3, 0.5), (0.5, 0.7), (0.7, 0.55)):
        x, y = int(u * placed.size.width), int(v * placed.size.height)
        spot = corner + QPointF(x + 0.5, y + 0.5)
        colour = picture.pixelColor(QPoint(int(spot.x()), int(spot.y())))
        assert [colour.red(), colour.green(), colour.blue()] == exported[y, x].tolist()
        assert pane.to_photo(spot) == pytest.approx(placed.place(x + 0.5, y + 0.5))
