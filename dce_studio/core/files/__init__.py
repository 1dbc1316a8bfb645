"""Photo files: bytes → `read_photo` → Photo → `write_photo` → bytes.

Reading: `kinds` says what a file is, a module of `decode` makes a Raster of it, `colour` brings that into a
display-referred encoding, and it is turned upright. Writing: `write` has the samples made and the `metadata`
patched, picks the encoder (`encode` holds those of our own) and puts the file in place. `sidecar` keeps edits
as files beside their photos.
"""

from typing import TYPE_CHECKING, Any

from dce_studio.core.files.formats import FORMATS, format_of
from dce_studio.core.files.kinds import READABLE

if TYPE_CHECKING:
    from dce_studio.core.files.colour.convert import display_pixels, to_srgb
    from dce_studio.core.files.read import on_grey, preview_of, read_photo, read_preview, smaller, thumbnail
    from dce_studio.core.files.write import WriteOptions, write_photo

__all__ = [
    "FORMATS", "READABLE", "WriteOptions", "display_pixels", "format_of", "on_grey", "preview_of",
    "read_photo", "read_preview", "smaller", "thumbnail", "to_srgb", "write_photo",
]  # fmt: skip

_HOME = {
    "display_pixels": "colour.convert", "to_srgb": "colour.convert",
    "on_grey": "read", "preview_of": "read", "read_photo": "read", "read_preview": "read",
    "smaller": "read", "thumbnail": "read", "WriteOptions": "write", "write_photo": "write",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """The codecs are imported when first used, so that the command line's help is instant."""
    if name not in _HOME:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
