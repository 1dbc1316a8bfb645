"""The settings: kept for the next start, and the display's profile."""

from pathlib import Path

from PySide6.QtGui import QColorSpace
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dce_studio.app.settings import Settings
from dce_studio.core.files import limits
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.settings.dialog import SettingsDialog
from tests.ui.helpers import WAIT, wait_enhanced


def test_the_settings_dialog(opened: MainWindow, qtbot: QtBot) -> None:
    opened.actions_["settings"].trigger()
    dialog = opened.findChild(SettingsDialog)
    assert dialog is not None
    dialog.keep.setChecked(False)
    dialog.target.setValue(0.3)
    dialog.limit.setValue(400)
    again = Settings()
    assert (again.keep_edits, again.auto_target, again.megapixels) == (False, 0.3, 400)
    assert opened.studio.limit == 400 and limits.limit() == limits.MEGAPIXELS
    dialog.close()


def test_the_display_profile(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "wide.icc"
    wide = bytes(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile().data())
    path.write_bytes(wide)
    opened.actions_["settings"].trigger()
    dialog = opened.findChild(SettingsDialog)
    assert dialog is not None
    choice, before = dialog.display, opened.canvas.frame
    assert choice.currentText() == "Automatic (none found: sRGB)"
    choice.setCurrentIndex(choice.findText("A file…"))
    choice.activated.emit(choice.currentIndex())
    chooser = choice.findChild(QFileDialog)
    assert chooser is not None
    chooser.reject()
    assert choice.currentIndex() == 0
    opened.studio.screen.choose(str(path))
    qtbot.waitUntil(lambda: choice.currentText() == "Display P3", timeout=WAIT)
    wait_enhanced(opened, qtbot)
    after = opened.canvas.frame
    assert before is not None and after is not None
    assert after.request.display == wide
    assert (after.before_pixels == before.before_pixels).all() and after.before != before.before
    choice.activated.emit(0)
    qtbot.waitUntil(lambda: choice.currentText() == "Automatic (none found: sRGB)", timeout=WAIT)
    wait_enhanced(opened, qtbot)
    assert opened.canvas.frame is not None and opened.canvas.frame.before == before.before
    dialog.close()
