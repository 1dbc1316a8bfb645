"""Writing JPEG XL at 8 and 16 bits by libjxl through imagecodecs; EXIF and XMP as boxes of its container.

Source: ISO/IEC 18181-2, annex A. The encoder takes bytes for sRGB, and 16 bits for linear light, which its
header then tells: there the transfer is put right.
"""

import struct
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from dce_studio.core.files.decode import boxes, jxl_header
from dce_studio.core.files.decode.jxl_header import SRGB
from dce_studio.core.photo import Metadata
from dce_studio.core.render.srgb import to_light

_EFFORT = 5  # of 1 to 9: from here on files get hardly smaller, and it takes twice as long for each


_CHOICE, _LENGTH, _OFFSET = 2, 4, 2
"""Bits of a code point from 2 to 17: two say that it is one of these, four how much it is above 2."""


def write(file: BinaryIO, samples: NDArray[Any], metadata: Metadata, quality: int) -> None:
    """(H, W, 1..4) uint8 or uint16 samples as JPEG XL. quality: 1..100, of which 100 loses nothing."""
    plain = np.ascontiguousarray(samples[..., 0] if samples.shape[2] == 1 else samples)
    deep = plain.dtype == np.uint16
    if quality == 100:
        data = imagecodecs.jpegxl_encode(plain, lossless=True, effort=_EFFORT, usecontainer=True)
    else:
        light = _light(plain, samples.shape[2] % 2 == 0) if deep else plain
        data = imagecodecs.jpegxl_encode(light, distance=distance(quality), effort=_EFFORT, usecontainer=True)
    file.write(_told_as_srgb(bytes(data)) if deep else data)
    if metadata.exif:
        _box(file, b"Exif", bytes(4) + metadata.exif)
    if metadata.xmp:
        _box(file, b"xml ", metadata.xmp)


def distance(quality: int) -> float:
    """The distance, in just noticeable differences, that libjxl takes a JPEG's quality for."""
    return 0.1 + (100 - quality) * 0.09 if quality >= 30 else 6.4 + (30 - quality) * 0.29


def _light(samples: NDArray[Any], alpha: bool) -> NDArray[Any]:
    """The linear light of uint16 samples, less alpha, the last: what rounding costs is lost anyway."""
    table = (to_light(np.arange(1 << 16) / 65535) * 65535 + 0.5).astype(np.uint16)
    light: NDArray[Any] = table[samples]
    if alpha:
        light[..., -1] = samples[..., -1]
    return light


def _told_as_srgb(data: bytes) -> bytes:
    """The file with sRGB for its transfer: a code point as long as that of linear light before it."""
    start = next(start for kind, start, _ in boxes.walk(data) if kind == b"jxlc")
    place = jxl_header.header(data[start:]).transfer_bit + _CHOICE
    out = bytearray(data)
    for bit in range(_LENGTH):
        at, mask = start + (place + bit) // 8, 1 << (place + bit) % 8
        out[at] = out[at] | mask if (SRGB - _OFFSET) >> bit & 1 else out[at] & ~mask
    return bytes(out)


def _box(file: BinaryIO, kind: bytes, content: bytes) -> None:
    file.write(struct.pack(">I4s", 8 + len(content), kind) + content)
