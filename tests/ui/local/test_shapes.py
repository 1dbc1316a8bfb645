"""Gradients, ellipses and what is alike: drawn out, held and moved, by the mouse and by keys alone."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dce_studio.core.geometry import Framing
from dce_studio.core.local.values import Alike, Linear, Radial
from dce_studio.ui.local.grips import WHOLE, grips
from dce_studio.ui.local.places import Kind
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import wait_enhanced
from tests.ui.local.helpers import LEFT, SHIFT, at, drag, paint


def test_a_gradient_and_an_ellipse_are_drawn_out_and_held(local: MainWindow, qtbot: QtBot) -> None:
    document = local.document
    local.local.panel.add[Kind.LINEAR].click()
    drag(local, qtbot, (180, 40), (180, 120))
    linear = document.edit.locals[0].shape
    assert isinstance(linear, Linear)
    assert linear.start == pytest.approx((180, 40), abs=1) and linear.end == pytest.approx((180, 120), abs=1)
    drag(local, qtbot, linear.end, (180, 200))
    longer = document.edit.locals[0].shape
    assert isinstance(longer, Linear) and longer.end == pytest.approx((180, 200), abs=1)
    assert longer.start == linear.start and len(document.history.past) == 2
    local.local.panel.add[Kind.RADIAL].click()
    drag(local, qtbot, (100, 100), (160, 130))
    radial = document.edit.locals[1].shape
    assert isinstance(radial, Radial) and radial.radii == pytest.approx((60, 30), abs=1.5)
    drag(local, qtbot, grips(radial)["right"], (180, 100))
    wider = document.edit.locals[1].shape
    assert isinstance(wider, Radial) and wider.radii == pytest.approx((80, 30), abs=2)
    drag(local, qtbot, grips(longer)[WHOLE], (60, 60))  # the other's pin chooses it too
    assert local.local.places.chosen == 0
    view = local.canvas.view()
    drag(local, qtbot, (300, 200), (280, 190))  # beside all grips the photo is moved, and nothing drawn
    assert len(document.edit.locals) == 2 and local.canvas.view() == view


def test_a_click_takes_what_is_alike(local: MainWindow, qtbot: QtBot) -> None:
    local.local.panel.add[Kind.ALIKE].click()
    qtbot.mouseClick(local.canvas, LEFT, pos=at(local, 300, 200))
    shape = local.document.edit.locals[0].shape
    photo = local.document.photo
    assert isinstance(shape, Alike) and photo is not None
    assert shape.red == pytest.approx(photo.pixels[200, 300, 0] / 255, abs=0.02)
    local.local.panel.sliders.controls["brightness"].proposed.emit(0.4, None)
    local.local.panel.sliders.controls["colour"].proposed.emit(0.1, None)
    shape = local.document.edit.locals[0].shape
    assert isinstance(shape, Alike) and (shape.brightness, shape.colour) == (0.4, 0.1)
    drag(local, qtbot, shape.at, (20, 20))
    darker = local.document.edit.locals[0].shape
    assert isinstance(darker, Alike) and darker.red < shape.red and darker.brightness == 0.4


@pytest.mark.parametrize(
    "framing",
    [
        Framing(0.25, 0.1, 0.9, 0.8), Framing(0.1, 0.1, 0.8, 1, 1), Framing(turns=3, mirrored=True),
        Framing(0.25, 0.1, 0.9, 0.8, 1, tilt=12.0),
    ],
)  # fmt: skip
def test_places_are_those_of_the_whole_photo(local: MainWindow, qtbot: QtBot, framing: Framing) -> None:
    document = local.document
    document.propose(document.edit.framed(framing))
    wait_enhanced(local, qtbot)
    shape = paint(local, qtbot, (150, 100), (200, 100))
    assert shape.strokes[0].points[0] == pytest.approx((150, 100), abs=1)
    assert shape.strokes[0].points[-1] == pytest.approx((200, 100), abs=1)
    local.local.panel.add[Kind.RADIAL].click()
    qtbot.keyClick(local.canvas, Qt.Key.Key_Return)
    radial, placed = document.edit.locals[1].shape, framing.placed(document.photo.size)
    assert isinstance(radial, Radial)
    assert radial.centre == pytest.approx((placed.x, placed.y), abs=1)
    before = local.canvas.panes()[-1].to_widget(*radial.centre)
    qtbot.keyClick(local.canvas, Qt.Key.Key_Right)
    moved = document.edit.locals[1].shape
    after = local.canvas.panes()[-1].to_widget(*moved.centre)
    assert after.x() > before.x() and after.y() == pytest.approx(before.y())  # to the right as it is seen


def test_keys_alone_make_places_and_change_them(local: MainWindow, qtbot: QtBot) -> None:
    document, canvas = local.document, local.canvas
    for kind in (Kind.LINEAR, Kind.RADIAL):
        local.local.panel.add[kind].setFocus()
        qtbot.keyClick(local.local.panel.add[kind], Qt.Key.Key_Space)
        assert local.local.places.armed is kind
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    linear, radial = (each.shape for each in document.edit.locals)
    assert isinstance(linear, Linear) and isinstance(radial, Radial)
    entries = len(document.history.past)
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    slow = document.edit.locals[1].shape
    assert (
        isinstance(slow, Radial) and slow.centre[0] > radial.centre[0] and slow.centre[1] == radial.centre[1]
    )
    assert len(document.history.past) == entries + 1  # a row of keys is one entry
    qtbot.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    fast = document.edit.locals[1].shape
    assert isinstance(fast, Radial)
    assert fast.centre[0] - slow.centre[0] > 2 * (slow.centre[0] - radial.centre[0])
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)  # its right side
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    wide = document.edit.locals[1].shape
    assert isinstance(wide, Radial) and wide.radii[0] > fast.radii[0] and wide.centre == fast.centre
    for _ in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert local.local.places.chosen == 0  # after its last grip comes the next place
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert [type(each.shape) for each in document.edit.locals] == [Radial]
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not local.local.active
