"""Look-up tables: near the truth, in their range, written and read as .cube."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core.analysis import luts
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Size
from tests.core.analysis.samples import edits, make_maps, make_photo, scenes
from tests.core.shaping import fitted


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
