"""How long the event loop is held with many photos: opening them, switching among them, changing all of them.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.strip [--photos 500] [--megapixels 6] [--where]

The heartbeat is that of `responsiveness.py`. --where: also, for each hold over 30 ms, what the GUI thread and
the workers were doing.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from dce_studio.app import environment
from tests.benchmarks.responsiveness import Heart, photo_file, spin, until

SEEN = 0.03  # s: longer holds are looked into


class Watch(threading.Thread):
    """Counts where the GUI thread stands while the heart does not beat."""

    def __init__(self, heart: Heart) -> None:
        super().__init__(daemon=True)
        self.heart, self.found = heart, Counter[str]()
        self.main = threading.main_thread().ident
        self.start()

    def run(self) -> None:
        while True:
            time.sleep(0.004)
            if time.perf_counter() - self.heart._last > SEEN:
                self.found["\n".join(self._stack())] += 1

    def _stack(self) -> list[str]:
        frames = sys._current_frames()
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        lines = [_where(frames[self.main], 6)] if self.main in frames else []
        return lines + [
            f"      {names[ident]}: {_where(frame, 3)}"
            for ident, frame in frames.items()
            if ident not in (self.main, self.ident)
            and ident in names
            and not any(name in _where(frame, 1) for name in ("get:", "_work", "wait"))
        ]

    def tell(self) -> None:
        """The places most often seen."""
        for stack, count in self.found.most_common(12):
            print(f"  {count} × {stack}")
        self.found.clear()


def _where(frame: object, deep: int) -> str:
    stack = traceback.extract_stack(frame, None)[-deep:]  # type: ignore[arg-type]
    return " > ".join(f"{Path(one.filename).stem}.{one.name}:{one.lineno}" for one in stack)


def main() -> None:
    """Act by act."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=500)
    parser.add_argument("--megapixels", type=float, default=6)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--where", action="store_true")
    options = parser.parse_args()
    environment.prepare()
    folder = Path(tempfile.mkdtemp())
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    first = photo_file(folder, options.megapixels)
    photos = folder / "photos"
    photos.mkdir()
    for number in range(options.photos):
        os.link(first, photos / f"{number:04}.jpg")
    application = QApplication(sys.argv[:1])
    from dce_studio.app.settings import Settings
    from dce_studio.app.state.arrangement import Arrangement
    from dce_studio.app.studio import Studio
    from dce_studio.core.edit import Edit
    from dce_studio.ui.main_window import MainWindow, show
    from dce_studio.ui.start import SWITCH_SECONDS
    from dce_studio.ui.widgets import theme

    application.setStyle("Fusion")
    theme.apply("dark")
    studio = Studio(Settings())
    window = MainWindow(studio)
    window.resize(*map(int, options.size.split("x")))
    show(window, [])
    sys.setswitchinterval(SWITCH_SECONDS)
    until(lambda: studio.jobs.is_idle)
    heart = Heart()
    watch = Watch(heart) if options.where else None

    def tell(act: str) -> None:
        print(f"{act:32} {heart.take()}", flush=True)
        if watch:
            watch.tell()

    def settled() -> bool:
        frame = window.canvas.frame
        return frame is not None and frame.request.maps is not None and studio.jobs.is_idle

    spin(1000)
    tell("idle")
    studio.open([photos])
    took = until(settled)
    tell(f"opening {options.photos} photos")
    print(f"    all settled after {took:.1f} s")
    for _ in range(60):
        studio.step(1)
        spin(40)
    until(settled)
    tell("switching each 40 ms")
    for _ in range(12):
        studio.step(1)
        spin(600)
    until(settled)
    tell("switching each 600 ms")
    bar = window.filmstrip.horizontalScrollBar()
    for place in range(60):
        bar.setValue(bar.maximum() * place // 60)
        spin(30)
    until(settled)
    tell("scrolling the strip")
    window.filmstrip.selectAll()
    spin(300)
    tell("selecting all")
    for number in range(5):
        window.commands.apply_edit(Edit(gamma=1.2 + number / 10))
        spin(700)
    until(settled)
    tell("pasting onto all")
    for _ in range(5):
        window.commands.undo()
        spin(700)
    until(settled)
    tell("undoing that")
    for stars in range(1, 6):
        window.commands.rate(stars)
        spin(700)
    until(settled)
    tell("rating all")
    for stars in (5, 0):
        for order in ("name", "taken", "rating", "opened"):
            studio.arrange(Arrangement(stars=stars, order=order))
            spin(300)
    tell("filtering and sorting")
    studio.close_photos(*studio.library.shown[1:])
    spin(500)
    tell("closing all but one")
    window.close()
    studio.close()


if __name__ == "__main__":
    main()
