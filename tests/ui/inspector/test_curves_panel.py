"""The curves of the whole photo and of a region: shown, following edit and maps, beside those of others."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from dce_studio.app.preview.curves import Scope
from dce_studio.app.state.document import Point
from dce_studio.core.analysis.probing import gather, probe, reading_curves, scope_curves
from dce_studio.core.analysis.views import INPUTS, Curves, CurveView
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Size
from dce_studio.core.marks import Polygon, Rectangle
from dce_studio.core.render.shape import shaped
from dce_studio.ui.inspector.curves_plot import spec
from dce_studio.ui.widgets import theme
from tests.core.analysis.samples import make_maps, make_photo
from tests.core.shaping import gathered
from tests.ui.helpers import open_photo, settled
from tests.ui.inspector.helpers import lines


def test_with_no_photo_it_says_what_to_do(qtbot, panel, jobs):
    settled(qtbot, jobs)
    assert "Open a photo" in panel.plot.spec.message
    panel.set_scope(Scope.PIXEL)
    panel.grab()


def test_the_photo_s_mean_curve_is_shown_and_follows_the_edit(qtbot, panel, document, jobs):
    open_photo(document)
    settled(qtbot, jobs)
    expected = scope_curves(gathered(document.photo, document.maps), document.edit).mean
    qtbot.waitUntil(lambda: np.allclose(lines(panel).get("Red", 0), expected[0], atol=1e-9))
    document.propose(document.edit.with_(iterations=3.5, gamma=1.3))
    expected = scope_curves(gathered(document.photo, document.maps), document.edit).mean
    qtbot.waitUntil(lambda: np.allclose(lines(panel)["Blue"], expected[2], atol=1e-9), timeout=60_000)
    assert len(panel.plot.spec.bands) == 3


def test_each_view_has_its_axis(qtbot, panel, document, jobs):
    open_photo(document)
    for view, label in (
        (CurveView.GAIN, "stops"),
        (CurveView.FAMILY, "Output"),
        (CurveView.OUTPUT, "Output"),
    ):
        panel.set_face(view)
        settled(qtbot, jobs)
        qtbot.waitUntil(lambda label=label: label in panel.plot.spec.y_label)
        assert {"Red", "Green", "Blue", "unchanged"} <= set(lines(panel))
        assert panel.plot.spec.x_label
    panel.grab()


def test_the_region_s_curves_follow_it(qtbot, panel, document, jobs):
    open_photo(document)
    panel.set_scope(Scope.REGION)
    qtbot.waitUntil(lambda: "Draw a rectangle" in panel.plot.spec.message)
    assert panel.tool == "rectangle"
    for region in (Rectangle(2, 2, 20, 20), Polygon(((0, 0), (50, 0), (0, 39)))):
        document.set_marks(document.marks.with_region(region))
        expected = scope_curves(gathered(document.photo, document.maps, region), document.edit).mean
        qtbot.waitUntil(lambda e=expected: np.allclose(lines(panel).get("Green", 0), e[1]), timeout=60_000)
    document.undo()
    document.undo()
    qtbot.waitUntil(lambda: "Draw a rectangle" in panel.plot.spec.message)


def test_closing_the_photo_in_the_middle_of_work_empties_it(qtbot, panel, document, jobs):
    open_photo(document)
    document.set_photo(None)
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: "Open a photo" in panel.plot.spec.message)


@pytest.mark.parametrize("size", [(1, 1), (1, 9)])
@pytest.mark.parametrize("steps", [1, 8])
def test_the_smallest_photos_work(qtbot, panel, wall, document, jobs, size, steps):
    photo = make_photo(width=size[0], height=size[1], grey=True)
    document.set_photo(photo)
    document.set_maps(make_maps(photo, steps=steps, size=Size(1, 1)))
    document.set_marks(document.marks.pinned(0, 0))
    for scope in Scope:
        panel.set_scope(scope)
        settled(qtbot, jobs)
        assert all(np.isfinite(curve).all() for curve in lines(panel).values())
    qtbot.waitUntil(lambda: "probe 1 (RGB mean)" in lines(panel))
    document.select_map((0, 2))
    settled(qtbot, jobs)
    assert wall.detail.isVisible() and len(wall.view.tiles()) == 3 * steps
    assert not panel.grab().isNull() and not wall.grab().isNull()


def test_the_wall_and_the_curves_show_the_maps_as_the_edit_shapes_them(qtbot, wall, panel, document, jobs):
    open_photo(document, guided=True)
    settled(qtbot, jobs)
    assert wall.pictures.maps.alpha is document.maps.alpha
    edit = document.edit.with_(coupling=0.5, keep_colour=0.5)
    document.propose(edit)
    made = shaped(document.photo, document.maps, edit)
    qtbot.waitUntil(lambda: wall.pictures.maps.suit(edit), timeout=60_000)
    np.testing.assert_array_equal(wall.pictures.maps.alpha, made.alpha)
    expected = scope_curves(gather(document.photo, made), edit).mean
    qtbot.waitUntil(lambda: np.allclose(lines(panel).get("Red", 0), expected[0], atol=1e-9), timeout=60_000)
    document.undo()
    qtbot.waitUntil(lambda: wall.pictures.maps.alpha is document.maps.alpha, timeout=60_000)


@pytest.mark.parametrize("name", ["dark", "light"])
def test_every_theme_paints(qtbot, panel, wall, document, jobs, name):
    open_photo(document)
    settled(qtbot, jobs)
    theme.apply(name)
    settled(qtbot, jobs)
    image = panel.plot.grab().toImage()
    assert (image.pixelColor(2, 2).lightness() < 128) == (name == "dark")
    theme.apply("dark")
    assert wall.view.tile_at(QPointF(-5, -5)) is None


def test_curves_that_coincide_are_said_to(qtbot, panel, document, jobs):
    open_photo(document)
    document.propose(Edit(coupling=1))
    qtbot.waitUntil(lambda: "Red, green and blue coincide" in lines(panel), timeout=60_000)
    assert "Blue" not in lines(panel)
    ramp = INPUTS
    two = Curves(CurveView.OUTPUT, np.stack([ramp, ramp**2, ramp]), None, None, np.empty((0, 3, 256)), 1)
    names = {line.name: line.style for line in spec(CurveView.OUTPUT, two, None, []).lines}
    assert names["Red (as blue)"] == Qt.PenStyle.SolidLine
    assert names["Blue (as red)"] == Qt.PenStyle.DashLine and "Green" in names


def test_a_region_stands_beside_the_whole_and_other_weights_beside_both(qtbot, panel, document, jobs):
    open_photo(document)
    document.set_marks(document.marks.with_region(Rectangle(2, 2, 20, 20)))
    panel.set_scope(Scope.REGION)
    qtbot.waitUntil(lambda: "whole photo" in lines(panel), timeout=60_000)
    whole = scope_curves(gather(document.photo, document.shaped), document.edit).mean
    qtbot.waitUntil(lambda: np.allclose(lines(panel)["whole photo"], whole[1]), timeout=60_000)
    document.set_compare("other.safetensors")
    document.set_compare_maps(make_maps(document.photo, seed=7, size=Size(20, 15)))
    other = shaped(document.photo, document.compare_maps, document.edit)
    region = scope_curves(gather(document.photo, other, document.marks.region), document.edit).mean
    qtbot.waitUntil(lambda: np.allclose(lines(panel).get("other", 0), region[1]), timeout=60_000)
    panel.set_scope(Scope.PIXEL)
    document.set_hover(Point(7.5, 8.5))
    here = probe(document.photo, other, document.edit, 7, 8)
    expected = reading_curves(here, document.edit).mean[1]
    qtbot.waitUntil(lambda: np.allclose(lines(panel).get("other", 0), expected), timeout=60_000)
