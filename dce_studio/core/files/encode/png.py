"""Writing PNG at 8 and 16 bits, with what its chunks say. Source: PNG, third edition (W3C)."""

import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from dce_studio.core.files.chunks import SIGNATURE, chunk
from dce_studio.core.photo import Metadata

_XMP_KEY = b"XML:com.adobe.xmp"


def write(file: BinaryIO, samples: NDArray[Any], metadata: Metadata, level: int) -> None:
    """(H, W, 1..4) uint8 or uint16 samples as PNG. level: zlib's, 0..9."""
    data = imagecodecs.png_encode(np.ascontiguousarray(samples), level=level)
    start = len(SIGNATURE) + 25  # after IHDR
    file.write(data[:start])
    for name, body in _extras(metadata):
        file.write(chunk(name, body))
    file.write(memoryview(data)[start:])


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
