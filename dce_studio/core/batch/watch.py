"""A watched folder: which photos in it are new and completely written."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dce_studio.core.files.folder import photos_in

SETTLED = 2.0
"""Seconds for which a file must not have changed to count as completely written."""


class _State(NamedTuple):
    """How a file looked, since when, and whether it was reported in this state."""

    size: int
    modified: int
    since: float
    taken: bool


class Watcher:
    """Remembers a folder between polls. existing: whether photos found by the first poll count as new."""

    def __init__(
        self, folder: Path, leave_out: Path, *, recursive: bool = False, existing: bool = False
    ) -> None:
        self.folder, self.leave_out, self.recursive = folder, leave_out.resolve(), recursive
        self._states: dict[Path, _State] = {}
        if not existing:
            self._states = {path: _State(size, modified, 0, True) for path, size, modified in self._look()}

    def poll(self, now: float) -> list[Path]:
        """The photos that are new, or changed since they were handed out, and have settled; by name.

        now: seconds on a clock that only goes forward. Raises OSError when the folder is gone.
        """
        states, ready = {}, []
        for path, size, modified in self._look():
            old = self._states.get(path)
            if old is None or (old.size, old.modified) != (size, modified):
                old = _State(size, modified, now, False)
            if not old.taken and size and now - old.since >= SETTLED:
                ready.append(path)
                old = old._replace(taken=True)
            states[path] = old
        self._states = states
        return sorted(ready)

    def _look(self) -> Iterator[tuple[Path, int, int]]:
        """(photo, bytes, time of change) of every photo in the folder, the results left out."""
        if not self.folder.is_dir():
            raise FileNotFoundError(f"{self.folder} is gone")
        for path in photos_in(self.folder, recursive=self.recursive):
            if self.recursive and self.leave_out in path.resolve().parents:
                continue
            try:
                found = path.stat()
            except OSError:
                continue  # gone again
            yield path, found.st_size, found.st_mtime_ns
