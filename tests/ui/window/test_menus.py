"""The menus and what opens from them: dialogs, tooltips, names, buttons that have a menu."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QKeySequence
from PySide6.QtWidgets import QComboBox, QDialog, QWidget
from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.maps.map_export import MapExport
from dce_studio.ui.widgets import theme


def test_the_dialogs_of_the_menus_open(opened: MainWindow) -> None:
    for name in ("keys", "about"):
        opened.actions_[name].trigger()
    shown = [dialog.windowTitle() for dialog in opened.findChildren(QDialog) if dialog.isVisible()]
    assert shown == ["Keys", "About DCE Studio"]
    opened.menus["model"].aboutToShow.emit()
    assert any("MIT" in action.text() for action in opened.menus["model"].actions())
    for name in ("light", "dark"):
        next(a for a in opened.actions_.themes.actions() if a.data() == name).trigger()
        assert not opened.grab().isNull() and theme.look().dark is (name == "dark")


def test_tooltips_are_narrow_and_boxes_have_names(opened: MainWindow, qtbot: QtBot) -> None:
    for action in ("export", "settings", "train"):
        opened.actions_[action].trigger()
    opened.inspector.make_card()
    opened.inspector.make_lut()
    for widget in opened.findChildren(QWidget):
        text = widget.toolTip()
        assert text.startswith("<") or all(len(line) <= 64 for line in text.splitlines()), text
        if isinstance(widget, QComboBox):
            assert widget.accessibleName(), widget.currentText()
    for dialog in opened.findChildren(QDialog):
        dialog.close()


def test_tooltips_of_actions_tell_their_keys(opened: MainWindow) -> None:
    for action in opened.actions_.all():
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        assert f"({key})" in action.toolTip() or not key, action.text()


def test_the_menu_inspect_has_what_is_done_with_the_curves(opened: MainWindow) -> None:
    menu = next(a.menu() for a in opened.menuBar().actions() if a.text() == "&Inspect")
    names = ("play", "play_back", "play_on", "pin", "card", "save_curves", "lut")
    assert [a for a in menu.actions() if not a.isSeparator()] == [opened.actions_[name] for name in names]
    opened.actions_["play"].trigger()
    assert opened.inspector.film.playing
    opened.actions_["play"].trigger()
    opened.actions_["pin"].trigger()
    assert opened.document.marks.probes and not opened.inspector.film.playing
    opened.studio.close_photos(opened.studio.library.entries[0].path)
    assert not any(opened.actions_[name].isEnabled() for name in names)


def test_a_button_is_not_lit_once_its_menu_is_closed(opened: MainWindow) -> None:
    for button in (opened.adjust.presets, opened.findChild(MapExport), opened.strip.sort):
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)  # as Qt leaves it, once the menu is open
        QCursor.setPos(button.mapToGlobal(QPoint(-200, -200)))
        button.menu().aboutToHide.emit()
        assert not button.underMouse()
