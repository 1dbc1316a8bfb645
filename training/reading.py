"""Reading photos for training: by `core.files`, whatever the editor opens."""

from pathlib import Path

from dce_studio.core.files import READABLE, read_photo, read_preview
from dce_studio.core.photo import Photo
from dce_studio.training import light


def readable() -> frozenset[str]:
    """The suffixes, lower case with their dot, of what can be read."""
    return frozenset((*READABLE, *light.SUFFIXES))


def read(path: Path) -> Photo:
    """A photo at full size, upright; raises PhotoError."""
    return read_photo(path)


def read_about(path: Path, edge: int, megapixels: float = 0.0) -> Photo:
    """A photo at least `edge` px long, unless it is smaller; raises PhotoError.

    megapixels: the largest photo that is read, 0 for the limit of `core.files.limits`.
    """
    return read_preview(path, edge, megapixels or None)
