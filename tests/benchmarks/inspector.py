"""How live the inspector is, on a 12 MP photo in the real window: `python tests/benchmarks/inspector.py`.

Bars: the cursor's curves within 16 ms, a changed iteration count within 50 ms for panel and photo, the wall
within 300 ms of the maps. Times are wall times on this machine, the median and the worst of several.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, sleep

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from dce_studio.app.preview.curves import Scope
from dce_studio.app.settings import Settings
from dce_studio.app.state.document import Point
from dce_studio.app.studio import Studio
from dce_studio.core.analysis.views import CurveView
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.widgets import theme

SIZE = Size(4000, 3000)
TIMES = 15


def photo_and_maps() -> tuple[Photo, CurveMaps]:
    """A dark 12 MP photo and guided maps at the default detail."""
    random = np.random.default_rng(0)
    photo = Photo(Path("bench.png"), random.integers(0, 120, (SIZE.height, SIZE.width, 3), dtype=np.uint8))

    def values(low: float, high: float) -> np.ndarray:
        return random.uniform(low, high, (8, 3, 192, 256)).astype(np.float32)

    gain, offset = values(-0.2, 0), values(0.2, 0.5)
    return photo, CurveMaps(values(0, 0.5), Box.whole(SIZE), SIZE, gain, offset, "bench", 256)


def until(ready: Callable[[], bool], seconds: float = 60) -> None:
    """Run the event loop until something is true."""
    end = perf_counter() + seconds
    while not ready():
        QApplication.processEvents()
        sleep(2e-4)  # a waiting loop must not take the workers' core
        if perf_counter() > end:
            raise TimeoutError


def timed(act: Callable[[int], None], ready: Callable[[], bool], after: Callable[[], object]) -> list[float]:
    """Milliseconds from each act until `ready` and the repaint that follows."""
    times = []
    for k in range(TIMES + 2):
        begun = perf_counter()
        act(k)
        until(ready)
        after()
        times.append((perf_counter() - begun) * 1e3)
    return sorted(times[2:])  # the first two compile and fill caches


def tell(what: str, times: list[float], bar: float) -> None:
    """A row of the table."""
    print(f"| {what} | {times[len(times) // 2]:.1f} | {times[-1]:.1f} | {bar:.0f} |")


def main() -> int:
    """Print the table."""
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    folder = tempfile.mkdtemp()
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
    theme.apply("dark")
    studio = Studio(Settings())
    window = MainWindow(studio)
    window.resize(1920, 1080)
    window.show()
    window.panels.docks["Maps"].raise_()
    window.pages.setCurrentIndex(1)
    document, panel, wall = studio.document, window.curves, window.wall
    photo, maps = photo_and_maps()
    document.set_photo(photo)
    studio.jobs.cancel("estimate")
    document.set_maps(maps)
    until(lambda: studio.jobs.is_idle and window.canvas.frame is not None)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| what | median, ms | worst, ms | bar, ms |")
    print("|---|---|---|---|")

    def redraw() -> None:
        panel.repaint()
        window.canvas.repaint()

    for view in CurveView:
        panel.set_face(view)
        until(lambda: studio.jobs.is_idle)
        curves: dict[str, object] = {"old": panel._source.curves, "frame": window.canvas.frame}

        def change(k: int, curves: dict[str, object] = curves) -> None:
            curves.update(old=panel._source.curves, frame=window.canvas.frame)
            document.propose(document.edit.with_(iterations=4 + (k % 5) * 0.7))

        def followed(curves: dict[str, object] = curves) -> bool:
            return panel._source.curves is not curves["old"] and window.canvas.frame is not curves["frame"]

        tell(f"n changes: {view.value} curves and photo", timed(change, followed, redraw), 50)
    panel.set_face(CurveView.OUTPUT)
    panel.set_scope(Scope.PIXEL)
    until(lambda: studio.jobs.is_idle)

    def point(k: int) -> None:
        document.set_hover(Point(500.5 + 97 * k, 700.5 + 31 * k))

    def read() -> bool:
        hover, reading = document.hover, panel._reading
        return reading is not None and hover is not None and reading.x == int(hover.x)

    tell("the cursor moves", timed(point, read, panel.repaint), 16)

    def give(k: int) -> None:
        wall._show(None)
        document.set_maps(CurveMaps(maps.alpha, maps.box, SIZE, maps.gain, maps.offset, str(k), 256))

    def shown() -> bool:
        return wall.pictures is not None and wall.pictures.maps is document.shaped

    tell("the wall appears", timed(give, shown, wall.repaint), 300)
    window.close()
    studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
