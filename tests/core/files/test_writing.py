"""What is written comes back: pixels, depth, profile, metadata; and nothing is harmed on the way."""

import os
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import ExifTags, Image

from dce_studio.core.errors import PhotoError
from dce_studio.core.files import WriteOptions, chunks, read_photo, write, write_photo
from dce_studio.core.files.colour import icc
from dce_studio.core.files.encode import avif
from dce_studio.core.files.metadata import exif
from dce_studio.core.photo import Metadata, Photo

PROPHOTO = bytes(
    imagecodecs.cms_profile(
        "rgb",
        whitepoint=(0.3457, 0.3585, 1),
        primaries=(0.7347, 0.2653, 1, 0.1596, 0.8404, 1, 0.0366, 1e-4, 1),
        gamma=1.8,
    )
)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6" exif:GPSLatitude="52,1N" '
    b'dc:title="night"><exif:GPSAltitude>3</exif:GPSAltitude></rdf:Description></x:xmpmeta>'
)


def camera_exif(orientation: int = 6) -> bytes:
    """EXIF with a maker note, a position and a thumbnail, as a camera writes it."""
    made = Image.Exif()
    made[ExifTags.Base.Make] = "Maker"
    made[ExifTags.Base.Orientation] = orientation
    made[ExifTags.Base.Software] = "Camera 1.0"
    inner = made.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.ISOSpeedRatings] = 6400
    inner[ExifTags.Base.MakerNote] = b"maker note " * 40
    made.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    data = bytearray(made.tobytes().removeprefix(b"Exif\0\0"))
    thumbnail = b"\xff\xd8THUMBNAIL\xff\xd9" * 20
    start = len(data) + len(data) % 2
    data += b"\0" * (start - len(data))
    end = exif.order(bytes(data))
    rows = [(0x0201, 4, 1, start + 2 + 24 + 4), (0x0202, 4, 1, len(thumbnail))]
    data += (
        struct.pack(end + "H", 2)
        + b"".join(struct.pack(end + "HHII", *row) for row in rows)
        + bytes(4)
        + thumbnail
    )
    first = exif.first(bytes(data))
    struct.pack_into(end + "I", data, first.place + first.size - 4, start)
    return bytes(data)


def noise(shape: tuple[int, ...], dtype: str, seed: int = 1) -> np.ndarray:  # type: ignore[type-arg]
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def photo_of(tmp_path: Path, dtype: str = "uint8", **values: object) -> Photo:
    metadata = Metadata("JPEG", icc=PROPHOTO, exif=exif.upright(camera_exif()), xmp=XMP, dpi=(300.0, 300.0))
    return replace(Photo(tmp_path / "source.jpg", noise((37, 53, 3), dtype), metadata=metadata), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("kind", ["rgb", "rgba", "grey", "grey-alpha"])
def test_lossless_formats_return_every_bit(tmp_path: Path, suffix: str, dtype: str, kind: str) -> None:
    alpha = noise((37, 53), dtype, 2) if "a" in kind[3:] else None
    photo = photo_of(tmp_path, dtype, alpha=alpha)
    if kind.startswith("grey"):
        pixels = np.repeat(photo.pixels[..., :1], 3, axis=2)
        photo = replace(photo, pixels=pixels, grey=True, metadata=replace(photo.metadata, icc=None))
    path = tmp_path / f"out{suffix}"
    assert write_photo(photo, path) == ()
    back = read_photo(path)
    assert back.pixels.dtype == dtype and np.array_equal(back.pixels, photo.pixels)
    assert back.grey == photo.grey and back.metadata.icc == photo.metadata.icc and not back.notes
    assert (back.alpha is None) == (alpha is None) and (alpha is None or np.array_equal(back.alpha, alpha))
    assert back.metadata.xmp == photo.metadata.xmp.replace(b'"6"', b'"1"')  # type: ignore[union-attr]
    assert back.metadata.dpi == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_other_programs_read_the_same(tmp_path: Path, suffix: str) -> None:
    photo = photo_of(tmp_path, "uint16")
    path = tmp_path / f"out{suffix}"
    write_photo(photo, path)
    other = tifffile.imread(path) if suffix == ".tiff" else imagecodecs.png_decode(path.read_bytes())
    assert np.array_equal(other, photo.pixels)
    with Image.open(path) as image:
        image.load()
        assert image.info["icc_profile"] == PROPHOTO
        assert image.getexif()[ExifTags.Base.Make] == "Maker"


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".avif", ".png", ".tiff"])
def test_every_format_keeps_metadata_and_looks(tmp_path: Path, suffix: str) -> None:
    ramp = np.linspace(20, 200, 48 * 64).reshape(48, 64)
    pixels = np.stack([ramp, ramp[:, ::-1], ramp[::-1]], axis=2).astype(np.uint8)
    photo = photo_of(tmp_path, pixels=pixels)
    path = tmp_path / f"out{suffix}"
    assert write_photo(photo, path) == ()
    back = read_photo(path)
    assert np.abs(back.pixels.astype(int) - pixels).mean() < 2
    assert back.metadata.icc == PROPHOTO
    assert back.metadata.xmp is not None and b"night" in back.metadata.xmp
    assert fields(back.metadata.exif, without_software=True) == fields(camera_exif(1), without_software=True)
    assert fields(back.metadata.exif)[0][ExifTags.Base.Software] == write.SOFTWARE


