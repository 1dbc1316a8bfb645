"""The curves and steps of a pixel: the one under the cursor, and probes, chosen and moved by keys."""

import numpy as np
from PySide6.QtCore import Qt

from dce_studio.app.preview.curves import Scope
from dce_studio.app.state.document import Point
from dce_studio.core.analysis.probing import probe
from dce_studio.core.analysis.views import CurveView
from dce_studio.ui.inspector.curves_bar import ALPHA
from tests.core.shaping import probed
from tests.ui.helpers import open_photo, settled
from tests.ui.inspector.helpers import lines


def test_the_pixel_under_the_cursor_is_read_live(qtbot, panel, document, jobs):
    open_photo(document)
    panel.set_scope(Scope.PIXEL)
    assert panel.tool == "pin"
    document.set_hover(Point(12.7, 3.2))
    reading = probed(document.photo, document.maps, document.edit, 12, 3)
    qtbot.waitUntil(lambda: any(np.isclose(d.y, reading.after[0]) for d in panel.plot.spec.dots))
    assert len(panel.plot.spec.dots) == 27  # x₀ … x₈ of three channels
    document.set_hover(None)
    qtbot.waitUntil(lambda: "Point at the photo" in panel.plot.spec.message)


def test_probes_are_numbered_chosen_nudged_and_removed_by_key(qtbot, panel, document, jobs):
    open_photo(document)
    document.set_marks(document.marks.pinned(5, 5).pinned(9, 9))
    qtbot.waitUntil(lambda: "probe 2 (RGB mean)" in lines(panel))
    button = panel._strip._buttons[2]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.scope is Scope.PIXEL
    qtbot.waitUntil(lambda: panel._reading is not None and panel._reading.x == 9)
    qtbot.keyClick(button, Qt.Key.Key_Right)
    assert document.marks.probe(2).x == 10
    qtbot.keyClick(button, Qt.Key.Key_Delete)
    assert document.marks.probe(2) is None
    document.undo()
    assert document.marks.probe(2) is not None


def test_a_probe_is_pinned_without_a_mouse(panel, document):
    panel.pin_middle()
    assert document.marks.probes == ()
    open_photo(document)
    panel.pin_middle()
    assert (document.marks.probe(1).x, document.marks.probe(1).y) == (30, 20)


def test_a_reading_follows_the_maps_as_they_are_shaped(qtbot, panel, document, jobs):
    open_photo(document)
    panel.set_scope(Scope.PIXEL)
    edit = document.edit.with_(coupling=0.5)
    document.propose(edit)
    document.set_hover(Point(12.7, 3.2))
    reading = probed(document.photo, document.maps, edit, 12, 3)
    qtbot.waitUntil(lambda: any(np.isclose(d.y, reading.after[0]) for d in panel.plot.spec.dots))


def test_a_pixel_s_exposure_and_contrast_are_named_and_whole(qtbot, panel, document, jobs):
    open_photo(document)
    panel.set_scope(Scope.PIXEL)
    document.set_hover(Point(12.7, 3.2))
    qtbot.waitUntil(lambda: "stops" in panel._text.text())
    sentence, measures, values = panel._text.text().splitlines()
    assert "→" in sentence and measures.startswith("Exposure") and "contrast ×" in measures
    metrics = panel._text.fontMetrics()
    assert all(metrics.horizontalAdvance(line) <= panel._text.width() for line in (measures, values))


def test_pinned_probes_stay_when_the_cursor_leaves(qtbot, panel, document, jobs):
    open_photo(document)
    document.set_marks(document.marks.pinned(5, 5).pinned(9, 9))
    panel.set_scope(Scope.PIXEL)
    for view in CurveView:
        panel.set_face(view)
        document.set_hover(Point(12.7, 3.2))
        qtbot.waitUntil(lambda: "Red" in lines(panel))
        document.set_hover(None)
        qtbot.waitUntil(lambda: "Red" not in lines(panel))
        assert "probe 2 (RGB mean)" in lines(panel) and not panel.plot.spec.message
    assert "Point at the photo" in panel._text.text()


def test_the_probe_that_is_shown_stays_chosen_when_it_is_pressed_again(qtbot, panel, document, jobs):
    open_photo(document)
    document.set_marks(document.marks.pinned(5, 5).pinned(9, 9))
    strip = panel._strip
    for _ in range(2):
        qtbot.mouseClick(strip._buttons[2], Qt.MouseButton.LeftButton)
        assert strip.chosen == 2 and strip._buttons[2].isChecked()
    qtbot.mouseClick(strip._cursor, Qt.MouseButton.LeftButton)
    assert strip.chosen is None and not strip._buttons[2].isChecked()


def test_alpha_against_the_step_is_what_is_applied(qtbot, panel, document, jobs):
    open_photo(document)
    document.set_marks(document.marks.pinned(5, 5).pinned(9, 9))
    panel.set_face(ALPHA)
    settled(qtbot, jobs)
    applied = probe(document.photo, document.shaped, document.edit, 9, 9).applied
    qtbot.waitUntil(lambda: "Red" in lines(panel))
    np.testing.assert_allclose(lines(panel)["probe 2 (RGB mean)"], applied.mean(1))
    panel.choose_probe(2)
    qtbot.waitUntil(lambda: np.array_equal(lines(panel)["Green"], applied[:, 1]))
    assert "αₙ" in panel.plot.spec.title
