"""What tests of exporting share."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.photos.export_dialog import ExportDialog
from tests.ui.helpers import WAIT


def open_dialog(window: MainWindow, action: str = "export") -> ExportDialog:
    """The dialog that an action opens."""
    window.actions_[action].trigger()
    return next(d for d in window.findChildren(ExportDialog) if d.isVisible())


def wait_exported(window: MainWindow, qtbot: QtBot) -> None:
    """Until the export has ended and nothing more is coming."""
    qtbot.waitUntil(
        lambda: not window.commands.exporting.exporter.running and window.studio.jobs.is_idle, timeout=WAIT
    )


def choose(dialog: ExportDialog, suffix: str, folder: Path, name: str = "{name}_new") -> None:
    """Fill in a format, a folder and a name."""
    dialog.format.setCurrentIndex(dialog.format.findData(suffix))
    dialog.folder.setText(str(folder))
    dialog.name.setText(name)
