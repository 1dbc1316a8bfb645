"""JPEG XL by libjxl through imagecodecs."""

from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from dce_studio.core.files.colour.convert import LINEAR
from dce_studio.core.files.decode import boxes, jxl_header
from dce_studio.core.files.decode.tiff import unpremultiplied
from dce_studio.core.files.depth import widened
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.raster import DecodeRequest, Primaries, Raster
from dce_studio.core.photo import Metadata

_PROFILE = "Its colour profile cannot be read from a JPEG XL; the colours are taken as sRGB."


def decode(request: DecodeRequest) -> Raster:
    """The first frame, upright; 9 to 16 bits become 16, floats stay."""
    data = request.path.read_bytes()
    header = jxl_header.header(jxl_header.codestream(data))
    request.check(header.size)
    array = imagecodecs.jpegxl_decode(data, index=0)
    array = _plain(array.reshape(*array.shape[-3:]) if array.ndim > 3 else np.atleast_3d(array), header.bits)
    count = array.shape[2]
    alpha = count in (2, 4)
    if alpha and header.premultiplied:
        array = unpremultiplied(array)
    transfer = header.transfer
    if header.profile and header.xyb and array.dtype == np.float32:
        transfer = LINEAR  # libjxl gives linear sRGB for floats in XYB
    return Raster(
        array,
        "RGB" if count > 2 else "GRAY",
        alpha,
        orientation=1,
        metadata=Metadata("JXL", exif=_exif(data), xmp=_box(data, b"xml ")),
        coding=Primaries(header.gamut, transfer),
        notes=(_PROFILE,) if header.profile and not header.xyb else (),
    )


def packets(path: Path) -> tuple[bytes | None, bytes | None]:
    """The EXIF and XMP of a JPEG XL, with nothing decoded."""
    data = path.read_bytes()
    return _exif(data), _box(data, b"xml ")


def _plain(array: NDArray[Any], bits: int) -> NDArray[Any]:
    """uint8, uint16 with white at 65535, or float32."""
    if array.dtype.kind == "f":
        return array.astype(np.float32, copy=False)
    if array.dtype == np.uint16 and bits < 16 and int(array.max(initial=0)) < 1 << bits:
        return widened(array, bits)
    return array


def _box(data: bytes, name: bytes) -> bytes | None:
    """The content of a box, also of one packed by Brotli."""
    if data[:2] == b"\xff\x0a":
        return None
    plain = boxes.first(data, name)
    if plain is not None:
        return plain
    for kind, start, stop in boxes.walk(data):
        if kind == b"brob" and data[start : start + 4] == name:
            return bytes(imagecodecs.brotli_decode(data[start + 4 : stop]))
    return None


def _exif(data: bytes) -> bytes | None:
    """EXIF starts at an offset that the first four bytes tell."""
    box = _box(data, b"Exif")
    if not box or len(box) < 8:
        return None
    return exif.bare(box[4 + int.from_bytes(box[:4], "big") :])
