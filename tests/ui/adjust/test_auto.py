"""Auto chooses the iterations: one entry, by the brightness that is asked for."""

from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT


def test_auto_chooses_the_iterations_as_one_entry(opened: MainWindow, qtbot: QtBot) -> None:
    opened.studio.settings.auto_target = 0.2  # less than 8 iterations make of it
    opened.adjust.auto_wanted.emit()
    qtbot.waitUntil(lambda: opened.document.edit.iterations != 8.0, timeout=WAIT)
    opened.actions_["undo"].trigger()
    assert opened.document.edit == Edit()


def test_auto_meets_the_target(opened: MainWindow, qtbot: QtBot) -> None:
    found = []
    for target in (0.25, 0.4):
        opened.document.propose(Edit())
        opened.studio.settings.auto_target = target
        opened.studio.auto()
        qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)
        found.append(opened.document.edit.iterations)
    assert found[0] < found[1]
