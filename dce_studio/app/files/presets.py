"""Named edits: one file each in the program's own folder, read and written in a worker."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.files import sidecar
from dce_studio.core.files.sidecar import SUFFIX, SavedEdit

LANE = "load"

Listing = tuple[SavedEdit, ...]

BUILT_IN: Listing = (
    SavedEdit(Edit(strength=0.6, keep_colour=0.6), name="Gentle"),
    SavedEdit(Edit(strength=0.85, keep_colour=0.8, gamma=1.1), name="Night city"),
    SavedEdit(Edit(strength=0.8, keep_colour=0.7, coupling=0.5, gamma=0.95), name="Portrait"),
)
"""Edits to begin with, beside the default: less of all; deep blacks and rich lamps; even skin."""


def folder() -> Path:
    """Where presets are kept."""
    return Path(platformdirs.user_data_dir("dce-studio", appauthor=False)) / "presets"


def path_of(name: str) -> Path:
    """Return the file of a preset. Names share a file only if they differ in nothing but case."""
    folded = name.casefold()
    safe = "".join(c for c in folded if c.isalnum() or c in " -_")[:40].strip()
    return folder() / f"{safe}-{sha256(folded.encode(errors='surrogatepass')).hexdigest()[:8]}{SUFFIX}"


def listing(tick: Callable[[float], None]) -> tuple[Listing, tuple[str, ...]]:
    """Return all presets by name, and a message for each file that cannot be read. For a worker."""
    tick(0.0)
    all_files = [saved for _, saved in _files()]
    found = [saved for saved in all_files if isinstance(saved, SavedEdit)]
    problems = tuple(str(error) for error in all_files if isinstance(error, StudioError))
    return tuple(sorted(found, key=lambda saved: saved.name.casefold())), problems


def store(preset: SavedEdit, tick: Callable[[float], None]) -> tuple[Listing, tuple[str, ...]]:
    """Write a preset, replacing one of the same name; return the new listing.

    For a worker. Raises StudioError.
    """
    path = path_of(preset.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError(f"{path.parent} cannot be made: {error.strerror or error}.") from error
    sidecar.write(path, preset)
    return listing(tick)


def remove(name: str, tick: Callable[[float], None]) -> tuple[Listing, tuple[str, ...]]:
    """Delete a preset's file and return the new listing. For a worker. Raises StudioError."""
    for path, saved in _files():
        if isinstance(saved, SavedEdit) and saved.name == name:
            try:
                path.unlink()
            except OSError as error:
                raise StudioError(f"{path} could not be deleted: {error.strerror or error}.") from error
    return listing(tick)


def take_in(path: Path, tick: Callable[[float], None]) -> tuple[Listing, tuple[str, ...]]:
    """Store a file that was shared, or a photo's sidecar, as a preset. For a worker. Raises StudioError.

    A number is added to a name that is taken.
    """
    wanted = _named(sidecar.read(path), path)
    others = {saved.name.casefold(): saved for saved in listing(tick)[0]}
    name, number = wanted.name, 2
    while others.get(name.casefold(), wanted).edit != wanted.edit:
        name, number = f"{wanted.name} {number}", number + 1
    return store(replace(wanted, name=name), tick)


def write_out(preset: SavedEdit, path: Path, tick: Callable[[float], None]) -> Path:
    """Save a preset as a file to share. For a worker. Raises StudioError."""
    sidecar.write(path, preset)
    return path


def _files() -> Iterator[tuple[Path, SavedEdit | StudioError]]:
    """Yield the preset in each file of the folder, or why it cannot be read."""
    for path in sorted(folder().glob(f"*{SUFFIX}")):
        try:
            yield path, _named(sidecar.read(path), path)
        except StudioError as error:
            yield path, error


def _named(saved: SavedEdit, path: Path) -> SavedEdit:
    return replace(saved, name=" ".join(saved.name.split()) or path.name.removesuffix(SUFFIX))


class Presets(QObject):
    """The presets of the person. changed: `all` has changed. reported(str), noted(str): messages to show."""

    changed = Signal()
    reported = Signal(str)
    noted = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._all: Listing = ()

    @property
    def all(self) -> Listing:
        """The presets, sorted by name."""
        return self._all

    def find(self, name: str) -> SavedEdit | None:
        """The preset of that name."""
        wanted = name.casefold()
        return next((preset for preset in self._all if preset.name.casefold() == wanted), None)

    def load(self) -> None:
        """Read the presets in a worker; `changed` follows."""
        self._jobs.submit(LANE, listing, done=self._on_listed)

    def save(self, preset: SavedEdit) -> None:
        """Store a preset in a worker, replacing one of the same name."""
        self._jobs.submit(LANE, store, preset, done=self._on_listed)

    def delete(self, name: str) -> None:
        """Delete a preset."""
        self._jobs.submit(LANE, remove, name, done=self._on_listed)

    def take_in(self, path: Path) -> None:
        """Import a file."""
        self._jobs.submit(LANE, take_in, path, done=self._on_listed)

    def write_out(self, preset: SavedEdit, path: Path) -> None:
        """Export a preset as a file."""
        self._jobs.submit(
            LANE, write_out, preset, path, done=lambda where: self.noted.emit(f"Preset saved to {where}.")
        )

    def _on_listed(self, result: tuple[Listing, tuple[str, ...]]) -> None:
        self._all, problems = result
        self.changed.emit()
        for problem in problems:
            self.reported.emit(problem)
