"""Every file of ../shared/photos/formats: opened as stated here, or refused with a sentence.

Sizes, orientations and mean colours were checked by eye against the pictures.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from dce_studio.core.errors import PhotoError
from dce_studio.core.files import display_pixels, preview_of, read_photo, read_preview, thumbnail
from dce_studio.core.files.metadata import exif, orient

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "photos" / "formats"


class Opens(NamedTuple):
    """Width and height upright, dtype, mean sRGB on screen, what it carries, a word of its note."""

    width: int
    height: int
    dtype: str
    mean: tuple[int, int, int]
    carries: str = ""
    note: str = ""


class Refused(NamedTuple):
    """A part of the sentence."""

    because: str


FILES: dict[str, Opens | Refused] = {
    "avif/Issue 649.avif": Opens(5472, 3648, "uint8", (102, 88, 81), "exif xmp"),
    "avif/hopper.heif": Opens(128, 128, "uint8", (90, 80, 95), ""),
    "avif/immich_10bit-HDR-P3-nclx.avif": Opens(3681, 5594, "uint16", (97, 139, 135), "icc exif xmp", "(PQ)"),
    "avif/rot1mir1.avif": Opens(640, 427, "uint8", (131, 137, 97), "exif"),
    "corrupt/NegativeArraySizeException.ItemInfoBox.init.heif": Refused("cannot be read as HEIF"),
    "corrupt/bmp_Bad_badplanes.bmp": Opens(127, 64, "uint8", (75, 75, 75), "grey"),
    "corrupt/broken.png": Refused("more than the limit of 250 MP"),
    "corrupt/crash-2020-10-test.tif": Refused("cannot be read as TIFF"),
    "corrupt/empty.jpg": Refused("is empty"),
    "corrupt/hopper_bad_exif.jpg": Opens(500, 500, "uint8", (125, 125, 125), "grey"),
    "corrupt/invalid-exif.jpg": Opens(200, 200, "uint8", (92, 92, 92), "xmp"),
    "corrupt/skimage_truncated.jpg": Refused("cannot be read as JPEG"),
    "corrupt/truncated_image.png": Refused("cannot be read as PNG"),
    "gif/dispose_bgnd_transparency.gif": Opens(38, 32, "uint8", (105, 82, 36), "alpha", "pictures"),
    "heic/IMG_1034.heic": Opens(4032, 3024, "uint8", (111, 110, 89), "icc exif"),
    "heic/Issue 263 dotnet.heic": Opens(3024, 4032, "uint8", (108, 98, 86), "icc exif xmp"),
    "heic/immich_IMG_2682.heic": Opens(4032, 3024, "uint8", (73, 86, 91), "icc exif"),
    "jp2/16bit.cropped.jp2": Opens(64, 64, "uint16", (1, 1, 1), "grey"),
    "jpeg/apple_gainmap_new.jpg": Opens(384, 512, "uint8", (88, 87, 86), "icc exif"),
    "jpeg/hopper_gray.jpg": Opens(128, 128, "uint8", (85, 85, 85), "grey"),
    "jpeg/immich_el_torcal_rocks.jpeg": Opens(512, 341, "uint8", (57, 87, 108), "exif xmp"),
    "jpeg/mei_Canon EOS 7D.jpg": Opens(600, 900, "uint8", (129, 63, 72), "icc exif xmp"),
    "jpeg/mei_Multiple ICC segments.jpg": Opens(140, 140, "uint8", (198, 205, 208), "exif xmp", "CMYK"),
    "jpeg/pil_sample_cmyk.jpg": Opens(100, 100, "uint8", (30, 5, 7), "exif xmp", "CMYK"),
    "jpeg/ultrahdr.jpg": Refused("cannot be read as JPEG"),
    "jxl/corpus_candle.jxl": Opens(1000, 810, "float32", (18, 15, 12), "alpha", "linear light"),
    "jxl/corpus_efb.jxl": Opens(1560, 770, "uint8", (102, 74, 62), ""),
    "jxl/gb82_dog-lossless.jxl": Opens(576, 576, "uint8", (111, 108, 77), ""),
    "jxl/immich_16bit-HDR-P3-nclx.jxl": Opens(5667, 3685, "uint16", (91, 128, 108), "icc exif xmp"),
    "motionphoto/immich_samsung-one-ui-6.heic": Opens(3000, 4000, "uint8", (100, 96, 96), "exif xmp"),
    "names/UPPER.JPEG": Opens(512, 512, "uint8", (40, 40, 40), ""),
    "names/jpeg_named_2.nef": Opens(2000, 3008, "uint8", (89, 89, 85), "icc exif"),
    "names/jpeg_named_4.nef": Opens(2000, 3008, "uint8", (75, 75, 71), "icc exif"),
    "names/png_really.jpg": Opens(512, 512, "uint8", (40, 40, 40), ""),
    "orientation/Landscape_0.jpg": Opens(1800, 1200, "uint8", (98, 116, 134), "exif"),
    "orientation/Landscape_2.jpg": Opens(1800, 1200, "uint8", (98, 116, 134), "exif"),
    "orientation/Landscape_4.jpg": Opens(1800, 1200, "uint8", (98, 116, 134), "exif"),
    "orientation/Landscape_6.jpg": Opens(1800, 1200, "uint8", (98, 116, 134), "exif"),
    "orientation/Landscape_8.jpg": Opens(1800, 1200, "uint8", (98, 116, 134), "exif"),
    "orientation/Portrait_1.jpg": Opens(1200, 1800, "uint8", (144, 156, 163), "exif"),
    "orientation/Portrait_3.jpg": Opens(1200, 1800, "uint8", (144, 156, 163), "exif"),
    "orientation/Portrait_5.jpg": Opens(1200, 1800, "uint8", (144, 156, 163), "exif"),
    "orientation/Portrait_7.jpg": Opens(1200, 1800, "uint8", (144, 156, 163), "exif"),
    "png/DJI-FC6310-16bit_709_v4_krita.png": Opens(64, 64, "uint16", (145, 139, 132), "icc"),
    "png/HUAWEI-EVA-L09-16bit_709_g1_dt.png": Opens(
        64, 64, "uint16", (93, 115, 79), "icc exif", "linear light"
    ),
    "png/P3-sRGB-color-ring.png": Opens(1000, 1000, "uint8", (122, 130, 126), "alpha icc xmp"),
    "png/Sony-DSC-RX1RM2-14bit_srgb8_v4_krita.png": Opens(64, 64, "uint8", (100, 100, 89), "icc"),
    "png/gen_gray16.png": Opens(512, 512, "uint16", (40, 40, 40), "grey"),
    "png/immich_density_plot.png": Opens(800, 800, "uint8", (151, 151, 151), ""),
    "png/palette_color.png": Opens(10, 10, "uint8", (116, 114, 124), ""),
    "png/rgb_trns.png": Opens(64, 64, "uint8", (73, 176, 119), "alpha"),
    "png/xmp_tags_orientation.png": Opens(326, 268, "uint8", (216, 185, 134), "alpha icc xmp"),
    "raw/RAW_KODAK_DC50_é.KDC": Opens(768, 512, "uint16", (112, 107, 100), "exif"),
    "raw/synthetic_underexposed.dng": Opens(1600, 1200, "uint16", (31, 35, 38), "exif"),
    "sizes/1x1.png": Opens(1, 1, "uint8", (9, 9, 9), ""),
    "sizes/5000x7.png": Opens(5000, 7, "uint8", (40, 40, 40), ""),
    "sizes/odd_513x511.jpg": Opens(513, 511, "uint8", (40, 40, 40), ""),
    "tiff/12in16bit.tif": Opens(100, 100, "uint16", (0, 0, 0), "grey exif"),
    "tiff/Epson PerfectionV800.tiff": Opens(425, 640, "uint8", (133, 130, 126), "icc exif"),
    "tiff/g4_orientation_6.tif": Opens(590, 88, "uint8", (227, 227, 227), "grey exif"),
    "tiff/hopper.Lab.tif": Opens(128, 128, "uint8", (89, 80, 95), "exif xmp", "Lab"),
    "tiff/multipage.tif": Opens(4670, 6170, "uint8", (247, 247, 247), "grey", "pictures"),
    "tiff/tiff_16bit_RGBa.tiff": Opens(100, 40, "uint16", (128, 91, 69), "alpha icc exif xmp"),
    "tiff/tiff_strip_planar_16bit_RGB.tiff": Opens(100, 40, "uint16", (42, 29, 22), "exif"),
    "webp/Alpha Lossless (1).webp": Opens(400, 301, "uint8", (148, 103, 53), "alpha"),
    "webp/Nikon Coolpix P7000.webp": Opens(2736, 3648, "uint8", (82, 101, 132), "exif xmp"),
    "webp/hopper_orientation_6.webp": Opens(128, 128, "uint8", (90, 80, 96), "exif"),
    "webp/iss634.webp": Opens(245, 245, "uint8", (135, 137, 90), "alpha", "pictures"),
}


def photo_file(name: str) -> Path:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


@pytest.mark.parametrize("name", FILES)
def test_every_file_opens_as_stated_or_is_refused(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    path, expected = photo_file(name), FILES[name]
    if isinstance(expected, Refused):
        with pytest.raises(PhotoError) as caught:
            read_photo(path)
        text = str(caught.value)
        assert expected.because in text and str(path) in text and "\n" not in text and text.endswith(".")
    else:
        _opens(path, expected)
    out, err = capfd.readouterr()
    assert not out and not err


def _opens(path: Path, expected: Opens) -> None:
    photo = read_photo(path)
    metadata = photo.metadata
    carried = {
        "grey": photo.grey,
        "alpha": photo.alpha is not None,
        "icc": metadata.icc,
        "exif": metadata.exif,
    }
    carried["xmp"] = metadata.xmp
    assert photo.size == (expected.width, expected.height)
    assert photo.pixels.dtype == expected.dtype
    assert " ".join(key for key, value in carried.items() if value) == expected.carries
    assert expected.note in " ".join(photo.notes) and bool(expected.note) == bool(photo.notes)
    step = 3 if photo.size.width * photo.size.height > 1_000_000 else 1
    seen = display_pixels(photo, np.ascontiguousarray(photo.pixels[::step, ::step])).mean((0, 1))
    assert np.abs(seen - expected.mean).max() < 4
    assert exif.orientation(metadata.exif) in (None, 1) and orient.of_xmp(metadata.xmp) in (None, 1)


@pytest.mark.parametrize("name", [n for n in FILES if isinstance(FILES[n], Opens)])
def test_previews_are_small_and_of_the_same_shape_and_colour(name: str) -> None:
    expected = FILES[name]
    assert isinstance(expected, Opens)
    path = photo_file(name)
    preview, small = read_preview(path, 300), thumbnail(path, 64)
    width, height = preview.size
    assert max(width, height) == min(300, max(expected.width, expected.height))
    assert abs(width * expected.height - height * expected.width) <= 1.5 * max(
        expected.width, expected.height
    )
    assert max(small.size) <= 64 and small.pixels.dtype == np.uint8
    assert np.abs(display_pixels(preview, preview.pixels).mean((0, 1)) - expected.mean).max() < 8


def test_the_table_is_complete() -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"{FOLDER} is not here")
    assert {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()} == set(FILES)


def test_what_turns_by_another_turns_to_the_same() -> None:
    upright = thumbnail(photo_file("orientation/Portrait_1.jpg"), 60).pixels.astype(int)
    for name in ("Portrait_3", "Portrait_5", "Portrait_7"):
        other = thumbnail(photo_file(f"orientation/{name}.jpg"), 60).pixels.astype(int)
        assert np.abs(other - upright).mean() < 12  # the digit on each differs


@pytest.mark.parametrize("name", ["Landscape_0", "Landscape_6", "Landscape_8", "Portrait_1", "Portrait_3"])
def test_a_preview_knows_the_size_of_the_whole(name: str) -> None:
    path = photo_file(f"orientation/{name}.jpg")
    small, whole = preview_of(path, 60)
    assert whole == read_photo(path).size and max(small.size) == 60
