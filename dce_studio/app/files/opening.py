"""Opening a photo off the GUI thread: a fast picture of it first, then the whole."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.frame import for_screen
from dce_studio.core import files
from dce_studio.core.errors import StudioError
from dce_studio.core.photo import Photo

PREVIEW_EDGE = 1600  # px of the fast first picture

Terms = tuple[float | None, bytes | None]
"""The megapixels of the largest photo that is opened, None: the default; the screen's profile, None: sRGB."""


def fast_picture(
    path: Path, most: float | None, display: bytes | None, tick: Callable[[float], None]
) -> QImage:
    """Return a reduced picture of a photo of `most` megapixels for a screen of that profile, quickly.

    It is empty when the photo cannot be read.
    """
    try:
        photo = files.read_preview(path, PREVIEW_EDGE, most)
    except StudioError:
        return QImage()  # reading the whole photo reports the reason
    return for_screen(photo, photo.pixels, display)


def read(path: Path, most: float | None, tick: Callable[[float], None]) -> Photo:
    """The whole photo; most: megapixels."""
    tick(0.0)
    return files.read_photo(path, most)


class Opener(QObject):
    """Opens one photo at a time, in a lane of its own: a new one takes the place of that before it.

    pictured(Path, QImage): its fast picture. opened(Path, Photo): all of it. failed(Path, Exception).
    """

    pictured = Signal(object, object)
    opened = Signal(object, object)
    failed = Signal(object, object)

    def __init__(self, jobs: Jobs, terms: Callable[[], Terms], parent: QObject, lane: str) -> None:
        super().__init__(parent)
        self._jobs, self._terms, self._lane = jobs, terms, lane

    def open(self, path: Path) -> None:
        """Open this photo."""
        self._jobs.submit(
            self._lane, fast_picture, path, *self._terms(),
            done=lambda picture: self._on_fast(path, picture),
            failed=lambda error: self.failed.emit(path, error), title=f"Opening {path.name}",
        )  # fmt: skip

    def cancel(self) -> None:
        """Open nothing."""
        self._jobs.cancel(self._lane)

    def _on_fast(self, path: Path, picture: QImage) -> None:
        if not picture.isNull():
            self.pictured.emit(path, picture)
        most, _ = self._terms()
        self._jobs.submit(
            self._lane, read, path, most, done=lambda photo: self.opened.emit(path, photo),
            failed=lambda error: self.failed.emit(path, error), title=f"Opening {path.name}",
        )  # fmt: skip
