"""The EXIF and the XMP in a photo's file, found without decoding the picture: for many photos in a row."""

import mmap
import struct
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple

from dce_studio.core.files.kinds import kind_of
from dce_studio.core.files.metadata import exif

LARGEST = 16 << 20  # bytes of one of them
_MOST = 1000  # parts of a file that are looked at
_XMP_TAG = 700
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_XMP = b"XML:com.adobe.xmp\0"


class Packets(NamedTuple):
    """EXIF, from its byte order on, and XMP; None where there is none."""

    exif: bytes | None = None
    xmp: bytes | None = None


def packets_of(path: Path) -> Packets:
    """What a photo's file holds. Raises OSError, ValueError and struct.error for damaged files."""
    with path.open("rb") as file:
        head = file.read(256)
        kind = kind_of(head, path.suffix)
        if head[:4] in (b"II*\0", b"MM\0*"):
            return _of_tiff(file)
        if head.startswith(b"FUJIFILMCCD-RAW"):  # a JPEG with all of it lies inside
            file.seek(84)
            file.seek(*struct.unpack(">I", file.read(4)))
            return _of_jpeg(file)
        read = _BY_KIND.get(kind)
        if read is None:
            return Packets()
        file.seek(0)
        return read(file)


def _of_jpeg(file: BinaryIO) -> Packets:
    """Of the segments before the picture. Source: ITU-T T.81, annex B."""
    found: dict[str, bytes] = {}
    file.seek(2, 1)
    for _ in range(_MOST):
        start = file.read(4)
        if len(start) < 4 or start[0] != 0xFF or start[1] in (0xDA, 0xD9):
            break
        length = max(struct.unpack(">xxH", start)[0] - 2, 0)
        if start[1] != 0xE1:
            file.seek(length, 1)
            continue
        body = file.read(length)
        for name, sign in (("exif", b"Exif\0\0"), ("xmp", _JPEG_XMP)):
            if body.startswith(sign):
                found.setdefault(name, body[len(sign) :])
    return Packets(exif.bare(found.get("exif")), found.get("xmp"))


def _of_png(file: BinaryIO) -> Packets:
    """Of the chunks, those after the picture too. Source: PNG, third edition (W3C)."""
    found: dict[bytes, bytes] = {}
    file.seek(8)
    for _ in range(_MOST):
        start = file.read(8)
        if len(start) < 8:
            break
        length, name = struct.unpack(">I4s", start)
        body = file.read(length) if name in (b"eXIf", b"iTXt") and length <= LARGEST else b""
        if name == b"eXIf" or body.startswith(_PNG_XMP):
            found.setdefault(name, body)
        file.seek(length - len(body) + 4, 1)
    text = found.get(b"iTXt", b"")[len(_PNG_XMP) :]
    plain = text[2:].split(b"\0", 2)[2] if text[:1] == b"\0" else None  # packed ones nobody writes
    return Packets(exif.bare(found.get(b"eXIf")), plain)


def _of_webp(file: BinaryIO) -> Packets:
    """Of the chunks. Source: WebP container specification."""
    found: dict[bytes, bytes] = {}
    file.seek(12)
    for _ in range(_MOST):
        start = file.read(8)
        if len(start) < 8:
            break
        name, length = struct.unpack("<4sI", start)
        body = file.read(length) if name in (b"EXIF", b"XMP ") and length <= LARGEST else b""
        found.setdefault(name, body)
        file.seek(length - len(body) + length % 2, 1)
    return Packets(exif.bare(found.get(b"EXIF")), found.get(b"XMP "))


def _of_tiff(file: BinaryIO) -> Packets:
    """Of a TIFF, and of raw files built like one: the directories as they lie in the file."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        whole: bytes = data  # type: ignore[assignment]  # it is sliced and unpacked from alone
        xmp = exif.first(whole).get(_XMP_TAG)
        fields = import_module("dce_studio.core.files.decode.tiff").exif_of_tiff(whole)
        return Packets(fields, bytes(whole[xmp.place : xmp.place + min(xmp.size, LARGEST)]) if xmp else None)


def _of_heif(file: BinaryIO) -> Packets:
    return Packets(*import_module("dce_studio.core.files.decode.heif").packets(Path(file.name)))


def _of_jxl(file: BinaryIO) -> Packets:
    return Packets(*import_module("dce_studio.core.files.decode.jxl").packets(Path(file.name)))


_BY_KIND: dict[str, Callable[[BinaryIO], Packets]] = {
    "JPEG": _of_jpeg, "PNG": _of_png, "WEBP": _of_webp, "HEIF": _of_heif, "AVIF": _of_heif, "JXL": _of_jxl,
}  # fmt: skip
