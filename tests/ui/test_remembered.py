"""What was remembered and is gone, limits raised by a click, Auto's target, the settings, comparing."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColorSpace
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dce_studio.app.settings import Settings
from dce_studio.core.edit import Edit
from dce_studio.core.files import limits
from dce_studio.core.manifest import DEFAULT_WEIGHTS
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.settings.dialog import SettingsDialog
from tests.ui.helpers import WAIT, MakePhoto, wait_enhanced, wait_photo


def test_weights_that_are_gone(
    window: MainWindow, qtbot: QtBot, make_photo: MakePhoto, tmp_path: Path
) -> None:
    window.document.set_weights(str(tmp_path / "gone.safetensors"))
    window.studio.open([make_photo()])
    wait_enhanced(window, qtbot)
    assert window.document.weights == DEFAULT_WEIGHTS
    assert Settings().weights == ""
    (message,) = window.reports.messages
    assert "gone.safetensors" in message


@pytest.mark.parametrize("looked", [True, False])
def test_a_device_that_is_gone(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto, looked: bool) -> None:
    window.studio.use_device("cuda:7")
    if looked:
        window.studio.estimator.devices_found.emit(("cpu",))
    window.studio.open([make_photo()])
    wait_enhanced(window, qtbot)
    assert Settings().device == "auto"
    (message,) = window.reports.messages
    assert "cuda:7" in message


def test_a_damaged_photo_that_claims_the_impossible_is_not_offered(
    window: MainWindow, qtbot: QtBot, make_photo: MakePhoto
) -> None:
    path = make_photo("claims.bmp")
    data = bytearray(path.read_bytes())
    data[25] = 0x20  # its height: 536,870,972 pixels
    path.write_bytes(data)
    window.studio.open([path])
    qtbot.waitUntil(lambda: bool(window.reports.messages), timeout=WAIT)
    assert "MP" in window.reports.messages[-1] and not window.reports.offer.isVisible()


def test_a_large_photo_is_offered(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    path = make_photo("large.png", 1500, 1000)
    window.studio.use_limit(1.0)
    window.studio.open([path])
    qtbot.waitUntil(lambda: bool(window.reports.messages), timeout=WAIT)
    assert "1500 × 1000" in window.reports.messages[-1]
    assert window.reports.offer.isVisible()
    window.reports.offer.click()
    wait_photo(window, qtbot, "large.png")
    assert window.studio.settings.megapixels == 2
    assert window.reports.messages == ()
    qtbot.waitUntil(lambda: window.studio.jobs.is_idle, timeout=WAIT)
    window.studio.use_limit(limits.MEGAPIXELS)
    assert window.studio.limit is None


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


def test_auto_meets_the_target(opened: MainWindow, qtbot: QtBot) -> None:
    found = []
    for target in (0.25, 0.4):
        opened.document.propose(Edit())
        opened.studio.settings.auto_target = target
        opened.studio.auto()
        qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)
        found.append(opened.document.edit.iterations)
    assert found[0] < found[1]


def test_compare_with_weights(opened: MainWindow, qtbot: QtBot) -> None:
    opened.menus["model"].aboutToShow.emit()
    texts = {action.text(): action for action in opened.model_menu._compare.actions()}
    assert "Weights of a file…" in texts
    texts[DEFAULT_WEIGHTS].trigger()
    qtbot.waitUntil(lambda: opened.document.compare_maps is not None, timeout=WAIT)
    assert opened.document.compare == DEFAULT_WEIGHTS
    wait_enhanced(opened, qtbot)
    opened.model_menu._fill()
    opened.model_menu._compare.actions()[0].trigger()
    assert opened.document.compare is None
    qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)


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
