"""Where the panels lie in small windows and large ones, and who has the keys and the room."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.app.preview.curves import Scope
from dce_studio.app.state.document import Point
from dce_studio.core.edit import Edit
from dce_studio.ui.inspector.curves_bar import TABLE
from dce_studio.ui.inspector.curves_panel import CurvesPanel
from dce_studio.ui.main_window import MainWindow


def test_the_tabs_below_keep_their_heights(opened: MainWindow, qtbot: QtBot) -> None:
    photos, maps = (opened.panels.docks[name] for name in ("Photos", "Maps"))
    for dock in (maps, photos, maps):
        dock.raise_()
        qtbot.waitUntil(dock.isVisible)
        QApplication.processEvents()
    height = maps.height()
    for dock in (photos, maps) * 2:
        dock.raise_()
        QApplication.processEvents()
        QApplication.processEvents()
    assert maps.height() == height


def test_the_keys_never_reach_a_panel_that_is_not_shown(opened: MainWindow, qtbot: QtBot) -> None:
    photos, maps = (opened.panels.docks[name] for name in ("Photos", "Maps"))
    for shown, hidden in ((photos, maps), (maps, photos)):
        shown.raise_()
        qtbot.waitUntil(lambda dock=shown: dock.widget().isVisible())
        opened.filmstrip.setFocus()
        opened.adjust.controls["iterations"].slider.setFocus()
        for _ in range(80):
            opened.focusNextPrevChild(True)
            focus = opened.focusWidget()
            assert focus is not None and not hidden.isAncestorOf(focus), focus.accessibleName()


def _of_a_pixel(window: MainWindow, qtbot: QtBot, width: int, height: int) -> CurvesPanel:
    window.resize(width, height)
    window.lay_out()
    window.curves.set_scope(Scope.PIXEL)
    window.document.set_hover(Point(40, 30))
    qtbot.waitUntil(lambda: "→" in window.curves._text.text())
    QApplication.processEvents()
    return window.curves


def test_the_curve_is_the_largest_in_a_small_window(opened: MainWindow, qtbot: QtBot) -> None:
    panel = _of_a_pixel(opened, qtbot, 1280, 720)
    assert panel.plot.width() >= 320 and panel.plot.height() >= 220  # 240 × 100 it was
    assert panel.plot.height() > opened.adjust.height()
    assert not panel.figures.has_table
    panel.set_face(TABLE)
    table = panel.figures.table
    model = table.model()
    qtbot.waitUntil(lambda: table.isVisible() and not panel.plot.isVisible())
    assert table.rowViewportPosition(model.rowCount() - 1) + 8 < table.viewport().height()


def test_in_a_large_window_the_curve_has_the_room_and_its_table_below(
    opened: MainWindow, qtbot: QtBot
) -> None:
    panel = _of_a_pixel(opened, qtbot, 2560, 1440)
    assert panel.plot.width() >= 600 and panel.plot.height() >= 500
    assert panel.figures.has_table and opened.adjust.controls["gamma"].slider.isVisible()
    unused = panel.figures.height() - panel.plot.height() - panel.figures.table.height()
    assert unused < 60


def test_more_shows_all_controls_and_leaves_the_curves_their_room(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(1280, 720)
    opened.lay_out()
    adjust, gamma = opened.adjust, opened.adjust.controls["gamma"]
    assert not gamma.slider.isVisible() and adjust.controls["strength"].slider.isVisible()
    opened.document.propose(Edit(gamma=2, red=1.5))
    assert adjust.more.text() == "More (2)" and "Gamma, Red" in adjust.more.toolTip()
    qtbot.mouseClick(adjust.more, Qt.MouseButton.LeftButton)
    assert gamma.slider.isVisible() and adjust.more.text() == "Less"
    qtbot.waitUntil(lambda: opened.panels.docks["Adjust"].height() > 250)
    assert opened.panels.docks["Curves"].height() >= 325


def test_the_layout_can_be_reset(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(1280, 720)
    opened.lay_out()
    docks = opened.panels.docks
    for _ in range(3):
        QApplication.processEvents()
    sizes = {name: dock.size() for name, dock in docks.items() if name != "Maps"}
    docks["Curves"].hide()
    docks["Adjust"].setFloating(True)
    opened.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["Photos"])
    next(a for a in opened.menus["panels"].actions() if "Reset" in a.text()).trigger()
    qtbot.waitUntil(lambda: {name: docks[name].size() for name in sizes} == sizes)
    assert opened.dockWidgetArea(docks["Photos"]) == Qt.DockWidgetArea.BottomDockWidgetArea
    assert not docks["Adjust"].isFloating() and docks["Photos"] in opened.tabifiedDockWidgets(docks["Maps"])
