"""The docks: Adjust and Curves at the right, Photos and Maps as tabs at the bottom."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget
from shiboken6 import isValid

from dce_studio.ui.local.title import TitleTabs
from dce_studio.ui.widgets.boxes import stacked

RIGHT, BOTTOM = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea

WIDTHS, SHARE = (344, 640), 0.27  # logical pixels of the right column, at first, and of the window's width
CURVES, STRIP, WALL = 330, 116, 300  # heights: what the curves keep, and the others' at first
ROOMY = 1000  # a right column as high as this shows all controls from the start
VERTICAL = Qt.Orientation.Vertical
PLACES = (("Adjust", RIGHT), ("Curves", RIGHT), ("Photos", BOTTOM), ("Maps", BOTTOM))


def _title(dock: QDockWidget) -> int:
    """The height of a dock's title bar."""
    return max(dock.height() - dock.widget().height(), 0)


class Panels:
    """Makes the docks of a window around its panels."""

    def __init__(self, window: QMainWindow, panels: dict[str, QWidget]) -> None:
        self._window, self._panels = window, panels
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomRightCorner, RIGHT)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.docks = {name: self._dock(name, panels[name], area) for name, area in PLACES}
        for name in ("Photos", "Maps"):  # their tabs name them
            self.docks[name].setTitleBarWidget(QWidget())
            self.docks[name].visibilityChanged.connect(lambda on, name=name: self._on_tab(name, on))
        self._heights = {"Photos": STRIP, "Maps": WALL}
        self._shrunk: int | None = None  # the controls' height before they were given more
        window.tabifyDockWidget(self.docks["Photos"], self.docks["Maps"])
        self.docks["Photos"].raise_()
        self._first = window.saveState()

    def toggles(self) -> list[QAction]:
        """Return an action for each dock, which shows or hides it."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    def _on_tab(self, name: str, visible: bool) -> None:
        """Give each tab its own height, as photos need a strip and maps a wall.

        Qt only moves the other tab out of sight; hiding it also keeps the keyboard out of its controls.
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

    @property
    def roomy(self) -> bool:
        """Whether the right column is high enough for all controls and large curves."""
        return self._right_room() >= ROOMY

    def size(self, adjust: int) -> None:
        """Give the docks their first sizes, once the window has its own. adjust: what those controls need."""
        least, most = WIDTHS
        width = min(max(round(SHARE * self._window.width()), least), most)
        right = [self.docks["Adjust"], self.docks["Curves"]]
        self._window.resizeDocks(right, [width, width], Qt.Orientation.Horizontal)
        self._window.resizeDocks([self.docks["Photos"]], [STRIP], Qt.Orientation.Vertical)
        self.fit_adjust(adjust)

    def fit_adjust(self, height: int) -> None:
        """Give the controls this height, as far as the curves keep theirs; the curves get the rest."""
        right, room = [self.docks["Adjust"], self.docks["Curves"]], self._right_room()
        if any(dock.isFloating() or not dock.isVisible() for dock in right):
            return
        adjust = max(min(height + _title(right[0]), room - CURVES), 0)
        self._window.resizeDocks(right, [adjust, room - adjust], Qt.Orientation.Vertical)

    def set_title(self, name: str, title: TitleTabs) -> None:
        """Give a dock a title of several pages."""
        self.docks[name].setTitleBarWidget(title)
        title.closed.connect(self.docks[name].close)

    def keep_adjust(self) -> None:
        """Remember the controls' height, for `shrink_adjust`."""
        dock = self.docks["Adjust"]
        self._shrunk = dock.height() - _title(dock)

    def grow_adjust(self, height: int) -> None:
        """Give the controls at least this height, as far as the curves keep theirs."""
        dock = self.docks["Adjust"]
        if dock.height() - _title(dock) < height:
            self.fit_adjust(height)

    def shrink_adjust(self) -> None:
        """Give the controls the height that was remembered, and the curves the rest."""
        height, self._shrunk = self._shrunk, None
        if height is not None:
            self.fit_adjust(height)

    def reset(self) -> None:
        """Put every dock back to where it was when it was made, and show it."""
        self._heights = {"Photos": STRIP, "Maps": WALL}
        self._window.restoreState(self._first)
        self.docks["Photos"].raise_()

    def _right_room(self) -> int:
        return self.docks["Adjust"].height() + self.docks["Curves"].height()

    def _dock(self, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(title.lower())
        dock.setWidget(stacked(widget))  # a dock whose own widget is hidden has an impossible size
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self._window.addDockWidget(area, dock)
        return dock
