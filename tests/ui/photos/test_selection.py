"""Auto, reset and export of several photos at once, and one undo for all of them."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from dce_studio.app.files.presets import BUILT_IN
from dce_studio.app.state.together import like
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Framing
from dce_studio.core.local.values import Linear, Local
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.photos.export_dialog import ExportDialog
from tests.ui.helpers import WAIT, wait_enhanced


def test_the_selection_is_reset_judged_and_exported_together(
    opened: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]
) -> None:
    studio, first = opened.studio, opened.studio.path
    other = make_photo("other.png")
    studio.open([other])
    wait_enhanced(opened, qtbot)
    studio.show(first)
    wait_enhanced(opened, qtbot)
    framing = Framing(0, 0, 0.5, 1)
    opened.filmstrip.selectAll()
    opened.commands.apply_edit(Edit(gamma=2).framed(framing), framing=True)
    assert studio.library.edit(other) == opened.document.edit == Edit(gamma=2).framed(framing)
    opened.actions_["reset"].trigger()
    assert studio.library.edit(other) == opened.document.edit == Edit().framed(framing)
    opened.commands.undo()
    assert studio.library.edit(other) == opened.document.edit == Edit(gamma=2).framed(framing)
    studio.settings.auto_target = 0.2  # fewer than 8 iterations meet it
    opened.actions_["auto"].trigger()
    qtbot.waitUntil(lambda: studio.library.edit(other).iterations != 8, timeout=WAIT)
    assert opened.document.edit.iterations != 8
    assert studio.library.edit(other).framing == framing
    opened.commands.undo()
    assert studio.library.edit(other) == opened.document.edit == Edit(gamma=2).framed(framing)
    opened.actions_["export_selected"].trigger()
    dialog = opened.findChild(ExportDialog)
    assert dialog is not None
    assert len(dialog.targets()) == 2
    dialog.close()


def test_a_preset_is_for_the_selection_and_leaves_frames_and_places_alone(
    opened: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]
) -> None:
    studio, first, other = opened.studio, opened.studio.path, make_photo("other.png")
    assert first is not None
    studio.library.add([other])
    place = Local(Linear((0, 0), (0, 9)), -0.3, "Sky")
    own = {
        first: Edit(framing=Framing(0, 0, 0.5, 1)),
        other: Edit(gamma=2, locals=(place,), framing=Framing(mirrored=True)),
    }
    studio.together.apply_each({path: like(edit, framing=True) for path, edit in own.items()})
    opened.filmstrip.selectAll()
    preset = BUILT_IN[0]
    next(a for a in opened.menus["presets"].actions() if a.text() == preset.name).trigger()
    for path, edit in own.items():
        assert studio.library.edit(path) == preset.edit.laid_on(edit) != edit
    assert f"‘{preset.name}’ for 2 photos" in opened.reports.text.text()
    opened.commands.undo()
    assert {path: studio.library.edit(path) for path in own} == own
    opened.commands.redo()
    assert studio.library.edit(other) == preset.edit.laid_on(own[other])


def test_a_preset_is_saved_without_a_frame_and_places(opened: MainWindow, qtbot: QtBot) -> None:
    place = Local(Linear((0, 0), (0, 9)), -0.3, "Sky")
    opened.document.propose(Edit(gamma=2, locals=(place,), framing=Framing(turns=1)))
    opened.preset_menu._on_name("Mine")
    qtbot.waitUntil(lambda: opened.studio.presets.find("Mine") is not None, timeout=WAIT)
    saved = opened.studio.presets.find("Mine")
    assert saved is not None and saved.edit == Edit(gamma=2)


def test_undo_names_auto_presets_and_reset(opened: MainWindow, qtbot: QtBot) -> None:
    undo, redo = opened.actions_["undo"], opened.actions_["redo"]
    opened.actions_["auto"].trigger()
    qtbot.waitUntil(lambda: opened.document.can_undo, timeout=WAIT)
    assert undo.text() == "&Undo Auto"
    preset = BUILT_IN[0]
    next(a for a in opened.menus["presets"].actions() if a.text() == preset.name).trigger()
    assert undo.text() == f"&Undo preset ‘{preset.name}’"
    opened.commands.undo()
    assert (undo.text(), redo.text()) == ("&Undo Auto", f"&Redo preset ‘{preset.name}’")
    opened.actions_["reset"].trigger()
    assert undo.text() == "&Undo reset"


def test_a_change_of_several_is_redone_on_all_after_a_probe_was_pinned(
    opened: MainWindow, make_photo: Callable[..., Path]
) -> None:
    studio, other = opened.studio, make_photo("other.png")
    studio.library.add([other])
    opened.filmstrip.selectAll()
    opened.commands.apply_edit(Edit(gamma=2))
    opened.commands.undo()
    opened.document.set_marks(opened.document.marks.pinned(1, 1))
    opened.commands.redo()
    assert studio.library.edit(other) == opened.document.edit == Edit(gamma=2)
    opened.commands.undo()
    assert studio.library.edit(other) == opened.document.edit == Edit()
    assert opened.document.marks.probes
