"""The list of keys: what is bound is in it, and Help and README show it."""

from itertools import pairwise
from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from dce_studio.ui import help as help_pages
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.widgets.keys import GROUPS, Binding, key_of, sequence, spoken

README = Path(__file__).parents[2] / "README.md"


def _written(binding: Binding) -> str:
    keys = [f"`{key}`" for _, key in binding.actions]
    return ", ".join(([binding.hand] if binding.hand else []) + keys)


def table() -> str:
    """README's table of all keys, two of them in a row."""
    cells = [(_written(b), b.does) for _, bindings in GROUPS for b in bindings]
    cells += [("", "")] * (len(cells) % 2)
    half = len(cells) // 2
    rows = [("key", "does", "key", "does"), ("---",) * 4]
    rows += [(*left, *right) for left, right in zip(cells[:half], cells[half:], strict=True)]
    return "".join(f"|{'|'.join(row)}|\n" if row[0] == "---" else f"| {' | '.join(row)} |\n" for row in rows)


def test_readme_has_the_keys() -> None:
    assert table() in README.read_text("utf-8"), f"README's table should be\n{table()}"


def test_every_key_that_is_bound_is_in_the_list(window: MainWindow) -> None:
    listed = [sequence(key) for _, bindings in GROUPS for b in bindings for _, key in b.actions]
    assert all(first != second for first, second in pairwise(sorted(s.toString() for s in listed)))
    bound = [a.shortcut() for a in window.findChildren(QAction) if not a.shortcut().isEmpty()]
    assert len(bound) > 25
    assert {s.toString() for s in listed} == {s.toString() for s in bound}


def test_each_action_has_its_key(window: MainWindow) -> None:
    for name in ("undo", "export_all", "fit", "zoom_in", "previous"):
        assert window.actions_[name].shortcut() == QKeySequence(key_of(name))
    assert key_of("train") == "" and window.actions_["train"].shortcut().isEmpty()


def test_the_help_shows_them_in_words(window: MainWindow, qtbot: QtBot) -> None:
    page = help_pages.keys_dialog(window)
    qtbot.addWidget(page)
    texts = {b.does: spoken(b) for _, bindings in GROUPS for b in bindings}
    assert texts["one iteration back, on"] == "Comma, full stop"
    assert texts["settings"] == "Ctrl+comma" and texts["photo before, after"] == "Page up, Page down"
    assert texts["zoom at the cursor"] == "Wheel, +, −"
    shown = page.findChild(QTextBrowser).toPlainText().replace("\xa0", " ")
    assert all(does in shown and text in shown for does, text in texts.items())
