"""A storm on the window: random keys, clicks, drags, wheels and menus over good, bad and edited photos.

Training is left out (it starts programs; its dialog has tests of its own), and so is Quit. What may come of
it: sentences for a person. What may not: an exception, a Qt warning, an original that changed, a damaged
result, memory above its budget, a window that does not close.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dce_studio.app.state.kept import BUDGET
from dce_studio.core.errors import PhotoError
from dce_studio.core.files import read_photo, sidecar
from dce_studio.core.files.kinds import READABLE
from dce_studio.ui.main_window import MainWindow
from tests.attack.effort import MEMORY, minutes, most_memory, mutated, rounds, told
from tests.attack.test_edits import BROKEN
from tests.attack.test_photos import WHOLE
from tests.ui.helpers import WAIT

EVENTS = 60  # in a round
GUARD_MS = 30
PATIENCE = 100  # of the guard's looks: three seconds
SPARED = {"Quit", "Train on my photos…", "Resume…"}
KEYS = (
    *"sdgfr1+-? ", Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Right,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_Delete, Qt.Key.Key_Space,
)  # fmt: skip
SHORTCUTS = "zyucvesw,"
NONE, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Photos of all formats, whole and damaged, some with edits, whole and broken."""
    folder, chance = tmp_path / "photos", random.Random(1)
    folder.mkdir()
    for name, data in WHOLE.items():
        (folder / name).write_bytes(data)
        (folder / f"damaged-{name}").write_bytes(mutated(data, chance))
    sizes = ((700, 500), (300, 900), (1, 1), (2000, 8), (1200, 1600), (4000, 3000))
    for number, (width, height) in enumerate(sizes if minutes() else sizes[:-1]):
        noise = np.random.default_rng(number).integers(0, 99, (height, width, 3), np.uint8)
        Image.fromarray(noise).save(folder / f"size-{number}.png")
    for path, content in zip(sorted(folder.iterdir()), BROKEN.values(), strict=False):
        sidecar.path_for(path).write_bytes(content)
    return folder


@pytest.fixture
def harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves the test: no program is started, and no dialog of the system waits for an answer."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: ("", ""))


class Storm:
    """Does things to a window at random."""

    def __init__(self, window: MainWindow, chance: random.Random) -> None:
        self.window, self.chance = window, chance
        self.acts: dict[str, Callable[[], None]] = {
            "keys": self.key, "shortcuts": self.shortcut, "clicks": self.click, "drags": self.drag,
            "wheels": self.wheel, "menus": self.menu, "photos": self.photo, "sizes": self.size,
        }  # fmt: skip

    def act(self) -> str:
        """One of them; its name."""
        weights = (6, 3, 8, 5, 3, 4, 4, 1)
        name = self.chance.choices(list(self.acts), weights)[0]
        self.acts[name]()
        QApplication.processEvents()
        return name

    def key(self) -> None:
        target, key = QApplication.focusWidget() or self.window, self.chance.choice(KEYS)
        if key == Qt.Key.Key_Delete and isinstance(target.window(), QFileDialog):
            return  # Qt's own dialog deletes files
        QTest.keyClick(target, key, self.chance.choice((NONE, NONE, SHIFT)))

    def shortcut(self) -> None:
        QTest.keyClick(self.window, self.chance.choice(SHORTCUTS), CONTROL)

    def click(self) -> None:
        if target := self.target():
            buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
            way = QTest.mouseDClick if self.chance.random() < 0.2 else QTest.mouseClick
            held = self.chance.choice((NONE, SHIFT, CONTROL))
            way(target, self.chance.choice(buttons), held, self.at(target))

    def drag(self) -> None:
        target = self.window.canvas if self.chance.random() < 0.5 else self.target()
        if target is None:
            return
        button = self.chance.choice((Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton))
        QTest.mousePress(target, button, NONE, self.at(target))
        for _ in range(self.chance.randrange(6)):
            if isValid(target):  # a dialog that the press closed is gone with all that is on it
                QTest.mouseMove(target, self.at(target))
                QApplication.processEvents()
        if isValid(target):
            QTest.mouseRelease(target, button, NONE, self.at(target))

    def wheel(self) -> None:
        for _ in range(self.chance.randrange(1, 5)):
            self.window.canvas.zoom_by(self.chance.choice((0.5, 0.87, 1.15, 2)))

    def menu(self) -> None:
        actions = [
            action
            for action in self.window.findChildren(QAction)
            if action.isEnabled() and action.menu() is None and action.text().replace("&", "") not in SPARED
        ]
        if actions:
            self.chance.choice(actions).trigger()

    def photo(self) -> None:
        entries = self.window.studio.library.entries
        if entries:
            self.window.studio.show(self.chance.choice(entries).path)

    def size(self) -> None:
        self.window.resize(self.chance.randrange(300, 1600), self.chance.randrange(200, 1000))

    def target(self) -> QWidget | None:
        """A widget that can be seen, of the dialog in front if there is one."""
        front = QApplication.activeModalWidget() or QApplication.activeWindow() or self.window
        inner = [child for child in front.findChildren(QWidget) if child.isVisible() and child.isEnabled()]
        inner = [
            child
            for child in inner
            if min(child.width(), child.height()) > 2 and not isinstance(child, QMenu)
        ]
        return self.chance.choice(inner) if inner else None

    def at(self, target: QWidget) -> QPoint:
        """A place on it."""
        return QPoint(*(self.chance.randrange(max(1, side)) for side in target.size().toTuple()))


