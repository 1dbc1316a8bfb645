"""Photos made here, in many kinds and encodings: what each opens as; and what is refused."""

import struct
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from dce_studio.core.errors import PhotoError
from dce_studio.core.files import chunks, display_pixels, read_photo, read_preview, to_srgb
from dce_studio.core.files.kinds import kind_of

WIDTH, HEIGHT = 80, 48
DOWN, ACROSS = np.mgrid[0:HEIGHT, 0:WIDTH] / np.array([HEIGHT - 1, WIDTH - 1])[:, None, None]
GREY = (DOWN + ACROSS) / 2
RGB = np.stack([GREY, ACROSS, DOWN], axis=-1)
RGBA = np.concatenate([RGB, np.full((HEIGHT, WIDTH, 1), 0.5)], axis=-1)


def as_type(values: Any, dtype: str) -> Any:
    top = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 0
    return (values * top + 0.5).astype(dtype) if top else values.astype(dtype)


def opens_as(path: Path, expected: Any, dtype: str, tolerance: float = 0.02) -> None:
    photo = read_photo(path)
    assert photo.size == (WIDTH, HEIGHT) and photo.pixels.dtype == dtype
    assert photo.grey == (expected.ndim == 2)
    seen = display_pixels(photo, photo.pixels) / 255
    assert np.abs(seen - (expected[..., None] if photo.grey else expected)).max() < tolerance


DEPTHS = {"u1": "uint8", "u2": "uint16", "u4": "uint16", "f2": "float32", "f4": "float32", "f8": "float32"}


@pytest.mark.parametrize("dtype", DEPTHS)
@pytest.mark.parametrize(
    "way",
    [
        {},
        {"byteorder": ">"},
        {"bigtiff": True},
        {"tile": (32, 32)},
        {"compression": "deflate", "predictor": True},
        {"compression": "lzw"},
        {"compression": "zstd"},
    ],
    ids=str,
)
def test_tiff_depths_and_layouts(tmp_path: Path, dtype: str, way: dict[str, Any]) -> None:
    if dtype == "f2" and "predictor" in way:
        way = {"compression": "deflate"}
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, as_type(RGB, dtype), photometric="rgb", metadata=None, **way)
    opens_as(path, RGB, DEPTHS[dtype])
    tifffile.imwrite(path, as_type(1 - GREY, dtype), photometric="miniswhite", metadata=None, **way)
    opens_as(path, GREY, DEPTHS[dtype])


@pytest.mark.parametrize("bits", [4, 10, 12, 14])
def test_tiff_odd_depths_reach_white(tmp_path: Path, bits: int) -> None:
    values = (RGB * ((1 << bits) - 1) + 0.5).astype("u1" if bits <= 8 else "u2")
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb", bitspersample=bits, metadata=None)
    opens_as(tmp_path / "a.tif", RGB, "uint8" if bits <= 8 else "uint16", 0.04)


@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
@pytest.mark.parametrize("alpha", ["unassalpha", "assocalpha", "unspecified"])
def test_tiff_alpha(tmp_path: Path, dtype: str, alpha: str) -> None:
    values = RGBA.copy()
    if alpha == "assocalpha":
        values[..., :3] *= 0.5
    tifffile.imwrite(
        tmp_path / "a.tif", as_type(values, dtype), photometric="rgb", extrasamples=[alpha], metadata=None
    )
    opens_as(tmp_path / "a.tif", RGB, DEPTHS[dtype])
    assert (read_photo(tmp_path / "a.tif").alpha is None) == (alpha == "unspecified")


def test_tiff_planes_palettes_inks_and_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    planes = np.ascontiguousarray(as_type(RGB, "u2").transpose(2, 0, 1))
    tifffile.imwrite(path, planes, photometric="rgb", planarconfig="separate", metadata=None)
    opens_as(path, RGB, "uint16")
    table = (np.stack([np.arange(256)] * 3) * 257).astype("u2")
    tifffile.imwrite(path, as_type(GREY, "u1"), photometric="palette", colormap=table, metadata=None)
    opens_as(path, np.stack([GREY] * 3, -1), "uint8")
    inks = np.concatenate([1 - RGB, np.zeros((HEIGHT, WIDTH, 1))], -1)
    tifffile.imwrite(path, as_type(inks, "u2"), photometric="separated", metadata=None)
    opens_as(path, RGB, "uint16")
    assert "CMYK" in read_photo(path).notes[0]
    tifffile.imwrite(path, np.stack([as_type(RGB, "u1")] * 3), photometric="rgb", metadata=None)
    opens_as(path, RGB, "uint8")
    assert "3 pictures" in read_photo(path).notes[0]


