"""How long the event loop is held: a heartbeat while a person opens, drags, zooms and exports a 24 MP photo.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.responsiveness [--megapixels 24] [--size 1920x1080]

A timer beats every 2 ms; a gap between two beats, less those 2 ms, is how long the loop was held. Prints the
longest gap of each act (the goal: ≤ 50 ms), and how long it took until an edit or a stroke was on the screen.

Of the longest gap it tells how long the window's thread worked; on Linux also how long it waited for a core
that others had (what is left it slept: for the interpreter's lock, another lock or the disk), what a virtual
machine's host took from its cores meanwhile, in steps of 10 ms and of all cores, how many pages of memory
the thread was given, and how many of them had to be read from the disk. A page of 4 KiB costs 0.3 µs, but
where the host takes free memory back (/sys/module/page_reporting/parameters/reported_kib) 13 µs, and up to
34 ms for a single one, which counts as work; one from the disk costs what the disk costs.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, QPoint, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dce_studio.app import environment

BEAT_MS = 2
ASKS = 0.02  # seconds between two questions what the host took, at least


class Gap(NamedTuple):
    """Between two beats: how long, the thread's work and waits, what the host took, in ms; pages."""

    long: float
    worked: float
    waited: float
    taken: float
    pages: float
    read: float


class Heart:
    """Notes the gaps between its beats."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []
        self._last, self._spent = time.perf_counter(), spent()
        self._asked, self._taken = self._last, taken()
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now, spends = time.perf_counter(), spent()
        gap = (now - self._last) * 1000 - BEAT_MS
        host = 0.0
        if now - self._asked > ASKS:
            before, self._taken = self._taken, taken()
            self._asked, host = now, 1000 * (self._taken - before)
        since = [after - before for after, before in zip(spends, self._spent, strict=True)]
        self.gaps.append(Gap(gap, 1000 * since[0], 1000 * since[1], host, *since[2:]))
        self._last, self._spent = now, spends

    def take(self) -> str:
        """The worst of the gaps since the last call."""
        gaps, self.gaps = sorted(self.gaps), []
        if not gaps:
            return "no beat"
        over, worst = sum(gap.long > 50 for gap in gaps), gaps[-1]
        most = f"99 % ≤ {gaps[int(len(gaps) * 0.99)].long:5.1f} ms, {over} over 50 ms"
        parts = f"worked {worst.worked:5.1f}, waited {worst.waited:4.1f}, host took {worst.taken:2.0f}"
        pages = f"{worst.pages:4} pages, {worst.read} read"
        return f"longest {worst.long:6.1f} ms ({parts}, {pages}), {most}"


def taken() -> float:
    """Seconds that a virtual machine's host has taken from its cores, all together, in steps of 0.01."""
    try:
        line = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0]
        return int(line.split()[8]) / 100
    except OSError:
        return 0.0


def spent() -> tuple[float, float, float, float]:
    """Of the window's thread so far: seconds of work, seconds without a core, pages given, pages read.

    Zero where the system does not tell.
    """
    try:
        import resource

        waited = int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
        usage = resource.getrusage(resource.RUSAGE_THREAD)
        return time.thread_time(), waited, usage.ru_minflt, usage.ru_majflt
    except (ImportError, OSError):
        return time.thread_time(), 0.0, 0.0, 0.0


def spin(milliseconds: int) -> None:
    """Let the loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool], seconds: float = 180) -> float:
    """Let the loop run until the condition holds; how long that took."""
    begun = time.perf_counter()
    while not condition():
        if time.perf_counter() - begun > seconds:
            raise TimeoutError
        spin(5)
    return time.perf_counter() - begun


def drag(widget: QWidget, at: QPoint, steps: int) -> None:
    """Drag with the mouse from a place to the lower right and back, a step each 8 ms."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=at)
    for step in range(steps):
        far = 4 * min(step, steps - step)
        QTest.mouseMove(widget, at + QPoint(far, far))
        spin(8)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=at)


