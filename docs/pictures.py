"""Makes the README's pictures anew from the sample photo: docs/screenshot.png and docs/card.png.

    xvfb-run -s "-screen 0 1504x940x24" .venv/bin/python docs/pictures.py

It needs a display of that size, which is photographed whole. It has settings of its own.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

import dce_studio as dce
from dce_studio.app.preview.curves import Scope
from dce_studio.app.settings import Settings
from dce_studio.app.studio import Studio
from dce_studio.core.card.content import content
from dce_studio.core.card.files import picture
from dce_studio.core.render.shape import shaped
from dce_studio.ui.main_window import MainWindow, show
from dce_studio.ui.widgets import theme

DOCS = Path(__file__).parent
SAMPLE = DOCS.parent / "resources" / "sample.jpg"
WINDOW, CARD = (1504, 940), (1440, 810)
PROBES = ((0.24, 0.62), (0.62, 0.42))
"""Where they are pinned, in the photo's width and height: the dark table, and the wall beside the lamp."""


def main() -> None:
    """Write both."""
    draw_card().save(DOCS / "card.png", optimize=True)
    with tempfile.TemporaryDirectory() as home:
        take_window(Path(home))
    shot = Image.open(DOCS / "screenshot.png").convert("RGB")
    shot.save(DOCS / "screenshot.png", optimize=True)


def draw_card() -> Image.Image:
    """The sample's card, as `dce-studio inspect --card` draws it, smaller."""
    photo, edit = dce.load(SAMPLE), dce.Edit()
    card = content(photo, shaped(photo, dce.estimate(photo), edit), edit)
    return picture(card).resize(CARD, Image.Resampling.LANCZOS)


def take_window(home: Path) -> None:
    """Photograph the window with the sample and two pinned probes."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(home / name)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(home))
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    theme.apply("dark")
    settings = Settings()
    settings.first_steps = False
    studio = Studio(settings)
    window = MainWindow(studio)
    window.setGeometry(0, 0, *WINDOW)
    show(window, [SAMPLE])
    _until(lambda: window.canvas.frame is not None and window.canvas.frame.request.maps is not None)
    photo = studio.document.photo
    assert photo is not None
    marks = studio.document.marks
    for x, y in PROBES:
        marks = marks.pinned(photo.size.width * x, photo.size.height * y)
    window.curves.set_scope(Scope.PIXEL)
    studio.document.set_marks(marks)
    _rest(studio)
    window.curves.choose_probe(1)
    _rest(studio)
    application.primaryScreen().grabWindow(0).save(str(DOCS / "screenshot.png"))
    window.close()
    studio.close()


def _rest(studio: Studio) -> None:
    """Let the window come to rest."""
    for _ in range(3):
        _pass(0.4)
        _until(lambda: studio.jobs.is_idle)


def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        _pass(0.02)


def _pass(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    main()
