"""What a long session keeps: walks through many photos in the window and reports the memory it holds.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/session.py [--photos 1000] [--megapixels 3]

The photos are made: 40 of sizes from 0.3 MP to --megapixels, each opened under many names. Each is shown
until its enhanced frame is on the screen; every fifth is edited, and every seventh zoomed. Prints how much
memory is resident (on other systems than Linux: its peak). The goal: the end within 0.3 GB of where it stood
after 20.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

EARLY, GOAL = 20, 0.3  # photos; GB
MADE = 40  # different ones


def resident() -> float:
    """The memory that this process holds, in GB."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e9
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e9  # bytes on macOS


def until(condition: Callable[[], bool], seconds: float = 180) -> None:
    """Let the loop run until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()


def made(folder: Path, count: int, largest: float, chance: random.Random) -> list[Path]:
    """`count` names of MADE dark JPEGs, each of a size of its own up to `largest` MP."""
    rng, files = np.random.default_rng(0), []
    for number in range(MADE):
        area = 1e6 * 0.3 * (largest / 0.3) ** (number / (MADE - 1))
        ratio = chance.choice((1.5, 1.0, 0.66, 1.78))
        width, height = round((area * ratio) ** 0.5), round((area / ratio) ** 0.5)
        small = rng.integers(0, 90, (height // 40 + 1, width // 40 + 1, 3), np.uint8)
        path = folder / f"made-{number}"
        Image.fromarray(small).resize((width, height)).save(path, "JPEG")
        files.append(path)
    chance.shuffle(files)
    names = []
    for number in range(count):
        names.append(folder / f"{number:05}.jpg")
        os.link(files[number % MADE], names[-1])
    return names


def main() -> int:
    """Walk, and report; 1 when the goal is not met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--megapixels", type=float, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "STATE", "CACHE", "DATA"):
            os.environ[f"XDG_{name}_HOME"] = folder
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        photos = Path(folder) / "photos"
        photos.mkdir()
        names = made(photos, options.photos, options.megapixels, random.Random(1))
        return walk(names)


def walk(names: list[Path]) -> int:
    """Show one photo after the other."""
    application = QApplication(sys.argv[:1])
    from dce_studio.app.settings import Settings
    from dce_studio.app.studio import Studio
    from dce_studio.ui.main_window import MainWindow, show
    from dce_studio.ui.widgets import theme

    application.setStyle("Fusion")
    theme.apply("dark")
    studio = Studio(Settings())
    window = MainWindow(studio)
    window.resize(1600, 1000)
    show(window, [])
    begun, early = time.monotonic(), 0.0

    def enhanced() -> bool:
        frame = window.canvas.frame
        there = frame is not None and frame.request.photo.path == studio.path
        return there and frame.request.maps is not None and studio.jobs.is_idle  # type: ignore[union-attr]

    studio.open([names[0].parent])
    for number in range(1, len(names) + 1):
        until(enhanced)
        if number % 5 == 0:
            studio.document.propose(studio.document.edit.with_(gamma=0.9, coupling=0.5))
            until(enhanced)
        if number % 7 == 0:
            window.canvas.actual_size()
            until(enhanced)
        if number == EARLY:
            early = resident()
        if number == EARLY or number % 100 == 0 or number == len(names):
            print(f"{number:5} photos: {resident():.2f} GB, {time.monotonic() - begun:.0f} s", flush=True)
        studio.step(1)
    grown = resident() - early
    print(f"grown since photo {EARLY}: {grown:+.2f} GB (goal: at most {GOAL})")
    window.close()
    studio.close()
    return int(grown > GOAL)


if __name__ == "__main__":
    sys.exit(main())
