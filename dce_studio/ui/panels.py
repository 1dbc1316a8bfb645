"""The docks, and the panels that come a moment after the window: those that take long to import.

Curves and maps are imported in a worker once the window is shown; their widgets are then made here.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QWidget

from dce_studio.app.document import Document
from dce_studio.app.jobs import Jobs

RIGHT, BOTTOM = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea

LATE = {
    "Curves": ("dce_studio.ui.curves_panel", "CurvesPanel"),
    "Maps": ("dce_studio.ui.map_wall", "MapWall"),
}


class Waiting(QLabel):
    """Holds a panel's place."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self._size = size

    def sizeHint(self) -> QSize:
        return self._size


class Panels:
    """Makes the docks of a window and puts the panels into them."""

    def __init__(self, window: QMainWindow, early: dict[str, QWidget]) -> None:
        self._window = window
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomRightCorner, RIGHT)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, window.tabPosition(RIGHT).North)
        self.docks = {
            "Histogram": self._dock("Histogram", early["Histogram"], RIGHT),
            "Adjust": self._dock("Adjust", early["Adjust"], RIGHT),
            "Curves": self._dock("Curves", Waiting(QSize(320, 260)), RIGHT),
            "Photos": self._dock("Photos", early["Photos"], BOTTOM),
            "Maps": self._dock("Maps", Waiting(QSize(400, 120)), BOTTOM),
        }
        for name in ("Photos", "Maps"):  # their tabs name them
            self.docks[name].setTitleBarWidget(QWidget())
        window.tabifyDockWidget(self.docks["Photos"], self.docks["Maps"])
        self.docks["Photos"].raise_()
        right = [self.docks[name] for name in ("Histogram", "Adjust", "Curves")]
        window.resizeDocks(right, [104, 292, 330], Qt.Orientation.Vertical)
        window.resizeDocks(right, [336] * 3, Qt.Orientation.Horizontal)
        window.resizeDocks([self.docks["Photos"], self.docks["Maps"]], [132] * 2, Qt.Orientation.Vertical)

    def toggles(self) -> list[QAction]:
        """An action for each dock, to show or hide it."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    def load_late(self, jobs: Jobs, document: Document, made: Callable[[str, QWidget], object]) -> None:
        """Import the slow panels in a worker, then make them; `made` is told of each."""

        def _make(modules: dict[str, Any]) -> None:
            for name, module in modules.items():
                panel = getattr(module, LATE[name][1])(document, jobs)
                self.docks[name].setWidget(panel)
                made(name, panel)

        jobs.submit("scan", import_late, done=_make)

    def _dock(self, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(title.lower())
        dock.setWidget(widget)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self._window.addDockWidget(area, dock)
        return dock


def import_late(tick: Callable[[float], None]) -> dict[str, Any]:
    """The modules of the slow panels, imported. For a worker."""
    found = {}
    for name, (module, _) in LATE.items():
        if find_spec(module):
            found[name] = import_module(module)
            tick(0.5)
    return found