class Guard(QTimer):
    """Closes menus, which run loops of their own, at once, and dialogs when an act does not come back."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, interval=GUARD_MS)
        self.window, self.ticks, self.rescues = window, 0, 0
        self.timeout.connect(self._look)
        self.start()

    def acted(self) -> None:
        """An act came back."""
        self.ticks = 0

    def _look(self) -> None:
        self.ticks += 1
        if popup := QApplication.activePopupWidget():
            popup.close()
        if self.ticks >= PATIENCE:
            self.ticks, self.rescues = 0, self.rescues + 1
            close_dialogs(self.window)


def close_dialogs(window: MainWindow) -> None:
    """All that stands before the window, the last that was opened first."""
    while modal := QApplication.activeModalWidget():
        if not modal.close():
            break
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and other.parent() is not None:
            other.close()


def digests(folder: Path) -> dict[Path, bytes]:
    """Of the photos that were there at first."""
    files = [path for path in folder.iterdir() if path.suffix.lower() in READABLE]
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in files}


def damaged(folder: Path, originals: dict[Path, bytes]) -> list[str]:
    """Results that cannot be read."""
    wrong = []
    for path in folder.rglob("*"):
        if path not in originals and path.suffix.lower() in READABLE and path.is_file():
            try:
                read_photo(path)
            except PhotoError as error:
                wrong.append(str(error))
    return wrong


@pytest.mark.usefixtures("harmless")
@pytest.mark.qt_log_ignore("^This plugin does not support ", extend=True)  # offscreen: raise, grab a key
def test_a_storm_on_the_window(
    window: MainWindow, qtbot: QtBot, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before, counts = digests(folder), Counter[str]()
    surprises: list[str] = []
    for signal in (window.studio.reported, window.studio.offered):
        signal.connect(lambda text, details, *offer: surprises.append(text + details))
    window.studio.keeping.keep_edits(True)
    guard = Guard(window)
    most_memory(anew=True)
    for chance in rounds(8, 0.3):
        if window.studio.library.rowCount() < 5:
            window.studio.open([folder])
        storm = Storm(window, chance)
        for _ in range(EVENTS):
            counts[storm.act()] += 1
            guard.acted()
        close_dialogs(window)
        assert window.studio.kept.bytes <= BUDGET
        assert most_memory() < MEMORY
    qtbot.waitUntil(lambda: window.studio.jobs.is_idle, timeout=2 * WAIT)
    guard.stop()
    assert window.close() or not window.isVisible()
    assert [text for text in surprises if "Traceback" in text] == []
    assert digests(folder).items() >= before.items() and damaged(folder, before) == []
    printed = capfd.readouterr().err
    assert "Traceback" not in printed, printed[-5000:]
    with capfd.disabled():
        told(f"storm, {guard.rescues} dialogs closed, {most_memory() / 1e9:.2f} GB at most", counts)
