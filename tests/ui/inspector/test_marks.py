"""Probes and regions on the photo of a real window: pinned, dragged, drawn and removed with the mouse."""

import numpy as np
from PySide6.QtCore import QPoint, Qt

from dce_studio.app.preview.curves import Scope
from dce_studio.core.marks import Polygon, Rectangle


def place(window, x: float, y: float) -> QPoint:
    return window.canvas.panes()[0].to_widget(x, y).toPoint()


def drag(qtbot, window, *points: tuple[float, float]) -> None:
    canvas = window.canvas
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place(window, *points[0]))
    for point in points[1:]:
        qtbot.mouseMove(canvas, place(window, *point))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place(window, *points[-1]))


def test_a_click_pins_a_drag_moves_and_a_right_click_removes_a_probe(opened, qtbot):
    document = opened.document
    opened.inspector.curves.set_scope(Scope.PIXEL)
    drag(qtbot, opened, (20.2, 10.2))
    assert [(p.number, p.x, p.y) for p in document.marks.probes] == [(1, 20, 10)]
    drag(qtbot, opened, (20.2, 10.2), (25.2, 12.2), (30.2, 14.2))
    assert (document.marks.probe(1).x, document.marks.probe(1).y) == (30, 14)
    document.undo()
    assert document.marks.probe(1).x == 20
    qtbot.mouseClick(opened.canvas, Qt.MouseButton.RightButton, pos=place(opened, 20.2, 10.2))
    assert document.marks.probes == ()


def test_a_rectangle_is_drawn_resized_and_moved(opened, qtbot):
    document = opened.document
    opened.inspector.curves.set_scope(Scope.REGION)
    drag(qtbot, opened, (10, 10), (20, 15), (40, 30))
    region = document.marks.region
    assert isinstance(region, Rectangle)
    np.testing.assert_allclose(region.bounds, (10, 10, 40, 30), atol=0.6)
    opened.inspector.curves.set_tool(None)
    drag(qtbot, opened, (40, 30), (50, 45))
    np.testing.assert_allclose(document.marks.region.bounds, (10, 10, 50, 45), atol=0.9)
    drag(qtbot, opened, (10, 20), (11, 20))
    document.undo()
    document.undo()
    document.undo()
    assert document.marks.region is None


def test_a_lasso_is_drawn(opened, qtbot):
    opened.inspector.curves.set_scope(Scope.REGION)
    opened.inspector.curves.set_tool("lasso")
    drag(qtbot, opened, (10, 10), (40, 10), (40, 40), (10, 40))
    assert isinstance(opened.document.marks.region, Polygon)
