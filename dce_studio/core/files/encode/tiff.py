"""Writing TIFF at 8 and 16 bits, deflated, with EXIF, GPS, XMP and profile. Source: TIFF 6.0."""

import struct
import zlib
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.files.metadata import exif
from dce_studio.core.files.metadata.exif import Field
from dce_studio.core.files.metadata.fields import fields_of
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import Metadata

_STRIP_ROWS = 64
_LIMIT = 0xFFFF0000  # bytes that a TIFF's offsets reach


def write(file: BinaryIO, samples: NDArray[Any], metadata: Metadata, level: int) -> None:
    """(H, W, 1..4) uint8 or uint16 samples as TIFF. level: zlib's, 0..9. ValueError above 4 GB."""
    file.write(b"II*\0\0\0\0\0")
    places, sizes = [], []
    for strip in _strips(samples, level):
        if file.tell() + len(strip) > _LIMIT:
            raise ValueError("a TIFF holds no more than 4 GB")
        places.append(file.tell())
        sizes.append(len(strip))
        file.write(strip)
    file.write(b"\0" * (file.tell() % 2))
    start = file.tell()
    fields = _structure(samples, places, sizes) + _embedded(metadata)
    below = {
        exif.EXIF_IFD: fields_of(metadata.exif, exif.EXIF_IFD),
        exif.GPS_IFD: fields_of(metadata.exif, exif.GPS_IFD),
    }
    file.write(_directories(start, fields, below))
    file.seek(4)
    file.write(struct.pack("<I", start))
    file.seek(0, 2)


def _strips(samples: NDArray[Any], level: int) -> list[bytes]:
    """Deflated strips with horizontal differencing."""
    starts = range(0, len(samples), _STRIP_ROWS)
    out: list[bytes] = [b""] * len(starts)

    def strip(index: int) -> None:
        rows = np.array(samples[starts[index] : starts[index] + _STRIP_ROWS])
        rows[:, 1:] -= rows[:, :-1].copy()
        out[index] = zlib.compress(rows.astype(rows.dtype.newbyteorder("<"), copy=False).tobytes(), level)

    for_each(strip, range(len(starts)))
    return out


def _structure(samples: NDArray[Any], places: list[int], sizes: list[int]) -> list[Field]:
    height, width, count = samples.shape
    fields = [
        _long(256, width), _long(257, height), _short(258, *[samples.itemsize * 8] * count), _short(259, 8),
        _short(262, 1 if count < 3 else 2), _long(273, *places), _short(274, 1), _short(277, count),
        _long(278, _STRIP_ROWS), _long(279, *sizes), _short(284, 1), _short(317, 2),
        _short(339, *[1] * count),
    ]  # fmt: skip
    return [*fields, _short(338, 2)] if count in (2, 4) else fields


def _embedded(metadata: Metadata) -> list[Field]:
    fields = fields_of(metadata.exif)
    for index, one in enumerate(metadata.dpi or ()):
        fields.append(Field(282 + index, 5, struct.pack("<II", round(one * 1000), 1000)))
    if metadata.dpi:
        fields.append(_short(296, 2))
    if metadata.xmp:
        fields.append(Field(700, 1, metadata.xmp))
    if metadata.icc:
        fields.append(Field(34675, 7, metadata.icc))
    return fields


def _directories(start: int, fields: list[Field], below: dict[int, list[Field]]) -> bytes:
    """The first directory and those below it, to stand at `start`."""
    out = bytearray()
    used = {tag: found for tag, found in below.items() if found}
    places = exif.append_directory(out, "<", [*fields, *(_long(tag, 0) for tag in used)], base=start)
    for tag, found in used.items():
        out += b"\0" * (len(out) % 2)
        struct.pack_into("<I", out, places[tag], start + len(out))
        exif.append_directory(out, "<", found, base=start)
    return bytes(out)


def _short(tag: int, *values: int) -> Field:
    return Field(tag, 3, struct.pack(f"<{len(values)}H", *values))


def _long(tag: int, *values: int) -> Field:
    return Field(tag, 4, struct.pack(f"<{len(values)}I", *values))
