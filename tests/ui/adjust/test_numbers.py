"""Number fields in the hands: click, type, Enter, Esc, wheel, and a drag of the name."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import PAPER, Edit
from dce_studio.ui.main_window import MainWindow


def number(window: MainWindow, name: str) -> QAbstractSpinBox:
    """The field of a control, in the active window and without the focus."""
    window.adjust.show_more(True)
    window.activateWindow()
    window.canvas.setFocus()
    return window.adjust.controls[name].number


def decimals(box: QAbstractSpinBox) -> QPoint:
    """A place on the digits behind the point."""
    line = box.lineEdit()
    return QPoint(line.width() - line.fontMetrics().horizontalAdvance("0 ×") - 4, line.height() // 2)


@pytest.mark.parametrize("double", [False, True])
def test_a_click_takes_the_whole_number_and_typing_replaces_it(
    opened: MainWindow, qtbot: QtBot, double: bool
) -> None:
    box = number(opened, "red")
    line = box.lineEdit()
    click = qtbot.mouseDClick if double else qtbot.mouseClick
    click(line, Qt.MouseButton.LeftButton, pos=decimals(box))
    qtbot.keyClicks(box, "0.8")
    assert opened.document.edit.red == 1
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened.document.edit.red == 0.8
    opened.document.undo()
    assert opened.document.edit == Edit()


def test_leaving_commits_and_escape_restores(opened: MainWindow, qtbot: QtBot) -> None:
    box = number(opened, "gamma")
    qtbot.mouseClick(box.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(box, "2.5")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "1.00"
    qtbot.keyClicks(box, "1.5")
    opened.canvas.setFocus()
    assert opened.document.edit.gamma == 1.5


@pytest.mark.parametrize(("typed", "gamma"), [("99", 5), ("0.01", 0.2), ("1.234", 1.23), ("1x.5", 1.5)])
def test_what_is_typed_beyond_the_range_becomes_its_end(
    opened: MainWindow, qtbot: QtBot, typed: str, gamma: float
) -> None:
    box = number(opened, "gamma")
    qtbot.mouseClick(box.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened.document.edit.gamma == gamma


def test_escape_restores_after_a_number_beyond_the_range(opened: MainWindow, qtbot: QtBot) -> None:
    box = number(opened, "gamma")
    qtbot.mouseClick(box.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(box, "99")
    assert box.text() == "99"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    opened.canvas.setFocus()
    assert box.text() == "1.00" and opened.document.edit == Edit()


def test_the_field_reached_by_tab_is_replaced_by_typing(opened: MainWindow, qtbot: QtBot) -> None:
    box = number(opened, "strength")
    opened.adjust.controls["strength"].slider.setFocus()
    qtbot.keyClick(opened.adjust.controls["strength"].slider, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: box.lineEdit().selectedText() == "1.00")
    qtbot.keyClicks(box, "0.5")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened.document.edit.strength == 0.5


def test_a_focus_that_only_comes_by_marks_nothing(opened: MainWindow) -> None:
    """So it is when the control that has it is hidden, and another is given it then."""
    box = number(opened, "strength")
    box.setFocus(Qt.FocusReason.TabFocusReason)
    opened.canvas.setFocus()
    for _ in range(3):
        QApplication.processEvents()
    assert not box.lineEdit().hasSelectedText()


def test_the_wheel_changes_it(opened: MainWindow) -> None:
    box = number(opened, "iterations")
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(box.mapToGlobal(QPoint(5, 5))), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turn)
    assert opened.document.edit.iterations == pytest.approx(8.1)


def test_dragging_the_name_is_one_undo(opened: MainWindow, qtbot: QtBot) -> None:
    label = opened.adjust.controls["strength"].label
    qtbot.mousePress(label, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    for x in (15, 35, 45):
        qtbot.mouseMove(label, QPoint(x, 5))
    qtbot.mouseRelease(label, Qt.MouseButton.LeftButton, pos=QPoint(45, 5))
    assert opened.document.edit.strength == pytest.approx(1.2)
    opened.document.undo()
    assert opened.document.edit == Edit()


@pytest.mark.parametrize(("typed", "detail"), [("256", 256), ("200", 192), ("paper", PAPER), ("70 px", 64)])
def test_a_detail_is_typed(opened: MainWindow, qtbot: QtBot, typed: str, detail: int) -> None:
    box = number(opened, "detail")
    opened.document.propose(Edit(detail=96))
    qtbot.mouseClick(box.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened.document.edit.detail == detail
