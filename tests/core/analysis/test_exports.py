"""Maps, curves and tables as files; statistics, overlays, marks, the report and the API."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import dce_studio
from dce_studio.core import colours
from dce_studio.core.analysis import curve_files, luts, map_files, overlays, report
from dce_studio.core.analysis.figures import PERCENTILES, histogram, statistics
from dce_studio.core.analysis.overlay import Layer, MapOverlay, PhotoOverlay
from dce_studio.core.analysis.probing import pixel_curves, scope_curves
from dce_studio.core.analysis.views import CurveView
from dce_studio.core.colours import about_zero
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.marks import HANDLES, MAX_PROBES, Marks, Polygon, Rectangle, covered, hit, resized
from dce_studio.core.noise.measure import CENTRES, LEVELS
from dce_studio.core.photo import Noise
from dce_studio.core.render import rendering
from dce_studio.core.render.tones import developed, slope
from tests.core import make
from tests.core.analysis.samples import edits, make_maps, make_photo, scenes
from tests.core.shaping import fitted, gathered, rendered


@settings(max_examples=25, deadline=None)
@given(scenes())
def test_a_map_file_holds_all_that_renders_the_photo_by_name(tmp_path_factory, scene):
    photo, maps = scene
    path = tmp_path_factory.mktemp("maps") / "maps.npz"
    map_files.save_npz(maps, path)
    with np.load(path, allow_pickle=False) as file:
        assert ("gain" in file) == (maps.gain is not None)
        assert "clip(gain * g + offset, -1, 1)" in str(file["note"])
        box, size = Box(*map(int, file["box"])), Size(*map(int, file["photo_size"]))
        loaded = CurveMaps(file["alpha"], box, size, file.get("gain"), file.get("offset"))
        assert (str(file["weights"]), int(file["detail"])) == (maps.weights, maps.detail)
    np.testing.assert_array_equal(rendered(photo, loaded, Edit()), rendered(photo, maps, Edit()))


def test_the_tiff_has_a_float_page_a_map_with_its_name(tmp_path):
    maps = make_maps(make_photo())
    map_files.save_tiff(maps, tmp_path / "maps.tif")
    with Image.open(tmp_path / "maps.tif") as file:
        assert (file.n_frames, file.mode) == (24, "F")
        assert "the .npz has those" in file.tag_v2[270]
        file.seek(5)
        assert file.tag_v2[270] == "alpha step 2 blue"
        np.testing.assert_array_equal(np.asarray(file), maps.alpha[1, 2])


@pytest.mark.parametrize("steps", [1, 8])
def test_the_wall_is_a_picture(tmp_path, steps):
    map_files.save_wall(make_maps(make_photo(), steps=steps), tmp_path / "wall.png", on=3)
    with Image.open(tmp_path / "wall.png") as file:
        assert file.mode == "RGB"
        assert file.width > 600


def test_curves_as_csv_say_whose_they_are():
    photo = make_photo()
    pixels = gathered(photo, make_maps(photo))
    family = scope_curves(pixels, Edit(iterations=2), CurveView.FAMILY)
    text = curve_files.curves_csv({"photo": scope_curves(pixels, Edit()), "all": family})
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 512
    assert rows[0]["scope"] == "photo"
    assert float(rows[255]["r"]) == pytest.approx(1, abs=1e-5)
    assert rows[0]["r_n1"] == ""
    assert float(rows[300]["g_n2"]) == pytest.approx(family.family[1, 1, 44], abs=1e-5)


def test_statistics_equal_numpy():
    maps = make_maps(make_photo())
    each = statistics(maps)
    assert [(s.step, s.channel) for s in each[:4]] == [(0, 0), (0, 1), (0, 2), (1, 0)]
    values = maps.alpha[1, 0].astype(float)
    assert each[3].mean == pytest.approx(values.mean())
    assert each[3].percentiles == pytest.approx(np.percentile(values, PERCENTILES))
    assert histogram(maps, 1, 0, about_zero(1.0)).sum() == pytest.approx(1)
    assert histogram(maps, 1, 0, about_zero(1.0), values=4).sum() == pytest.approx(1)


def test_the_scale_is_centred_on_zero():
    assert (colours.diverging(0.0, 1.0) == colours.DIVERGING[128]).all()
    assert (colours.diverging([-5.0, 5.0], 1.0) == colours.DIVERGING[[0, 256]]).all()
    lightness = colours.DIVERGING @ [0.2126, 0.7152, 0.0722]
    assert np.abs(lightness[128:] - lightness[128::-1]).max() < 45  # equally far, about equally light


@settings(max_examples=25, deadline=None)
@given(scenes(), edits)
def test_the_gain_overlay_shows_the_slope(scene, edit):
    photo, maps = scene
    sampled = rendering.sample(photo, maps)
    white = {"u": 255 if photo.pixels.itemsize == 1 else 65535, "f": 1}[photo.pixels.dtype.kind]
    x = np.moveaxis(sampled.pixels.astype(float) / white, -1, 0)
    expected = np.moveaxis(slope(x, sampled.alpha.astype(float), edit), 0, -1)
    plain = developed(x, sampled.alpha.astype(float), edit.with_(gamma=1.0, keep_colour=0, black=0))
    bare = developed(x, sampled.alpha.astype(float), edit.with_(black=0))
    sure = (np.abs(bare - edit.black) > 1e-4) | (edit.black == 0)  # else it may turn black or not
    inside = ((plain > 1e-3) & sure).all(0)  # float32 knows nothing of the slope of what is crushed to black
    shown = overlays.slopes(sampled, edit)
    np.testing.assert_allclose(shown[inside], expected[inside], rtol=1e-3, atol=1e-4)


def test_every_overlay_is_painted():
    photo = make_photo()
    maps = make_maps(photo)
    sampled = rendering.sample(photo, maps)
    nothing = Noise(np.zeros((2, LEVELS, 2, len(CENTRES)), np.float32))
    result, clean = rendering.develop(sampled, Edit()), make.unit(photo)
    layer = Layer(sampled.pixels, sampled.alpha, result, clean, nothing)
    for overlay in (*PhotoOverlay, MapOverlay(2, 1, about_zero(0.5))):
        assert overlays.paint(overlay, layer, Edit()).shape == (17, 31, 4)


def test_clipping_marks_black_and_white():
    pixels = np.array([[[0, 9, 9], [9, 255, 9], [9, 9, 9]]], np.uint8)
    black, white = overlays.clipped(pixels)
    assert black.tolist() == [[True, False, False]]
    assert white.tolist() == [[False, True, False]]
    assert overlays.clipping_overlay(pixels)[..., 3].tolist() == [[255, 255, 0]]


# Look-up tables


def even_maps(photo):
    """The same α everywhere: what a table can imitate exactly."""
    alpha = np.full((8, 3, 1, 1), 0.3, np.float32)
    maps = make_maps(photo, size=Size(1, 1))
    return type(maps)(alpha, maps.box, maps.photo_size)


@pytest.mark.parametrize("dimensions", [1, 3])
def test_a_table_of_even_maps_is_nearly_the_truth(dimensions):
    photo = make_photo(width=120, height=90)
    edit = Edit() if dimensions == 3 else Edit(keep_colour=0)  # a table for each channel knows no colours
    found = fitted(photo, even_maps(photo), edit, dimensions)
    assert found.psnr > 45
    assert found.lut.values.shape == ((256, 3) if dimensions == 1 else (33, 33, 33, 3))


@settings(max_examples=6, deadline=None)
@given(scenes(), edits, st.sampled_from((1, 3)))
def test_a_table_stays_inside_0_and_1_and_its_file_loads_back(tmp_path_factory, scene, edit, dimensions):
    photo, maps = scene
    found = fitted(photo, maps, edit, dimensions)
    assert np.isfinite(found.lut.values).all()
    assert found.lut.values.min() >= 0
    assert found.lut.values.max() <= 1
    path = tmp_path_factory.mktemp("lut") / "table.cube"
    luts.save_cube(found.lut, path)
    np.testing.assert_allclose(luts.load_cube(path).values, found.lut.values, atol=1e-6)


def test_a_cube_file_is_as_the_format_wants(tmp_path):
    at = np.linspace(0, 1, 3, dtype=np.float32)
    blue, green, red = np.meshgrid(at, at, at, indexing="ij")
    table = luts.Lut(np.stack([red, green, blue], -1), 'A "title" ünd')
    luts.save_cube(table, tmp_path / "i.cube")
    lines = (tmp_path / "i.cube").read_text("ascii").splitlines()
    assert lines[:4] == [
        'TITLE "A title nd"', "LUT_3D_SIZE 3", "DOMAIN_MIN 0.0 0.0 0.0", "DOMAIN_MAX 1.0 1.0 1.0",
    ]  # fmt: skip
    assert lines[5:8] == [
        "0.000000 0.000000 0.000000",
        "0.500000 0.000000 0.000000",
        "1.000000 0.000000 0.000000",
    ]
    random = np.random.default_rng(0).random((50, 3)).astype(np.float32)
    np.testing.assert_allclose(luts.load_cube(tmp_path / "i.cube").apply(random), random, atol=1e-6)


@pytest.mark.parametrize(
    "text",
    ["", "LUT_3D_SIZE 2\n0 0 0\n", "LUT_1D_SIZE 2\n0 0 0\n1 1 nan\n", "LUT_1D_SIZE 1\n0 0 0\n", "\x00\x01"],
)
def test_a_bad_cube_file_is_refused(tmp_path, text):
    (tmp_path / "bad.cube").write_text(text)
    with pytest.raises(StudioError, match=r"bad\.cube"):
        luts.load_cube(tmp_path / "bad.cube")


# Marks


def test_probes_take_the_lowest_free_number_and_end_at_eight():
    marks = Marks()
    for k in range(10):
        marks = marks.pinned(k + 0.5, 2)
    assert len(marks.probes) == MAX_PROBES
    assert marks.full
    again = marks.without(3).pinned(30, 30)
    assert again.probe(3).x == 30
    assert marks.moved(2, 7.9, 8.1).probe(2).y == 8
    assert marks.nearest(1.4, 2.5, 3).number == 2
    assert marks.nearest(100, 100, 3) is None
    assert marks.inside(Size(2, 1)).probes[-1].x == 1
    with pytest.raises(ValueError, match="numbered"):
        Marks((*marks.probes, marks.probes[0]))


@given(st.tuples(*[st.floats(-50, 50)] * 4), st.sampled_from(HANDLES), st.floats(-80, 80), st.floats(-80, 80))
def test_a_region_stays_one_however_it_is_dragged(corners, handle, x, y):
    for region in (Rectangle.between(*corners), Polygon(((0, 0), (9, 0), (4, 9)))):
        left, top, right, bottom = resized(region, handle, x, y).bounds
        assert right - left >= 1 - 1e-6
        assert bottom - top >= 1 - 1e-6
        box = covered(region, Size(20, 10))
        assert box.width >= 1
        assert box.height >= 1
        assert box.x + box.width <= 20
        assert region.moved(3, 4).bounds[0] == pytest.approx(region.bounds[0] + 3)


def test_what_of_a_region_is_hit():
    region = Rectangle(10, 10, 30, 20)
    assert hit(region, 10.5, 9.8, 2) == (-1, -1)
    assert hit(region, 22, 14, 2) == "inside"
    assert hit(region, 50, 50, 2) is None


# The report and the API


def test_the_report_is_plain_json(tmp_path):
    photo = make_photo()
    maps = make_maps(photo)
    report.write(photo, maps, Edit(gamma=1.2, keep_colour=0), tmp_path / "out", [(3, 4)], [Box(0, 0, 5, 5)])
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {"maps.npz", "maps.png", "curves.csv", "lut_1d.cube", "lut_3d.cube", "report.json"}
    data = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    assert len(data["maps"]["each"]) == 24
    assert set(data["maps"]["each"][0]) == {"step", "channel", "mean", "min", "max", "percentiles"}
    probe = data["probes"][0]
    assert len(probe["staircase"]) == 9
    assert np.array(probe["output"]) == pytest.approx(np.array(probe["staircase"][-1]) ** 1.2)
    assert set(data["scopes"]) == {"photo", "roi 0,0,5,5", "probe 3,4"}


def test_the_api_renders_and_probes():
    photo = make_photo()
    maps = make_maps(photo)
    pixels = dce_studio.render(photo, maps, dce_studio.Edit(iterations=4))
    reading = dce_studio.probe(photo, maps, 2, 3, dce_studio.Edit(iterations=4))
    np.testing.assert_array_equal(np.floor(reading.after * 255 + 0.5), pixels[3, 2])
    assert pixel_curves(reading.estimated, Edit()).count == 1
    with pytest.raises(AttributeError, match="no attribute"):
        _ = dce_studio.nothing
