"""The export dialog: its fields, what it asks, refuses and remembers, and how it closes."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dce_studio.app.files import weigh
from dce_studio.core.edit import Edit
from dce_studio.core.files import read_photo
from dce_studio.core.geometry import Framing, Size
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.photos import export_dialog
from dce_studio.ui.photos.export_dialog import ExportDialog
from dce_studio.ui.photos.export_presets import load
from dce_studio.ui.photos.size_row import SizeRow
from dce_studio.ui.widgets import folders
from tests.ui.helpers import WAIT
from tests.ui.photos.helpers import choose, open_dialog, wait_exported


def test_it_asks_before_it_replaces(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    there = tmp_path / "dark_new.jpg"
    there.write_bytes(b"mine")
    dialog = open_dialog(opened)
    choose(dialog, "jpg", tmp_path)
    dialog.go.click()
    assert dialog.warning.isVisible()
    assert dialog.go.text() == "Replace"
    assert there.read_bytes() == b"mine"
    dialog.go.click()
    wait_exported(opened, qtbot)
    assert there.read_bytes()[:2] == b"\xff\xd8"


def test_the_original_is_never_written_to(opened: MainWindow, tmp_path: Path) -> None:
    path = opened.studio.path
    assert path is not None
    before = path.read_bytes()
    dialog = open_dialog(opened)
    choose(dialog, "png", path.parent, "{name}")
    dialog.go.click()
    dialog.go.click()
    assert "original" in dialog.warning.text()
    assert path.read_bytes() == before
    dialog.close()


def test_an_impossible_name_cannot_be_chosen(opened: MainWindow, tmp_path: Path) -> None:
    dialog = open_dialog(opened)
    for name in ("{nonsense}", "{name", "", "{0}"):
        choose(dialog, "png", tmp_path, name)
        assert not dialog.go.isEnabled()
    dialog.name.setText("{name}_{weights}_n{iterations}")
    assert dialog.go.isEnabled()
    assert dialog.written.text() == "dark_even_n8.png"
    dialog.close()


def test_the_fields_have_one_height(opened: MainWindow) -> None:
    dialog = open_dialog(opened)
    assert dialog.format.height() == dialog.quality.height() == dialog.name.height()
    dialog.close()


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("photo", "60 × 90 px"), ("edge 45", "30 × 45 px"), ("edge 90", "60 × 90 px"),
        ("edge 2048", "stays 60 × 90 px"), ("exact 60 90", ""), ("exact 40 60", ""),
        ("exact 40 50", "cut"), ("exact 120 180", "enlarged"), ("exact 40 100", "cut, enlarged"),
    ],
)  # fmt: skip
def test_it_tells_the_size_that_comes_of_a_choice(opened: MainWindow, choice: str, told: str) -> None:
    opened.document.propose(Edit().framed(Framing(0, 0, 1, 1, 1)))
    row = open_dialog(opened).size_row
    row.set_text(choice)
    assert row.told.text() == told


def test_it_tells_the_size_of_one_photo_as_its_numbers_change(qtbot: QtBot) -> None:
    row, many = SizeRow(Size(60, 90)), SizeRow(None)
    for each in (row, many):
        qtbot.addWidget(each)
        each.set_text("edge 90")
        each.width_box.setValue(30)
    assert row.told.text() == "20 × 30 px" and not many.told.text()


def test_an_exact_size_begins_with_what_was_chosen_before(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.propose(Edit().framed(Framing(0, 0, 1, 1, 1)))  # 60 × 90 of 90 × 60
    row = open_dialog(opened).size_row
    qtbot.keyClick(row.kind, Qt.Key.Key_End)
    assert row.size_wanted() == Size(60, 90)
    qtbot.keyClick(row.kind, Qt.Key.Key_Up)
    row.width_box.setValue(30)
    qtbot.keyClick(row.kind, Qt.Key.Key_Down)
    assert row.size_wanted() == Size(20, 30)
    row.set_text("exact 300 200")
    assert row.size_wanted() == Size(300, 200)


def test_a_quality_beyond_100_is_100(opened: MainWindow, qtbot: QtBot) -> None:
    quality = open_dialog(opened).quality
    quality.selectAll()
    qtbot.keyClicks(quality, "120")
    assert quality.value() == 100


def test_each_field_is_told_by_its_name(opened: MainWindow) -> None:
    dialog = open_dialog(opened)
    fields = [each for kind in (QLineEdit, QComboBox, QSpinBox) for each in dialog.findChildren(kind)]
    inner = {box.lineEdit() for box in dialog.findChildren(QSpinBox)}
    assert all(each.accessibleName() for each in fields if each not in inner and not each.isHidden())
    dialog.close()


@pytest.mark.parametrize("way", ["Esc", "corner", "button"])
def test_it_closes(opened: MainWindow, qtbot: QtBot, way: str) -> None:
    dialog = open_dialog(opened)
    assert dialog.isVisible()
    if way == "Esc":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    elif way == "corner":
        dialog.close()
    else:
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "Cancel" and b.isVisible()).click()
    assert not any(d.isVisible() for d in opened.findChildren(ExportDialog))


def test_a_weight_that_comes_after_it_is_closed_is_told_to_nobody(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(wanted: object, tick: object) -> int:
        begun.set()
        go_on.wait(WAIT / 1000)
        return 1

    monkeypatch.setattr(weigh, "weigh", slowly)
    dialog = open_dialog(opened)
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(dialog), timeout=WAIT)
    go_on.set()
    qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)
    assert not opened.reports.messages


def test_it_is_gone_when_the_export_is_done(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(opened)
    choose(dialog, "png", tmp_path)
    dialog.go.click()
    wait_exported(opened, qtbot)
    qtbot.waitUntil(lambda: not any(d.isVisible() for d in opened.findChildren(ExportDialog)), timeout=WAIT)


def test_a_folder_that_takes_no_files_is_exchanged_for_another(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, blocked, locked = (tmp_path / name for name in ("home", "file", "locked"))
    home.mkdir()
    locked.mkdir()
    blocked.write_text("no folder")
    monkeypatch.setattr(folders, "pictures", lambda: home)
    dialog = open_dialog(opened)
    choose(dialog, "png", blocked / "results")
    dialog.go.click()
    assert (
        dialog.warning.text() == f"Nothing can be saved in {blocked / 'results'}: {home} was chosen instead."
    )
    assert (
        dialog.folder.text() == str(home)
        and dialog.isVisible()
        and not opened.commands.exporting.exporter.running
    )
    takes_files = folders.takes_files
    monkeypatch.setattr(export_dialog, "takes_files", lambda folder: folder != locked and takes_files(folder))
    dialog.folder.setText(str(locked))
    dialog.go.click()
    assert dialog.warning.text() == f"Nothing can be saved in {locked}: {home} was chosen instead."
    dialog.go.click()
    wait_exported(opened, qtbot)
    assert (home / "dark_new.png").exists() and not list(locked.iterdir())


def test_without_any_other_folder_one_is_asked_for(
    opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setattr(export_dialog, "instead_of", lambda folder: None)
    dialog = open_dialog(opened)
    choose(dialog, "png", blocked)
    dialog.go.click()
    assert dialog.warning.text() == f"Nothing can be saved in {blocked}: choose another folder."
    dialog.close()


def test_the_length_is_told_and_size_and_colours_are_exported(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.actions_["export"].trigger()
    dialog = opened.findChild(ExportDialog)
    assert dialog is not None
    dialog.apply({"format": "png", "size": "edge 40", "profile": "display-p3"})
    dialog.folder.setText(str(tmp_path))
    qtbot.waitUntil(lambda: dialog.weight.label.text().startswith("about"), timeout=WAIT)
    dialog.go.click()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*_n8.png"))) == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)
    made = read_photo(next(tmp_path.glob("*_n8.png")))
    assert max(made.size) == 40 and made.metadata.icc is not None
    assert opened.reports.offer.text() == "Show in folder"
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)  # no desktop, or one without files
    opened.reports.offer.click()
    assert "No file manager" in opened.reports.messages[-1] and str(tmp_path) in opened.reports.messages[-1]


def test_choices_are_kept_under_a_name(opened: MainWindow, qtbot: QtBot) -> None:
    opened.actions_["export"].trigger()
    dialog = opened.findChild(ExportDialog)
    assert dialog is not None
    row = dialog.presets
    row.names.setCurrentIndex(row.names.findData("For the web"))
    row.names.activated.emit(row.names.currentIndex())
    assert dialog.quality.value() == 85 and dialog.size_row.long_edge() == 2048
    assert row.names.currentData() == "For the web" and not row.delete.isEnabled()
    dialog.size_row.set_text("exact 300 200")
    assert row.names.currentData() == ""
    row.keep_as("  Mine  ")
    assert row.names.currentData() == "Mine" and row.delete.isEnabled()
    dialog.apply({"size": "photo", "quality": "20"})
    row.names.setCurrentIndex(row.names.findData("Mine"))
    row.names.activated.emit(row.names.currentIndex())
    assert dialog.size_row.size_wanted() == (300, 200) and dialog.quality.value() == 85
    row.delete.click()
    assert row.names.findData("Mine") < 0
    opened.studio.settings.set_export_choice("presets", "[nonsense")
    assert load(opened.studio.settings) == {}
