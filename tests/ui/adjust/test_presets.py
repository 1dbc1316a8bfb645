"""Presets: kept under a name, shared as files, three of them to begin with."""

import json
from pathlib import Path

from pytestqt.qtbot import QtBot

from dce_studio.app.files.presets import BUILT_IN
from dce_studio.core.edit import Edit
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT

EDIT = Edit(iterations=5.5, gamma=1.2)


def test_presets(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    studio, menu = opened.studio, opened.menus["presets"]
    opened.document.propose(EDIT)
    opened.preset_menu._on_name(" Night / street ")
    qtbot.waitUntil(lambda: bool(studio.presets.all), timeout=WAIT)
    assert [preset.name for preset in studio.presets.all] == ["Night / street"]
    opened.document.propose(Edit())
    next(action for action in menu.actions() if action.text() == "Night / street").trigger()
    assert opened.document.edit == EDIT
    shared = tmp_path / "shared.dce.json"
    studio.presets.write_out(studio.presets.all[0], shared)
    studio.presets.delete("Night / street")
    qtbot.waitUntil(lambda: not studio.presets.all, timeout=WAIT)
    studio.presets.take_in(shared)
    qtbot.waitUntil(lambda: bool(studio.presets.all), timeout=WAIT)
    assert studio.presets.all[0].edit == EDIT
    content = json.loads(shared.read_text()) | {"edit": {"iterations": 2}}
    shared.write_text(json.dumps(content))
    studio.presets.take_in(shared)
    qtbot.waitUntil(lambda: len(studio.presets.all) == 2, timeout=WAIT)
    assert [preset.name for preset in studio.presets.all] == ["Night / street", "Night / street 2"]
    shared.write_text("no preset")
    studio.presets.take_in(shared)
    qtbot.waitUntil(lambda: bool(opened.reports.messages), timeout=WAIT)
    assert "shared.dce.json" in opened.reports.messages[-1]


def test_presets_to_begin_with(opened: MainWindow) -> None:
    menu = opened.menus["presets"]
    assert [action.text() for action in menu.actions()[:4]] == ["Default", "Gentle", "Night city", "Portrait"]
    for action, preset in zip(menu.actions()[1:4], BUILT_IN, strict=True):
        action.trigger()
        assert opened.document.edit == preset.edit != Edit()
    menu.actions()[0].trigger()
    assert opened.document.edit == Edit()
    opened.document.undo()
    assert opened.document.edit == BUILT_IN[2].edit