@pytest.mark.parametrize("alpha", [False, True], ids=["opaque", "alpha"])
@pytest.mark.parametrize("grey", [False, True], ids=["colour", "grey"])
@pytest.mark.parametrize(("quality", "subsampling"), [(95, "4:4:4"), (95, "4:2:0"), (100, "4:4:4")])
def test_an_avif_holds_ten_bits_of_a_deep_photo_and_its_metadata(
    tmp_path: Path, alpha: bool, grey: bool, quality: int, subsampling: str
) -> None:
    ramp = (
        np.linspace(2000, 60_000, 301)[None, :, None] * np.ones((203, 1, 3)) * (1 if grey else [1, 0.7, 0.4])
    )
    pixels = ramp.astype(np.uint16)
    plane = pixels[..., 0] if alpha else None
    kept = photo_of(tmp_path).metadata
    profile = None if grey else kept.icc
    photo = Photo(tmp_path / "deep.tif", pixels, grey=grey, alpha=plane, metadata=replace(kept, icc=profile))
    path = tmp_path / "out.avif"
    options = WriteOptions(quality=quality, subsampling=subsampling)
    assert write_photo(photo, path, options) == ("An AVIF holds 10 bits a channel.",)
    back = read_photo(path)
    assert back.pixels.dtype == np.uint16 and back.pixels.shape == pixels.shape and back.grey == grey
    off = np.abs(back.pixels.astype(int) - pixels) / 64  # steps of ten bits
    assert off.mean() < 1.5 and off.max() < 8
    assert len(np.unique(back.pixels[100, :, 0])) > 280  # eight bits would leave 227 of the 301
    if plane is not None and back.alpha is not None:
        assert np.abs(back.alpha.astype(int) - plane).max() / 64 < 8
    assert (back.alpha is not None) == alpha
    assert back.metadata.icc == profile and back.metadata.xmp is not None and b"night" in back.metadata.xmp
    assert fields(back.metadata.exif, without_software=True) == fields(camera_exif(1), without_software=True)
    with Image.open(path) as image:  # what shows 8 bits opens it too
        image.load()
        assert image.size == (301, 203)


def test_an_avif_laid_out_in_another_way_is_told_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = imagecodecs.avif_encode(np.zeros((8, 8, 3), np.uint8))
    monkeypatch.setattr(avif.imagecodecs, "avif_encode", lambda *_, **__: bytes(made)[:40])
    photo = photo_of(tmp_path, pixels=np.zeros((8, 8, 3), np.uint16))
    with pytest.raises(PhotoError, match="another way"):
        write_photo(photo, tmp_path / "out.avif")
    assert not (tmp_path / "out.avif").exists()


