"""The opened photos: the filmstrip's model, and where each photo's history is kept while another is shown."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.frame import for_screen
from dce_studio.app.state.document import Snapshot, fresh
from dce_studio.app.state.kept import BudgetedCache
from dce_studio.core import files
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.history import History

THUMBNAIL = 256  # px, long edge: sharp on a screen of scale 2
WAITING = 48  # thumbnails that wait; the oldest requests are dropped

Status = Literal["", "edited", "exported", "failed"]
STATUS_ROLE = Qt.ItemDataRole.UserRole + 1
PATH_ROLE = Qt.ItemDataRole.UserRole + 2

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class OpenedPhoto:
    """An opened photo. message: why it failed, for the tooltip. weights: those its edit was made with."""

    path: Path
    history: History[Snapshot] = field(default_factory=fresh)
    status: Status = ""
    message: str = ""
    weights: str = ""


def make_thumbnail(
    path: Path, most: float | None, display: bytes | None, tick: Callable[[float], None]
) -> QImage:
    """Return a small picture of a photo of `most` megapixels, for a screen of that profile. For a worker.

    It is empty when the photo cannot be read.
    """
    try:
        photo = files.thumbnail(path, THUMBNAIL, most)
        return for_screen(photo, photo.pixels, display)
    except StudioError:
        return QImage()  # opening the photo reports the reason


class Library(QAbstractListModel):
    """Rows are entries in the order of opening; thumbnails are made when a view asks for them."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None, kept: BudgetedCache | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._thumbnails = kept or BudgetedCache()
        self._entries: list[OpenedPhoto] = []
        self._rows: dict[Path, int] = {}
        self._waiting: OrderedDict[Path, None] = OrderedDict()
        self._making: Path | None = None
        self._display: bytes | None = None
        self._limit: float | None = None

    @property
    def entries(self) -> tuple[OpenedPhoto, ...]:
        """Return the entries of all opened photos, in the order of opening."""
        return tuple(self._entries)

    def entry(self, path: Path) -> OpenedPhoto | None:
        """Return the entry of a path, or None if it is not open."""
        row = self._rows.get(path)
        return None if row is None else self._entries[row]

    def edit(self, path: Path) -> Edit:
        """Return the present edit of a path; the default one if it is not open."""
        row = self._rows.get(path)
        return Edit() if row is None else self._entries[row].history.present.edit

    def row(self, path: Path) -> int:
        """Return the row of a path, or −1 if it is not open."""
        return self._rows.get(path, -1)

    def add(self, paths: Iterable[Path]) -> None:
        """Append the photos that are not there yet."""
        new = [p for p in dict.fromkeys(paths) if p not in self._rows]
        if not new:
            return
        start = len(self._entries)
        self.beginInsertRows(QModelIndex(), start, start + len(new) - 1)
        self._entries += [OpenedPhoto(path) for path in new]
        self._rows.update({path: start + i for i, path in enumerate(new)})
        self.endInsertRows()

    def remove(self, path: Path) -> None:
        """Take a photo out of the list; its file stays on the disk."""
        row = self.row(path)
        if row < 0:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._entries[row]
        self._rows = {entry.path: i for i, entry in enumerate(self._entries)}
        self.endRemoveRows()

    def update(self, path: Path, **changes: Any) -> None:
        """Change an entry's history, status, message or weights; views are told of what they show."""
        row = self.row(path)
        if row < 0:
            return
        before, changed = self._entries[row], replace(self._entries[row], **changes)
        self._entries[row] = changed
        if (changed.status, changed.message) != (before.status, before.message):
            self.dataChanged.emit(self.index(row), self.index(row))

    def neighbour(self, path: Path, step: int) -> Path | None:
        """Return the photo `step` places after this one (before it if negative), or None beyond the ends."""
        row = self.row(path) + step
        return self._entries[row].path if 0 <= row < len(self._entries) and self.row(path) >= 0 else None

    def set_limit(self, megapixels: float | None) -> None:
        """Make thumbnails of no larger photos; None for the limit of `core.files.limits`."""
        self._limit = megapixels

    def set_display(self, icc: bytes | None) -> None:
        """Make thumbnails for a screen of this ICC profile, None: sRGB."""
        if icc == self._display:
            return
        self._display = icc
        self._thumbnails.drop(lambda value: isinstance(value, QImage))
        if self._entries:
            role = [Qt.ItemDataRole.DecorationRole]
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1), role)

    def _thumbnail(self, path: Path) -> QImage | None:
        found: QImage | None = self._thumbnails.get(path)
        if found is None and path != self._making:
            self._waiting[path] = None
            self._waiting.move_to_end(path)
            while len(self._waiting) > WAITING:
                self._waiting.popitem(last=False)
            self._make_next()
        return found

    def _make_next(self) -> None:
        """Make the newest requested thumbnail first, as that is the one in view."""
        if self._making is None and self._waiting:
            path, _ = self._waiting.popitem(last=True)
            self._making, display = path, self._display
            self._jobs.submit(
                "thumbnails", make_thumbnail, path, self._limit, display,
                done=lambda made: self._on_made(path, made, display),
                failed=lambda error: self._on_made(path, QImage(), display),
            )  # fmt: skip

    def _on_made(self, path: Path, made: QImage, display: bytes | None) -> None:
        self._making = None
        if display == self._display:
            self._thumbnails.put(path, made, made.sizeInBytes())
        row = self.row(path)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])
        self._make_next()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnail(entry.path)
        return {
            int(Qt.ItemDataRole.DisplayRole): entry.path.name,
            int(Qt.ItemDataRole.ToolTipRole): entry.message or str(entry.path),
            int(Qt.ItemDataRole.AccessibleTextRole): f"{entry.path.name} {entry.status}".strip(),
            int(STATUS_ROLE): entry.status,
            int(PATH_ROLE): entry.path,
        }.get(int(role))
