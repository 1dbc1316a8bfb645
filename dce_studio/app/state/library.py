"""The opened photos: the filmstrip's model, and where each photo's history is kept while another is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from dce_studio.app.preview.thumbnails import Thumbnails
from dce_studio.app.state.arrangement import Arrangement
from dce_studio.app.state.document import Snapshot
from dce_studio.app.state.opened import OpenedPhoto
from dce_studio.core.edit import Edit
from dce_studio.core.files.about import About
from dce_studio.core.files.sidecar import SavedEdit
from dce_studio.core.geometry import Size
from dce_studio.core.history import History

PATH_ROLE = Qt.ItemDataRole.UserRole + 1
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 2

AnyIndex = QModelIndex | QPersistentModelIndex


class Library(QAbstractListModel):
    """Rows are the photos that the arrangement shows; thumbnails are made when a view asks for them.

    arranged: which photos are shown, or their order, has changed, or how many are open.
    updated(Path): something of an opened photo is another: its edit, its rating.
    """

    arranged = Signal()
    updated = Signal(object)

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._entries: dict[Path, OpenedPhoto] = {}
        self._shown: list[Path] = []
        self._rows: dict[Path, int] = {}
        self._arrangement = Arrangement()
        self._soon = QTimer(self, singleShot=True, interval=0)  # once, however many photos have changed
        self._soon.timeout.connect(self._arrange)
        thumbnails.changed.connect(self._on_pictures)

    @property
    def entries(self) -> tuple[OpenedPhoto, ...]:
        """Return the entries of all opened photos, in the order of opening."""
        return tuple(self._entries.values())

    @property
    def opened(self) -> int:
        """Return how many photos are open, shown or not."""
        return len(self._entries)

    @property
    def shown(self) -> tuple[Path, ...]:
        """Return the photos that are shown, in their order: the rows."""
        return tuple(self._shown)

    @property
    def arrangement(self) -> Arrangement:
        """Return which photos are shown, and in which order."""
        return self._arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Show these photos in this order."""
        self._arrangement = arrangement
        self._arrange()

    def entry(self, path: Path) -> OpenedPhoto | None:
        """Return the entry of a path, or None if it is not open."""
        return self._entries.get(path)

    def edit(self, path: Path) -> Edit:
        """Return the present edit of a path; the default one if it is not open."""
        entry = self._entries.get(path)
        return Edit() if entry is None else entry.edit

    def size(self, path: Path) -> Size | None:
        """Return the size of a photo, None where it is not known, or it is not open."""
        entry = self._entries.get(path)
        return None if entry is None else entry.size

    def row(self, path: Path) -> int:
        """Return the row of a path, or −1 if it is not shown."""
        return self._rows.get(path, -1)

    def add(self, paths: Iterable[Path]) -> None:
        """Append the photos that are not there yet."""
        new = {path: OpenedPhoto(path) for path in paths if path not in self._entries}
        if new:
            self._entries |= new
            self._arrange()

    def remove(self, *paths: Path) -> None:
        """Take photos out of the list; their files stay on the disk."""
        for path in paths:
            self._entries.pop(path, None)
        self._arrange()

    def update(self, path: Path, **changes: Any) -> None:
        """Change fields of an entry; views are told of what they show."""
        before = self._entries.get(path)
        if before is None or all(getattr(before, name) is value for name, value in changes.items()):
            return
        changed = self._entries[path] = replace(before, **changes)
        if changed.edit != before.edit:
            self._thumbnails.renew([path])
        if _looks(changed) != _looks(before) and (row := self.row(path)) >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))
        if _place(changed) != _place(before):
            self._soon.start()
        self.updated.emit(path)

    def take(self, path: Path, saved: SavedEdit) -> None:
        """Begin a photo's history with the edit that was kept beside it."""
        history, status = History(Snapshot(saved.edit)), "edited" if saved.edit != Edit() else ""
        self.update(path, history=history, status=status, weights=saved.weights, size=saved.photo_size)

    def learn(self, known: Mapping[Path, About]) -> None:
        """Take in what was found of photos."""
        for path, about in known.items():
            self.update(path, about=about)

    def neighbour(self, path: Path, step: int) -> Path | None:
        """Return the photo `step` places after this one (before it if negative), or None beyond the ends.

        Those that are not shown are passed over, and this one may be such.
        """
        row, entry = self.row(path), self._entries.get(path)
        if entry is None:
            return None
        if row < 0:
            shown = [self._entries[one] for one in self._shown]
            row = self._arrangement.place(entry, shown, self._entries.values()) - (step > 0)
        row += step
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _arrange(self) -> None:
        """Show what the arrangement wants; selections stay on the photos that remain."""
        wanted = self._arrangement.arranged(self._entries.values())
        known = len(self._shown)
        if wanted[:known] == self._shown and len(wanted) > known:
            self.beginInsertRows(QModelIndex(), known, len(wanted) - 1)
            self._show(wanted)
            self.endInsertRows()
        elif wanted != self._shown:
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            paths = [self._shown[index.row()] for index in before]
            self._show(wanted)
            rows = [self._rows.get(path, -1) for path in paths]
            after = [QModelIndex() if row < 0 else self.index(row) for row in rows]
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()
        self.arranged.emit()

    def _show(self, paths: list[Path]) -> None:
        self._shown, self._rows = paths, {path: row for row, path in enumerate(paths)}

    def _on_pictures(self, paths: tuple[Path, ...] | None) -> None:
        """Have views ask again for the pictures of these photos, or of all."""
        rows = range(len(self._shown)) if paths is None else [r for p in paths if (r := self.row(p)) >= 0]
        if rows:
            first, last = self.index(min(rows)), self.index(max(rows))
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[self._shown[index.row()]]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnails.picture(entry.path, entry.edit)
        if role == ENTRY_ROLE:
            return entry
        return {
            int(Qt.ItemDataRole.DisplayRole): entry.path.name,
            int(Qt.ItemDataRole.ToolTipRole): entry.message or str(entry.path),
            int(Qt.ItemDataRole.AccessibleTextRole): _spoken(entry),
            int(PATH_ROLE): entry.path,
        }.get(int(role))


def _looks(entry: OpenedPhoto) -> tuple[str, str, int]:
    return entry.status, entry.message, entry.rating


def _place(entry: OpenedPhoto) -> tuple[object, ...]:
    """All that an arrangement looks at."""
    return entry.edited, entry.status, entry.rating, entry.about


def _spoken(entry: OpenedPhoto) -> str:
    stars = f"{entry.rating} {'star' if entry.rating == 1 else 'stars'}" if entry.rating else ""
    return " ".join(filter(None, (entry.path.name, entry.status, stars)))
