"""Exporting through the dialog: written, asked before replacing, cancelled, failed, all photos."""

import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dce_studio.app.files import weigh
from dce_studio.app.files.export import Outcome, maps_for_export
from dce_studio.core.batch.events import Begun
from dce_studio.core.edit import Edit
from dce_studio.core.engine import estimate, weights
from dce_studio.core.files import read_photo
from dce_studio.core.geometry import Framing, Size
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.photos import export_dialog
from dce_studio.ui.photos.export_dialog import ExportDialog
from dce_studio.ui.photos.export_presets import load
from dce_studio.ui.widgets import folders
from tests.core.shaping import rendered
from tests.ui.helpers import WAIT, MakePhoto, wait_photo


def _dialog(window: MainWindow, action: str = "export") -> ExportDialog:
    window.actions_[action].trigger()
    return next(d for d in window.findChildren(ExportDialog) if d.isVisible())


def _wait(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: not window.commands.exporting.exporter.running and window.studio.jobs.is_idle, timeout=WAIT
    )


def _choose(dialog: ExportDialog, suffix: str, folder: Path, name: str = "{name}_new") -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(suffix))
    dialog.folder.setText(str(folder))
    dialog.name.setText(name)


def test_export_writes_what_the_screen_shows(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = _dialog(opened)
    _choose(dialog, "png", tmp_path)
    dialog.go.click()
    _wait(opened, qtbot)
    with Image.open(tmp_path / "dark_new.png") as picture:
        written = np.asarray(picture.convert("RGB"))
    frame = opened.canvas.frame
    assert frame is not None
    assert written.shape == frame.after_pixels.shape
    assert np.abs(written.astype(int) - frame.after_pixels).max() <= 1
    assert opened.studio.library.entries[0].status == "exported"
    assert opened.reports.messages == ()


@pytest.mark.parametrize("action", ["export", "export_all"])
def test_an_export_estimates_nothing_anew(
    action: str, opened: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.document.propose(Edit(iterations=5, gamma=0.9))
    for module, name in ((weights, "load_weights"), (estimate, "estimate"), (estimate, "enhance")):
        monkeypatch.setattr(module, name, None)
    dialog = _dialog(opened, action)
    _choose(dialog, "png", tmp_path)
    dialog.go.click()
    _wait(opened, qtbot)
    document = opened.document
    assert document.photo is not None and document.maps is not None
    with Image.open(tmp_path / "dark_new.png") as picture:
        assert (np.asarray(picture) == rendered(document.photo, document.maps, document.state.edit)).all()


def test_only_maps_that_an_export_would_estimate_are_brought(opened: MainWindow) -> None:
    document, estimator = opened.document, opened.studio.estimator
    maps = document.maps
    assert maps is not None and maps_for_export(document, estimator) is maps
    document.try_edit(Edit(iterations=2))  # shown for now, and no part of the state
    assert maps_for_export(document, estimator) is maps
    document.propose(Edit(detail=80))  # not estimated yet
    assert maps_for_export(document, estimator) is None
    document.propose(Edit())
    assert maps_for_export(document, estimator) is maps
    document.set_weights("dce-slim")
    assert maps_for_export(document, estimator) is None
    settled = SimpleNamespace(settled=True)
    assert maps_for_export(document, settled) is maps  # type: ignore[arg-type]
    document.set_maps(replace(maps, gain=None, offset=None))
    assert document.maps is not None and document.maps.averaged
    assert maps_for_export(document, settled) is None  # type: ignore[arg-type]


def test_it_asks_before_it_replaces(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    there = tmp_path / "dark_new.jpg"
    there.write_bytes(b"mine")
    dialog = _dialog(opened)
    _choose(dialog, "jpg", tmp_path)
    dialog.go.click()
    assert dialog.warning.isVisible()
    assert dialog.go.text() == "Replace"
    assert there.read_bytes() == b"mine"
    dialog.go.click()
    _wait(opened, qtbot)
    assert there.read_bytes()[:2] == b"\xff\xd8"


def test_the_original_is_never_written_to(opened: MainWindow, tmp_path: Path) -> None:
    path = opened.studio.path
    assert path is not None
    before = path.read_bytes()
    dialog = _dialog(opened)
    _choose(dialog, "png", path.parent, "{name}")
    dialog.go.click()
    dialog.go.click()
    assert "original" in dialog.warning.text()
    assert path.read_bytes() == before
    dialog.close()


def test_an_impossible_name_cannot_be_chosen(opened: MainWindow, tmp_path: Path) -> None:
    dialog = _dialog(opened)
    for name in ("{nonsense}", "{name", "", "{0}"):
        _choose(dialog, "png", tmp_path, name)
        assert not dialog.go.isEnabled()
    dialog.name.setText("{name}_{weights}_n{iterations}")
    assert dialog.go.isEnabled()
    assert dialog.written.text() == "dark_even_n8.png"
    dialog.close()


def test_the_fields_have_one_height(opened: MainWindow) -> None:
    dialog = _dialog(opened)
    assert dialog.format.height() == dialog.quality.height() == dialog.name.height()
    dialog.close()


def test_an_exact_size_begins_with_what_was_chosen_before(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.propose(Edit().framed(Framing(0, 0, 1, 1, 1)))  # 60 × 90 of 90 × 60
    row = _dialog(opened).size_row
    qtbot.keyClick(row.kind, Qt.Key.Key_End)
    assert row.size_wanted() == Size(60, 90)
    qtbot.keyClick(row.kind, Qt.Key.Key_Up)
    row.width_box.setValue(30)
    qtbot.keyClick(row.kind, Qt.Key.Key_Down)
    assert row.size_wanted() == Size(20, 30)
    row.set_text("exact 300 200")
    assert row.size_wanted() == Size(300, 200)


def test_each_field_is_told_by_its_name(opened: MainWindow) -> None:
    dialog = _dialog(opened)
    fields = [each for kind in (QLineEdit, QComboBox, QSpinBox) for each in dialog.findChildren(kind)]
    inner = {box.lineEdit() for box in dialog.findChildren(QSpinBox)}
    assert all(each.accessibleName() for each in fields if each not in inner and not each.isHidden())
    dialog.close()


@pytest.mark.parametrize("way", ["Esc", "corner", "button"])
def test_it_closes(opened: MainWindow, qtbot: QtBot, way: str) -> None:
    dialog = _dialog(opened)
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
    dialog = _dialog(opened)
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(dialog), timeout=WAIT)
    go_on.set()
    qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)
    assert not opened.reports.messages


def test_it_is_gone_when_the_export_is_done(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = _dialog(opened)
    _choose(dialog, "png", tmp_path)
    dialog.go.click()
    _wait(opened, qtbot)
    qtbot.waitUntil(lambda: not any(d.isVisible() for d in opened.findChildren(ExportDialog)), timeout=WAIT)


def test_a_failed_export_is_told(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "dark_new.png").mkdir()  # a folder, which no file replaces
    dialog = _dialog(opened)
    _choose(dialog, "png", tmp_path)
    for _ in ("Export", "Replace"):
        dialog.go.click()
    _wait(opened, qtbot)
    assert opened.reports.messages
    assert opened.studio.library.entries[0].status == "failed"


def test_a_folder_that_takes_no_files_is_exchanged_for_another(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, blocked, locked = (tmp_path / name for name in ("home", "file", "locked"))
    home.mkdir()
    locked.mkdir()
    blocked.write_text("no folder")
    monkeypatch.setattr(folders, "pictures", lambda: home)
    dialog = _dialog(opened)
    _choose(dialog, "png", blocked / "results")
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
    _wait(opened, qtbot)
    assert (home / "dark_new.png").exists() and not list(locked.iterdir())


def test_without_any_other_folder_one_is_asked_for(
    opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setattr(export_dialog, "instead_of", lambda folder: None)
    dialog = _dialog(opened)
    _choose(dialog, "png", blocked)
    dialog.go.click()
    assert dialog.warning.text() == f"Nothing can be saved in {blocked}: choose another folder."
    dialog.close()


def test_cancel_leaves_no_file(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto
) -> None:
    opened.studio.open([make_photo("large.png", 2000, 1500)])
    wait_photo(opened, qtbot, "large.png")
    out = tmp_path / "out"
    out.mkdir()
    opened.document.propose(Edit(detail=1 << 16))
    dialog = _dialog(opened)
    _choose(dialog, "png", out)
    dialog.go.click()
    opened.commands.exporting.exporter.cancel()
    qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)
    assert list(out.iterdir()) == []
    assert not opened.commands.exporting.exporter.running


@pytest.mark.parametrize("broken", [False, True])
def test_export_all(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto, broken: bool
) -> None:
    other = make_photo("other.png")
    opened.studio.library.add([other])
    if broken:
        other.write_bytes(b"no photo")
    out = tmp_path / "out"
    out.mkdir()
    dialog = _dialog(opened, "export_all")
    _choose(dialog, "jpg", out)
    dialog.go.click()
    _wait(opened, qtbot)
    names = sorted(path.name for path in out.iterdir())
    assert names == (["dark_new.jpg"] if broken else ["dark_new.jpg", "other_new.jpg"])
    assert bool(opened.reports.messages) is broken
    if broken:
        text, reason = opened.reports.messages[-1].split("\n")
        assert text == "1 of 2 photos exported; 1 could not be:"
        assert "other.png" in reason
        assert [entry.status for entry in opened.studio.library.entries] == ["exported", "failed"]


@pytest.mark.parametrize("failing", [1, 5])
def test_what_was_written_can_be_shown_where_others_failed(
    failing: int, opened: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = [tmp_path / f"bad{n}.png" for n in range(failing)]
    for path in bad:
        path.write_bytes(b"no photo")
    opened.studio.library.add(bad)
    dialog = _dialog(opened, "export_all")
    _choose(dialog, "png", tmp_path / "out")
    dialog.go.click()
    _wait(opened, qtbot)
    assert f"1 of {1 + failing} photos exported; {failing} could not be" in opened.reports.text.text()
    assert opened.reports.offer.isVisible() and opened.reports.offer.text() == "Show in folder"
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not shown.append(url))
    opened.reports.offer.click()
    assert shown == [QUrl.fromLocalFile(str(tmp_path / "out"))]


def test_no_folder_is_offered_where_nothing_was_written(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    other = tmp_path / "other.png"
    other.write_bytes(b"no photo")
    opened.studio.library.add([other])
    out = tmp_path / "out"
    for name in ("dark_new.png", "other_new.png"):
        (out / name).mkdir(parents=True)  # folders, which no file replaces
    dialog = _dialog(opened, "export_all")
    _choose(dialog, "png", out)
    for _ in ("Export", "Replace"):
        dialog.go.click()
    _wait(opened, qtbot)
    assert opened.reports.text.text().startswith("0 of 2 photos exported; 2 could not be:")
    assert opened.reports.offer.isHidden()


def test_many_failures_are_counted_with_their_reasons_as_details(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = [tmp_path / f"bad{n}.png" for n in range(5)]
    for path in bad:
        path.write_bytes(b"no photo")
    opened.studio.library.add(bad)
    dialog = _dialog(opened, "export_all")
    _choose(dialog, "png", tmp_path / "out")
    with qtbot.waitSignal(opened.studio.offered, timeout=WAIT) as told:
        dialog.go.click()
    _wait(opened, qtbot)
    text, details, *_ = told.args
    assert text == "1 of 6 photos exported; 5 could not be."
    assert all(path.name in details for path in bad)


def test_pause_waits_between_files(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto
) -> None:
    exporter, out = opened.commands.exporting.exporter, tmp_path / "out"
    opened.studio.library.add([make_photo(f"{n}.png") for n in range(6)])
    dialog = _dialog(opened, "export_all")
    _choose(dialog, "png", out)
    with qtbot.waitSignal(exporter.progressed, timeout=WAIT):
        dialog.go.click()
        dialog.pause.click()
    assert exporter.paused and exporter.running
    assert not out.exists()  # it waits where the first photo would have begun
    assert dialog.pause.text() == "Go on"
    qtbot.waitUntil(lambda: dialog.state.text() == "Paused; 0 of 7 photos done", timeout=WAIT)
    told: list[str] = []
    exporter.progressed.connect(lambda *args: told.append("moved"))
    exporter._on_fraction(1.0)  # as it looks whether it was cancelled
    assert not told and dialog.state.text() == "Paused; 0 of 7 photos done"
    dialog.pause.click()
    assert dialog.pause.text() == "Pause"
    _wait(opened, qtbot)
    assert len(list(out.iterdir())) == 7


@pytest.mark.parametrize("way", ["button", "close", "escape"])
def test_cancelled_while_paused_says_how_many_were_written(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto, way: str
) -> None:
    exporter = opened.commands.exporting.exporter
    opened.studio.library.add([make_photo(f"{n}.png") for n in range(11)])
    dialog = _dialog(opened, "export_all")
    _choose(dialog, "png", tmp_path / "out")
    exporter.progressed.connect(lambda done, total, part: exporter.pause(done >= 1))
    with qtbot.waitSignal(exporter.waiting, timeout=WAIT):
        dialog.go.click()
    {"button": exporter.cancel, "close": dialog.close, "escape": dialog.reject}[way]()
    _wait(opened, qtbot)
    written = len(list((tmp_path / "out").iterdir()))
    assert 1 <= written < 12  # others may have been on their way to the disk, on a busy machine more
    said = f"Export cancelled: {written} of 12 photos were written."
    assert opened.reports.text.text() == said
    assert not opened.reports.offer.isHidden() and opened.reports.offer.text() == "Show in folder"


def test_a_cancel_that_came_too_late_tells_what_was_written(opened: MainWindow, tmp_path: Path) -> None:
    path = opened.studio.path
    assert path is not None
    opened.commands.exporting._on_exported((Outcome(path, tmp_path / "out.png", None),), 1, True)
    assert opened.reports.text.text() == f"Exported to {tmp_path / 'out.png'}."


def test_a_surprise_stops_one_photo_alone(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dce_studio.app.files import export

    real = export.run_batch

    def surprise(batch: Any, models: Any, running: Any, tell: Any, tick: Any) -> None:
        if batch.items[0].source.name == "dark.png":
            tell(Begun(0, batch.items[0]))
            raise MemoryError
        real(batch, models, running, tell, tick)

    monkeypatch.setattr(export, "run_batch", surprise)
    opened.studio.library.add([make_photo("other.png")])
    out = tmp_path / "out"
    dialog = _dialog(opened, "export_all")
    _choose(dialog, "png", out)
    dialog.go.click()
    _wait(opened, qtbot)
    assert [path.name for path in out.iterdir()] == ["other_new.png"]
    assert [entry.status for entry in opened.studio.library.entries] == ["failed", "exported"]
    assert "memory" in opened.reports.messages[-1]


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
