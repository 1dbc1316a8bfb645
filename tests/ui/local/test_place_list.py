"""The list of places: named, hidden, copied, deleted, full, and its rows where they were."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.local.values import MOST, Alike, Brush, Linear, Local, Radial, Stroke
from dce_studio.ui.local.place_list import ROW
from dce_studio.ui.local.places import Kind, fresh_name
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT


def test_there_are_as_many_as_there_can_be(local: MainWindow, qtbot: QtBot) -> None:
    document, told = local.document, []
    local.local.places.refused.connect(told.append)
    radials = [Local(Radial((9 + n, 9), (5, 5)), 0.5, f"Radial {n + 1}") for n in range(MOST)]
    document.propose(document.edit.with_locals(*radials))
    assert not any(button.isEnabled() for button in local.local.panel.add.values())
    assert "16" in local.local.panel.add[Kind.BRUSH].toolTip()
    local.local.places.arm(Kind.BRUSH)
    local.local.places.choose(0)
    local.local.places.duplicate()
    assert len(document.edit.locals) == MOST and len(told) == 2
    assert local.local.panel.list.count() == MOST
    local.local.places.delete()
    assert all(button.isEnabled() for button in local.local.panel.add.values())


def test_the_list_names_hides_copies_and_deletes(local: MainWindow, qtbot: QtBot) -> None:
    document, panel = local.document, local.local.panel
    assert panel.empty.isVisibleTo(local) and not panel.list.isVisibleTo(local)
    for kind in (Kind.LINEAR, Kind.RADIAL):
        panel.add[kind].click()
        qtbot.keyClick(local.canvas, Qt.Key.Key_Return)
    assert panel.list.isVisibleTo(local) and panel.list.currentRow() == 1
    panel.list.item(1).setText("  Face ")
    assert document.edit.locals[1].name == "Face" and panel.list.item(1).text() == "Face"
    panel.list.item(1).setText("   ")
    assert document.edit.locals[1].name == "Face" and panel.list.item(1).text() == "Face"
    panel.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert not document.edit.locals[1].on
    panel.sliders.controls["amount"].number.setValue(-0.4)
    assert document.edit.locals[1].amount == -0.4
    said = panel.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Face, Radial, amount −0.40, off"
    panel.copy.click()
    assert [each.name for each in document.edit.locals] == ["Linear 1", "Face", "Face 1"]
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert [each.name for each in document.edit.locals] == ["Linear 1", "Face"]
    panel.reset.click()
    assert document.edit.locals == ()
    local.commands.undo()
    assert len(document.edit.locals) == 2 and local.local.title.tabs.tabText(1) == "Local strength (2)"


def test_names_are_numbered() -> None:
    locals = tuple(Local(Radial((9, 9), (5, 5)), 0.5, name) for name in ("Radial 1", "Face", "Face 2"))
    assert fresh_name("Radial", locals) == "Radial 2"
    assert fresh_name("Face", locals) == "Face 1" and fresh_name("Face 2", locals) == "Face 1"


def test_the_rows_of_places_stay_where_they_are_and_the_chosen_one_is_in_sight(
    local: MainWindow, qtbot: QtBot
) -> None:
    """Else the second press of a double-click, which names a place, meets another row."""
    document, places, rows = local.document, local.local.places, local.local.panel.list
    shapes = (Brush((Stroke(((60.0, 60.0),), 20),)), Linear((9, 9), (9, 99)), Radial((60, 60), (20, 20)))
    shapes += (Alike((60, 60), 0.2, 0.2, 0.2),)
    document.propose(document.edit.with_locals(*[Local(shape, 0.5, "place") for shape in shapes]))
    qtbot.waitUntil(lambda: rows.isVisible() and rows.height() > 3 * ROW, timeout=WAIT)
    heights = set()
    for index in range(4):
        places.choose(index)
        QApplication.processEvents()
        heights.add(rows.height())
    assert len(heights) == 1
    for _ in range(5):
        places.add(Radial((60, 60), (20, 20)))
        QApplication.processEvents()
        assert rows.viewport().rect().contains(rows.visualItemRect(rows.currentItem()).center())


def test_a_place_that_goes_is_told_once(local: MainWindow) -> None:
    """What follows the places is drawn once for it, and none but the next one is chosen."""
    places, told = local.local.places, []
    radials = [Local(Radial((9 + n, 9), (5, 5)), 0.5, f"Radial {n + 1}") for n in range(4)]
    local.document.propose(local.document.edit.with_locals(*radials))
    places.choose(1)
    places.changed.connect(lambda: told.append(places.chosen))
    for wanted in (1, 1, 0):
        places.delete()
        assert told.pop() == wanted and not told
    places.delete()
    assert told == [None] and places.all == ()
    local.commands.undo()
    told.clear()
    places.clear()
    assert told == [None] and places.all == ()
