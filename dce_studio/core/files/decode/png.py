"""PNG at 8 and 16 bits, with what its chunks say about colour. Source: PNG, third edition (W3C)."""

import struct
import zlib
from collections.abc import Callable
from contextlib import suppress

import imagecodecs

from dce_studio.core.files.chunks import SIGNATURE, chunks
from dce_studio.core.files.colour.convert import LINEAR
from dce_studio.core.files.decode import pillow
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.raster import DecodeRequest, Primaries, Raster
from dce_studio.core.geometry import Size
from dce_studio.core.photo import Metadata

_LARGEST = 32 << 20  # bytes of an unpacked profile or text


def decode(request: DecodeRequest) -> Raster:
    """The picture: 16 bits a channel by libpng, all else by Pillow."""
    data = request.path.read_bytes()
    width, height, depth = struct.unpack_from(">IIB", data, 16)
    request.check(Size(width, height))
    found = dict(reversed(list(chunks(data))))  # the first of each name counts
    if depth < 16:
        raster = pillow.decode(request)
        array, space, alpha, notes = raster.array, raster.space, raster.alpha, raster.notes
    else:
        array = imagecodecs.png_decode(_plain(data))
        array = array.reshape(*array.shape[:2], -1)
        space, alpha = ("GRAY", "RGB")[array.shape[2] > 2], array.shape[2] in (2, 4)
        notes = ("The file holds more than one picture; the first is opened.",) if b"acTL" in found else ()
    return Raster(array, space, alpha, metadata=_metadata(data, found), coding=_coding(found), notes=notes)


def _plain(data: bytes) -> bytes:
    """The PNG with the chunks that make pixels alone: libpng prints warnings about the others."""
    out, place = [SIGNATURE], len(SIGNATURE)
    while place + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        if name in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            out.append(data[place : place + 12 + length])
        place += 12 + length
    return b"".join(out)


def _coding(found: dict[bytes, bytes]) -> Primaries | None:
    """What cICP says, or a gAMA of 1 where nothing else describes the colours."""
    code = found.get(b"cICP", b"")
    if len(code) == 4:
        return Primaries(code[0], code[1])
    if b"iCCP" in found or b"sRGB" in found:
        return None
    return Primaries(1, LINEAR) if found.get(b"gAMA") == struct.pack(">I", 100000) else None


def _metadata(data: bytes, found: dict[bytes, bytes]) -> Metadata:
    icc = None if b"cICP" in found else _after_name(found.get(b"iCCP"))
    texts = dict(_text(name, body) for name, body in chunks(data) if name in (b"iTXt", b"zTXt", b"tEXt"))
    packed = texts.get(b"Raw profile type exif") or texts.get(b"Raw profile type APP1")
    return Metadata(
        format="PNG",
        icc=icc,
        exif=exif.bare(found.get(b"eXIf") or (_hexadecimal(packed) if packed else None)),
        xmp=texts.get(b"XML:com.adobe.xmp") or None,
        dpi=_dpi(found.get(b"pHYs", b"")),
    )


def _after_name(body: bytes | None) -> bytes | None:
    """The unpacked content of an iCCP chunk; None for a damaged one."""
    if not body:
        return None
    with suppress(zlib.error, IndexError):
        return _unpacked(body[body.index(b"\0") + 2 :])
    return None


def _unpacked(body: bytes) -> bytes:
    return zlib.decompressobj().decompress(body, _LARGEST)


def _text(name: bytes, body: bytes) -> tuple[bytes, bytes]:
    """(keyword, text) of a text chunk; empty for a damaged one."""
    read: dict[bytes, Callable[[bytes], bytes]] = {
        b"tEXt": lambda rest: rest,
        b"zTXt": lambda rest: _unpacked(rest[1:]),
        b"iTXt": _international,
    }
    key, _, rest = body.partition(b"\0")
    with suppress(zlib.error, ValueError, IndexError):
        return key, read[name](rest)
    return key, b""


def _international(rest: bytes) -> bytes:
    text = rest[2:].split(b"\0", 2)[2]
    return _unpacked(text) if rest[0] else text


def _hexadecimal(text: bytes) -> bytes | None:
    """EXIF as ImageMagick writes it: a name, a length and lines of hexadecimal digits."""
    with suppress(ValueError):
        return bytes.fromhex(b"".join(text.split()[2:]).decode("ascii"))
    return None


def _dpi(body: bytes) -> tuple[float, float] | None:
    if len(body) != 9 or body[8] != 1:
        return None
    across, down = struct.unpack(">II", body[:8])
    return (across * 0.0254, down * 0.0254) if across and down else None
