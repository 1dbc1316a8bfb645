"""The photos in a folder: one answer for the window, the command line, a watched folder and training."""

import os
from collections.abc import Collection
from pathlib import Path

from dce_studio.core.files.kinds import READABLE


def photos_in(folder: Path, *, recursive: bool = False, suffixes: Collection[str] = READABLE) -> list[Path]:
    """Return the files in a folder that have one of the suffixes (lower case), sorted by name.

    recursive: those in the folders below too. Hidden files and folders are left out, such as the
    `._photo.jpg` that macOS puts beside a photo. A folder below that cannot be read is passed over.
    Raises OSError where the folder itself cannot be read.
    """
    found: list[Path] = []
    for place, inner, names in os.walk(folder, onerror=lambda error: _raise_for(folder, error)):
        inner[:] = [name for name in inner if recursive and not name.startswith(".")]
        found += [Path(place, name) for name in names if _is_photo(name, suffixes)]
    return sorted(filter(_is_file, found), key=_order)


def _is_file(path: Path) -> bool:
    """Whether it leads to a file; one name that cannot be asked for does not stop the folder."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_photo(name: str, suffixes: Collection[str]) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in suffixes


def _order(path: Path) -> tuple[list[str], Path]:
    """Upper and lower case beside each other; the path itself where only that differs."""
    return [part.lower() for part in path.parts], path


def _raise_for(folder: Path, error: OSError) -> None:
    if error.filename is None or Path(error.filename) == folder:
        raise error
