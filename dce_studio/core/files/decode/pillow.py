"""What Pillow decodes: JPEG, MPO, PNG, WebP, TIFF, BMP, GIF, JPEG 2000 and PNM at 8 bits, grey at 16."""

import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from dce_studio.core.files.metadata import exif
from dce_studio.core.files.raster import DecodeRequest, Raster
from dce_studio.core.geometry import Size
from dce_studio.core.photo import Metadata

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "DIB", "GIF", "JPEG2000", "AVIF", "PPM")
UNPACKED = ("BMP", "DIB", "PPM")  # or packed by a codec that has a name

for _plugin in ("Avif", "Bmp", "Gif", "Jpeg", "Jpeg2K", "Mpo", "Png", "Ppm", "Tiff", "WebP"):
    import_module(f"PIL.{_plugin}ImagePlugin")  # `formats` wants them registered; all 40 take twice as long
BLOCK = 64 << 20
"""Bytes of a piece of memory for a picture. The allocator zeroes pieces of Pillow's own 16 MB where they were
used before, and Pillow keeps the interpreter's lock meanwhile: 20 to 50 ms for 24 MP, 90 for 100 MP.
What is larger than 32 MB comes zeroed."""

Image.core.set_block_size(BLOCK)  # type: ignore[attr-defined]  # where Pillow puts it, says its manual
Image.MAX_IMAGE_PIXELS = None  # the limit is `limits.check`, which names the size and the remedy
warnings.filterwarnings("ignore", module=r"PIL\.")  # about damaged metadata, which we read ourselves

_ROWS = 256
_DIRECT = {"L": "GRAY", "LA": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK", "LAB": "LAB"}
_CONVERTED = {"1": "L", "La": "LA", "PA": "RGBA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}


def decode(request: DecodeRequest) -> Raster:
    """The first picture of a file, at 8 bits a channel but for 16-bit grey."""
    with Image.open(request.path, formats=FORMATS) as image:
        request.check(Size(*image.size))
        _check_length(request.path, image)
        notes = _pages(image)
        metadata = _metadata(image)
        if request.long_edge and image.format in ("JPEG", "MPO"):
            image.draft(None, (request.long_edge, request.long_edge))
        image.load()
        array, space, alpha = _array(image)
        orientation = 1 if image.format == "TIFF" else None  # Pillow turns TIFFs itself
    return Raster(array, space, alpha, orientation, metadata, notes=notes)


def _check_length(path: Path, image: Image.Image) -> None:
    """OSError for a file too short for the unpacked pixels that it claims: all would be allocated first."""
    if image.format not in UNPACKED:
        return
    size = path.stat().st_size
    for codec, (_, top, _, bottom), _, args in getattr(image, "tile", ()):
        least = -(-image.width // 8)  # bytes of a row: a bit for each pixel, where no length is given
        row = args[1] if isinstance(args, tuple) and len(args) > 1 else 0
        if codec == "raw" and size < (bottom - top) * max(row, least):
            raise OSError("image file is truncated")


def header(request: DecodeRequest) -> Raster:
    """What the file says, with no pixels: for those that another decoder makes."""
    with Image.open(request.path, formats=FORMATS) as image:
        request.check(Size(*image.size))
        return Raster(np.zeros((1, 1, 3), np.uint8), metadata=_metadata(image), notes=_pages(image))


def _pages(image: Image.Image) -> tuple[str, ...]:
    """A note where the file holds more pictures than the first; those after it in an MPO are by-products."""
    count = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
    return (f"The file holds {count} pictures; the first is opened.",) if count > 1 else ()


def _metadata(image: Image.Image) -> Metadata:
    info = image.info
    icc, xmp, dpi = info.get("icc_profile"), info.get("xmp"), info.get("dpi")
    xmp = xmp.encode() if isinstance(xmp, str) else xmp
    return Metadata(
        format="JPEG" if image.format == "MPO" else image.format or "",
        icc=icc if isinstance(icc, bytes) and icc else None,
        exif=exif.bare(info.get("exif")),
        xmp=xmp or None,
        dpi=_dpi(dpi),
    )


def _dpi(value: Any) -> tuple[float, float] | None:
    try:
        across, down = (float(one) for one in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (across, down) if 1 <= across <= 1e5 and 1 <= down <= 1e5 else None


def _array(image: Image.Image) -> tuple[np.ndarray[Any, Any], str, bool]:
    """(H, W, C), what the channels are, and whether the last is alpha."""
    mode = image.mode
    if mode.startswith("I;16"):
        return np.asarray(image).astype(np.uint16)[..., None], "GRAY", False
    if mode == "I":
        return _whole_numbers(np.asarray(image))[..., None], "GRAY", False
    if mode == "F":
        return np.asarray(image, np.float32)[..., None], "GRAY", False
    if mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif mode in _CONVERTED:
        image = image.convert(_CONVERTED[mode])
    return _pixels(image), _DIRECT[image.mode], image.mode in ("LA", "RGBA")


def _pixels(image: Image.Image) -> np.ndarray[Any, Any]:
    """(H, W, C) uint8, copied in bands: Pillow's own copy of the whole is made twice."""
    width, height = image.size
    out = np.empty((height, width, len(image.getbands())), np.uint8)
    for top in range(0, height, _ROWS):
        bottom = min(top + _ROWS, height)
        band = np.asarray(image.crop((0, top, width, bottom)))
        out[top:bottom] = band.reshape(bottom - top, width, -1)
    return out


def _whole_numbers(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """32-bit grey as 16: as it stands where it fits, else its upper half."""
    if array.size and (array.max() > 65535 or array.min() < 0):
        return (array.astype(np.int64) >> 16).clip(0, 65535).astype(np.uint16)
    return array.astype(np.uint16)
