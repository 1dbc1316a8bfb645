"""The button that saves maps: as they were estimated, or the α of every pixel of the photo."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.wall import Scales
from dce_studio.app.state.document import Document
from dce_studio.core.errors import StudioError
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.photo import Photo
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.buttons import give_menu
from dce_studio.ui.widgets.folders import beside
from dce_studio.ui.widgets.tips import tip

if TYPE_CHECKING:
    from dce_studio.core.analysis.every_pixel import Exact

LANE = "files"
FILTERS = "NumPy arrays (*.npz);;Float TIFF, a page a map (*.tif);;PNG wall (*.png)"
EVERY = "NumPy arrays (*.npz);;Float TIFF, a page a map (*.tif)"
HELP = "Save the maps as NumPy arrays, float TIFF or a PNG wall, or the α of every pixel of the photo."

AskExact = Callable[[], "Callable[[], Exact | None]"]
"""On the GUI thread gives what a worker calls for the exact α of maps that are averages of it."""


def nothing() -> None:
    """The maps are exact themselves."""


class MapExport(QToolButton):
    """A button with a menu. noted(str): what was done, for the person."""

    noted = Signal(str)

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        scales: Callable[[], Scales],
        exact: AskExact = lambda: nothing,
    ) -> None:
        super().__init__()
        self._document, self._jobs, self._scales, self._exact = document, jobs, scales, exact
        self.setAccessibleName("Export maps")
        self.setToolTip(tip(HELP))
        theme.set_icon(self, "export")
        menu = QMenu(self)
        self._maps = menu.addAction("", lambda: self._ask("maps", FILTERS, self.save))
        self._every = menu.addAction("", lambda: self._ask("alpha", EVERY, self.save_every_pixel))
        menu.aboutToShow.connect(self._name)
        give_menu(self, menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name()
        document.result_changed.connect(self._enable)
        document.photo_changed.connect(self._enable)
        self._enable()

    def save(self, path: Path) -> None:
        """Write the maps as .npz, .tif or .png, in a worker."""
        maps, on = self._document.shaped, self._document.edit.iterations
        if maps is not None:
            self._jobs.submit(
                LANE, save_maps, maps, on, path, self._scales(), title=f"Exporting {path.name}",
                done=lambda _: self.noted.emit(f"Maps saved to {path}."),
            )  # fmt: skip

    def save_every_pixel(self, path: Path) -> None:
        """Write the α of every pixel of the photo as .npz or .tif, in a worker."""
        photo, maps = self._document.photo, self._document.shaped
        if photo is not None and maps is not None:
            self._jobs.submit(
                LANE, save_every_pixel, photo, maps, path, self._exact(), title=f"Exporting {path.name}",
                done=lambda _: self.noted.emit(f"α of every pixel saved to {path}."),
            )  # fmt: skip

    def _enable(self) -> None:
        self.setEnabled(self._document.photo is not None and self._document.shaped is not None)

    def _name(self) -> None:
        """Say in the menu how large each is."""
        photo, maps = self._document.photo, self._document.shaped
        estimated = every = ""
        if photo is not None and maps is not None:
            estimated = f" ({maps.size.width} × {maps.size.height})"
            size = 12 * maps.steps * photo.size.width * photo.size.height
            every = f" ({photo.size.width} × {photo.size.height}, {_told(size)})"
        self._maps.setText(f"Maps as they are kept{estimated}…")
        self._every.setText(f"α of every pixel{every}…")

    def _ask(self, what: str, filters: str, save: Callable[[Path], None]) -> None:
        photo = self._document.photo
        if photo is not None:
            suggested = beside(photo.path, f"_{what}.npz")
            name, _ = QFileDialog.getSaveFileName(self, "Export maps", suggested, filters)
            if name:
                save(Path(name))


def _told(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(size / 1e6, 1):.0f} MB"


def save_maps(maps: ShapedMaps, on: float, path: Path, scales: Scales, tick: Callable[[float], None]) -> None:
    """By the suffix: pictures as shown; arrays as estimated, to be rendered with any edit. For a worker.

    on: how many iterations there are. Raises StudioError.
    """
    from dce_studio.core.analysis import map_files

    tick(0.0)
    save = map_files.SAVERS.get(path.suffix.lower(), map_files.save_npz)
    try:
        if save is map_files.save_wall:
            map_files.save_wall(maps, path, scales, on)
        elif save is map_files.save_npz:
            save(maps.source, path)
        else:
            save(maps, path)
    except OSError as error:
        raise StudioError(f"{path} cannot be written: {error.strerror or error}.") from error


def save_every_pixel(
    photo: Photo, maps: ShapedMaps, path: Path, exact: "Callable[[], Exact | None]",
    tick: Callable[[float], None],
) -> None:  # fmt: skip
    """`core.analysis.every_pixel.save`, imported in the worker. Raises StudioError."""
    from dce_studio.core.analysis import every_pixel

    tick(0.0)
    every_pixel.check_suffix(path)
    every_pixel.save(photo, maps, path, exact(), tick)
