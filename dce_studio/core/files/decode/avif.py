"""AVIF: 8 bits by Pillow, 10 and 12 bits by libavif through imagecodecs."""

from dataclasses import replace

import imagecodecs

from dce_studio.core.files.decode import boxes, pillow
from dce_studio.core.files.depth import widened
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.raster import DecodeRequest, Raster


def decode(request: DecodeRequest) -> Raster:
    """The picture at its own depth; more than 8 bits become 16."""
    data = request.path.read_bytes()
    depth = _depth(data)
    raster = pillow.decode(request) if depth == 8 else pillow.header(request)
    # Pillow writes the turning and mirroring of the container into EXIF; nothing else counts.
    raster = replace(raster, orientation=exif.orientation(raster.metadata.exif) or 1)
    if raster.metadata.icc is None:
        raster = replace(raster, coding=boxes.coding(data))
    if depth == 8:
        return raster
    array = imagecodecs.avif_decode(data, index=0)
    array = array.reshape(*array.shape[:2], -1)
    count = array.shape[2]
    space = "RGB" if count > 2 else "GRAY"
    return replace(raster, array=widened(array, depth), space=space, alpha=count in (2, 4))


def _depth(data: bytes) -> int:
    """Bits a channel, from the decoder configuration (AV1-ISOBMFF, section 2.3.3)."""
    config = boxes.first(data, b"av1C") or bytes(3)
    return 12 if config[2] & 0x20 else 10 if config[2] & 0x40 else 8
