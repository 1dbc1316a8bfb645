"""Camera raw files and DNG by LibRaw: camera white balance, sRGB at 16 bits."""

import io
from typing import Any

import numpy as np
import rawpy
from PIL import Image

from dce_studio.core.files.aside import heard
from dce_studio.core.files.decode.tiff import exif_of_tiff
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.raster import DecodeRequest, Raster
from dce_studio.core.geometry import Size
from dce_studio.core.photo import Metadata

_SRGB = (2.4, 12.92)


@heard
def decode(request: DecodeRequest) -> Raster:
    """The developed picture, upright; at half size where that is enough."""
    with request.path.open("rb") as file, rawpy.imread(file) as raw:
        size = Size(raw.sizes.width, raw.sizes.height)
        request.check(size)
        half = bool(request.long_edge and request.long_edge * 2 <= max(size))
        array = raw.postprocess(
            use_camera_wb=True, output_bps=16, no_auto_bright=True, gamma=_SRGB, half_size=half,
            output_color=rawpy.ColorSpace.sRGB,
        )  # fmt: skip
        found = _exif(request, raw)
    array = np.atleast_3d(array)
    return Raster(
        array, "RGB" if array.shape[2] == 3 else "GRAY", orientation=1, metadata=Metadata("RAW", exif=found)
    )


def _exif(request: DecodeRequest, raw: Any) -> bytes | None:
    """What the file says: as a TIFF, else by the JPEG inside it."""
    found = exif_of_tiff(request.path.read_bytes()) if request.head[:4] in (b"II*\0", b"MM\0*") else None
    if found:
        return found
    try:
        preview = raw.extract_thumb()
        if preview.format != rawpy.ThumbFormat.JPEG:
            return None
        with Image.open(io.BytesIO(preview.data), formats=("JPEG",)) as image:
            return exif.bare(image.info.get("exif"))
    except (rawpy.LibRawError, OSError, ValueError):
        return None
