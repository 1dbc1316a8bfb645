"""What an export does to a result before it is written."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.files import read_photo, write_photo
from dce_studio.core.files.colour import icc
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.write import WriteOptions
from dce_studio.core.geometry import Size
from dce_studio.core.output.finish import finished, profile
from dce_studio.core.output.options import Output
from dce_studio.core.photo import Metadata
from tests.core import make


def test_a_long_edge_reduces_and_never_enlarges() -> None:
    assert Output(long_edge=10).sized(Size(40, 20)) == (10, 5)
    assert Output(long_edge=100).sized(Size(40, 20)) == (40, 20)
    assert Output(size=Size(80, 80)).sized(Size(40, 20)) == (80, 80)
    both = {"long_edge": 1, "size": Size(1, 1)}
    for wrong in ({"long_edge": -1}, {"size": Size(0, 3)}, {"profile": "x"}, both):
        with pytest.raises(ValueError, match=r"pixels|profile"):
            Output(**wrong)


@pytest.mark.parametrize("name", ["srgb", "display-p3", "adobe-rgb"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_colours_stay_in_another_profile(name: str, dtype: str) -> None:
    photo = make.photo(16, 9, dtype)
    made = finished(photo, Output(profile=name))
    assert made.metadata.icc == profile(name)
    back = icc.transform(made.pixels, profile(name), icc.srgb())
    white = {"uint8": 255, "uint16": 65535}.get(dtype, 1)
    np.testing.assert_allclose(back / white, photo.pixels / white, atol=0.02)
    assert finished(photo, Output()) is photo


def test_grey_and_transparency_go_along() -> None:
    photo = make.photo(16, 9, grey=True)
    assert finished(photo, Output(profile="display-p3")) is photo
    clear = replace(make.photo(16, 8), alpha=np.full((8, 16), 200, np.uint8))
    made = finished(clear, Output(long_edge=8))
    assert made.size == (8, 4)
    assert made.alpha.shape == (4, 8)
    assert abs(made.alpha.astype(int) - 200).max() <= 1


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("quality", [100, 90])
def test_a_jpeg_xl_comes_back(tmp_path: Path, dtype: str, grey: bool, quality: int) -> None:
    said = exif.build([exif.Field(exif.SOFTWARE, 2, b"camera\0")], [], [])
    photo = replace(make.photo(48, 32, dtype, grey=grey), metadata=Metadata(exif=said, xmp=b"<x:xmpmeta/>"))
    if not grey:
        photo = replace(photo, alpha=photo.pixels[..., 1].copy())
    path = tmp_path / "o.jxl"
    assert write_photo(photo, path, WriteOptions(quality=quality)) == ()
    back = read_photo(path)
    assert back.size == photo.size
    assert back.pixels.dtype == dtype
    assert back.grey == grey
    assert back.metadata.exif
    assert back.metadata.xmp == b"<x:xmpmeta/>"
    near = np.abs(back.pixels.astype(float) - photo.pixels).mean() / np.iinfo(dtype).max
    assert near < 0.05  # noise is what it loses; another transfer would be 0.15
    if quality == 100:
        assert np.array_equal(back.pixels, photo.pixels)
        assert grey or np.array_equal(back.alpha, photo.alpha)


def test_a_jpeg_xl_is_in_srgb_and_says_so(tmp_path: Path) -> None:
    photo = finished(make.photo(16, 9, "uint16"), Output(profile="display-p3"))
    notes = write_photo(photo, tmp_path / "o.jxl", WriteOptions(quality=100))
    assert "sRGB" in notes[0]
    back = read_photo(tmp_path / "o.jxl").pixels.astype(int)
    assert np.abs(back - make.photo(16, 9, "uint16").pixels).max() < 300


def test_exif_tells_the_new_size(tmp_path: Path) -> None:
    def pair(data: bytes) -> tuple[int | None, int | None]:
        inner = exif.directory(data, exif.number(data, exif.first(data).get(exif.EXIF_IFD)))
        return tuple(exif.number(data, inner.get(tag)) for tag in (exif.PIXEL_X, exif.PIXEL_Y))

    fields = [exif.Field(exif.PIXEL_X, 4, (16).to_bytes(4, "little")), exif.Field(exif.PIXEL_Y, 3, b"\x09\0")]
    said = exif.build([], fields, [])
    assert pair(said) == (16, 9)
    photo = replace(make.photo(16, 9), metadata=Metadata(exif=said))
    write_photo(finished(photo, Output(size=Size(7, 5))), tmp_path / "o.png")
    assert pair(read_photo(tmp_path / "o.png").metadata.exif) == (7, 5)
