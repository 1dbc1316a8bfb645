"""One edit for several photos, which one undo takes back on all of them."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from dce_studio.app.state.changes import told
from dce_studio.app.state.document import Document, Snapshot, Step
from dce_studio.app.state.library import Library
from dce_studio.app.state.opened import OpenedPhoto
from dce_studio.core.edit import Edit
from dce_studio.core.history import History

KEPT = 50  # groups that can be taken back together

PastedSteps = dict[Path, Step]
"""The step by which each photo was changed, which identifies the entry in the photo's own history."""


Change = Callable[[Edit], Edit]
"""A photo's edit → what it becomes."""


def like(edit: Edit, framing: bool = False) -> Change:
    """The change to this edit; a photo keeps its own frame and places unless those are meant too."""
    return lambda before: edit if framing else edit.laid_on(before)


class Together:
    """Applies edits to photos, shown or not, and moves through their histories.

    shown: the photo that the document shows, or None while none is read. keep: called with a photo that is
    not shown, its state before and its new one.
    """

    def __init__(
        self,
        document: Document,
        library: Library,
        shown: Callable[[], Path | None],
        keep: Callable[[Path, Snapshot, Snapshot], object],
    ) -> None:
        self._document, self._library, self._shown, self._keep = document, library, shown, keep
        self._groups: list[PastedSteps] = []
        self._elsewhere: PastedSteps | None = None  # the last thing done, to photos that are not shown
        self._undone: PastedSteps | None = None  # and the last thing undone there

    @property
    def can_undo(self) -> bool:
        """Whether something can be taken back, here or elsewhere."""
        return self._document.can_undo or self._elsewhere is not None

    @property
    def can_redo(self) -> bool:
        """Whether something can be done again, here or elsewhere."""
        return self._document.can_redo or self._undone is not None

    @property
    def undone_next(self) -> str:
        """What undo would take back, in words; "" for nothing, and for what was done elsewhere."""
        history = self._document.history
        return told(history.past[-1], history.present) if history.past and self._elsewhere is None else ""

    @property
    def redone_next(self) -> str:
        """What redo would do again, in words; "" for nothing, and for what was undone elsewhere."""
        history = self._document.history
        return told(history.present, history.future[0]) if history.future and self._undone is None else ""

    def forget(self) -> None:
        """Forget the last change elsewhere, since the newest change is on the photo shown."""
        self._elsewhere = self._undone = None

    def apply(self, paths: Iterable[Path], change: Change, what: str = "") -> int:
        """Change the edits of all of them, as one entry of that name; how many photos it changed."""
        return self.apply_each(dict.fromkeys(paths, change), what)

    def apply_each(self, changes: Mapping[Path, Change], what: str = "") -> int:
        """Change the edit of each by its own change, all as one entry; how many photos it changed."""
        return self._grouped((path, self._give(path, change, what)) for path, change in changes.items())

    def rate(self, ratings: Mapping[Path, int]) -> int:
        """Rate each of these, all as one entry; how many photos it changed."""
        return self._grouped((path, self._rate(path, rating)) for path, rating in ratings.items())

    def _grouped(self, given: Iterable[tuple[Path, Snapshot | None]]) -> int:
        """Remember what was given to which photos as one entry; to how many."""
        group = {path: state.step for path, state in given if state is not None}
        if len(group) > 1 or (group and self._shown() not in group):
            self._groups = [*self._groups, group][-KEPT:]
            self._elsewhere = None if self._shown() in group else group
            self._undone = None
        return len(group)

    def undo(self) -> int:
        """Undo the last entry, on all photos of its group; return on how many."""
        here = self._document.state
        group = self._elsewhere or self._group_of(here)
        if group is None:
            self._document.undo()
            return 1
        self._undone = self._elsewhere
        self._elsewhere = None
        return self._move(
            group, lambda history, step: history.undo() if history.present.step is step else None
        )

    def redo(self) -> int:
        """Redo what was undone last, on all photos of its group; return on how many."""
        future = self._document.history.future
        group = self._undone or (self._group_of(future[0]) if future else None)
        if group is None:
            self._document.redo()
            return 1
        self._elsewhere = self._undone
        self._undone = None

        def again(history: History[Snapshot], step: Step) -> History[Snapshot] | None:
            return history.redo() if history.future and history.future[0].step is step else None

        return self._move(group, again)

    def _give(self, path: Path, change: Change, what: str) -> Snapshot | None:
        if path == self._shown():
            before = self._document.state
            self._document.propose(change(before.edit), what=what)
            return None if self._document.state is before else self._document.state
        entry = self._library.entry(path)
        if entry is None or entry.edit == (edit := change(entry.edit)):
            return None
        return self._push(entry, entry.history.present.changed(what, edit=edit))

    def _rate(self, path: Path, rating: int) -> Snapshot | None:
        entry = self._library.entry(path)
        if entry is None or entry.rating == rating:
            return None
        if path == self._shown():
            self._document.rate(rating)
            return self._document.state
        return self._push(entry, entry.history.present.changed(rating=rating))

    def _push(self, entry: OpenedPhoto, state: Snapshot) -> Snapshot:
        self._take(entry, entry.history.push(state))
        return state

    def _group_of(self, state: Snapshot) -> PastedSteps | None:
        path = self._shown()
        return next((g for g in reversed(self._groups) if path and g.get(path) is state.step), None)

    def _move(
        self, group: PastedSteps, move: Callable[[History[Snapshot], Step], History[Snapshot] | None]
    ) -> int:
        """Move in the history of each photo whose step is still the group's; return how many."""
        count = 0
        for path, led in group.items():
            here, entry = path == self._shown(), self._library.entry(path)
            before = self._document.history if here else entry.history if entry else None
            after = move(before, led) if before else None
            if before is None or after is None:
                continue
            count += 1
            if not here and entry is not None:
                self._take(entry, after)
            elif len(after.past) < len(before.past):
                self._document.undo()
            else:
                self._document.redo()
        return count

    def _take(self, entry: OpenedPhoto, history: History[Snapshot]) -> None:
        before, state, status = entry.history.present, history.present, entry.status
        if state.edit != before.edit:
            status = "edited" if state.edit != Edit() else ""
        self._library.update(entry.path, history=history, status=status)
        self._keep(entry.path, before, state)
