"""Damaged photos of every format that a test can make: each opens or is one sentence, nothing is printed."""

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from dce_studio.core.errors import PhotoError
from dce_studio.core.files import read_photo, thumbnail
from tests.attack.effort import MEMORY, most_memory, mutated, rounds, told
from tests.core.files.test_aside import dng

LONGEST = 500  # characters of a sentence, the file's path apart


def pixels(dtype: str = "uint8") -> NDArray[Any]:
    """A dark ramp with noise, (48, 64, 3)."""
    noise = np.random.default_rng(1).random((48, 64, 3)) * 0.2
    unit = noise + np.linspace(0, 0.7, 64)[None, :, None]
    return (unit * np.iinfo(dtype).max).astype(dtype)


def by_pillow(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels()).convert(mode).save(file, kind, **options)
    return file.getvalue()


def by_tifffile(**options: Any) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, pixels("uint16"), photometric="rgb", **options)
    return file.getvalue()


def made() -> dict[str, bytes]:
    """Whole photos by name."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera", 6
    return {
        "plain.jpg": by_pillow("JPEG", exif=exif, quality=90),
        "progressive.jpg": by_pillow("JPEG", progressive=True, dpi=(300, 300)),
        "cmyk.jpg": by_pillow("JPEG", "CMYK"),
        "plain.png": by_pillow("PNG", exif=exif),
        "palette.png": by_pillow("PNG", "P"),
        "deep.png": bytes(imagecodecs.png_encode(pixels("uint16"))),
        "plain.webp": by_pillow("WEBP", exif=exif),
        "lossless.webp": by_pillow("WEBP", lossless=True),
        "plain.gif": by_pillow("GIF"),
        "plain.bmp": by_pillow("BMP"),
        "plain.ppm": by_pillow("PPM"),
        "lzw.tif": by_pillow("TIFF", compression="tiff_lzw"),
        "subsampled.tif": by_pillow("TIFF", "YCbCr", compression="tiff_lzw"),
        "jpeg.tif": by_pillow("TIFF", compression="jpeg"),
        "deep.tif": by_tifffile(compression="zlib", predictor=True),
        "tiled.tif": by_tifffile(tile=(16, 16)),
        "plain.avif": by_pillow("AVIF"),
        "plain.jp2": by_pillow("JPEG2000"),
        "plain.jxl": bytes(imagecodecs.jpegxl_encode(pixels())),
        "deep.jxl": bytes(imagecodecs.jpegxl_encode(pixels("uint16"))),
        "plain.dng": dng(),
    }


WHOLE = made()


def opened(path: Path, size: int | None = None) -> str:
    """What came of opening a file: "opened" with pixels that can be used, or "refused" in one sentence."""
    try:
        photo = thumbnail(path, size) if size else read_photo(path)
    except PhotoError as error:
        text = str(error)
        assert path.name in text and "\n" not in text and len(text) < len(str(path)) + LONGEST, text
        return "refused"
    assert photo.pixels.shape[2] == 3 and min(photo.size) > 0
    return "opened"


@pytest.fixture
def silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """No library prints anything."""
    yield
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("name", WHOLE)
def test_what_the_tests_make_opens(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(WHOLE[name])
    assert opened(tmp_path / name) == "opened"


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("name", WHOLE)
def test_a_photo_cut_anywhere_is_one_sentence_or_opens(tmp_path: Path, name: str) -> None:
    path, whole = tmp_path / name, WHOLE[name]
    for part in (0, 1, 3, 8, 16, 64, 256, len(whole) // 4, len(whole) // 2, len(whole) - 20, len(whole) - 1):
        path.write_bytes(whole[:part])
        assert opened(path) == "refused" or part >= 256


def test_mutated_photos_open_or_are_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file that fell is left in the folder of the test, with its name in the message."""
    counts: Counter[str] = Counter()
    names = sorted(WHOLE)
    most_memory(anew=True)
    for number, chance in enumerate(rounds(600, 0.3)):
        name = names[number % len(names)]
        path = tmp_path / name
        path.write_bytes(mutated(WHOLE[name], chance, WHOLE[chance.choice(names)]))
        counts[opened(path, chance.choice((None, None, 32)))] += 1
        printed = capfd.readouterr().err
        assert printed == "", f"{name}, round {number}: {printed}"
        assert most_memory() < MEMORY, f"{name}, round {number}: {most_memory() / 1e9:.2f} GB"
    with capfd.disabled():
        told(f"mutated photos, {most_memory() / 1e9:.2f} GB at most", counts)
    assert counts["opened"] and counts["refused"]


def test_one_format_under_the_name_of_another(tmp_path: Path) -> None:
    for name, data in WHOLE.items():
        for suffix in (".jpg", ".png", ".tif", ".heic", ".raw"):
            path = tmp_path / f"{Path(name).stem}{suffix}"
            path.write_bytes(data)
            opened(path)
