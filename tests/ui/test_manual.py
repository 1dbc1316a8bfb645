"""Help › Manual: the page that came with the program, or one sentence."""

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from dce_studio import assets
from dce_studio.ui import commands
from dce_studio.ui import help as help_pages
from dce_studio.ui.main_window import MainWindow

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first page of a manual that came with the program."""
    page = tmp_path / "index.html"
    monkeypatch.setattr(commands, "manual", lambda: page)
    return page


def test_it_is_found_where_it_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_root", lambda: tmp_path)
    assert assets.manual() is None
    page = tmp_path / "manual" / "index.html"
    page.parent.mkdir()
    page.write_text("<p>Manual</p>")
    assert assets.manual() == page


def test_the_browser_shows_it(window: MainWindow, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: bool(shown.append(url.toLocalFile())) or True
    )
    window.actions_["manual"].trigger()
    assert shown == [str(page)]
    assert window.reports.messages == ()


def test_without_a_browser_its_place_is_told(
    window: MainWindow, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    window.actions_["manual"].trigger()
    assert str(page) in window.reports.messages[-1]


def test_without_a_manual_a_sentence_says_how_to_make_it(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "manual", lambda: None)
    window.actions_["manual"].trigger()
    assert "make manual" in window.reports.messages[-1]
    assert str(ROOT / "docs" / "manual") in window.reports.messages[-1]


def test_an_installed_copy_names_no_folder_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_pages, "__file__", str(tmp_path / "dce_studio" / "ui" / "help.py"))
    assert str(tmp_path) not in help_pages.no_manual()
    assert "make manual" in help_pages.no_manual()
