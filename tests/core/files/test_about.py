"""What is known of a photo without opening it, in the formats that can say it."""

import io
from pathlib import Path

import pytest
from PIL import Image

from dce_studio.core.files import stars
from dce_studio.core.files.about import About, about
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.metadata.exif import Field
from dce_studio.core.files.metadata.rating import new_packet
from tests.core.files.test_formats import photo_file

TAKEN = "2024:05:31 21:04:59"
SAID = exif.build(
    [Field(0x4746, 3, b"\x02\0")], [Field(0x9003, 2, TAKEN.encode() + b"\0"), Field(0x9291, 2, b"07\0")], []
)


def bearable(found: About) -> bool:
    """Whether what is known, however little, is as About promises."""
    return 0 <= found.rating <= 5 and found.taken[:4].isdecimal() is (found.taken != "") and not found.message


def write(path: Path, xmp: bytes | None) -> Path:
    picture = Image.new("RGB", (40, 30), "grey")
    options = {"exif": b"Exif\0\0" + SAID} if path.suffix != ".tif" else {"exif": Image.Exif()}
    if path.suffix == ".tif":
        options["exif"].load(SAID)
        if xmp:
            options["exif"][700] = xmp
    elif path.suffix == ".png" and xmp:
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options["pnginfo"] = info
    elif xmp:
        options["xmp"] = xmp
    picture.save(path, **options)
    return path


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_formats(tmp_path: Path, suffix: str) -> None:
    plain = about(write(tmp_path / f"plain.{suffix}", None))
    assert (plain.taken, plain.rating, plain.message) == (f"{TAKEN}.07", 2, "")
    assert plain.modified == (tmp_path / f"plain.{suffix}").stat().st_mtime
    rated = write(tmp_path / f"rated.{suffix}", new_packet(4))
    assert about(rated).rating == 4  # XMP before EXIF
    before = rated.read_bytes()
    stars.write(rated, 1)
    assert about(rated).rating == 1  # and the sidecar before both
    assert rated.read_bytes() == before


def test_a_sidecar_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", None)
    stars.write(path, 3)
    sidecar = tmp_path / "a.jpg.xmp"
    sidecar.write_bytes(b"<!DOCTYPE x>" + sidecar.read_bytes())
    found = about(path)
    assert found.rating == 2 and str(sidecar) in found.message and found.message.endswith(".")


@pytest.mark.parametrize("name", ["corrupt", "raw", "tiff", "heic", "jxl", "jpeg", "png", "names"])
def test_nothing_is_raised(name: str) -> None:
    for path in sorted(photo_file(name).iterdir()):
        assert bearable(about(path)), path


def test_every_damaged_byte_is_borne(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", exif=b"Exif\0\0" + SAID, xmp=new_packet(4))
    whole, path = buffer.getvalue(), tmp_path / "a.jpg"
    for place in range(2, 700, 3):
        for damaged in (whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :], whole[:place]):
            path.write_bytes(damaged)
            assert bearable(about(path)), place
