"""Strokes of the brush: an entry each, drawn as they are led, erased, dropped, and not too many."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.core.files import sidecar
from dce_studio.core.local.values import Brush
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.local.drags import StrokeDrag
from dce_studio.ui.local.drawing import OPACITY, PAINT
from dce_studio.ui.local.pictures import StrokeLayer
from dce_studio.ui.local.places import Kind
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT
from tests.ui.local.helpers import ALT, LEFT, NONE, at, drag, paint


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
    keep = local.studio.keeping.edits.keep
    local.studio.keeping.edits.keep = lambda *args: (asked.append(args), keep(*args))[1]  # type: ignore[method-assign]
    local.local.panel.add[Kind.BRUSH].click()
    drag(local, qtbot, (60, 60), (120, 60), (180, 60), release=False)
    qtbot.waitUntil(lambda: bool(local.document.edit.locals), timeout=WAIT)
    assert not asked
    qtbot.mouseRelease(local.canvas, LEFT, pos=at(local, 180, 60))
    assert len(asked) == 1
    qtbot.waitUntil(lambda: sidecar.path_for(path).exists(), timeout=WAIT)
    qtbot.waitUntil(lambda: not local.studio.keeping.edits.pending, timeout=WAIT)
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
    assert len(told) == 1  # the new place and that it is chosen, at once
    assert local.local.places.chosen == 0 and local.local.places.armed is None


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


def test_more_strokes_than_an_edit_can_hold_are_refused_in_a_sentence(
    local: MainWindow, qtbot: QtBot
) -> None:
    paint(local, qtbot, (60, 60), (120, 60))
    brush, told = local.document.edit.locals[0].shape, []
    assert isinstance(brush, Brush)
    local.local.places.refused.connect(told.append)
    local.local.places.propose(lambda: local.local.places.with_shape(Brush(brush.strokes * 3000)))
    assert told and told[0].endswith(".") and local.document.edit.locals[0].shape == brush
