"""The curve card in the window: one click, a preview that follows, the clipboard, files."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.ui.inspector.card_dialog import CardDialog
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT


def shown(window: MainWindow, qtbot: QtBot) -> CardDialog:
    """The dialog by its button in the Curves panel, once the card is made."""
    button = next(b for b in window.curves.findChildren(QToolButton) if b.accessibleName() == "Curve card")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(CardDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.card is not None, timeout=WAIT)
    return dialog


def test_one_click_shows_it_and_it_follows_probes_and_the_edit(opened: MainWindow, qtbot: QtBot) -> None:
    document = opened.document
    document.set_marks(document.marks.pinned(10, 20).pinned(60, 40))
    dialog = shown(opened, qtbot)
    assert [p.number for p in dialog.card.probes] == [1, 2]
    document.set_marks(document.marks.without(1))
    document.propose(Edit(iterations=4))
    qtbot.waitUntil(
        lambda: [p.number for p in dialog.card.probes] == [2] and dialog.card.edit.iterations == 4,
        timeout=WAIT,
    )
    before = dialog.preview.image.pixelColor(2, 2)
    dialog.style_.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog.preview.image.pixelColor(2, 2) != before, timeout=WAIT)
    dialog.close()


def test_it_is_copied(opened: MainWindow, qtbot: QtBot) -> None:
    dialog = shown(opened, qtbot)
    dialog._buttons["copy"].click()
    assert QGuiApplication.clipboard().image().size() == dialog.preview.image.size()
    assert "Copied" in dialog._text.text() and not opened.reports.isVisible()
    dialog.close()


@pytest.mark.parametrize("name", ["card.png", "card.svg", "card.gif"])
def test_it_is_saved_and_told(opened: MainWindow, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    opened.document.propose(Edit(iterations=1))
    dialog = shown(opened, qtbot)
    with qtbot.waitSignal(dialog.saved, timeout=WAIT):
        dialog.save(tmp_path / name)
    assert (tmp_path / name).stat().st_size > 5000 and name in dialog._text.text()
    dialog.close()


def test_closing_it_in_mid_work_is_quiet(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = shown(opened, qtbot)
    dialog.save(tmp_path / "card.png")
    dialog._make()
    dialog.reject()
    qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)
    assert (tmp_path / "card.png").exists() and opened.reports.messages == ()


def test_with_no_photo_it_says_so(window: MainWindow, qtbot: QtBot) -> None:
    window.inspector.make_card()
    dialog = window.findChild(CardDialog)
    assert dialog is not None and "Open a photo" in dialog.preview._words
    assert not dialog._buttons["save"].isEnabled()
    dialog.close()


@pytest.mark.parametrize(("button", "title"), [("film", "Save the film"), ("save", "Save the card")])
def test_it_is_saved_beside_the_photo(opened: MainWindow, qtbot: QtBot, button: str, title: str) -> None:
    dialog = shown(opened, qtbot)
    dialog._buttons[button].click()
    (chooser,) = dialog.findChildren(QFileDialog)
    assert chooser.windowTitle() == title
    assert Path(chooser.directory().absolutePath()) == opened.studio.path.parent  # type: ignore[union-attr]
    chooser.close()
    dialog.close()
