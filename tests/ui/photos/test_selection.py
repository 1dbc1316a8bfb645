"""Auto, reset and export of several photos at once, and one undo for all of them."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Framing
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
