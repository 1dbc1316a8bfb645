"""Writing AVIF at 10 bits: the picture by libavif through imagecodecs, its metadata as Pillow writes it.

Pillow's encoder takes 8 bits alone, imagecodecs' takes no metadata; both are libavif and lay their files out
alike. So Pillow writes a tiny picture with the metadata, and what describes and holds it is replaced.
Source: ISO/IEC 14496-12, section 8.11.3 (iloc); AV1-ISOBMFF, section 2.3.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from dce_studio.core.files.decode import boxes
from dce_studio.core.parallel import cores

BITS = 10
TINY = 16
"""Pixels along the edges of the picture whose metadata is taken."""

_SPEED = 6  # as Pillow's
_BEST = 99  # at 100 imagecodecs stores red, green and blue as they are, which the metadata does not say
_PICTURE = (b"ispe", b"pixi", b"av1C")  # the boxes that describe a picture, and its transparency after it
_WORDS, _TEN = 65535, (1 << BITS) - 1
_WRONG = "libavif laid the file out in another way"


class _Place(NamedTuple):
    """An item of a file: where `iloc` tells of its data, and where that is."""

    entry: int
    offset: int
    length: int


def write(file: BinaryIO, samples: NDArray[np.uint16], tiny: bytes, quality: int, subsampling: str) -> None:
    """(H, W, 1..4) uint16 samples as AVIF at 10 bits; tiny: an AVIF of as many channels with the metadata.

    quality: 1..100. subsampling: "4:4:4", "4:2:2" or "4:2:0" for colours. Raises ValueError.
    """
    ten = ((samples.astype(np.uint32) * _TEN + _WORDS // 2) // _WORDS).astype(np.uint16)
    colours = samples.shape[2] > 2
    made = imagecodecs.avif_encode(
        ten if samples.shape[2] > 1 else ten[..., 0], level=min(quality, _BEST), speed=_SPEED,
        bitspersample=BITS, numthreads=cores(),
        pixelformat="yuv" + subsampling.replace(":", "") if colours else None,
    )  # fmt: skip
    file.write(_with_picture(tiny, bytes(made)))


def _with_picture(tiny: bytes, made: bytes) -> bytes:
    """The file `tiny` with the picture of `made` in place of its own."""
    data, start = [], _content(tiny, b"mdat")
    out = bytearray(tiny[:start])
    ours, theirs = _described(tiny), _described(made)
    if [(kind, stop - at) for kind, at, stop in ours] != [(kind, stop - at) for kind, at, stop in theirs]:
        raise ValueError(_WRONG)
    for (_, at, stop), (_, begin, end) in zip(ours, theirs, strict=True):
        out[at:stop] = made[begin:end]
    pictures = _places(made)
    for number, item in enumerate(_places(tiny)):
        source, item_data = (made, pictures[number]) if number < len(pictures) else (tiny, item)
        data.append(source[item_data.offset : item_data.offset + item_data.length])
        place = start + sum(map(len, data[:-1]))
        struct.pack_into(">II", out, item.entry, place, item_data.length)
    struct.pack_into(">I", out, start - 8, 8 + sum(map(len, data)))
    return bytes(out) + b"".join(data)


def _described(data: bytes) -> list[tuple[bytes, int, int]]:
    return [box for box in boxes.walk(data) if box[0] in _PICTURE]


def _content(data: bytes, kind: bytes) -> int:
    found = next((start for name, start, _ in boxes.walk(data) if name == kind), None)
    if found is None:
        raise ValueError(_WRONG)
    return found


def _places(data: bytes) -> list[_Place]:
    """The items in the order of `iloc`, each of one extent: the picture, its transparency, then metadata."""
    return list(_each_place(data, _content(data, b"iloc")))


def _each_place(data: bytes, start: int) -> Iterator[_Place]:
    version, sizes = data[start], struct.unpack_from(">H", data, start + 4)[0]
    if version or sizes != 0x4400:  # offsets and lengths of four bytes
        raise ValueError(_WRONG)
    count = struct.unpack_from(">H", data, start + 6)[0]
    for number in range(count):
        at = start + 8 + 14 * number
        if struct.unpack_from(">H", data, at + 4)[0] != 1:
            raise ValueError(_WRONG)
        yield _Place(at + 6, *struct.unpack_from(">II", data, at + 6))
