"""PNG chunks: writing at 8 and 16 bits, and what they say about colour. Source: PNG, third edition (W3C)."""

import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from dce_studio.core.photo import Metadata

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP_KEY = b"XML:com.adobe.xmp"


def write(file: BinaryIO, samples: NDArray[Any], metadata: Metadata, level: int) -> None:
    """(H, W, 1..4) uint8 or uint16 samples as PNG. level: zlib's, 0..9."""
    data = imagecodecs.png_encode(np.ascontiguousarray(samples), level=level)
    start = len(SIGNATURE) + 25  # after IHDR
    file.write(data[:start])
    for name, body in _extras(metadata):
        file.write(chunk(name, body))
    file.write(memoryview(data)[start:])


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk with its length and check sum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, body) of each chunk that is whole, image data left out."""
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        if place + 12 + length > len(data):
            return
        if name != b"IDAT":
            yield name, data[place + 8 : place + 8 + length]
        place += 12 + length


def _extras(metadata: Metadata) -> Iterator[tuple[bytes, bytes]]:
    """What stands between header and picture."""
    if metadata.icc:
        yield b"iCCP", b"ICC profile\0\0" + zlib.compress(metadata.icc)
    if metadata.dpi:
        yield b"pHYs", struct.pack(">IIB", *(round(one / 0.0254) for one in metadata.dpi), 1)
    if metadata.exif:
        yield b"eXIf", metadata.exif
    if metadata.xmp:
        yield b"iTXt", _XMP_KEY + b"\0\0\0\0\0" + metadata.xmp
