"""What the window is made of, as a value for those that act on it: they need not know the window itself."""

from dataclasses import dataclass

from PySide6.QtWidgets import QMainWindow, QMenu

from dce_studio.app.studio import Studio
from dce_studio.ui.actions import Actions
from dce_studio.ui.adjust.panel import AdjustPanel
from dce_studio.ui.adjust.picker import Picker
from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.frame.crop import Crop
from dce_studio.ui.inspection import Inspector
from dce_studio.ui.local.strength import LocalStrength
from dce_studio.ui.photos.filmstrip import Filmstrip
from dce_studio.ui.report_bar import ReportBar
from dce_studio.ui.status_bar import StatusBar


@dataclass(frozen=True, eq=False)
class Parts:
    """window: what dialogs belong to, and what is closed; menus: those that are filled later, by name."""

    window: QMainWindow
    studio: Studio
    actions: Actions
    menus: dict[str, QMenu]
    canvas: Canvas
    inspector: Inspector
    crop: Crop
    picker: Picker
    local: LocalStrength
    adjust: AdjustPanel
    filmstrip: Filmstrip
    reports: ReportBar
    status: StatusBar
