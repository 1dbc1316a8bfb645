"""The controls of Adjust: typed, reset by a double-click, left by Return, and the stops of the detail."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow


def test_typing_a_number_and_double_click(opened: MainWindow, qtbot: QtBot) -> None:
    control = opened.adjust.controls["gamma"]
    control.number.setValue(2.0)  # type: ignore[arg-type]
    assert opened.document.edit.gamma == 2.0
    qtbot.mouseDClick(control.label, Qt.MouseButton.LeftButton)
    assert opened.document.edit.gamma == 1.0


def test_after_return_in_a_number_the_keys_are_the_windows(opened: MainWindow, qtbot: QtBot) -> None:
    control = opened.adjust.controls["strength"]
    control.number.setFocus()
    qtbot.keyClick(control.number, Qt.Key.Key_Return)
    assert opened.focusWidget() is control.slider


def test_the_detail_control_steps_through_its_stops(opened: MainWindow) -> None:
    control = opened.adjust.controls["detail"]
    control.slider.setValue(control.slider.maximum())
    assert opened.document.edit.detail == 1 << 16
    assert control.number.text() == "paper"
    control.slider.setValue(0)
    assert opened.document.edit.detail == 48
