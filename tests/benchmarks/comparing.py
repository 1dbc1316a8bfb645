"""How long the event loop is held while two photos are compared, beside how long it is with one.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.comparing [--megapixels 24] [--size 1920x1080]

Prints the longest gap between two beats of a heart in each act (the goal: ≤ 50 ms), as
tests/benchmarks/responsiveness.py does, how long a swap took, and the memory with one photo and with two.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from dce_studio.app.settings import Settings
from dce_studio.app.studio import Studio
from dce_studio.core.edit import Edit
from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.main_window import MainWindow, show
from dce_studio.ui.start import SWITCH_SECONDS
from dce_studio.ui.widgets import theme
from tests.attack.effort import most_memory
from tests.benchmarks.responsiveness import Heart, photo_file, spin, until


def main() -> None:
    """Act by act."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megapixels", type=float, default=24)
    parser.add_argument("--size", default="1920x1080")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    first = photo_file(folder, options.megapixels)
    photos = [first, Path(shutil.copy(first, folder / "other.jpg"))]
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    theme.apply("dark")
    settings = Settings()
    settings.first_steps = False
    window = MainWindow(Studio(settings))
    window.resize(*map(int, options.size.split("x")))
    sys.setswitchinterval(SWITCH_SECONDS)
    Acts(window, photos).play()
    window.close()
    window.studio.close()
    shutil.rmtree(folder)


class Acts:
    """What a person does with two photos, and how long the window was held meanwhile."""

    def __init__(self, window: MainWindow, photos: list[Path]) -> None:
        self.window, self.studio = window, window.studio
        show(window, photos)
        until(lambda: self._shows(window.canvas))
        spin(3000)  # what is loaded once
        until(lambda: self.studio.jobs.is_idle)
        self.heart = Heart()

    def play(self) -> None:
        """All acts."""
        most_memory(anew=True)
        self._look(self.window.canvas, "one photo")
        one = most_memory(anew=True)
        self.window.actions_["compare"].trigger()
        took = self._settle()
        self._tell("beginning", f"both enhanced after {took:.2f} s")
        self._look(self.window.halves.second, "two")
        asked = time.perf_counter()
        self.window.actions_["swap"].trigger()
        at_once = (time.perf_counter() - asked) * 1000
        took = self._settle()
        self._tell("swapping", f"{at_once:.0f} ms until both are there, settled after {took:.2f} s")
        two = most_memory()
        self.window.actions_["compare"].trigger()
        spin(500)
        self._tell("ending")
        print(f"memory: at most {one / 1e6:.0f} MB with one photo, {two / 1e6:.0f} MB with two")

    def _look(self, canvas: Canvas, what: str) -> None:
        """Zoom, pan and adjust."""
        canvas.fit()
        self._settle()
        self.heart.take()
        for factor in [1.15] * 30 + [0.87] * 30:
            canvas.zoom_by(factor)
            spin(16)
        self._settle()
        self._tell(f"zooming, {what}")
        canvas.actual_size()
        for _ in range(60):
            canvas.pan_by(-25, -10)
            spin(16)
        self._settle()
        self._tell(f"panning at 100 %, {what}")
        for step in range(60):
            self.studio.document.propose(Edit(iterations=4 + step / 10), gesture=what)
            spin(8)
        self._settle()
        self._tell(f"dragging a slider, {what}")

    def _shows(self, canvas: Canvas) -> bool:
        frame = canvas.frame
        return frame is not None and frame.request.maps is not None and self.studio.jobs.is_idle

    def _settle(self) -> float:
        """Until what is shown is a result and nothing is under way; how long that took."""
        halves = self.window.halves
        shown = (halves.first, halves.second) if self.studio.reference.path else (halves.first,)
        return until(lambda: all(map(self._shows, shown)))

    def _tell(self, act: str, more: str = "") -> None:
        print(f"{act:28} {self.heart.take()}")
        if more:
            print(f"    {more}")


if __name__ == "__main__":
    main()
