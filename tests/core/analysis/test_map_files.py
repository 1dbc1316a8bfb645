"""Maps as files: arrays by name, pages of floats, a picture of the wall."""

import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image

from dce_studio.core.analysis import map_files
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from tests.core.analysis.samples import make_maps, make_photo, scenes
from tests.core.shaping import rendered


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
