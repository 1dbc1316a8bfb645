"""TIFF at every depth, by tifffile. Source: TIFF 6.0; Adobe Photoshop TIFF Technical Notes."""

import logging
import mmap
from dataclasses import replace
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray

from dce_studio.core.files.aside import heard
from dce_studio.core.files.decode import pillow
from dce_studio.core.files.depth import mapped, widened
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.metadata.fields import fields_of
from dce_studio.core.files.raster import DecodeRequest, Raster
from dce_studio.core.geometry import Size
from dce_studio.core.photo import WHITE, Metadata

logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # what matters it also raises

_SPACES = {0: "GRAY", 1: "GRAY", 2: "RGB", 3: "RGB", 5: "CMYK", 6: "RGB", 8: "LAB", 9: "LAB"}
_JPEG = (7, 34892, 33003, 33004, 33005, 34712)  # compressions that bring RGB back
_DNG_VERSION = 50706
_COUNT = {"GRAY": 1, "RGB": 3, "CMYK": 4, "LAB": 3}


def decode(request: DecodeRequest) -> Raster:
    """The first page that is a whole picture."""
    with tifffile.TiffFile(request.path) as file:
        page, notes = _page(file)
        request.check(Size(page.imagewidth, page.imagelength))
        if page.photometric == 6 and page.compression not in _JPEG:
            return heard(pillow.decode)(request)  # libtiff knows old JPEG and subsampled colours
        if page.imagedepth > 1 or page.photometric not in _SPACES or page.samplesperpixel > 16:
            raise ValueError(f"photometric {page.photometric} with {page.samplesperpixel} samples")
        array = _channels_last(page)
        space = _SPACES[page.photometric]
        array = _colours(page, array)
        array, alpha = _extras(page, array, _COUNT[space])
        metadata = _metadata(page)
    with request.path.open("rb") as raw:
        metadata = _with_exif(raw.fileno(), metadata)
    orientation = _number(page, 274)
    return Raster(
        array, space, alpha, orientation if orientation in range(1, 9) else 1, metadata, None, notes
    )


def _page(file: tifffile.TiffFile) -> tuple[Any, tuple[str, ...]]:
    """The first page that is no reduced copy, and a note where there are more."""
    pages: list[Any] = [file.pages[index] for index in range(min(len(file.pages), 50))]
    whole = [page for page in pages if not _number(page, 254) & 1]
    if not whole or _DNG_VERSION in whole[0].tags:
        raise ValueError("it holds no picture but reduced ones")  # as raw files do
    count = len(whole) + max(0, len(file.pages) - 50)
    return whole[0], (f"The file holds {count} pictures; the first is opened.",) if count > 1 else ()


def _number(page: Any, tag: int) -> int:
    """The value of a tag with one whole number; 0 where it is missing or something else."""
    value = page.tags.valueof(tag, 0)
    return int(value) if isinstance(value, int) else 0


def _channels_last(page: Any) -> NDArray[Any]:
    """(H, W, C) in uint8, uint16 or float32."""
    array: NDArray[Any] = page.asarray()
    array = array.reshape(array.shape[-3:]) if array.ndim > 3 else array
    if page.planarconfig == 2 and array.ndim == 3:
        array = array.transpose(1, 2, 0)
    array = np.atleast_3d(array)
    kind, bits = array.dtype.kind, page.bitspersample
    if kind == "b":
        return array.astype(np.uint8) * np.uint8(255)
    if kind == "f":
        return array.astype(np.float32, copy=False)
    if kind == "i":
        below = array.min(initial=0) < 0
        array = array.view(f"u{array.itemsize}")  # in which what is below 0 comes after all above it
        if below:
            array = array + array.dtype.type(1 << (bits - 1))
        else:
            bits -= 1
    if kind not in "iu":
        raise ValueError(f"samples of type {array.dtype}")
    if page.photometric == 3 or (bits in (8, 16) and kind == "u"):
        return array
    if bits > 16 and int(array.max(initial=0)) < 65536:
        return array.astype(np.uint16)  # 16 bits in a wider type
    if bits > 16:
        return mapped(array, lambda part: part >> (bits - 16), np.uint16)
    return widened(array, bits, 8 if bits <= 8 else 16)


def _colours(page: Any, array: NDArray[Any]) -> NDArray[Any]:
    """Palettes looked up, white-is-zero turned round, Lab with its a and b around the middle."""
    if page.photometric == 3:
        table = np.asarray(page.colormap, np.uint16).T
        words: NDArray[Any] = table[array[..., 0]]
        return words if (table % 257).any() and (table & 255).any() else (words >> 8).astype(np.uint8)
    if page.photometric == 0:
        white = WHITE[array.dtype]
        return np.concatenate([(white - array[..., :1]).astype(array.dtype), array[..., 1:]], axis=2)
    if page.photometric == 8 and array.dtype != np.float32:
        array = array.copy()
        array[..., 1:3] ^= array.dtype.type(1 << (array.itemsize * 8 - 1))
    return array


def _extras(page: Any, array: NDArray[Any], count: int) -> tuple[NDArray[Any], bool]:
    """The colours and the alpha that follows them, if any, not premultiplied."""
    kinds = [int(kind) for kind in page.extrasamples]
    if array.shape[2] < count:
        raise ValueError(f"{array.shape[2]} channels")
    if array.shape[2] == count or not kinds or kinds[0] not in (1, 2):
        return array[..., :count], False
    array = array[..., : count + 1]
    return (unpremultiplied(array), True) if kinds[0] == 1 else (array, True)


def unpremultiplied(array: NDArray[Any]) -> NDArray[Any]:
    """Colours divided by the alpha in the last channel; where that is 0 they stay."""
    white = np.float32(WHITE[array.dtype])

    def change(part: NDArray[Any]) -> NDArray[Any]:
        alpha = part[..., -1:].astype(np.float32)
        colours = part[..., :-1] * (white / np.where(alpha > 0, alpha, white))
        if part.dtype != np.float32:
            colours = np.minimum(colours + np.float32(0.5), white).astype(part.dtype)
        return np.concatenate([colours, part[..., -1:]], axis=2)

    return mapped(array, change, array.dtype)


def _metadata(page: Any) -> Metadata:
    icc, xmp = page.tags.valueof(34675), page.tags.valueof(700)
    return Metadata(
        format="TIFF",
        icc=bytes(icc) if isinstance(icc, bytes) and icc else None,
        xmp=_bytes(xmp),
        dpi=_dpi(page),
    )


def _bytes(value: Any) -> bytes | None:
    if isinstance(value, str):
        value = value.encode()
    return bytes(value).rstrip(b"\0") or None if isinstance(value, bytes | tuple) else None


def _dpi(page: Any) -> tuple[float, float] | None:
    unit = {2: 1.0, 3: 2.54}.get(_number(page, 296) or 2)
    try:
        (a, b), (c, d) = page.tags.valueof(282), page.tags.valueof(283)
        return (a / b * unit, c / d * unit) if unit and a and c else None
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def _with_exif(descriptor: int, metadata: Metadata) -> Metadata:
    """EXIF made of the directories of a classic TIFF, which need not be in one piece there."""
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
        return replace(metadata, exif=exif_of_tiff(data))


def exif_of_tiff(data: Any) -> bytes | None:
    """EXIF as a structure of its own from the bytes of a TIFF file; None where it says nothing."""
    if data[:4] not in (b"II*\0", b"MM\0*"):
        return None
    main, below, gps = (fields_of(data, tag) for tag in (None, exif.EXIF_IFD, exif.GPS_IFD))
    return exif.build(main, below, gps) if main or below or gps else None
