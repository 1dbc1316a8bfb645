"""The docks: Adjust and Curves at the right, Photos and Maps as tabs at the bottom."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget
from shiboken6 import isValid

from dce_studio.ui.widgets.boxes import stacked

RIGHT, BOTTOM = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea

WIDTH = 330  # logical pixels of the right column, at first
ADJUST, CURVES, STRIP, WALL = 420, 322, 116, 300  # heights at first; the curves get what is left, and more
VERTICAL = Qt.Orientation.Vertical


class Panels:
    """Makes the docks of a window around its panels."""

    def __init__(self, window: QMainWindow, panels: dict[str, QWidget]) -> None:
        self._window, self._panels = window, panels
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomRightCorner, RIGHT)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.docks = {
            name: self._dock(name, panels[name], area)
            for name, area in (("Adjust", RIGHT), ("Curves", RIGHT), ("Photos", BOTTOM), ("Maps", BOTTOM))
        }
        for name in ("Photos", "Maps"):  # their tabs name them
            self.docks[name].setTitleBarWidget(QWidget())
            self.docks[name].visibilityChanged.connect(lambda on, name=name: self._on_tab(name, on))
        self._heights = {"Photos": STRIP, "Maps": WALL}
        window.tabifyDockWidget(self.docks["Photos"], self.docks["Maps"])
        self.docks["Photos"].raise_()

    def toggles(self) -> list[QAction]:
        """Return an action for each dock, which shows or hides it."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    def _on_tab(self, name: str, visible: bool) -> None:
        """Photos need a strip, maps a wall: each tab keeps a height of its own.

        Qt only moves a tab that is not shown out of sight; hidden, its controls are out of the keys' way too.
        """
        dock = self.docks[name]
        if isValid(dock) and isValid(self._window):
            self._panels[name].setVisible(visible)
        if visible:
            QTimer.singleShot(0, lambda: self._window.resizeDocks([dock], [self._heights[name]], VERTICAL))
        elif isValid(self._window) and dock.height() > STRIP // 2:  # docks are hidden once more at the end
            self._heights[name] = dock.height() + self._tabs()

    def _tabs(self) -> int:
        """Return the height of the tab bar, which `resizeDocks` counts and a dock's own height does not."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        bars = self._window.findChildren(QTabBar, options=direct)
        return max((bar.height() for bar in bars if bar.isVisible()), default=0)

    def size(self) -> None:
        """Give the docks their first sizes; once the window has its own."""
        right = [self.docks["Adjust"], self.docks["Curves"]]
        room = sum(dock.height() for dock in right)
        adjust = min(ADJUST, room - CURVES)
        self._window.resizeDocks(right, [adjust, room - adjust], Qt.Orientation.Vertical)
        self._window.resizeDocks(right, [WIDTH, WIDTH], Qt.Orientation.Horizontal)
        self._window.resizeDocks([self.docks["Photos"]], [STRIP], Qt.Orientation.Vertical)

    def _dock(self, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(title.lower())
        dock.setWidget(stacked(widget))  # a dock whose own widget is hidden has an impossible size
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self._window.addDockWidget(area, dock)
        return dock
