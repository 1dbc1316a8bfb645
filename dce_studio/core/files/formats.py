"""What photos can be saved as: the one list of it, light to import."""

import os
from pathlib import PurePath
from typing import NamedTuple


class Format(NamedTuple):
    """A format to save in. suffixes: the first is used where none was given.

    deep: whether it holds 16 bits a channel; lossy: whether it has a quality to choose.
    """

    label: str
    suffixes: tuple[str, ...]
    deep: bool = False
    lossy: bool = False


FORMATS = {
    "jpg": Format("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), lossy=True),
    "png": Format("PNG", (".png",), deep=True),
    "tiff": Format("TIFF", (".tiff", ".tif"), deep=True),
    "webp": Format("WebP", (".webp",), lossy=True),
    "jxl": Format("JPEG XL", (".jxl",), deep=True, lossy=True),
    "avif": Format("AVIF", (".avif",), deep=True, lossy=True),
}
"""By name; the order is that of dialogs and messages."""

_BY_SUFFIX = {suffix: name for name, each in FORMATS.items() for suffix in each.suffixes}


def format_of(path: str | PurePath) -> str | None:
    """Return the format that a file name's suffix asks for, one of FORMATS, or None."""
    return _BY_SUFFIX.get(os.path.splitext(path)[1].lower())  # noqa: PTH122  # a plan asks it of a million
