"""The Train menu's way to the training dialog, which is imported when it is first wanted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from dce_studio.ui.main_window import MainWindow


def open_dialog(window: "MainWindow", resume: bool = False) -> None:
    """Show the training dialog; it lives as long as the window and its work goes on when it is closed."""
    from dce_studio.ui.train_dialog import open_train_dialog

    open_train_dialog(window, resume)


def open_folder() -> None:
    """Open the folder of training runs in the system's own program."""
    from dce_studio.ui.train_runs import training_folder

    folder = training_folder()
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
