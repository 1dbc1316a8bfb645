"""JPEG 2000: 8 bits by Pillow, more by OpenJPEG through imagecodecs."""

from dataclasses import replace

import imagecodecs

from dce_studio.core.files.decode import boxes, pillow
from dce_studio.core.files.depth import widened
from dce_studio.core.files.raster import DecodeRequest, Raster


def decode(request: DecodeRequest) -> Raster:
    """The picture; 9 to 16 bits a channel become 16."""
    data = request.path.read_bytes()
    depth = _depth(data)
    raster = pillow.decode(request) if depth <= 8 else pillow.header(request)
    metadata = replace(raster.metadata, icc=raster.metadata.icc or boxes.profile(data))
    if depth <= 8:
        return replace(raster, metadata=metadata)
    array = imagecodecs.jpeg2k_decode(data)
    array = array.reshape(*array.shape[:2], -1)
    count = array.shape[2]
    space = "RGB" if count > 2 else "GRAY"
    return replace(raster, array=widened(array, depth), space=space, alpha=count in (2, 4), metadata=metadata)


def _depth(data: bytes) -> int:
    """Bits a channel: Ssiz of the SIZ marker (ISO/IEC 15444-1, A.5.1)."""
    start = data.find(b"\xff\x4f\xff\x51")
    return (data[start + 42] & 0x7F) + 1 if 0 <= start < len(data) - 42 else 8
