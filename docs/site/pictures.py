"""Takes the manual's pictures from the running program, with its sample photo, so that they can be renewed.

    python docs/site/pictures.py FOLDER

Nothing is shown on a screen: Qt draws offscreen. The settings are those of a first start.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QPoint, QSettings, QSize
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from dce_studio.app.settings import Settings
from dce_studio.app.studio import Studio
from dce_studio.assets import sample_photo
from dce_studio.core.analysis.overlay import PhotoOverlay
from dce_studio.ui import learn
from dce_studio.ui.inspector.curves_bar import TABLE
from dce_studio.ui.main_window import MainWindow, show
from dce_studio.ui.photos.export_dialog import ExportDialog
from dce_studio.ui.widgets import theme

WINDOW = QSize(1360, 860)
LONGEST = 180_000  # ms to wait: on a slow machine the loops are compiled first
PLACES = ((300, 140), (1120, 700), (1330, 380))  # in the sample: the sky, the orange, the lamp


def wait(done: Callable[[], bool]) -> None:
    """Let the program work until something is so."""
    clock = QElapsedTimer()
    clock.start()
    while not done():
        if clock.elapsed() > LONGEST:
            sys.exit("The program did not come to rest; no more pictures were taken.")
        QApplication.processEvents()


class Pictures:
    """The window with its sample photo, and the pictures of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.studio = Studio(Settings())
        self.window = MainWindow(self.studio)
        self.window.resize(WINDOW)

    def open(self, photo: Path) -> None:
        """Open the photo and wait for its enhanced picture; the second time nothing is compiled any more."""
        show(self.window, [photo])
        self.rest()
        self.studio.close_photos(photo)
        self.settle()
        self.studio.open([photo])
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is under way and what is shown is of the maps."""

        def settled() -> bool:
            frame = self.window.canvas.frame
            shown = frame is not None and frame.request.maps is not None
            return shown and self.window.document.maps is not None and self.studio.jobs.is_idle

        wait(settled)
        self.settle()

    def settle(self, milliseconds: int = 400) -> None:
        """Let timers that end at once and paintings come."""
        clock = QElapsedTimer()
        clock.start()
        wait(lambda: clock.elapsed() > milliseconds and self.studio.jobs.is_idle)

    def take(self, widget: QWidget, name: str) -> None:
        """Save the picture of a widget, in the format that the name's suffix says."""
        path = self.folder / name
        assert widget.grab().save(str(path), None, 88 if path.suffix == ".jpg" else -1)
        print(f"{path.name}: {path.stat().st_size // 1000} kB", flush=True)

    def take_all(self) -> None:
        """Every picture of the manual."""
        window = self.window
        window.steps.card.show()
        self.settle()
        self.take(window, "first-steps.jpg")
        window.steps.card.closed.emit()
        window.steps.card.hide()
        self.rest()
        self.take(window, "window.jpg")
        self.take(window.canvas, "split.jpg")
        window.resize(WINDOW.width(), 2 * WINDOW.height())  # all controls have room there
        window.lay_out()
        self.settle()
        self.take(window.panels.docks["Adjust"], "adjust.png")
        window.resize(WINDOW)
        window.lay_out()
        self.take_curves()
        self.take_overlay()
        self.take_maps()
        self.take_dialogs()

    def take_curves(self) -> None:
        """The Curves panel with pinned probes, and the table of a pixel."""
        document = self.window.document
        for x, y in PLACES:
            document.set_marks(document.marks.pinned(x, y))
        self.settle()
        self.rest()
        self.take(self.window.panels.docks["Curves"], "curves.png")
        self.window.curves.set_face(TABLE)
        self.settle()
        self.take(self.window.panels.docks["Curves"], "table.png")

    def take_overlay(self) -> None:
        """The photo with the contrast gain laid over it."""
        self.window.document.set_overlay(PhotoOverlay.GAIN)
        self.settle()
        self.rest()
        self.take(self.window.canvas, "gain.jpg")
        self.window.document.set_overlay(None)

    def take_maps(self) -> None:
        """The wall of maps, as high as it needs."""
        self.window.panels.docks["Maps"].raise_()
        self.settle(1200)
        self.take(self.window.panels.docks["Maps"], "maps.png")
        self.window.panels.docks["Photos"].raise_()

    def take_dialogs(self) -> None:
        """Export, training and the menu of weights."""
        self.window.commands.exporting.export()
        self.settle()
        export = self.window.findChild(ExportDialog)
        assert export is not None
        self.take(export, "export.png")
        export.close()
        learn.open_dialog(self.window._parts())
        self.settle()
        from dce_studio.ui.training.dialog import TrainDialog

        training = self.window.findChild(TrainDialog)
        assert training is not None
        self.take(training, "training.png")
        training.close()
        menu: QMenu = self.window.menus["model"]
        menu.popup(QPoint(0, 0))
        self.settle()
        self.take(menu, "model.png")
        menu.close()

    def close(self) -> None:
        """End the program."""
        self.window.close()
        self.studio.close()


def main(folder: Path) -> None:
    """Take all pictures, with settings and presets in a folder that goes."""
    with tempfile.TemporaryDirectory(prefix="dce-manual-") as home:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = home
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, home)
        _take(folder)


def _take(folder: Path) -> None:
    application = QApplication([])
    application.setApplicationName("DCE Studio")
    application.setOrganizationName("DCE Studio")
    application.setStyle("Fusion")
    theme.apply("dark")
    pictures = Pictures(folder)
    with sample_photo() as photo:
        pictures.open(photo)
        pictures.take_all()
    pictures.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
