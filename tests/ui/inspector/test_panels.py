"""The inspector's panels against a document of their own: what they show and what they propose."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.curves import Scope
from dce_studio.app.preview.shaper import Shaper
from dce_studio.app.state.document import Document, Point
from dce_studio.core.analysis.overlay import LOCAL_SCALE, MapOverlay, PhotoOverlay
from dce_studio.core.analysis.probing import gather, probe, reading_curves, scope_curves
from dce_studio.core.analysis.views import INPUTS, Curves, CurveView
from dce_studio.core.colours import about_zero
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.marks import Polygon, Rectangle
from dce_studio.core.render.shape import shaped
from dce_studio.ui.inspector.curves_bar import ALPHA
from dce_studio.ui.inspector.curves_panel import CurvesPanel
from dce_studio.ui.inspector.curves_plot import spec
from dce_studio.ui.inspector.film import FilmBar
from dce_studio.ui.inspector.lut_dialog import LutDialog, honesty
from dce_studio.ui.inspector.overlay_bar import OverlayBar, legend
from dce_studio.ui.maps.map_export import MapExport
from dce_studio.ui.maps.map_wall import MapWall
from dce_studio.ui.widgets import theme
from tests.core.analysis.samples import make_maps, make_photo
from tests.core.shaping import gathered, probed


@pytest.fixture
def document(jobs: Jobs) -> Iterator[Document]:
    made = Document()
    shaper = Shaper(made, jobs)
    yield made
    del shaper


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs()
    problems: list[Exception] = []
    made.failed.connect(lambda job, error: problems.append(error))
    yield made
    made.close()
    assert not problems


@pytest.fixture
def panel(qtbot: QtBot, document: Document, jobs: Jobs) -> CurvesPanel:
    made = CurvesPanel(document, jobs)
    qtbot.addWidget(made)
    made.resize(340, 560)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def wall(qtbot: QtBot, document: Document, jobs: Jobs) -> MapWall:
    made = MapWall(document, jobs)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def open_photo(document: Document, **kind: int) -> None:
    photo = make_photo(width=60, height=40)
    document.set_photo(photo)
    document.set_maps(make_maps(photo, size=Size(20, 15), **kind))


def settled(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: jobs.is_idle, timeout=60_000)
    QApplication.processEvents()


def lines(panel: CurvesPanel) -> dict[str, np.ndarray]:
    """The curves by what they are of, whatever they coincide with."""
    return {line.name.split(" (as ")[0]: line.y for line in panel.plot.spec.lines if line.name}


# The curves panel


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


def test_curves_are_copied_and_saved(qtbot, panel, document, jobs, tmp_path):
    open_photo(document)
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: "Red" in lines(panel))
    panel.copy()
    assert QGuiApplication.clipboard().text().startswith("scope,view,pixels,input,r,g,b")
    for name in ("c.csv", "c.png", "c.svg"):
        with qtbot.waitSignal(panel.noted) as told:
            panel.save(tmp_path / name)
        assert name in told.args[0]
        assert (tmp_path / name).stat().st_size > 1000
    assert b"<svg" in (tmp_path / "c.svg").read_bytes()[:400]


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
    document.select_map((0, 2))
    settled(qtbot, jobs)
    panel.grab()
    wall.grab()


# The wall


def test_the_wall_shows_every_map_and_dims_what_is_off(qtbot, wall, document, jobs):
    open_photo(document)
    settled(qtbot, jobs)
    assert len(wall.view.tiles()) == 24
    document.propose(document.edit.with_(iterations=2.5))
    assert [wall.view.is_on(step, 8) for step in range(8)] == [True] * 3 + [False] * 5
    wall.scale.choose("largest")
    settled(qtbot, jobs)
    assert wall.pictures.shared.high == pytest.approx(np.abs(document.maps.alpha).max())
    assert wall.pictures.shared.symmetric and wall.pictures.shared.colours == "diverging"
    wall.grab()


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


def test_a_reading_follows_the_maps_as_they_are_shaped(qtbot, panel, document, jobs):
    open_photo(document)
    panel.set_scope(Scope.PIXEL)
    edit = document.edit.with_(coupling=0.5)
    document.propose(edit)
    document.set_hover(Point(12.7, 3.2))
    reading = probed(document.photo, document.maps, edit, 12, 3)
    qtbot.waitUntil(lambda: any(np.isclose(d.y, reading.after[0]) for d in panel.plot.spec.dots))


def test_shared_maps_are_said_to_be_shared(qtbot, wall, document, jobs):
    open_photo(document, steps=1)
    settled(qtbot, jobs)
    assert len(wall.view.tiles()) == 3
    assert "share one map" in wall._value.text()


def test_a_tile_points_at_the_photo_and_enlarges(qtbot, wall, document, jobs):
    open_photo(document)
    settled(qtbot, jobs)
    tile = wall.view.tiles()[4]
    qtbot.mouseMove(wall.view, tile.rect.center().toPoint())
    at = wall.view.to_photo(tile, tile.rect.center())
    assert (at.x, at.y) == pytest.approx((30, 20))
    qtbot.mouseClick(wall.view, Qt.MouseButton.LeftButton, pos=tile.rect.center().toPoint())
    assert document.selected_map == (1, 1)
    assert wall.detail.isVisible()
    assert "step 2, green" in wall.detail.text.text()
    qtbot.keyClick(wall.view, Qt.Key.Key_Right)
    qtbot.keyClick(wall.view, Qt.Key.Key_Return)
    assert document.selected_map == (2, 1)


def test_a_map_is_laid_over_the_photo(qtbot, wall, document, jobs):
    open_photo(document)
    wall.scale.choose("one")
    document.select_map((3, 2))
    settled(qtbot, jobs)
    qtbot.mouseClick(wall._lay, Qt.MouseButton.LeftButton)
    assert document.overlay == MapOverlay(3, 2, about_zero(1))
    document.select_map((0, 0))
    assert document.overlay == MapOverlay(0, 0, about_zero(1))
    qtbot.mouseClick(wall._lay, Qt.MouseButton.LeftButton)
    assert document.overlay is None


@pytest.mark.parametrize("name", ["m.npz", "m.tif", "m.png"])
def test_maps_are_exported(qtbot, wall, document, jobs, tmp_path, name):
    open_photo(document)
    with qtbot.waitSignal(wall.noted, timeout=60_000) as told:
        wall.export.save(tmp_path / name)
    assert name in told.args[0]
    assert (tmp_path / name).stat().st_size > 500


@pytest.mark.parametrize("name", ["a.npz", "a.tif"])
def test_alpha_of_every_pixel_is_exported(qtbot, wall, document, jobs, tmp_path, name):
    assert not wall.export.isEnabled()
    open_photo(document)
    settled(qtbot, jobs)
    assert wall.export.isEnabled()
    wall.export.menu().aboutToShow.emit()
    assert [a.text() for a in wall.export.menu().actions()] == [
        "Maps as they are kept (20 × 15)…", "α of every pixel (60 × 40, 1 MB)…",
    ]  # fmt: skip
    with qtbot.waitSignal(wall.noted, timeout=60_000) as told:
        wall.export.save_every_pixel(tmp_path / name)
    assert name in told.args[0]
    assert (tmp_path / name).stat().st_size > 24 * 4 * 60 * 40


def test_every_pixel_of_averages_comes_from_the_network(qtbot, document, jobs, tmp_path):
    asked = []

    def exact(use, tick):
        asked.append(True)
        use(Box(0, 0, 60, 40), np.full((8, 3, 40, 60), 0.25, np.float32))

    export = MapExport(document, jobs, tuple, lambda: lambda: exact)
    qtbot.addWidget(export)
    open_photo(document)
    settled(qtbot, jobs)
    with qtbot.waitSignal(export.noted, timeout=60_000):
        export.save_every_pixel(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as file:
        assert asked and (file["alpha"] == 0.25).all()


# Film, overlays, table


def test_the_film_plays_and_leaves_the_edit_as_it_was(qtbot, document):
    film = FilmBar(document)
    qtbot.addWidget(film)
    film.show()
    open_photo(document)
    document.propose(Edit(iterations=6.5, gamma=0.9))
    kept = document.history
    film.set_playing(True)
    assert document.edit == Edit(iterations=0, gamma=0.9)
    qtbot.waitUntil(lambda: document.edit.iterations >= 0.3)
    assert document.history is kept
    film.set_playing(False)
    assert document.edit == Edit(iterations=6.5, gamma=0.9)
    assert document.history is kept
    film.set_playing(True)
    document.set_photo(None)
    assert not film.playing


def test_steps_keep_what_is_shown_and_an_edit_ends_the_film(qtbot, document):
    film = FilmBar(document)
    qtbot.addWidget(film)
    film.show()
    open_photo(document)
    film.step(-1)
    assert document.edit.iterations == 7
    film.step(1)
    film.step(1)
    assert document.edit.iterations == 8
    film.set_playing(True)
    film.step(1)
    assert not film.playing
    assert document.state.edit.iterations == 1
    document.undo()
    assert document.edit.iterations == 8
    for change in (lambda: document.propose(document.state.edit.with_(gamma=0.5)), document.undo):
        film.set_playing(True)
        change()
        assert not film.playing
        assert document.edit.iterations == 8


def test_overlays_are_one_at_a_time_and_have_legends(qtbot, document):
    bar = OverlayBar(document)
    qtbot.addWidget(bar)
    bar.show()
    qtbot.mouseClick(bar._buttons[PhotoOverlay.GAIN], Qt.MouseButton.LeftButton)
    assert document.overlay is PhotoOverlay.GAIN
    qtbot.mouseClick(bar._buttons[PhotoOverlay.CRUSHED], Qt.MouseButton.LeftButton)
    assert document.overlay is PhotoOverlay.CRUSHED
    assert not bar._buttons[PhotoOverlay.GAIN].isChecked()
    qtbot.mouseClick(bar._buttons[PhotoOverlay.CRUSHED], Qt.MouseButton.LeftButton)
    assert document.overlay is None
    assert legend(PhotoOverlay.GAIN, 8)[1] == about_zero(4)
    assert legend(PhotoOverlay.LOCAL, 8)[1] == LOCAL_SCALE
    assert legend(MapOverlay(1, 0, about_zero(0.5)), 8)[0] == "α, step 2, red"
    assert [text for _, text in legend(PhotoOverlay.CLIPPING, 8)[2]] == ["at white", "at black"]


def test_the_table_s_figure_stands_before_it_can_be_saved(qtbot, document, jobs, tmp_path):
    open_photo(document)
    dialog = LutDialog(document, jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog._save.isEnabled()
    qtbot.waitUntil(lambda: dialog.fitted is not None, timeout=60_000)
    assert "dB PSNR" in dialog._text.text()
    with qtbot.waitSignal(dialog.noted, timeout=60_000) as told:
        dialog.save(tmp_path / "t.cube")
    assert "t.cube" in told.args[0]
    assert (tmp_path / "t.cube").read_text().startswith("TITLE")
    document.set_photo(None)
    assert dialog.fitted is None
    assert "equals" in honesty(float("inf"))


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


def test_escape_ends_the_fit_of_a_table(qtbot, document, jobs):
    """It deletes the dialog, whose progress bar the fit would still move."""
    open_photo(document)
    dialog = LutDialog(document, jobs)
    dialog.show()
    at_work = dialog._job[0]
    dialog.reject()
    settled(qtbot, jobs)
    assert at_work.cancelled and not shiboken6.isValid(dialog)


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


def test_saved_plots_are_on_white_and_named(qtbot, panel, document, jobs, tmp_path):
    open_photo(document)
    document.set_marks(document.marks.pinned(5, 6))
    qtbot.waitUntil(lambda: "Red" in lines(panel), timeout=60_000)
    panel.save(tmp_path / "c.png")
    panel.save(tmp_path / "c.svg")
    assert QImage(str(tmp_path / "c.png")).pixelColor(3, 3) == QColor("white")
    drawn = (tmp_path / "c.svg").read_text()
    assert all(word in drawn for word in ("night photo.png", "α", "weights dce"))
    assert panel.plot.grab().toImage().pixelColor(2, 2).lightness() < 128
    assert "probe 1 at 5,6" in panel.csv()


def level(wall, step, channel):
    """How many different colours a tile has."""
    picture = wall.pictures.tiles[step][channel]
    return len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())})


def test_maps_that_differ_little_are_told_apart(qtbot, wall, document, jobs):
    """As at the default detail: 24 maps between 0.11 and 0.18 were 24 flat tiles."""
    photo = make_photo(width=60, height=40)
    document.set_photo(photo)
    maps = make_maps(photo, size=Size(20, 15))
    document.set_maps(replace(maps, alpha=np.float32(0.145) + np.float32(0.035) * maps.alpha))
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: wall.pictures is not None)
    low, high = np.percentile(document.shaped.alpha, (2, 98))
    assert (wall.pictures.shared.low, wall.pictures.shared.high) == pytest.approx((low, high))
    assert level(wall, 0, 0) > 60
    wall.scale.choose("one")
    settled(qtbot, jobs)
    assert level(wall, 0, 0) < 15


def test_each_map_may_have_a_scale_of_its_own(qtbot, wall, document, jobs):
    open_photo(document)
    wall.scale.choose("range")
    wall.scale.each.setChecked(True)
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: wall.pictures.shared is None)
    one = document.shaped.alpha[3, 1]
    assert (wall.pictures.scales[3][1].low, wall.pictures.scales[3][1].high) == pytest.approx(
        (one.min(), one.max())
    )
    document.select_map((3, 1))
    ticks = [text for _, text in wall.detail.plot.spec.x_ticks]
    assert ticks[0] == f"{one.min():+.2f}".replace("-", "−") and len(ticks) == 3
    wall.grab()


def test_the_limits_are_dragged_and_moved_by_keys(qtbot, wall, document, jobs):
    open_photo(document)
    settled(qtbot, jobs)
    bar = wall.scale.bar
    high = QPoint(round(bar._place(bar.limits[1])), 10)
    before = bar.limits
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=high)
    qtbot.mouseMove(bar, high - QPoint(40, 0))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=high - QPoint(40, 0))
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: wall.pictures.shared.high == pytest.approx(bar.limits[1]))
    assert bar.limits[1] < before[1] and bar.limits[0] == before[0] and wall.scale.wanted.how == "own"
    qtbot.keyClick(bar, Qt.Key.Key_Up)
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: wall.pictures.shared.low > before[0])