def photo_file(folder: Path, megapixels: float) -> Path:
    """A dark noisy JPEG."""
    import numpy as np  # here: the window's program has it imported only when it is prepared
    from PIL import Image

    width, height = round((megapixels * 1e6 * 1.5) ** 0.5), round((megapixels * 1e6 / 1.5) ** 0.5)
    rng = np.random.default_rng(0)
    small = rng.integers(0, 90, (height // 40 + 1, width // 40 + 1, 3), np.uint8)
    picture = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
    noisy = np.asarray(picture).astype(np.int16) + rng.integers(-6, 7, (height, width, 1), np.int16)
    path = folder / "dark.jpg"
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(path, quality=90)
    return path


def main() -> None:
    """Act by act."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megapixels", type=float, default=24)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--weights", default="")
    options = parser.parse_args()
    environment.prepare()
    folder = Path(tempfile.mkdtemp())
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    path = photo_file(folder, options.megapixels)
    application = QApplication(sys.argv[:1])
    begun = time.perf_counter()
    from dce_studio.app.settings import Settings
    from dce_studio.app.studio import Studio
    from dce_studio.core.edit import Edit
    from dce_studio.ui.main_window import MainWindow, show
    from dce_studio.ui.start import SWITCH_SECONDS
    from dce_studio.ui.widgets import theme
    from tests.benchmarks.brushing import Hand, watch_painting

    watch_painting()
    application.setStyle("Fusion")
    theme.apply("dark")
    settings = Settings()
    settings.weights = options.weights
    studio = Studio(settings)
    window = MainWindow(studio)
    window.resize(*map(int, options.size.split("x")))
    show(window, [])
    application.processEvents()
    loaded = [name for name in ("torch", "numba", "pyqtgraph") if name in sys.modules]
    print(
        f"window shown {time.perf_counter() - begun:.2f} s after Qt's start; heavy modules by then: {loaded}"
    )
    sys.setswitchinterval(SWITCH_SECONDS)
    heart = Heart()
    spin(4000)
    print(f"{'importing torch':28} {heart.take()}")

    def enhanced() -> bool:
        frame = window.canvas.frame
        return frame is not None and frame.request.maps is not None and studio.jobs.is_idle

    studio.open([path])
    first = until(lambda: window.canvas._placeholder is not None)
    sharp = until(lambda: window.canvas.frame is not None)
    done = until(enhanced)
    print(f"{'opening':28} {heart.take()}")
    print(
        f"    fast picture {first:.2f} s, sharp {first + sharp:.2f} s, enhanced {first + sharp + done:.2f} s"
    )
    shown: list[float] = []
    for step in range(60):
        edit = Edit(iterations=4 + step / 10)
        asked = time.perf_counter()
        studio.document.propose(edit, gesture="drag")

        def followed(edit: Edit = edit) -> bool:
            return window.canvas.frame is not None and window.canvas.frame.request.edit == edit

        until(followed)
        shown.append((time.perf_counter() - asked) * 1000)
    print(f"{'dragging a slider, fitted':28} {heart.take()}")
    print(f"    edit to frame: median {sorted(shown)[30]:.0f} ms (the clock ticks in 5 ms)")
    for _ in range(60):
        studio.document.propose(studio.document.edit.with_(gamma=0.9 + 0.002 * _), gesture="quick")
        spin(8)
    until(enhanced)
    print(f"{'dragging faster than drawn':28} {heart.take()}")
    for factor in [1.15] * 30 + [0.87] * 30:
        window.canvas.zoom_by(factor)
        spin(16)
    until(enhanced)
    print(f"{'zooming':28} {heart.take()}")
    window.canvas.fit()
    window.actions_["crop"].trigger()
    spin(200)
    heart.take()
    drag(window.canvas, window.canvas.panes()[0].photo_rect.topLeft().toPoint() + QPoint(2, 2), 120)
    print(f"{'cropping':28} {heart.take()}")
    studio.document.undo()
    window.actions_["crop"].trigger()
    until(enhanced)
    print(f"{'ending the crop':28} {heart.take()}")
    window.canvas.actual_size()
    for _ in range(60):
        window.canvas.pan_by(-25, -10)
        spin(16)
    until(enhanced)
    print(f"{'panning at 100 %':28} {heart.take()}")
    window.canvas.fit()
    until(enhanced)
    window.local.toggle()
    for view in ("fitted", "at 100 %"):
        hand = Hand(window, spin)
        for _ in range(3):
            hand.stroke()
            until(enhanced)
        print(f"{f'brushing, {view}':28} {heart.take()}")
        print(hand.tell())
        window.canvas.actual_size()
        until(enhanced)
    window.local.toggle()
    studio.document.propose(Edit(detail=1 << 16))
    spin(500)
    paper = until(enhanced)
    print(f"{'estimating at paper':28} {heart.take()}")
    print(f"    all exact after {paper + 0.5:.1f} s")
    from dce_studio.ui.photos.export_dialog import ExportDialog

    window.actions_["export"].trigger()
    spin(200)
    print(f"{'opening the export dialog':28} {heart.take()}")
    dialog = window.findChildren(ExportDialog)[0]
    dialog.folder.setText(str(folder))
    dialog.go.click()
    for _ in range(40):
        studio.document.propose(studio.document.edit.with_(iterations=4 + _ / 10), gesture="while exporting")
        spin(16)
    until(lambda: not window.commands.exporting.exporter.running)
    print(f"{'exporting while dragging':28} {heart.take()}")
    window.close()
    studio.close()


if __name__ == "__main__":
    main()