def fields(data: bytes | None, without_software: bool = False) -> list[dict[int, object]]:
    """What Pillow reads of EXIF: the first directory, Exif and GPS; the thumbnail's must not be there."""
    assert data is not None
    read = Image.Exif()
    read.load(b"Exif\0\0" + data)
    main = {tag: value for tag, value in read.items() if tag not in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)}
    for tag in (ExifTags.Base.XResolution, ExifTags.Base.YResolution, ExifTags.Base.ResolutionUnit):
        main.pop(tag, None)
    if main.get(ExifTags.Base.Orientation) == 1:
        del main[ExifTags.Base.Orientation]
    if without_software:
        main.pop(ExifTags.Base.Software, None)
    return [main, dict(read.get_ifd(ExifTags.IFD.Exif)), dict(read.get_ifd(ExifTags.IFD.GPSInfo))]


def test_the_thumbnail_is_gone_and_the_maker_note_in_its_place() -> None:
    before = camera_exif()
    after = exif.for_export(before, "DCE Studio")
    assert b"THUMBNAIL" not in after and exif.first(after).next == 0
    assert after.index(b"maker note") == before.index(b"maker note")
    assert exif.orientation(after) == 1
    assert exif.for_export(after, "DCE Studio").count(b"DCE Studio") == 2  # the old one's bytes stay, unnamed


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tiff", ".webp", ".avif"])
def test_the_position_can_be_taken_out_and_is_gone_from_the_bytes(tmp_path: Path, suffix: str) -> None:
    photo = photo_of(tmp_path)
    path = tmp_path / f"out{suffix}"
    write_photo(photo, path, WriteOptions(strip="gps"))
    back = read_photo(path).metadata
    main, inner, gps = fields(back.exif)
    assert main[ExifTags.Base.Make] == "Maker" and inner[ExifTags.Base.ISOSpeedRatings] == 6400 and not gps
    assert struct.pack("<II", 52, 1) not in (back.exif or b"") and struct.pack(">II", 52, 1) not in (
        back.exif or b""
    )
    assert back.xmp is not None and b"GPS" not in back.xmp and b"night" in back.xmp


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tiff", ".webp", ".avif"])
def test_all_metadata_but_the_profile_can_be_taken_out(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    write_photo(photo_of(tmp_path), path, WriteOptions(strip="all"))
    data = path.read_bytes()
    assert read_photo(path).metadata.icc == PROPHOTO
    assert not any(word in data for word in (b"Maker", b"maker note", b"night", b"GPS", b"DCE Studio"))


def test_damaged_exif_is_replaced_and_hurts_nothing(tmp_path: Path) -> None:
    whole = camera_exif()
    for cut in range(8, len(whole), 7):
        assert exif.orientation(exif.for_export(whole[:cut], "DCE Studio")) in (None, 1)
    rng = np.random.default_rng(3)
    for _ in range(300):
        broken = bytearray(whole)
        for place in rng.integers(2, len(whole), 5):
            broken[place] = rng.integers(256)
        if exif.bare(bytes(broken)):
            exif.for_export(bytes(broken), "DCE Studio", gps=False)


def test_sixteen_bits_become_eight_on_request_with_noise_or_without(tmp_path: Path) -> None:
    grey = np.full((64, 64, 3), 100 * 257 + 128, np.uint16)
    photo = photo_of(tmp_path, pixels=grey)
    write_photo(photo, tmp_path / "d.png", WriteOptions(bits=8))
    write_photo(photo, tmp_path / "p.png", WriteOptions(bits=8, dither=False))
    dithered, plain = read_photo(tmp_path / "d.png").pixels, read_photo(tmp_path / "p.png").pixels
    assert plain.dtype == np.uint8 and len(np.unique(plain)) == 1
    assert set(np.unique(dithered)) == {100, 101} and abs(float(dithered.mean()) - 100.5) < 0.02
    whole = replace(photo, pixels=np.full((9, 9, 3), 77 * 257, np.uint16))
    write_photo(whole, tmp_path / "w.png", WriteOptions(bits=8))
    assert (read_photo(tmp_path / "w.png").pixels == 77).all()


def test_the_original_and_what_is_there_are_safe(tmp_path: Path) -> None:
    source = tmp_path / "source.png"
    write_photo(replace(photo_of(tmp_path), path=tmp_path / "none"), source)
    before = source.read_bytes()
    photo = read_photo(source)
    link = tmp_path / "link.png"
    link.hardlink_to(source)
    for target in (source, link):
        with pytest.raises(PhotoError, match="original"):
            write_photo(photo, target, overwrite=True)
    other = tmp_path / "other.png"
    other.write_bytes(b"mine")
    with pytest.raises(PhotoError, match="exists"):
        write_photo(photo, other)
    assert source.read_bytes() == before and other.read_bytes() == b"mine"
    write_photo(photo, other, overwrite=True)
    write_photo(photo, source, onto_original=True)
    assert np.array_equal(read_photo(source).pixels, photo.pixels)


def _fails(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", ["jpg", "png", "tiff", "webp", "avif"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"out.{name}"
    target.write_bytes(b"old")
    encoder: Callable[..., None] = write.ENCODERS[name]

    def half_way(file: object, image: object) -> None:
        encoder(file, image)
        _fails()

    monkeypatch.setitem(write.ENCODERS, name, half_way)
    with pytest.raises(PhotoError, match="No space left on device"):
        write_photo(photo_of(tmp_path), target, overwrite=True)
    assert target.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == [target.name]


def test_impossible_targets_are_refused_in_a_sentence(tmp_path: Path) -> None:
    photo = photo_of(tmp_path)
    for target, because in (("x.bmp", "no format"), ("x", "no suffix"), ("a/b.png", "does not exist")):
        with pytest.raises(PhotoError, match=because):
            write_photo(photo, tmp_path / target)
    with pytest.raises(PhotoError, match="folder"):
        write_photo(photo, tmp_path)
    huge = replace(photo, pixels=np.zeros((1, 70000, 3), np.uint8))
    with pytest.raises(PhotoError, match="could not be saved"):
        write_photo(huge, tmp_path / "wide.jpg")
    with pytest.raises(ValueError):
        WriteOptions(quality=0)


def test_png_chunks_stand_where_they_should(tmp_path: Path) -> None:
    write_photo(photo_of(tmp_path), tmp_path / "a.png")
    names = [name for name, _ in chunks.chunks((tmp_path / "a.png").read_bytes())]
    assert names == [b"IHDR", b"iCCP", b"pHYs", b"eXIf", b"iTXt", b"IEND"]


def test_profiles_we_build_are_what_they_say() -> None:
    p3 = icc.of_gamut(12)
    assert p3 is not None and icc.is_sound(p3) and not icc.is_srgb(p3) and not icc.is_linear(p3)
    red = icc.transform(np.array([[[1, 0, 0]]], np.float32), p3, icc.srgb())[0, 0]
    linear = (1.2249, -0.0421, -0.0196)  # CSS Color 4: color(display-p3 1 0 0) in linear sRGB
    assert red == pytest.approx((1.093, 12.92 * linear[1], 12.92 * linear[2]), abs=0.01)
    white = icc.transform(np.ones((1, 1, 3), np.float32), p3, icc.srgb())[0, 0]
    assert white == pytest.approx((1, 1, 1), abs=2e-3)
    assert icc.of_gamut(1) is None and icc.is_srgb(icc.srgb())
    linear = bytes(
        imagecodecs.cms_profile(
            "rgb",
            whitepoint=(0.3127, 0.329, 1),
            primaries=(0.64, 0.33, 1, 0.3, 0.6, 1, 0.15, 0.06, 1),
            gamma=1.0,
        )
    )
    assert icc.is_linear(linear)
    curved = icc.with_srgb_curve(linear)
    assert curved is not None and icc.is_srgb(curved)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_new_files_follow_the_umask_and_replaced_ones_keep_their_mode(tmp_path: Path) -> None:
    (tmp_path / "old.png").touch(0o604)
    before = os.umask(0o007)
    try:
        for name in ("new.png", "old.png"):
            write_photo(photo_of(tmp_path), tmp_path / name, overwrite=True)
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("new.png", "old.png")] == [0o660, 0o604]
