"""α of every pixel as a file: what it holds, what it says of itself, and that it takes little memory."""

import tracemalloc
import zipfile

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dce_studio.core.analysis import every_pixel
from dce_studio.core.edit import Edit
from dce_studio.core.errors import CancelledError, StudioError
from dce_studio.core.geometry import Box, Size
from dce_studio.core.photo import WHITE
from dce_studio.core.render.sampling import sample
from dce_studio.core.render.shape import shaped
from tests.core.analysis.samples import make_maps, make_photo, scenes


def bilinear(planes, size):
    """Planes (S, 3, h, w) at the centres of W × H pixels, as the note has it."""
    height, width = planes.shape[2:]
    x = np.clip((np.arange(size.width) + 0.5) * width / size.width - 0.5, 0, width - 1)
    y = np.clip((np.arange(size.height) + 0.5) * height / size.height - 0.5, 0, height - 1)
    i, j = y.astype(int), x.astype(int)
    below, right = np.minimum(i + 1, height - 1), np.minimum(j + 1, width - 1)
    u, v = (x - j)[None], (y - i)[:, None]
    top = planes[:, :, i][..., j] * (1 - u) + planes[:, :, i][..., right] * u
    bottom = planes[:, :, below][..., j] * (1 - u) + planes[:, :, below][..., right] * u
    return top * (1 - v) + bottom * v


@settings(max_examples=25, deadline=None)
@given(scenes(), st.sampled_from((Edit(), Edit(coupling=0.4))))
def test_every_pixel_has_the_alpha_that_it_is_rendered_with(tmp_path_factory, scene, edit):
    photo, maps = scene
    made, folder = shaped(photo, maps, edit), tmp_path_factory.mktemp("every")
    expected = sample(photo, made).alpha
    every_pixel.save(photo, made, folder / "a.npz")
    every_pixel.save(photo, made, folder / "a.tif")
    with np.load(folder / "a.npz", allow_pickle=False) as file:
        np.testing.assert_array_equal(file["alpha"], expected)
        assert ("coupling" in str(file["note"])) == (made.coupling > 0)
    pages = tifffile.imread(folder / "a.tif").reshape(expected.shape)
    np.testing.assert_array_equal(pages, expected)


def test_the_note_tells_how_gain_and_offset_give_alpha(tmp_path):
    photo = make_photo()
    every_pixel.save(photo, shaped(photo, make_maps(photo, guided=True), Edit()), tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as file:
        assert "clip(gain * g + offset, -1, 1)" in str(file["note"])
        g = photo.pixels.mean(2) / WHITE[photo.pixels.dtype]
        told = bilinear(file["gain"], photo.size) * g + bilinear(file["offset"], photo.size)
        np.testing.assert_allclose(file["alpha"], np.clip(told, -1, 1), atol=1e-5)


def test_the_pages_of_a_tiff_have_names_and_the_first_the_note(tmp_path):
    photo = make_photo()
    every_pixel.save(photo, shaped(photo, make_maps(photo), Edit()), tmp_path / "a.tiff")
    with Image.open(tmp_path / "a.tiff") as file:
        assert (file.n_frames, file.mode, file.size) == (24, "F", photo.size)
        assert file.tag_v2[270].startswith("alpha step 1 red\nalpha[step, channel, y, x] at every pixel")
        file.seek(5)
        assert file.tag_v2[270] == "alpha step 2 blue"


@pytest.mark.parametrize("name", ["a.npz", "a.tif"])
def test_averages_are_replaced_by_what_they_are_averages_of(tmp_path, name):
    photo = make_photo()
    made = shaped(photo, make_maps(photo), Edit())
    whole = np.random.default_rng(3).uniform(-1, 1, (8, 3, *photo.pixels.shape[:2])).astype(np.float32)

    def exact(use, tick):
        for x, width in ((0, 20), (20, 11)):
            use(Box(x, 0, width, photo.size.height), whole[..., x : x + width])
            tick(0.5)

    every_pixel.save(photo, made, tmp_path / name, exact)
    if name == "a.npz":
        with np.load(tmp_path / name) as file:
            np.testing.assert_array_equal(file["alpha"], whole)
            assert "gain" not in file
    else:
        np.testing.assert_array_equal(tifffile.imread(tmp_path / name).reshape(whole.shape), whole)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.npz", "a.tif"])
def test_it_takes_the_memory_of_a_few_rows(tmp_path, name):
    photo = make_photo(width=700, height=2400)
    made = shaped(photo, make_maps(photo, size=Size(64, 43), guided=True), Edit())
    every_pixel.save(photo, made, tmp_path / "first.npz")  # what it imports and compiles is not counted
    tracemalloc.start()
    every_pixel.save(photo, made, tmp_path / name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert every_pixel.size_in_bytes(photo, made) == 24 * 4 * 700 * 2400
    assert (tmp_path / name).stat().st_size > every_pixel.size_in_bytes(photo, made)
    assert peak < 4 * every_pixel.ROWS * 700 * 4  # a few bands of one map


def test_more_than_a_plain_tiff_holds_becomes_a_big_one(tmp_path, monkeypatch):
    monkeypatch.setattr(every_pixel, "PLAIN_TIFF", 1000)
    photo = make_photo()
    every_pixel.save(photo, shaped(photo, make_maps(photo), Edit()), tmp_path / "a.tif")
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.is_bigtiff


@pytest.mark.parametrize("name", ["a.npz", "a.tif"])
def test_what_is_cancelled_leaves_nothing(tmp_path, name):
    photo = make_photo()
    told = []

    def tick(done):
        told.append(done)
        if done > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError):
        every_pixel.save(photo, shaped(photo, make_maps(photo), Edit()), tmp_path / name, tick=tick)
    assert told == sorted(told)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_told(tmp_path):
    photo = make_photo()
    made = shaped(photo, make_maps(photo), Edit())
    with pytest.raises(StudioError, match=r"end its name in \.npz, \.tif, \.tiff"):
        every_pixel.save(photo, made, tmp_path / "a.png")
    with pytest.raises(StudioError, match="cannot be written: No such file"):
        every_pixel.save(photo, made, tmp_path / "none" / "a.npz")


def test_the_archive_is_one_that_zip_reads(tmp_path):
    photo = make_photo()
    every_pixel.save(photo, shaped(photo, make_maps(photo), Edit()), tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "a.npz") as archive:
        assert archive.testzip() is None
