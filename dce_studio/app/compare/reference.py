"""The photo that the open one is compared with, as its own edit makes it. Nothing changes it from here.

It is estimated, shaped and rendered by what does so for the open photo, in lanes of its own; but the frames
of the two are made one after the other. The cache of maps is shared. Its pixels are held as long as it is
compared with.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from dce_studio.app.files.opening import Opener, Terms
from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.estimator import Estimator
from dce_studio.app.preview.exact import ExactPixels
from dce_studio.app.preview.live import Preview
from dce_studio.app.preview.shaper import Shaper
from dce_studio.app.state.document import Document, fresh
from dce_studio.app.state.kept import BudgetedCache
from dce_studio.app.state.library import Library
from dce_studio.core.engine.models import Models
from dce_studio.core.photo import Photo


class Reference(QObject):
    """Holds the photo in a document of its own, to which nobody proposes anything.

    opened: the document of the open photo, whose weights and overlay are this one's too. path: the open
    photo's; terms: as in `files.opening`.

    changed: another photo or none, or its edit or rating. pictured(QImage, Framing): its fast picture.
    failed(Path, Exception): it cannot be read, and stays chosen. lost: it was closed, and there is no other.
    """

    changed = Signal()
    pictured = Signal(object, object)
    failed = Signal(object, object)
    lost = Signal()

    def __init__(
        self, opened: Document, path: Callable[[], Path | None], library: Library, jobs: Jobs,
        models: Models, kept: BudgetedCache, terms: Callable[[], Terms], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._opened, self._open_path, self._library = opened, path, library
        self._last: Path | None = None
        self.path: Path | None = None
        self.unreadable = False
        self.document = Document(self)
        self.estimator = Estimator(self.document, jobs, models, self, kept, "reference-estimate")
        self._shaper = Shaper(self.document, jobs, self, "reference-shape")
        self.preview = Preview(self.document, self.estimator, jobs, self)
        self.exact = ExactPixels(self.document, self.estimator, jobs, models, self, "reference-exact")
        self._opener = Opener(jobs, terms, self, "reference-open")
        self._opener.pictured.connect(self._on_pictured)
        self._opener.opened.connect(self._on_opened)
        self._opener.failed.connect(self._on_failed)
        opened.photo_changed.connect(self._go_on)
        opened.weights_changed.connect(lambda: self.document.set_weights(opened.weights))
        opened.overlay_changed.connect(self._follow_overlay)
        library.updated.connect(self._on_updated)
        library.arranged.connect(self._on_arranged)

    @property
    def possible(self) -> bool:
        """Whether the strip shows a photo beside the open one."""
        return any(path != self._open_path() for path in self._library.shown)

    def begin(self, selected: list[Path]) -> None:
        """Compare with another of those selected, else the one of the last time, else that beside it."""
        shown = self._open_path()
        others = [path for path in (*selected, self._last) if path and self._is_other(path)]
        if shown is not None and (found := others[0] if others else self._beside(shown, shown)):
            self.show(found)

    def show(self, path: Path | None) -> None:
        """Compare with this photo; None ends it. The open one is not compared with itself."""
        if path != self.path and path != self._open_path():
            self._set(path)

    def step(self, by: int) -> None:
        """Compare with the photo that many places further, past the one that is open."""
        if self.path is not None and (found := self._neighbour(self.path, by, self._open_path())):
            self.show(found)

    def make_way(self, path: Path, left: Path | None) -> Photo | None:
        """Let go of this photo, which is about to be opened, for the one that is left for it.

        Called before that is let go of. Returns the photo if it is the reference and has been read.
        """
        if path != self.path:
            return None
        photo, other = self.document.photo, left or self._beside(path, path)
        self._set(other, self._opened.photo if left else None)
        if other is None:
            self.lost.emit()
        return photo

    def _set(self, path: Path | None, photo: Photo | None = None) -> None:
        """Take this photo, which is read where it is not at hand."""
        self._opener.cancel()
        self.path, self._last, self.unreadable = path, path or self.path, False
        self.document.set_photo(None)
        self._follow_overlay()
        self.changed.emit()
        if path is not None and photo is not None:
            self._on_opened(path, photo)
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Read the photo, but never beside the one being opened: two at once would take twice the memory."""
        if self._opened.photo is None:
            self._opener.cancel()
        elif self.path is not None and self.document.photo is None and not self.unreadable:
            self._opener.open(self.path)

    def _is_other(self, path: Path) -> bool:
        return path != self._open_path() and self._library.entry(path) is not None

    def _beside(self, path: Path, but: Path | None) -> Path | None:
        """The photo after this one, else the one before it."""
        return self._neighbour(path, 1, but) or self._neighbour(path, -1, but)

    def _neighbour(self, path: Path, step: int, but: Path | None) -> Path | None:
        found = self._library.neighbour(path, step)
        return self._library.neighbour(found, step) if found is not None and found == but else found

    def _on_pictured(self, path: Path, picture: QImage) -> None:
        self.pictured.emit(picture, self._library.edit(path).framing)

    def _on_opened(self, path: Path, photo: Photo) -> None:
        entry = self._library.entry(path)
        self.document.set_weights(self._opened.weights)
        self.document.set_photo(photo, entry.history if entry else fresh())

    def _on_failed(self, path: Path, error: Exception) -> None:
        self.unreadable = True
        self.failed.emit(path, error)
        self.changed.emit()

    def _on_updated(self, path: Path) -> None:
        """Follow the edit that the photo is given elsewhere, as by pasting onto it."""
        if path == self.path:
            self.document.try_edit(self._library.edit(path))
            self.changed.emit()

    def _on_arranged(self) -> None:
        """Go on with another photo where this one was closed."""
        if self.path is None or self._library.entry(self.path) is not None:
            return
        shown = self._open_path()
        other = None if shown is None else self._beside(shown, shown)
        self._set(other)
        if other is None:
            self.lost.emit()

    def _follow_overlay(self) -> None:
        self.document.set_overlay(self._opened.overlay)
        self.document.set_overlay_opacity(self._opened.overlay_opacity)
