"""Which photos are open, remembered from one start to the next."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from dce_studio.app.settings import Settings
from dce_studio.app.state.library import Library
from dce_studio.assets import is_sample

REST_MS = 1000  # they are remembered when none was opened or closed for so long


class Session(QObject):
    """Keeps the settings in step with the library from the first photo on; until then last time's stay.

    last, last_shown: the photos that were open last time, and the one of them on the canvas, or None.
    """

    def __init__(self, settings: Settings, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._library = settings, library
        self.last, self.last_shown = tuple(settings.session), _first(settings.session_shown)
        self._shown: Path | None = None
        self._begun = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.remember)
        library.arranged.connect(self._rest.start)

    def show(self, path: Path | None) -> None:
        """Note that this photo is on the canvas now, or none."""
        self._shown = path
        self._rest.start()

    def remember(self) -> None:
        """Put the photos that are open into the settings, less the sample, which is always at hand."""
        self._rest.stop()
        photos = [entry.path for entry in self._library.entries if not is_sample(entry.path)]
        self._begun = self._begun or bool(photos)
        shown = [self._shown] if self._shown in photos and self._shown is not None else []
        if self._begun and (photos, shown) != (self._settings.session, self._settings.session_shown):
            self._settings.session, self._settings.session_shown = photos, shown


def _first(paths: list[Path]) -> Path | None:
    return paths[0] if paths else None
