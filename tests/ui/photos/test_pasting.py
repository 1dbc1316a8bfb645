"""An edit is copied to the clipboard and pasted from it, whatever stands there."""

import pytest
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.edit import Edit
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import MakePhoto, wait_photo


def test_copy_and_paste_an_edit(opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    opened.document.propose(Edit(gamma=1.5, iterations=6))
    opened.actions_["copy_edit"].trigger()
    opened.studio.open([make_photo("other.png")])
    wait_photo(opened, qtbot, "other.png")
    assert opened.document.edit == Edit()
    opened.actions_["paste"].trigger()
    assert opened.document.edit == Edit(gamma=1.5, iterations=6)
    QApplication.clipboard().setText("no edit")
    opened.actions_["paste"].trigger()
    assert opened.reports.messages


@pytest.mark.parametrize(
    "text", ['{"detail": 1e999}', '{"detail": 64.5}', '{"gamma": true}', "[" * 99999, "[]"]
)
def test_what_is_pasted_is_checked_as_a_file_is(window: MainWindow, text: str) -> None:
    QApplication.clipboard().setText(f'{{"format": "dce-studio edit", "version": 4, "edit": {text}}}')
    window.actions_["paste"].trigger()
    assert window.document.edit == Edit() and "no edit" in window.reports.messages[-1]


def test_pasting_from_a_clipboard_with_nothing_on_it(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QClipboard, "mimeData", lambda self: None)
    window.actions_["paste"].trigger()
    assert "no edit" in window.reports.messages[-1]
