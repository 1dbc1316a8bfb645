"""Exporting through the dialog: what is written, failed, cancelled, of one photo and of all."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from dce_studio.app.files.export import Outcome, maps_for_export
from dce_studio.core.batch.events import Begun
from dce_studio.core.edit import Edit
from dce_studio.core.engine import estimate, weights
from dce_studio.ui.main_window import MainWindow
from tests.core.shaping import rendered
from tests.ui.helpers import WAIT, MakePhoto, wait_photo
from tests.ui.photos.helpers import choose, open_dialog, wait_exported


def test_export_writes_what_the_screen_shows(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(opened)
    choose(dialog, "png", tmp_path)
    dialog.go.click()
    wait_exported(opened, qtbot)
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
    dialog = open_dialog(opened, action)
    choose(dialog, "png", tmp_path)
    dialog.go.click()
    wait_exported(opened, qtbot)
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


def test_a_failed_export_is_told(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "dark_new.png").mkdir()  # a folder, which no file replaces
    dialog = open_dialog(opened)
    choose(dialog, "png", tmp_path)
    for _ in ("Export", "Replace"):
        dialog.go.click()
    wait_exported(opened, qtbot)
    assert opened.reports.messages
    assert opened.studio.library.entries[0].status == "failed"


def test_cancel_leaves_no_file(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto
) -> None:
    opened.studio.open([make_photo("large.png", 2000, 1500)])
    wait_photo(opened, qtbot, "large.png")
    out = tmp_path / "out"
    out.mkdir()
    opened.document.propose(Edit(detail=1 << 16))
    dialog = open_dialog(opened)
    choose(dialog, "png", out)
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
    dialog = open_dialog(opened, "export_all")
    choose(dialog, "jpg", out)
    dialog.go.click()
    wait_exported(opened, qtbot)
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
    dialog = open_dialog(opened, "export_all")
    choose(dialog, "png", tmp_path / "out")
    dialog.go.click()
    wait_exported(opened, qtbot)
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
    dialog = open_dialog(opened, "export_all")
    choose(dialog, "png", out)
    for _ in ("Export", "Replace"):
        dialog.go.click()
    wait_exported(opened, qtbot)
    assert opened.reports.text.text().startswith("0 of 2 photos exported; 2 could not be:")
    assert opened.reports.offer.isHidden()


def test_many_failures_are_counted_with_their_reasons_as_details(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = [tmp_path / f"bad{n}.png" for n in range(5)]
    for path in bad:
        path.write_bytes(b"no photo")
    opened.studio.library.add(bad)
    dialog = open_dialog(opened, "export_all")
    choose(dialog, "png", tmp_path / "out")
    with qtbot.waitSignal(opened.studio.offered, timeout=WAIT) as told:
        dialog.go.click()
    wait_exported(opened, qtbot)
    text, details, *_ = told.args
    assert text == "1 of 6 photos exported; 5 could not be."
    assert all(path.name in details for path in bad)


def test_pause_waits_between_files(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto
) -> None:
    exporter, out = opened.commands.exporting.exporter, tmp_path / "out"
    opened.studio.library.add([make_photo(f"{n}.png") for n in range(6)])
    dialog = open_dialog(opened, "export_all")
    choose(dialog, "png", out)
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
    wait_exported(opened, qtbot)
    assert len(list(out.iterdir())) == 7


@pytest.mark.parametrize("way", ["button", "close", "escape"])
def test_cancelled_while_paused_says_how_many_were_written(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto, way: str
) -> None:
    exporter = opened.commands.exporting.exporter
    opened.studio.library.add([make_photo(f"{n}.png") for n in range(11)])
    dialog = open_dialog(opened, "export_all")
    choose(dialog, "png", tmp_path / "out")
    exporter.progressed.connect(lambda done, total, part: exporter.pause(done >= 1))
    with qtbot.waitSignal(exporter.waiting, timeout=WAIT):
        dialog.go.click()
    {"button": exporter.cancel, "close": dialog.close, "escape": dialog.reject}[way]()
    wait_exported(opened, qtbot)
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
    dialog = open_dialog(opened, "export_all")
    choose(dialog, "png", out)
    dialog.go.click()
    wait_exported(opened, qtbot)
    assert [path.name for path in out.iterdir()] == ["other_new.png"]
    assert [entry.status for entry in opened.studio.library.entries] == ["failed", "exported"]
    assert "memory" in opened.reports.messages[-1]
