"""What is found on the disk when files and folders are opened: photos, and the edits kept beside them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dce_studio.core.files import sidecar
from dce_studio.core.files.folder import photos_in
from dce_studio.core.files.sidecar import SavedEdit


@dataclass(frozen=True)
class FoundPhotos:
    """The photos among some files and folders.

    missing: paths that are neither. edits: those kept beside the photos. messages: what could not be read.
    blocked: photos with an unusable edit that could not be set aside: it must not be written over.
    """

    photos: tuple[Path, ...]
    missing: tuple[Path, ...] = ()
    edits: tuple[tuple[Path, SavedEdit], ...] = ()
    messages: tuple[str, ...] = ()
    blocked: tuple[Path, ...] = ()


def find_photos(
    paths: tuple[Path, ...], known: frozenset[Path], tick: Callable[[float], None]
) -> FoundPhotos:
    """Find the photos among files and in folders (`core.files.folder`). For a worker.

    known: photos that are open, whose edits are not read again.
    """
    photos: list[Path] = []
    missing: list[Path] = []
    messages: list[str] = []
    for path in paths:
        try:
            found = _photos(path)
        except OSError as error:
            messages.append(f"{path} cannot be read: {error.strerror or error}.")
            continue
        (photos if found else missing).extend(found or ([] if path.exists() else [path]))
        tick(0.0)
    edits, blocked = _edits([p for p in photos if p not in known], messages, tick)
    return FoundPhotos(tuple(photos), tuple(missing), tuple(edits), tuple(messages), tuple(blocked))


def _photos(path: Path) -> list[Path]:
    if path.is_dir():
        return photos_in(path)
    return [path] if path.exists() else []


def _edits(
    photos: list[Path], messages: list[str], tick: Callable[[float], None]
) -> tuple[list[tuple[Path, SavedEdit]], list[Path]]:
    edits, blocked = [], []
    for photo in photos:
        tick(0.0)
        found = sidecar.find(photo)
        if found.saved:
            edits.append((photo, found.saved))
        if found.message:
            messages.append(found.message)
            if os.path.lexists(sidecar.path_for(photo)):
                blocked.append(photo)
    return edits, blocked
