"""Places are copied with an edit, and pasted only where that is asked for."""

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import wait_photo
from tests.ui.local.helpers import paint


def test_a_paste_a_reset_and_a_preset_leave_places_alone(
    local: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]
) -> None:
    document = local.document
    paint(local, qtbot, (60, 60), (120, 60))
    painted = document.edit.locals
    local.commands.pasting.copy()
    local.commands.apply_edit(Edit(gamma=1.5))
    assert document.edit == Edit(gamma=1.5, locals=painted)
    local.commands.reset()
    assert document.edit == Edit(locals=painted)
    local.studio.open([make_photo("other.png", 360, 240)])
    wait_photo(local, qtbot, "other.png")
    assert local.local.places.chosen is None
    local.commands.pasting.paste()
    assert document.edit.locals == ()
    local.commands.pasting.paste(framing=True)
    assert document.edit.locals == painted


def test_a_copied_edit_tells_its_places(local: MainWindow, qtbot: QtBot) -> None:
    paint(local, qtbot, (60, 60), (120, 60))
    local.commands.pasting.copy()
    assert json.loads(QApplication.clipboard().text())["edit"]["locals"][0]["name"] == "Brush 1"
