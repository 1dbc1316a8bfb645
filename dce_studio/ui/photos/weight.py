"""The line of the export dialog that tells how large the file will be."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from dce_studio.app.files.weigh import Weighed, Weigher
from dce_studio.app.jobs import Jobs
from dce_studio.ui.widgets import theme

REST_MS = 250  # after a choice, before its file is weighed


class Weight:
    """label: the line. `wanted` gives what is to be weighed, or None; several: it is one photo of many."""

    def __init__(self, jobs: Jobs, wanted: Callable[[], Weighed | None], several: bool) -> None:
        self.label: QLabel = theme.label("", "muted")
        self._wanted, self._several = wanted, several
        self._scales = Weigher(jobs, self.label)
        self._scales.weighed.connect(self._show)
        self._rest = QTimer(self.label, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._weigh)

    def follow(self) -> None:
        """Something else was chosen."""
        self._rest.start()

    def stop(self) -> None:
        """Nobody waits any more."""
        self._rest.stop()
        self._scales.stop()

    def _weigh(self) -> None:
        wanted = self._wanted()
        if wanted is not None:
            self.label.setText("…")
            self._scales.weigh(wanted)

    def _show(self, length: int) -> None:
        each = " each, by the photo shown" if self._several else ""
        self.label.setText(f"about {told(length)}{each}")


def told(length: int) -> str:
    """Bytes as a person reads them: "3.4 MB", "230 kB"."""
    return f"{length / 1e6:.1f} MB" if length >= 1e6 else f"{max(length / 1e3, 1):.0f} kB"
