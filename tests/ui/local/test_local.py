"""Local strength in the window: painted, drawn out, moved and named, by the mouse and by keys alone."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.core.files import sidecar
from dce_studio.core.geometry import Framing
from dce_studio.core.local.values import MOST, Alike, Brush, Linear, Local, Radial, Stroke
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.local.drags import StrokeDrag
from dce_studio.ui.local.drawing import OPACITY, PAINT
from dce_studio.ui.local.grips import WHOLE, grips
from dce_studio.ui.local.pictures import StrokeLayer
from dce_studio.ui.local.place_list import ROW
from dce_studio.ui.local.places import Kind, Tip, fresh_name
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, wait_enhanced, wait_photo

LEFT, ALT, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


def at(window: MainWindow, x: float, y: float) -> QPoint:
    """Where a place of the photo is on the canvas."""
    return window.canvas.panes()[-1].to_widget(x, y).toPoint()


def drag(
    window: MainWindow, qtbot: QtBot, *places: tuple[float, float], keys: Qt.KeyboardModifier = NONE,
    release: bool = True,
) -> None:  # fmt: skip
    """A drag through places of the photo."""
    canvas, spots = window.canvas, [at(window, *place) for place in places]
    qtbot.mousePress(canvas, LEFT, keys, spots[0])
    for spot in spots[1:]:
        qtbot.mouseMove(canvas, spot)
    if release:
        qtbot.mouseRelease(canvas, LEFT, keys, spots[-1])


def paint(window: MainWindow, qtbot: QtBot, *places: tuple[float, float]) -> Brush:
    """A stroke of a new brush."""
    window.local.panel.add[Kind.BRUSH].click()
    drag(window, qtbot, *places)
    shape = window.document.edit.locals[-1].shape
    assert isinstance(shape, Brush)
    return shape


def test_a_stroke_is_one_entry_and_lies_where_the_hand_was(local: MainWindow, qtbot: QtBot) -> None:
    document = local.document
    shape = paint(local, qtbot, (60, 60), (120, 60), (180, 90), (240, 120))
    assert len(document.history.past) == 1
    assert document.edit.locals[0].name == "Brush 1"
    points = shape.strokes[0].points
    assert points[0] == pytest.approx((60, 60), abs=1) and points[-1] == pytest.approx((240, 120), abs=1)
    drag(local, qtbot, (60, 160), (200, 160))
    assert len(document.history.past) == 2 and len(document.edit.locals) == 1
    now = document.edit.locals[0].shape
    assert isinstance(now, Brush) and len(now.strokes) == 2
    local.commands.undo()
    assert document.edit.locals[0].shape == shape
    local.commands.undo()
    assert document.edit.locals == ()
    local.commands.redo()
    assert document.edit.locals[0].shape == shape


def test_the_picture_follows_a_stroke_that_is_not_done_and_esc_drops_it(
    local: MainWindow, qtbot: QtBot
) -> None:
    document = local.document
    local.local.panel.add[Kind.BRUSH].click()
    drag(local, qtbot, (60, 60), (120, 60), release=False)
    qtbot.waitUntil(lambda: bool(document.edit.locals), timeout=WAIT)
    assert document.trying and not document.history.past
    qtbot.keyClick(local.canvas, Qt.Key.Key_Escape)
    assert document.edit.locals == () and not document.trying
    qtbot.mouseMove(local.canvas, at(local, 200, 100))
    qtbot.mouseRelease(local.canvas, LEFT, pos=at(local, 200, 100))
    assert document.edit == Edit() and not document.history.past
    assert local.local.active


def test_the_sidecar_is_written_once_after_a_stroke(local: MainWindow, qtbot: QtBot) -> None:
    path, asked = local.studio.path, []
    assert path is not None
    keep = local.studio.keeper.keep
    local.studio.keeper.keep = lambda *args: (asked.append(args), keep(*args))[1]  # type: ignore[method-assign]
    local.local.panel.add[Kind.BRUSH].click()
    drag(local, qtbot, (60, 60), (120, 60), (180, 60), release=False)
    qtbot.waitUntil(lambda: bool(local.document.edit.locals), timeout=WAIT)
    assert not asked
    qtbot.mouseRelease(local.canvas, LEFT, pos=at(local, 180, 60))
    assert len(asked) == 1
    qtbot.waitUntil(lambda: sidecar.path_for(path).exists(), timeout=WAIT)
    qtbot.waitUntil(lambda: not local.studio.keeper.pending, timeout=WAIT)
    assert sidecar.read(sidecar.path_for(path)).edit == local.document.edit


def test_a_stroke_that_is_led_on_tells_the_panel_nothing_new(local: MainWindow, qtbot: QtBot) -> None:
    document, told, panel = local.document, [], local.local.panel
    panel.add[Kind.BRUSH].click()
    drag(local, qtbot, (60, 60), (120, 60), release=False)
    qtbot.waitUntil(lambda: document.drawing, timeout=WAIT)
    assert panel.list.count() == 1
    local.local.places.changed.connect(lambda: told.append(1))
    tried = document.edit
    qtbot.mouseMove(local.canvas, at(local, 180, 90))
    qtbot.waitUntil(lambda: document.edit != tried, timeout=WAIT)
    assert not told
    qtbot.mouseRelease(local.canvas, LEFT, pos=at(local, 180, 90))
    assert told


def test_a_stroke_painted_move_by_move_is_that_painted_at_once(local: MainWindow, qtbot: QtBot) -> None:
    canvas, places = local.canvas, [(60.0, 60.0), (120.0, 60.0), (180.0, 90.0), (150.0, 140.0)]
    local.local.places.set_tip(softness=0.0)
    local.local.panel.add[Kind.BRUSH].click()
    drag(local, qtbot, *places[:2], release=False)
    for place in places[2:]:
        canvas.grab()
        qtbot.mouseMove(canvas, at(local, *place))
    layer, pane, stroke = StrokeLayer(), canvas.panes()[-1], local.local.tool._drag
    assert isinstance(stroke, StrokeDrag) and len(stroke.points) == len(places)
    step_by_step = picture_of(local.local.tool._layer._stroke, pane, stroke)
    away = np.abs(step_by_step.astype(int) - picture_of(layer, pane, stroke))
    assert away.max() < 64 and np.mean(away > 2) < 1e-3  # in the edge alone, where a move begins
    width = 2 * stroke.radius * pane.scale
    inside, beside = (pane.to_widget(120, y).toPoint() for y in (60, 60 + 1.3 * width / pane.scale))
    wanted = [round(OPACITY * part) for part in PAINT]
    assert step_by_step[inside.y(), inside.x(), :3][::-1] == pytest.approx(wanted, abs=3)
    assert not step_by_step[beside.y(), beside.x()].any()


def test_the_next_stroke_leaves_nothing_of_the_one_before(local: MainWindow, qtbot: QtBot) -> None:
    local.local.panel.add[Kind.BRUSH].click()
    drag(local, qtbot, (60.0, 60.0), (120.0, 60.0), release=False)
    layer, pane, first = StrokeLayer(), local.canvas.panes()[-1], local.local.tool._drag
    assert isinstance(first, StrokeDrag) and picture_of(layer, pane, first).any()
    qtbot.mouseRelease(local.canvas, LEFT, pos=at(local, 120, 60))
    drag(local, qtbot, (150.0, 140.0), (180.0, 140.0), release=False)
    second = local.local.tool._drag
    assert isinstance(second, StrokeDrag) and second is not first
    assert np.array_equal(picture_of(layer, pane, second), picture_of(StrokeLayer(), pane, second))


def picture_of(layer: StrokeLayer, pane: Pane, stroke: StrokeDrag) -> NDArray[np.uint8]:
    """What the layer draws on nothing: (h, w, 4), B G R A."""
    image = QImage(pane.rect.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.translate(-pane.rect.topLeft())
    layer.paint(painter, pane, stroke)
    painter.end()
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)


def test_two_quick_dabs_are_two(local: MainWindow, qtbot: QtBot) -> None:
    local.local.panel.add[Kind.BRUSH].click()
    qtbot.mouseClick(local.canvas, LEFT, pos=at(local, 100, 100))
    where = QPointF(at(local, 101, 100))
    second = QMouseEvent(  # what Qt makes of a press that follows another soon
        QEvent.Type.MouseButtonDblClick, where, local.canvas.mapToGlobal(where), LEFT, LEFT, NONE
    )
    QApplication.sendEvent(local.canvas, second)
    qtbot.mouseRelease(local.canvas, LEFT, pos=where.toPoint())
    shape = local.document.edit.locals[0].shape
    assert isinstance(shape, Brush) and len(shape.strokes) == 2
    assert len(local.document.history.past) == 2


def test_alt_and_e_erase(local: MainWindow, qtbot: QtBot) -> None:
    paint(local, qtbot, (60, 60), (120, 60))
    drag(local, qtbot, (60, 60), (120, 60), keys=ALT)
    local.local.places.set_tip(erase=True)
    drag(local, qtbot, (60, 90), (120, 90))
    drag(local, qtbot, (60, 90), (120, 90), keys=ALT)
    shape = local.document.edit.locals[0].shape
    assert isinstance(shape, Brush)
    assert [stroke.erase for stroke in shape.strokes] == [False, True, True, False]


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
    "framing", [Framing(0.25, 0.1, 0.9, 0.8), Framing(0.1, 0.1, 0.8, 1, 1), Framing(turns=3, mirrored=True)]
)
def test_places_are_those_of_the_whole_photo(local: MainWindow, qtbot: QtBot, framing: Framing) -> None:
    document = local.document
    document.propose(document.edit.framed(framing))
    wait_enhanced(local, qtbot)
    shape = paint(local, qtbot, (150, 100), (200, 100))
    assert shape.strokes[0].points[0] == pytest.approx((150, 100), abs=1)
    assert shape.strokes[0].points[-1] == pytest.approx((200, 100), abs=1)
    local.local.panel.add[Kind.RADIAL].click()
    qtbot.keyClick(local.canvas, Qt.Key.Key_Return)
    radial, box = document.edit.locals[1].shape, framing.box(document.photo.size)
    assert isinstance(radial, Radial)
    assert radial.centre == pytest.approx((box.x + box.width / 2, box.y + box.height / 2), abs=1)
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


def test_a_kind_can_be_chosen_while_the_film_plays(local: MainWindow) -> None:
    local.document.try_edit(local.document.edit.with_(iterations=3))  # as the film does
    local.local.panel.add[Kind.LINEAR].click()
    local.local.places.set_masked(True)
    assert not local.canvas.grab().isNull()  # what fails while it is painted ended the program
    local.local.tool.place_in_the_middle()
    assert len(local.document.edit.locals) == 1


def test_there_are_as_many_as_there_can_be(local: MainWindow, qtbot: QtBot) -> None:
    document, told = local.document, []
    local.local.places.refused.connect(told.append)
    radials = [Local(Radial((9 + n, 9), (5, 5)), 0.5, f"Radial {n + 1}") for n in range(MOST)]
    document.propose(document.edit.with_locals(*radials))
    assert not any(button.isEnabled() for button in local.local.panel.add.values())
    assert "16" in local.local.panel.add[Kind.BRUSH].toolTip()
    local.local.places.arm(Kind.BRUSH)
    local.local.places.choose(0)
    local.local.places.duplicate()
    assert len(document.edit.locals) == MOST and len(told) == 2
    assert local.local.panel.list.count() == MOST
    local.local.places.delete()
    assert all(button.isEnabled() for button in local.local.panel.add.values())


def test_the_list_names_hides_copies_and_deletes(local: MainWindow, qtbot: QtBot) -> None:
    document, panel = local.document, local.local.panel
    assert panel.empty.isVisibleTo(local) and not panel.list.isVisibleTo(local)
    for kind in (Kind.LINEAR, Kind.RADIAL):
        panel.add[kind].click()
        qtbot.keyClick(local.canvas, Qt.Key.Key_Return)
    assert panel.list.isVisibleTo(local) and panel.list.currentRow() == 1
    panel.list.item(1).setText("  Face ")
    assert document.edit.locals[1].name == "Face" and panel.list.item(1).text() == "Face"
    panel.list.item(1).setText("   ")
    assert document.edit.locals[1].name == "Face" and panel.list.item(1).text() == "Face"
    panel.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert not document.edit.locals[1].on
    panel.sliders.controls["amount"].number.setValue(-0.4)
    assert document.edit.locals[1].amount == -0.4
    said = panel.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Face, Radial, amount −0.40, off"
    panel.copy.click()
    assert [each.name for each in document.edit.locals] == ["Linear 1", "Face", "Face 1"]
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert [each.name for each in document.edit.locals] == ["Linear 1", "Face"]
    panel.reset.click()
    assert document.edit.locals == ()
    local.commands.undo()
    assert len(document.edit.locals) == 2 and local.local.title.tabs.tabText(1) == "Local strength (2)"


def test_a_paste_a_reset_and_a_preset_leave_places_alone(
    local: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]
) -> None:
    document = local.document
    paint(local, qtbot, (60, 60), (120, 60))
    painted = document.edit.locals
    local.commands.pasting.copy()
    local.commands.apply_edit(Edit(gamma=1.5))
    assert document.edit == Edit(gamma=1.5, locals=painted)
    local.commands.reset()
    assert document.edit == Edit(locals=painted)
    local.studio.open([make_photo("other.png", 360, 240)])
    wait_photo(local, qtbot, "other.png")
    assert local.local.places.chosen is None
    local.commands.pasting.paste()
    assert document.edit.locals == ()
    local.commands.pasting.paste(framing=True)
    assert document.edit.locals == painted


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


def test_one_tool_has_the_canvas_at_a_time(local: MainWindow) -> None:
    assert local.local.active and local.actions_["local"].isChecked()
    local.actions_["crop"].trigger()
    assert local.crop.active and not local.local.active
    local.local.title.tabs.setCurrentIndex(1)
    assert local.local.active and not local.crop.active
    assert local.local.pages.currentWidget() is local.local.panel
    local.actions_["pick"].trigger()
    assert local.picker.active and not local.local.active
    assert local.local.pages.currentWidget() is local.adjust
    assert local.local.title.tabs.currentIndex() == 0


def test_more_strokes_than_an_edit_can_hold_are_refused_in_a_sentence(
    local: MainWindow, qtbot: QtBot
) -> None:
    paint(local, qtbot, (60, 60), (120, 60))
    brush, told = local.document.edit.locals[0].shape, []
    assert isinstance(brush, Brush)
    local.local.places.refused.connect(told.append)
    local.local.places.propose(lambda: local.local.places.with_shape(Brush(brush.strokes * 3000)))
    assert told and told[0].endswith(".") and local.document.edit.locals[0].shape == brush


def test_names_are_numbered() -> None:
    locals = tuple(Local(Radial((9, 9), (5, 5)), 0.5, name) for name in ("Radial 1", "Face", "Face 2"))
    assert fresh_name("Radial", locals) == "Radial 2"
    assert fresh_name("Face", locals) == "Face 1" and fresh_name("Face 2", locals) == "Face 1"


def test_a_copied_edit_tells_its_places(local: MainWindow, qtbot: QtBot) -> None:
    paint(local, qtbot, (60, 60), (120, 60))
    local.commands.pasting.copy()
    assert json.loads(QApplication.clipboard().text())["edit"]["locals"][0]["name"] == "Brush 1"


def test_the_rows_of_places_stay_where_they_are_and_the_chosen_one_is_in_sight(
    local: MainWindow, qtbot: QtBot
) -> None:
    """Else the second press of a double-click, which names a place, meets another row."""
    document, places, rows = local.document, local.local.places, local.local.panel.list
    shapes = (Brush((Stroke(((60.0, 60.0),), 20),)), Linear((9, 9), (9, 99)), Radial((60, 60), (20, 20)))
    shapes += (Alike((60, 60), 0.2, 0.2, 0.2),)
    document.propose(document.edit.with_locals(*[Local(shape, 0.5, "place") for shape in shapes]))
    qtbot.waitUntil(lambda: rows.isVisible() and rows.height() > 3 * ROW, timeout=WAIT)
    heights = set()
    for index in range(4):
        places.choose(index)
        QApplication.processEvents()
        heights.add(rows.height())
    assert len(heights) == 1
    for _ in range(5):
        places.add(Radial((60, 60), (20, 20)))
        QApplication.processEvents()
        assert rows.viewport().rect().contains(rows.visualItemRect(rows.currentItem()).center())


def test_esc_in_the_panel_gives_the_keys_to_the_photo(local: MainWindow, qtbot: QtBot) -> None:
    """And not to a slider of Adjust, which the next arrow would move."""
    local.activateWindow()
    paint(local, qtbot, (60, 60), (120, 60))
    rows = local.local.panel.list
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Escape)
    assert not local.local.active and QApplication.focusWidget() is local.canvas


def test_the_next_window_paints_with_the_brush_of_the_last(window: MainWindow, qtbot: QtBot) -> None:
    window.local.places.set_tip(size=1.5, softness=0.2, erase=True)
    window.close()
    again = MainWindow(window.studio)
    qtbot.addWidget(again)
    assert again.local.places.tip == Tip(1.5, 0.2, erase=False)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_the_curves_get_their_room_back_when_local_strength_ends(local: MainWindow, count: int) -> None:
    dock = local.panels.docks["Adjust"]
    place = Local(Radial((60, 60), (20, 20)), 0.5, "place")
    local.actions_["local"].trigger()
    local.resize(1280, 700)
    QApplication.processEvents()
    local.lay_out()
    local.document.propose(local.document.edit.with_locals(*[place] * count))
    for _ in range(4):
        QApplication.processEvents()
    height = dock.height()
    for _ in range(2):
        local.actions_["local"].trigger()
        for _ in range(4):
            QApplication.processEvents()
        assert dock.height() > height
        local.actions_["local"].trigger()
        for _ in range(4):
            QApplication.processEvents()
        assert dock.height() == height and local.histogram.isVisible()
    local.actions_["local"].trigger()
    local.close()
    local.show()
    local.restoreState(local.studio.settings.layout)
    assert dock.height() == height
