"""What opening a photo takes: in proportion to its pixels, and only of memory that is there."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from dce_studio.core.errors import PhotoError
from dce_studio.core.files import limits, read_photo
from dce_studio.core.geometry import Size

WIDTH, HEIGHT = 160, 6400
MOST = {"float32": 40, "other": 24}
"""Bytes a pixel at the peak, as the README says. Only what numpy takes is seen here."""


def dark(white: int, dtype: str) -> NDArray[Any]:
    ramp = np.linspace(0, 0.3, WIDTH * HEIGHT * 3).reshape(HEIGHT, WIDTH, 3)
    return (ramp * white).astype(dtype)


def tiff(path: Path, array: NDArray[Any]) -> None:
    tifffile.imwrite(path, array, photometric="rgb")


MAKERS: dict[str, Callable[[Path], object]] = {
    "cmyk.jpg": lambda path: Image.fromarray(dark(255, "uint8")).convert("CMYK").save(path),
    "plain.png": lambda path: Image.fromarray(dark(255, "uint8")).save(path),
    "words.jp2": lambda path: path.write_bytes(
        imagecodecs.jpeg2k_encode(dark(65535, "uint16"), bitspersample=16)
    ),
    "ten.avif": lambda path: path.write_bytes(
        imagecodecs.avif_encode(dark(1023, "uint16"), bitspersample=10, speed=10)
    ),
    "long.tif": lambda path: tiff(path, dark((1 << 32) - 1, "uint32")),
    "signed.tif": lambda path: tiff(path, dark((1 << 31) - 1, "int32")),
    "float.tif": lambda path: tiff(path, dark(1, "float32")),
    "light.tif": lambda path: tiff(path, dark(255, "float32")),
}


@pytest.mark.parametrize("name", MAKERS)
def test_opening_takes_memory_for_its_pixels_and_no_more(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    MAKERS[name](path)
    read_photo(path)  # what is loaded once is not the photo's
    tracemalloc.start()
    try:
        photo = read_photo(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    most = MOST.get(str(photo.pixels.dtype), MOST["other"])
    assert peak < most * WIDTH * HEIGHT, f"{peak / WIDTH / HEIGHT:.1f} bytes a pixel"


def claiming(path: Path, width: int, height: int) -> Path:
    """A BMP of a few pixels whose header says another size."""
    Image.new("RGB", (64, 48)).save(path)
    data = bytearray(path.read_bytes())
    data[18:22], data[22:26] = width.to_bytes(4, "little"), height.to_bytes(4, "little")
    path.write_bytes(data)
    return path


def test_a_bitmap_too_short_for_its_pixels_is_told_before_they_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its table of rows alone would take 0.4 GB, and its pixels 13."""
    monkeypatch.setattr(limits, "free", lambda: None)
    monkeypatch.setattr(Image.core, "new", lambda *size: pytest.fail(f"{size} was made"))
    with pytest.raises(PhotoError, match="damaged, incomplete"):
        read_photo(claiming(tmp_path / "a.bmp", 64, 50_000_048), megapixels=10_000)


def test_a_photo_that_the_free_memory_cannot_hold_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    MAKERS["plain.png"](path)
    needed = WIDTH * HEIGHT * limits.LEAST
    monkeypatch.setattr(limits, "free", lambda: needed)
    assert read_photo(path).size == (WIDTH, HEIGHT)
    monkeypatch.setattr(limits, "free", lambda: needed - 1)
    with pytest.raises(PhotoError, match=rf"a\.png is {WIDTH} × {HEIGHT} pixels and needs .* smaller copy"):
        read_photo(path)
    limits.check(path, Size(WIDTH, HEIGHT), ahead=False)


def test_the_free_memory_is_read_where_the_system_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = limits.free()
    assert found is None or found > 1 << 20
    assert found is not None or not Path("/proc/meminfo").exists()
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 9 kB\nMemAvailable:   100 kB\nSwapFree: 20 kB\nHugePages_Total:       0\n")
    monkeypatch.setattr(limits, "_MEMORY", meminfo)
    assert limits.free() == 120 * 1024
    meminfo.write_text("nothing")
    assert limits.free() is None
    meminfo.unlink()
    assert limits.free() is None


def test_pillow_s_memory_comes_in_pieces_that_need_no_zeroing() -> None:
    assert Image.core.get_block_size() > 32 << 20  # the most that glibc serves from what it has kept
