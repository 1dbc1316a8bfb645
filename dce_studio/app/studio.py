"""What a person can ask for, put together: open, choose, export; behind the window's menus.

Studio owns the document, the lanes, the library, the estimator and the preview, and passes values among them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from dce_studio.app.document import Document, fresh
from dce_studio.app.estimator import Estimator
from dce_studio.app.frame import image
from dce_studio.app.jobs import Jobs
from dce_studio.app.library import Library
from dce_studio.app.preview import Preview
from dce_studio.app.settings import Settings
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.manifest import DEFAULT_WEIGHTS
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo

PREVIEW_EDGE = 1600  # px of the fast first picture


@dataclass(frozen=True)
class Found:
    """The photos among some files and folders. missing: paths that are neither."""

    photos: tuple[Path, ...]
    missing: tuple[Path, ...]


def find_photos(paths: tuple[Path, ...], tick: Callable[[float], None]) -> Found:
    """Files as they are; of folders the photos in them, sorted by name. For a worker."""
    from dce_studio.core.files import READABLE

    photos: list[Path] = []
    missing: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.iterdir(), key=lambda p: p.name.lower())
            photos += [p for p in inside if p.suffix.lower() in READABLE and p.is_file()]
        else:
            (photos if path.exists() else missing).append(path)
        tick(0.0)
    return Found(tuple(photos), tuple(missing))


def fast_picture(path: Path, tick: Callable[[float], None]) -> QImage:
    """A reduced sRGB picture of a photo, quickly; empty when it cannot be read."""
    from dce_studio.core.files import display_pixels, read_preview

    try:
        photo = read_preview(path, PREVIEW_EDGE)
    except StudioError:
        return QImage()  # reading it whole tells why
    return image(display_pixels(photo, photo.pixels))


def read(path: Path, tick: Callable[[float], None]) -> Photo:
    """The whole photo."""
    from dce_studio.core.files import read_photo

    tick(0.0)
    return read_photo(path)


def choose(photo: Photo, maps: CurveMaps, edit: Edit, tick: Callable[[float], None]) -> Edit:
    """The edit with the iterations that give the photo a good brightness. For a worker."""
    from dce_studio.core import auto

    tick(0.0)
    return auto.choose(photo, maps, edit)


class Studio(QObject):
    """Everything a menu does, on the GUI thread.

    reported(text, details): something went wrong. noted(text): something worth knowing about a photo.
    opening(Path or None): another photo was chosen. placeholder(QImage): its fast picture. opened(Path): it
    is there.
    """

    reported = Signal(str, str)
    noted = Signal(str)
    opening = Signal(object)
    placeholder = Signal(object)
    opened = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.jobs = Jobs(self)
        self.document = Document(self)
        self.library = Library(self.jobs, self)
        self.estimator = Estimator(self.document, self.jobs, self)
        self.preview = Preview(self.document, self.estimator, self.jobs, self)
        self._path: Path | None = None
        self.document.set_weights(settings.weights or DEFAULT_WEIGHTS)
        self.estimator.set_device(settings.device)
        self.document.history_changed.connect(self._on_history_changed)
        self.document.weights_changed.connect(self._on_weights_changed)
        self.estimator.failed.connect(self._on_estimate_failed)
        self.preview.failed.connect(self.report)
        self.jobs.failed.connect(lambda job, error: self.report(error))

    @property
    def path(self) -> Path | None:
        """The photo chosen: open, or being opened."""
        return self._path

    def open(self, paths: Iterable[Path]) -> None:
        """Add files and the photos of folders to the library, and show the first of them."""
        wanted = tuple(Path(p).absolute() for p in paths)
        if wanted:
            self.jobs.submit("scan", find_photos, wanted, done=lambda found: self._on_found(wanted, found))

    def show(self, path: Path) -> None:
        """Show a photo of the library: its fast picture first, then the whole."""
        if path == self._path:
            return
        self._keep_history()
        self._path = path
        self.document.set_photo(None)
        self.opening.emit(path)
        self.jobs.submit(
            "open", fast_picture, path, done=lambda picture: self._on_fast(path, picture),
            failed=lambda error: self._on_unreadable(path, error), title=f"Opening {path.name}",
        )  # fmt: skip

    def step(self, by: int) -> None:
        """Show the photo that many places further."""
        if self._path and (path := self.library.neighbour(self._path, by)):
            self.show(path)

    def close_photo(self, path: Path) -> None:
        """Take a photo out of the library; show its neighbour if it is the one shown."""
        following = self.library.neighbour(path, 1) or self.library.neighbour(path, -1)
        if path == self._path:
            self._path = None
            self.jobs.cancel("open")
            self.document.set_photo(None)
        self.library.remove(path)
        if self._path is None and following:
            self.show(following)
        elif self._path is None:
            self.opening.emit(None)

    def apply_edit(self, path: Path, edit: Edit) -> None:
        """Give a photo of the library this edit, shown or not; its own undo takes it back."""
        entry = self.library.entry(path)
        if path == self._path and self.document.photo is not None:
            self.document.propose(edit)
        elif entry:
            state = replace(entry.history.present, edit=edit)
            self.library.update(path, history=entry.history.push(state), status="edited")

    def auto(self) -> None:
        """Choose the iterations by the photo's brightness, in a worker, and propose them as one entry."""
        document = self.document
        if document.photo is not None and document.maps is not None:
            asked = (document.photo, document.maps, document.edit)
            self.jobs.submit("auto", choose, *asked, done=document.propose)

    def use_weights(self, name: str) -> None:
        """Use weights by name or file; those in use stay when these cannot be loaded."""
        self.estimator.use(name)

    def compare_with(self, name: str | None) -> None:
        """Show the result of these weights in place of the original; None ends it."""
        if name is None:
            self.document.set_compare(None)
        else:
            self.estimator.use(name, compare=True)

    def use_device(self, name: str) -> None:
        """Estimate on this device."""
        self.settings.device = name
        self.estimator.set_device(name)

    def report(self, error: Exception) -> None:
        """Tell the person: the error's own sentence, or that something unexpected happened."""
        from dce_studio.app.log import describe

        self.reported.emit(*describe(error))

    def stop(self) -> None:
        """Cancel all work."""
        self._keep_history()
        self.jobs.cancel_all()

    def _on_found(self, wanted: tuple[Path, ...], found: Found) -> None:
        self.library.add(found.photos)
        for path in found.missing:
            self.reported.emit(f"{path} is not there: it may have been moved or renamed.", "")
        if found.photos:
            self.show(found.photos[0])
        elif not found.missing:
            folder = wanted[0]
            self.reported.emit(
                f"There is no photo in {folder} that can be opened: choose another folder.", ""
            )

    def _on_fast(self, path: Path, picture: QImage) -> None:
        if not picture.isNull():
            self.placeholder.emit(picture)
        self.jobs.submit(
            "open", read, path, done=lambda photo: self._on_read(path, photo),
            failed=lambda error: self._on_unreadable(path, error), title=f"Opening {path.name}",
        )  # fmt: skip

    def _on_read(self, path: Path, photo: Photo) -> None:
        entry = self.library.entry(path)
        self.document.set_photo(photo, entry.history if entry else fresh())
        if entry and entry.status == "failed":
            self.library.update(path, status="", message="")
        self.settings.add_recent(path)
        self.settings.folder = str(path.parent)
        self.opened.emit(path)
        for note in photo.notes:
            self.noted.emit(note)

    def _on_unreadable(self, path: Path, error: Exception) -> None:
        self.library.update(path, status="failed", message=str(error))
        self.report(error)
        if path == self._path:
            self._path = None
            self.opening.emit(None)

    def _keep_history(self) -> None:
        if self._path and self.document.photo is not None:
            self.library.update(self._path, history=self.document.history)

    def _on_history_changed(self) -> None:
        if self._path is None or self.document.photo is None:
            return
        entry = self.library.entry(self._path)
        if entry and entry.history is not self.document.history:
            changed = self.document.state != fresh().present
            self.library.update(self._path, history=self.document.history, status="edited" if changed else "")

    def _on_weights_changed(self) -> None:
        name = self.document.weights
        self.settings.weights = "" if name == DEFAULT_WEIGHTS else name

    def _on_estimate_failed(self, error: Exception) -> None:
        self.report(error)
        if self.document.weights != DEFAULT_WEIGHTS and self.document.maps is None:
            self.document.set_weights(DEFAULT_WEIGHTS)  # remembered weights whose file is gone
