"""Starts the window's program: Qt, the theme and the studio, and nothing slow."""

import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from dce_studio.app import log
from dce_studio.app.screen import profiles
from dce_studio.app.settings import Settings
from dce_studio.app.studio import Studio
from dce_studio.ui.main_window import MainWindow, show
from dce_studio.ui.widgets import theme

SWITCH_SECONDS = 0.0002
"""How long a worker may run Python code while the window waits for its turn; Python's own is 5 ms.

The window waits so for each method of Python that Qt calls, some dozens in a frame.
"""


def start(paths: Iterable[str | Path]) -> int:
    """Open the window with these photos or folders; returns the exit code when it is closed."""
    profiles.declare_srgb()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("DCE Studio")
    application.setOrganizationName("DCE Studio")
    application.setDesktopFileName("dce-studio")
    application.setStyle("Fusion")
    log.start()
    sys.setswitchinterval(SWITCH_SECONDS)
    settings = Settings()
    theme.apply(settings.theme)
    QTimer.singleShot(0, lambda: application.setWindowIcon(theme.app_icon()))  # the window first
    studio = Studio(settings)
    window = MainWindow(studio)
    _tell_of_surprises(studio)
    show(window, [Path(p) for p in paths])
    try:
        return application.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        studio.close()
        log.stop()


def _tell_of_surprises(studio: Studio) -> None:
    """Send exceptions that no slot has caught to the reporter instead of the terminal."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            studio.report(error)
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = hook
