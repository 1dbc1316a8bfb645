"""Reading photos for training: by `core.files`, whatever the editor opens."""

from pathlib import Path

from dce_studio.core.photo import Photo

try:
    from dce_studio.core.files import READABLE, read_photo, read_preview
except ImportError:  # until core.files lands
    import numpy as np
    from PIL import Image, ImageOps

    from dce_studio.core.errors import PhotoError

    READABLE = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})

    def read_preview(path, edge):
        try:
            with Image.open(path) as opened:
                opened.draft("RGB", (edge, edge))
                return Photo(path, np.array(ImageOps.exif_transpose(opened).convert("RGB")))
        except (OSError, ValueError, SyntaxError) as error:
            raise PhotoError(f"Cannot read {path}: {error}") from error

    def read_photo(path):
        return read_preview(path, 1 << 20)


def readable() -> frozenset[str]:
    """The suffixes, lower case with their dot, of what can be read."""
    return frozenset(READABLE)


def read(path: Path) -> Photo:
    """A photo at full size, upright; raises PhotoError."""
    return read_photo(path)


def read_about(path: Path, edge: int) -> Photo:
    """A photo at least `edge` px long, unless it is smaller; raises PhotoError."""
    return read_preview(path, edge)