def make_png(path: Path, values: Any, colours: int, *more: tuple[bytes, bytes]) -> Path:
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in as_type(values, "u2"))
    header = struct.pack(">IIBBBBB", values.shape[1], values.shape[0], 16, colours, 0, 0, 0)
    parts = [(b"IHDR", header), *more, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    path.write_bytes(chunks.SIGNATURE + b"".join(chunks.chunk(*part) for part in parts))
    return path


def test_png_at_16_bits(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    opens_as(make_png(path, RGB, 2), RGB, "uint16")
    opens_as(make_png(path, RGBA, 6), RGB, "uint16")
    opens_as(make_png(path, GREY, 0), GREY, "uint16")
    opens_as(make_png(path, RGB, 2, (b"tRNS", bytes(6))), RGB, "uint16")
    alpha = read_photo(path).alpha
    assert alpha is not None and alpha[0, 0] == 0 and alpha[9, 9] == 65535


@pytest.mark.parametrize(("transfer", "note"), [(16, "(PQ)"), (18, "(HLG)"), (8, "linear light")])
def test_what_is_not_for_a_display_is_brought_into_its_range(
    tmp_path: Path, transfer: int, note: str
) -> None:
    grey = np.repeat(ACROSS[..., None], 3, axis=2)
    photo = read_photo(make_png(tmp_path / "a.png", grey, 2, (b"cICP", bytes([9, transfer, 0, 1]))))
    assert note in photo.notes[0] and photo.metadata.icc is not None and photo.pixels.dtype == np.uint16
    line = display_pixels(photo, photo.pixels)[0].astype(int)
    assert (np.diff(line[:, 0]) >= 0).all() and np.ptp(line, axis=1).max() <= 1 and line[0, 0] == 0
    middle = {16: 0.58, 18: 0.75, 8: 0.2159}[transfer]  # 203 cd/m² in PQ and HLG; linear mid-grey
    seen = line[round(middle * (WIDTH - 1)), 0]
    assert seen == pytest.approx(
        {16: 231, 18: 231, 8: 128}[transfer], abs=5
    )  # white rolls off to 0.8 of the light


def test_wide_gamuts_keep_their_values_and_show_converted(tmp_path: Path) -> None:
    red = np.zeros((4, 4, 3))
    red[..., 0] = 0.8
    photo = read_photo(make_png(tmp_path / "a.png", red, 2, (b"cICP", bytes([12, 13, 0, 1]))))
    assert photo.pixels[0, 0].tolist() == [round(0.8 * 65535), 0, 0] and not photo.notes
    assert to_srgb(photo, photo.pixels)[0, 0, 0] > photo.pixels[0, 0, 0]
    plain = read_photo(make_png(tmp_path / "b.png", red, 2))
    assert to_srgb(plain, plain.pixels) is plain.pixels


@pytest.mark.parametrize("depth", [8, 10, 12])
def test_avif_depths(tmp_path: Path, depth: int) -> None:
    values = (RGB * ((1 << depth) - 1) + 0.5).astype("u1" if depth == 8 else "u2")
    (tmp_path / "a.avif").write_bytes(imagecodecs.avif_encode(values, level=100, bitspersample=depth))
    opens_as(tmp_path / "a.avif", RGB, "uint8" if depth == 8 else "uint16", 0.06)


def test_jpeg_xl_and_jpeg_2000_and_deep_jpegs(tmp_path: Path) -> None:
    path = tmp_path / "a"  # without a suffix: the bytes tell
    path.write_bytes(imagecodecs.jpegxl_encode(as_type(RGB, "u1"), lossless=True))
    opens_as(path, RGB, "uint8")
    path.write_bytes(imagecodecs.jpegxl_encode(as_type(RGB, "u2"), lossless=True))
    assert "linear light" in read_photo(path).notes[0]  # as its encoder declares 16 bits
    for form in ("jp2", "j2k"):
        path.write_bytes(imagecodecs.jpeg2k_encode(as_type(RGBA, "u2"), codecformat=form, reversible=True))
        opens_as(path, RGB, "uint16")
        assert read_photo(path).alpha is not None
    deep = (RGB * 4095 + 0.5).astype("u2")
    path.write_bytes(imagecodecs.jpeg8_encode(deep, lossless=True, bitspersample=12))
    opens_as(path, RGB, "uint16")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16"])
@pytest.mark.parametrize("suffix", ["png", "tif", "jpg", "webp", "bmp", "gif", "jp2", "ppm"])
def test_every_mode_that_pillow_writes_opens(tmp_path: Path, mode: str, suffix: str) -> None:
    source = Image.fromarray(as_type(RGB, "u1"))
    image = Image.fromarray(as_type(GREY, "u2")) if mode == "I;16" else source.convert(mode)
    path = tmp_path / f"a.{suffix}"
    try:
        image.save(path)
    except (OSError, ValueError, KeyError):
        pytest.skip(f"Pillow writes no {mode} as {suffix}")
    photo = read_photo(path)
    assert photo.size == (WIDTH, HEIGHT)
    assert abs(display_pixels(photo, photo.pixels).mean() / 255 - 0.5) < (
        0.2 if mode == "I;16" else 0.06
    ) or (mode == "I;16" and photo.pixels.dtype == np.uint8)


def test_bombs_are_refused_and_the_limit_can_be_lifted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = struct.pack(">IIBBBBB", 60000, 50000, 8, 2, 0, 0, 0)
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(
        chunks.SIGNATURE + chunks.chunk(b"IHDR", header) + chunks.chunk(b"IDAT", zlib.compress(bytes(1000)))
    )
    with pytest.raises(PhotoError, match=r"60000 × 50000 pixels \(3,000 MP\).*--max-megapixels"):
        read_photo(bomb)
    small = make_png(tmp_path / "small.png", RGB, 2)
    monkeypatch.setenv("DCE_STUDIO_MAX_MEGAPIXELS", "0.001")
    with pytest.raises(PhotoError, match=r"limit of 0\.001 MP"):
        read_photo(small)
    monkeypatch.setenv("DCE_STUDIO_MAX_MEGAPIXELS", "1")
    assert read_photo(small).size == (WIDTH, HEIGHT)
    for read in (read_photo, lambda path, most: read_preview(path, 100, most)):
        assert read(small, 2).size == (WIDTH, HEIGHT)
        with pytest.raises(PhotoError, match=r"limit of 0\.001 MP"):  # what is asked for comes first
            read(small, 0.001)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"II*\0\xff\xff\xff\xff", b"\xff\xd8\xff", b"BM"]
)
def test_what_is_no_photo_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    for read in (read_photo, lambda p: read_preview(p, 100)):
        with pytest.raises(PhotoError) as caught:
            read(path)
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_what_is_of_no_known_format_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"hello")
    with pytest.raises(PhotoError, match=r"a\.jpg is not a photo of a known format: save it as JPEG"):
        read_photo(path)


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="No such file"):
        read_photo(tmp_path / "none.jpg")
    with pytest.raises(PhotoError, match="no file"):
        read_photo(tmp_path)


def test_floats_above_one_and_no_numbers(tmp_path: Path) -> None:
    values = RGB.astype("f4")
    values[0, 0] = np.nan
    values[0, 1] = 7
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb", metadata=None)
    photo = read_photo(tmp_path / "a.tif")
    assert np.isfinite(photo.pixels).all() and photo.pixels.max() == 1 and "above 1" in photo.notes[0]


def test_kinds_are_told_by_bytes() -> None:
    assert kind_of(b"II*\0" + bytes(60), ".NEF") == "RAW" and kind_of(b"II*\0" + bytes(60), ".jpg") == "TIFF"
    assert kind_of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif") == "AVIF"
    assert kind_of(b"\0\0\0\x18ftypcrx \0\0\0\1crx isom") == "RAW"
    assert kind_of(b"P6\n1 1\n255\n") == "PNM" and kind_of(b"%PDF") == ""
