"""JPEGs that Pillow does not know: 12 bits and lossless, by libjpeg-turbo. Source: ITU-T T.81, annex B."""

import struct
from collections.abc import Iterator

import imagecodecs

from dce_studio.core.files.depth import widened
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.raster import DecodeRequest, Raster
from dce_studio.core.geometry import Size
from dce_studio.core.photo import Metadata

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LOSSLESS = 0xC3


def decode(request: DecodeRequest) -> Raster:
    """A lossless or deep JPEG; more than 8 bits become 16.

    Raises ValueError for all others, which Pillow has refused.
    """
    data = request.path.read_bytes()
    segments = list(_segments(data))
    marker, frame = next((item for item in segments if item[0] in _FRAMES), (0, bytes(6)))
    depth, height, width = struct.unpack_from(">BHH", frame)
    if marker != _LOSSLESS and depth <= 8:
        raise ValueError("the JPEG is damaged")
    request.check(Size(width, height))
    array = imagecodecs.jpeg8_decode(data)
    array = array.reshape(*array.shape[:2], -1)
    if depth > 8:
        array = widened(array, depth)
    space = {1: "GRAY", 3: "RGB", 4: "CMYK"}[array.shape[2]]
    return Raster(array, space, metadata=_metadata(segments))


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, content) of each segment before the picture."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, length = struct.unpack_from(">xBH", data, place)
        yield marker, data[place + 4 : place + 2 + length]
        if marker == 0xDA:
            return
        place += 2 + length


def _metadata(segments: list[tuple[int, bytes]]) -> Metadata:
    found = next((body for marker, body in segments if marker == 0xE1 and body.startswith(b"Exif\0\0")), None)
    profile = sorted(
        body[12:] for marker, body in segments if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0")
    )
    icc = b"".join(part[2:] for part in profile)
    return Metadata("JPEG", icc=icc or None, exif=exif.bare(found))
