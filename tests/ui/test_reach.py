"""The window by keys alone: from panel to panel, and a probe without the mouse."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dce_studio.ui.inspector.probe_strip import ProbeStrip
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import MakePhoto


def holder(window: MainWindow) -> str:
    """The name of the panel that has the focus."""
    now = QApplication.focusWidget()
    assert now is not None
    stops: dict[str, QWidget] = {
        "canvas": window.canvas, "film": window.inspector.film, "photos": window.filmstrip,
        "maps": window.wall, "adjust": window.adjust, "curves": window.curves,
    }  # fmt: skip
    return next((name for name, stop in stops.items() if stop is now or stop.isAncestorOf(now)), "")


def test_a_key_leads_from_panel_to_panel_and_back(opened: MainWindow, qtbot: QtBot) -> None:
    opened.activateWindow()
    opened.canvas.setFocus()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Tab)
    assert holder(opened) == "canvas"  # there Tab swaps the sides
    order = []
    for _ in range(5):
        opened.actions_["next_panel"].trigger()
        order.append(holder(opened))
    assert order == ["film", "photos", "adjust", "curves", "canvas"]  # the maps' tab is not shown
    opened.actions_["previous_panel"].trigger()
    assert holder(opened) == "curves"


def test_a_ring_shows_what_the_keys_have(opened: MainWindow, qtbot: QtBot) -> None:
    opened.activateWindow()
    opened.canvas.setFocus()
    rings = {"canvas": opened.canvas._ring, "photos": opened.filmstrip._ring}
    shown: dict[str, list[str]] = {}
    for _ in range(5):
        opened.actions_["next_panel"].trigger()
        shown[holder(opened)] = [name for name, ring in rings.items() if ring.isVisible()]
    assert shown == {"film": [], "photos": ["photos"], "adjust": [], "curves": [], "canvas": ["canvas"]}
    assert rings["canvas"].geometry() == opened.canvas.rect()
    opened.resize(opened.width() + 60, opened.height() + 40)
    assert rings["canvas"].geometry() == opened.canvas.rect()
    QApplication.sendEvent(opened.canvas, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.PopupFocusReason))
    assert not rings["canvas"].isVisible()
    QApplication.sendEvent(opened.canvas, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.PopupFocusReason))
    assert rings["canvas"].isVisible()  # after a menu
    qtbot.mouseClick(opened.canvas, Qt.MouseButton.MiddleButton)
    assert not rings["canvas"].isVisible()
    opened.filmstrip.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not any(ring.isVisible() for ring in rings.values())


def test_arrows_go_on_through_the_row_that_a_key_led_to(
    opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto
) -> None:
    opened.activateWindow()
    opened.studio.library.add([make_photo(f"{name}.png") for name in "xyz"])
    opened.filmstrip.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        qtbot.keyClick(opened.filmstrip, Qt.Key.Key_Right)
    assert holder(opened) == "photos" and opened.filmstrip.led_by_keys
    assert opened.studio.path == opened.studio.library.shown[2]
    qtbot.mouseClick(opened.filmstrip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert opened.studio.path == opened.studio.library.shown[0] and holder(opened) == "canvas"


def test_a_key_swaps_the_sides_wherever_the_focus_is(opened: MainWindow, qtbot: QtBot) -> None:
    opened.activateWindow()
    slider = opened.adjust.controls["strength"].slider
    for widget in (opened.canvas, slider, opened.filmstrip):
        before = opened.canvas._swapped
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_Y)
        assert opened.canvas._swapped is not before
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not slider  # it leads on, as everywhere


def test_a_probe_is_pinned_without_the_mouse(opened: MainWindow) -> None:
    photo = opened.document.photo
    assert photo is not None
    for _ in range(2):
        opened.inspector.pin()
    first, second = opened.document.marks.probes
    assert abs(first.x - photo.size.width // 2) <= 1 and abs(first.y - photo.size.height // 2) <= 1
    assert opened.document.marks.probe(second.number) == second
    strip = opened.curves.findChild(ProbeStrip)
    assert strip is not None
    names, widget = [], strip.nextInFocusChain()
    while widget is not None and strip.isAncestorOf(widget):
        names.append(widget.accessibleName())
        widget = widget.nextInFocusChain()
    assert names == ["Follow the cursor", "Probe 1", "Probe 2"]


def test_f6_leads_from_the_photo_to_what_a_notice_offers(opened: MainWindow, qtbot: QtBot) -> None:
    window, taken = opened, list[int]()
    window.activateWindow()
    window.canvas.setFocus()
    window.reports.note("Exported.", "Show in folder", lambda: taken.append(1))
    window.actions_["next_panel"].trigger()
    assert QApplication.focusWidget() is window.reports.offer
    qtbot.keyClick(window.reports.offer, Qt.Key.Key_Space)
    assert taken == [1] and not window.reports.isVisible()
    assert holder(window) == "canvas"  # not a slider, which the next arrow would change
