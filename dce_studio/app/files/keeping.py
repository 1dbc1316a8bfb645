"""What is kept of each photo: its history while another is shown, its edit and its rating beside its file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dce_studio.app.files.ratings import RatingKeeper
from dce_studio.app.files.sidecar_writer import SidecarWriter
from dce_studio.app.jobs import Jobs
from dce_studio.app.settings import Settings
from dce_studio.app.state.document import Document, Snapshot
from dce_studio.app.state.library import Library
from dce_studio.assets import is_sample
from dce_studio.core.edit import Edit
from dce_studio.core.files.sidecar import SavedEdit


class Keeping(QObject):
    """Follows the document. Files are written where the settings wish it, and never beside the sample photo.

    shown: the photo that the document shows, or None while none is read. edits, ratings: what writes them.

    edited: the edit of the photo shown is another, and is kept. noted(text): what became of `save`.
    """

    edited = Signal()
    noted = Signal(str)

    def __init__(
        self,
        document: Document,
        library: Library,
        settings: Settings,
        jobs: Jobs,
        shown: Callable[[], Path | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._library, self._settings, self._shown = document, library, settings, shown
        self.edits, self.ratings = SidecarWriter(jobs, self), RatingKeeper(jobs, self)
        self.edits.saved.connect(lambda path: self.noted.emit(f"Edit saved to {path}."))
        self.ratings.known.connect(library.learn)
        for changed in (document.edit_changed, document.marks_changed, document.rating_changed):
            changed.connect(self._on_changed)

    def save(self) -> None:
        """Write the edit of the photo that is shown beside it, whatever the settings say."""
        path, photo = self._shown(), self._document.photo
        if path is None or photo is None:
            return
        if is_sample(path):
            self.noted.emit("Nothing is written beside the sample photo: save this edit as a preset.")
        else:
            saved = SavedEdit(self._document.state.edit, self._document.weights, photo_size=photo.size)
            self.edits.save(path, saved)

    def keep_edits(self, wanted: bool) -> None:
        """Whether edits and ratings are written beside their photos by themselves."""
        self._settings.keep_edits = wanted
        path, edit = self._shown(), self._document.state.edit
        if wanted and path and edit != Edit():
            self._keep_edit(path, edit)

    def keep_history(self) -> None:
        """Keep the history of the photo shown, before it is let go of."""
        if path := self._shown():
            self._library.update(path, history=self._document.history)

    def keep_state(self, path: Path, before: Snapshot, state: Snapshot) -> None:
        """Keep what of a photo's state is kept beside it, and has changed."""
        if state.edit != before.edit:
            self._keep_edit(path, state.edit)
        entry = self._library.entry(path)
        if state.rating != before.rating and entry and self._settings.keep_edits and not is_sample(path):
            self.ratings.keep({path: entry.rating})

    def finish(self) -> None:
        """Write what is left, in this thread: for the program's end, when the lanes are closed."""
        self.edits.finish()
        self.ratings.finish()

    def _keep_edit(self, path: Path, edit: Edit) -> None:
        weights = self._document.weights
        self._library.update(path, weights=weights)
        if self._settings.keep_edits and not is_sample(path):
            self.edits.keep(path, SavedEdit(edit, weights, photo_size=self._library.size(path)))

    def _on_changed(self) -> None:
        """Keep the history with its photo, each value of a drag too; a changed edit is written later."""
        path = self._shown()
        entry, history = self._library.entry(path) if path else None, self._document.history
        if path is None or entry is None or entry.history is history:
            return
        before, state = entry.history.present, history.present
        if state.edit != before.edit:
            status = "edited" if state.edit != Edit() else ""
            self._library.update(path, history=history, status=status)
        else:
            self._library.update(path, history=history)
        self.keep_state(path, before, state)
        if state.edit != before.edit:
            self.edited.emit()
