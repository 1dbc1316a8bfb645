"""Keeps edits beside their photos: a worker writes them when editing pauses, and any left at the end."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.files import sidecar
from dce_studio.core.files.sidecar import SavedEdit

LANE = "scan"  # the one that reads them too, so that none is read while it is written
REST_MS = 800

Unkept = tuple[tuple[Path, str], ...]
"""Photos whose edit could not be written, each with the reason."""


def write_edits(
    edits: tuple[tuple[Path, SavedEdit], ...], always: bool, tick: Callable[[float], None]
) -> Unkept:
    """Write each edit beside its photo. An edit that changes nothing gets no new file, unless `always`.

    For a worker. Returns the edits that could not be written; the others are written all the same.
    """
    unkept = []
    for photo, saved in edits:
        if saved.edit == Edit() and not always and not sidecar.path_for(photo).exists():
            continue
        try:
            sidecar.save(photo, saved)
        except StudioError as error:
            unkept.append((photo, str(error)))
    return tuple(unkept)


class SidecarWriter(QObject):
    """Writes edits beside their photos, in the order of the changes.

    reported(str): edits in a folder cannot be kept; once for each folder. saved(Path): `save` has written it.
    """

    reported = Signal(str)
    saved = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._unsaved: dict[Path, SavedEdit] = {}
        self._blocked: set[Path] = set()
        self._told: set[Path] = set()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.flush)

    @property
    def pending(self) -> tuple[Path, ...]:
        """Return the photos whose edit is not on the disk yet."""
        return tuple(self._unsaved)

    def block(self, photos: Iterable[Path]) -> None:
        """Never write beside these photos, because a file of another program has the sidecar's name."""
        self._blocked.update(photos)

    def keep(self, photo: Path, saved: SavedEdit) -> None:
        """Write this edit once editing rests."""
        if photo not in self._blocked:
            self._unsaved[photo] = saved
            self._rest.start()

    def save(self, photo: Path, saved: SavedEdit) -> None:
        """Write this edit now, even one that changes nothing, and say so."""
        if photo in self._blocked:
            name = sidecar.path_for(photo).name
            self.reported.emit(f"{name} is in the way and cannot be used: move it away to save this edit.")
            return
        self._unsaved[photo] = saved
        self._told.discard(photo.parent)
        self._write(((photo, saved),), always=True, done=lambda: self.saved.emit(sidecar.path_for(photo)))

    def flush(self) -> None:
        """Write all edits that wait, in a worker."""
        self._rest.stop()
        if self._unsaved:
            self._write(tuple(self._unsaved.items()))

    def finish(self) -> None:
        """Write all edits that wait, in this thread: for the program's end, when the lanes are closed."""
        self._rest.stop()
        write_edits(tuple(self._unsaved.items()), False, lambda fraction: None)
        self._unsaved.clear()

    def _write(
        self,
        edits: tuple[tuple[Path, SavedEdit], ...],
        always: bool = False,
        done: Callable[[], None] | None = None,
    ) -> None:
        self._jobs.submit(
            LANE, write_edits, edits, always, done=lambda unkept: self._on_written(edits, unkept, done)
        )

    def _on_written(
        self, edits: tuple[tuple[Path, SavedEdit], ...], unkept: Unkept, done: Callable[[], None] | None
    ) -> None:
        failed = dict(unkept)
        for photo, saved in edits:
            if photo not in failed and self._unsaved.get(photo) is saved:
                del self._unsaved[photo]
        for photo, reason in unkept:
            self._tell(photo, reason)
        if done and not failed:
            done()

    def _tell(self, photo: Path, reason: str) -> None:
        if photo.parent not in self._told:
            self._told.add(photo.parent)
            self.reported.emit(
                f"{reason} Edits in this folder last until the window is closed: export, or save presets."
            )
