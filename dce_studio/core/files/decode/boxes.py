"""Boxes of ISO base media files (HEIF, AVIF, JPEG XL, JPEG 2000), walked without a decoder.

Source: ISO/IEC 14496-12, section 4.2; HEIF ISO/IEC 23008-12, section 9; AV1-ISOBMFF, section 2.3.
"""

import struct
from collections.abc import Iterator

from dce_studio.core.files.raster import Primaries

_PARENTS = {b"meta": 4, b"iprp": 0, b"ipco": 0, b"jp2h": 0}  # and the bytes before their children
_MOST = 10_000


def walk(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """(type, start, end) of the content of each box, those inside the parents we know after them."""
    end = len(data) if end is None else end
    for _ in range(_MOST):
        if start + 8 > end:
            return
        length, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if length == 1 and start + 16 <= end:
            length, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        stop = end if length == 0 else start + length
        if (length and length < head) or stop > end:
            return
        yield kind, start + head, stop
        if kind in _PARENTS:
            yield from walk(data, start + head + _PARENTS[kind], stop)
        start = stop


def first(data: bytes, kind: bytes) -> bytes | None:
    """The content of the first box of that type."""
    return next((data[start:stop] for name, start, stop in walk(data) if name == kind), None)


def coding(data: bytes) -> Primaries | None:
    """The code points of the first `colr` box that has them."""
    for name, start, stop in walk(data):
        if name == b"colr" and data[start : start + 4] == b"nclx" and stop - start >= 10:
            return Primaries(*struct.unpack_from(">HH", data, start + 4))
    return None


def profile(data: bytes) -> bytes | None:
    """The ICC profile of the first `colr` box that has one."""
    for name, start, stop in walk(data):
        if name == b"colr" and data[start : start + 4] in (b"prof", b"rICC"):
            return data[start + 4 : stop]
        if name == b"colr" and data[start : start + 1] == b"\x02":  # JPEG 2000: restricted ICC
            return data[start + 3 : stop]
    return None
