"""Which way is up: the eight orientations of EXIF, applied to arrays, and the tag in XMP."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

_XMP = re.compile(rb"""(tiff:Orientation\s*(?:=\s*["']|>\s*))([1-8])(?=\s*["'<])""")


def apply(array: NDArray[Any], orientation: int) -> NDArray[Any]:
    """(H, W, …) turned upright, for 1..8 as in Exif 2.32, table 6; a contiguous array."""
    if orientation in (5, 6, 7, 8):
        array = array.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    return np.ascontiguousarray(array)


def of_xmp(xmp: bytes | None) -> int | None:
    """1..8 where an XMP packet says it."""
    found = _XMP.search(xmp) if xmp else None
    return int(found[2]) if found else None


def upright_xmp(xmp: bytes) -> bytes:
    """The same packet with its orientation reset to 1."""
    return _XMP.sub(rb"\g<1>1", xmp)
