"""The opened photos: the filmstrip's model, and where each photo's history is kept while another is shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dce_studio.app.preview.thumbnails import Thumbnails
from dce_studio.app.state.document import Snapshot, fresh
from dce_studio.core.edit import Edit
from dce_studio.core.history import History

Status = Literal["", "edited", "exported", "failed"]
PATH_ROLE = Qt.ItemDataRole.UserRole + 1
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 2

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class OpenedPhoto:
    """An opened photo. message: why it failed, for the tooltip. weights: those its edit was made with."""

    path: Path
    history: History[Snapshot] = field(default_factory=fresh)
    status: Status = ""
    message: str = ""
    weights: str = ""

    @property
    def edit(self) -> Edit:
        """Its present edit."""
        return self.history.present.edit


class Library(QAbstractListModel):
    """Rows are entries in the order of opening; thumbnails are made when a view asks for them."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._entries: list[OpenedPhoto] = []
        self._rows: dict[Path, int] = {}
        thumbnails.changed.connect(self._on_pictures)

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
        return Edit() if row is None else self._entries[row].edit

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
        if changed.edit != before.edit:
            self._thumbnails.renew([path])
        if (changed.status, changed.message) != (before.status, before.message):
            self.dataChanged.emit(self.index(row), self.index(row))

    def neighbour(self, path: Path, step: int) -> Path | None:
        """Return the photo `step` places after this one (before it if negative), or None beyond the ends."""
        row = self.row(path) + step
        return self._entries[row].path if 0 <= row < len(self._entries) and self.row(path) >= 0 else None

    def _on_pictures(self, paths: tuple[Path, ...] | None) -> None:
        """Have views ask again for the pictures of these photos, or of all."""
        rows = range(len(self._entries)) if paths is None else [r for p in paths if (r := self.row(p)) >= 0]
        if rows:
            first, last = self.index(min(rows)), self.index(max(rows))
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnails.picture(entry.path, entry.edit)
        if role == ENTRY_ROLE:
            return entry
        return {
            int(Qt.ItemDataRole.DisplayRole): entry.path.name,
            int(Qt.ItemDataRole.ToolTipRole): entry.message or str(entry.path),
            int(Qt.ItemDataRole.AccessibleTextRole): f"{entry.path.name} {entry.status}".strip(),
            int(PATH_ROLE): entry.path,
        }.get(int(role))
