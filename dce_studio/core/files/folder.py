"""The photos in a folder: one answer for the window, the command line, a watched folder and training."""

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from dce_studio.core.files.kinds import READABLE


def photos_in(folder: Path, *, recursive: bool = False, suffixes: Collection[str] = READABLE) -> list[Path]:
    """Return the files in a folder that have one of the suffixes (lower case), sorted by name.

    recursive: those in the folders below too. Hidden files and folders are left out, such as the
    `._photo.jpg` that macOS puts beside a photo. A folder below that cannot be read is passed over.
    Raises OSError where the folder itself cannot be read.
    """
    return sorted((folder / name for name in names_in(folder, recursive, suffixes)), key=_order)


def names_in(folder: Path, recursive: bool = False, suffixes: Collection[str] = READABLE) -> Iterator[str]:
    """The names of the same files, those in folders below with the folder's, in the order of their letters.

    A folder is looked at when its turn comes, so that a million names need no more room than its own.
    """
    yield from _names(str(folder), "", recursive, suffixes)


def _names(folder: str, inner: str, recursive: bool, suffixes: Collection[str]) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = sorted((e for e in found if not e.name.startswith(".")), key=lambda entry: entry.name)
    except OSError:
        if not inner:
            raise
        return
    for entry in entries:
        if recursive and _is(entry.is_dir) and not entry.is_symlink():
            yield from _names(entry.path, f"{inner}{entry.name}{os.sep}", recursive, suffixes)
        elif os.path.splitext(entry.name)[1].lower() in suffixes and _is(entry.is_file):  # noqa: PTH122
            yield inner + entry.name


def _is(asked: Callable[[], bool]) -> bool:
    """The answer; one name that cannot be asked for does not stop the folder."""
    try:
        return asked()
    except OSError:
        return False


def _order(path: Path) -> tuple[list[str], Path]:
    """Return the sorting key: regardless of case first, then the path itself."""
    return [part.lower() for part in path.parts], path
