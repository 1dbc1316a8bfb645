"""The training dialog with a real training process, tiny."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from dce_studio.app.state.document import Document
from dce_studio.app.training import runs
from dce_studio.app.training.logs import losses
from dce_studio.core.runs.events import Paused, Stepped, Validated
from dce_studio.training.config import Recipe
from dce_studio.training.log import Log
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.training import form
from dce_studio.ui.training.dialog import TrainDialog

WAIT = 120_000  # ms: importing torch on a busy machine


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "data_folder", lambda: tmp_path / "data")
    monkeypatch.setattr(form, "LENGTHS", (("Tiny", 4), ("Endless", 100_000)))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for k in range(4):
        pixels = np.random.default_rng(k).integers(0, 60 * (k + 1), (24, 32, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"{k}.png")
    (folder / "broken.jpg").write_bytes(b"no photo")
    return folder


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[TrainDialog]:
    made = TrainDialog(Document())
    qtbot.addWidget(made)
    made.form.edge.setValue(32)
    made.form.batch.setValue(2)
    made.form.arch.setCurrentIndex(1)
    made.show()
    yield made
    made.shut_down()


def until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=WAIT)


def test_scan_tells_at_once(qtbot: QtBot, dialog: TrainDialog, photos: Path) -> None:
    dialog.form.add(photos)
    until(qtbot, lambda: not dialog.scanner.running)
    assert "4 photos" in dialog.form.found.text() and "1 unreadable" in dialog.form.found.text()
    assert "Only 4 photos" in dialog.form.warnings.text() and dialog.form.bars.isVisible()


def test_scan_of_an_empty_folder(qtbot: QtBot, dialog: TrainDialog, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    dialog.form.add(tmp_path / "empty")
    until(qtbot, lambda: not dialog.scanner.running)
    assert "no readable photo" in dialog.form.found.text() and dialog.form.bars.isHidden()
    assert not dialog.buttons["start"].isEnabled() and "no readable" in dialog.buttons["start"].toolTip()


def test_train_compare_use(qtbot: QtBot, dialog: TrainDialog, photos: Path) -> None:
    chosen: list[str] = []
    compared: list[str] = []
    dialog.weights_chosen.connect(chosen.append)
    dialog.compare_wanted.connect(compared.append)
    dialog.form.add(photos)
    dialog.buttons["start"].click()
    until(qtbot, lambda: not dialog.trainer.running)
    assert dialog.progress.state.text() == "The training is complete."
    assert dialog.buttons["use"].isVisible() and not dialog.buttons["resume"].isVisible()
    assert len(dialog.progress.traces["total"].shown[0]) >= 2
    assert len(dialog.progress.curve.spec.lines) == 3
    assert not dialog.progress.samples[0].after.pixmap().isNull()
    dialog._back()  # closed without a word on the weights: they are there the next day
    dialog.offer_resume()
    assert "complete" in dialog.message.text() and not dialog.buttons["resume"].isVisible()
    whole = dialog.geometry()
    dialog.buttons["compare"].click()
    assert compared[-1].endswith("new, step 4.safetensors") and runs.is_of_run(compared[-1])
    assert dialog.height() < 160 and "dce" in dialog.comparing.text()  # the photo stays in sight
    dialog.buttons["compare"].click()
    assert compared[-1] == "" and dialog.geometry() == whole and dialog.pages.isVisible()
    dialog.buttons["compare"].click()
    dialog.buttons["use"].click()
    assert compared[-1] == "" and Path(chosen[0]).is_file()
    assert [str(info.path) for info in runs.own_weights()] == chosen
    assert runs.own_weights()[0].architecture == "dce-slim"
    dialog.offer_resume()
    assert "no training to resume" in dialog.message.text()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_process_offers_resume_then_stop_and_discard(
    qtbot: QtBot, dialog: TrainDialog, photos: Path
) -> None:
    told: list[str] = []
    dialog.failed.connect(told.append)
    dialog.form.length.setCurrentIndex(1)
    dialog.form.add(photos)
    dialog.buttons["start"].click()
    until(qtbot, lambda: bool(runs.unfinished()))  # its first checkpoint
    os.kill(dialog.trainer.pid, signal.SIGKILL)
    until(qtbot, lambda: not dialog.trainer.running)
    assert "resumed" in told[0] and dialog.buttons["resume"].isVisible() and dialog.message.isVisible()
    dialog.buttons["resume"].click()
    until(qtbot, lambda: dialog.progress.state.text().startswith("Step "))
    assert len(dialog.progress.traces["total"].shown[0]) > 2  # those of before the kill, too
    dialog.buttons["pause"].click()
    until(qtbot, lambda: dialog.buttons["pause"].text() == "Go on")
    dialog.buttons["pause"].click()
    until(qtbot, lambda: dialog.buttons["pause"].text() == "Pause")
    dialog.buttons["stop"].click()
    until(qtbot, lambda: not dialog.trainer.running)
    assert dialog.buttons["resume"].isVisible() and dialog.buttons["use"].isDefault()
    run = runs.unfinished()[0]
    assert (dialog.progress.bar.value(), dialog.progress.bar.maximum()) == (run.step, 100_000)
    dialog.discard()
    assert not runs.unfinished() and dialog.pages.currentWidget() is dialog.form


def test_buttons_say_why_they_cannot_be_pressed(dialog: TrainDialog, tmp_path: Path) -> None:
    start, remove = dialog.buttons["start"], dialog.form.remove
    assert not start.isEnabled() and "folders" in start.toolTip()
    assert not remove.isEnabled() and "no folder" in remove.toolTip()
    dialog.form.add(tmp_path)
    assert start.isEnabled() and remove.isEnabled()
    dialog.scanner.finish(0)
    remove.click()
    assert not start.isEnabled() and not remove.isEnabled()


def test_the_weights_in_use_are_those_of_now(dialog: TrainDialog) -> None:
    dialog._document.set_weights("dce-pp")
    dialog.form.start.setCurrentIndex(1)
    assert "dce-pp" in dialog.form.start.currentText() and "--weights=dce-pp" in dialog.form.arguments()


def test_a_training_that_ends_unseen_is_told(dialog: TrainDialog) -> None:
    told: list[str] = []
    dialog.ended.connect(told.append)
    dialog.hide()
    dialog.trainer.ended.emit("")
    assert len(told) == 1 and "Train" in told[0]


def test_how_it_stands_is_told_in_the_status_bar(dialog: TrainDialog) -> None:
    told: list[str] = []
    dialog.stands.connect(told.append)
    dialog.progress.bar.setRange(0, 8)
    dialog._on_event(Stepped(2, 1, {}, lr=0.1, seconds=1.0, left=None))
    dialog._on_event(Paused(2, True))
    dialog._on_event(Paused(2, False))
    dialog.hide()
    dialog.trainer.ended.emit("")
    dialog.show()
    assert told == ["Training 25 %", "Training paused", "Training…", "Training ended", ""]


def test_the_window_shows_a_training_whose_dialog_is_closed(window: MainWindow) -> None:
    window.actions_["train"].trigger()
    dialog = window.findChild(TrainDialog)
    assert dialog is not None and window.status.training.isHidden()
    dialog.stands.emit("Training 25 %")
    assert window.status.training.isVisible() and window.status.training.text() == "Training 25 %"
    dialog.hide()
    dialog.progress.state.setText("The training is complete.")
    dialog.trainer.ended.emit("")
    assert window.status.training.text() == "Training ended" and "complete" in window.reports.text.text()
    dialog.failed.emit("The disk is full.")
    assert window.reports.messages == ("The disk is full.",)
    window.status.training.click()
    assert dialog.isVisible() and window.status.training.isHidden()
    assert window.findChildren(TrainDialog) == [dialog]


def test_the_epoch_that_is_kept_is_named(dialog: TrainDialog) -> None:
    for number, best in ((1, True), (2, False)):
        dialog._on_event(Validated(number, 4 * number, {"total": 1.0}, 0.5, 0.0, best))
        said = dialog.progress.figures.text()
        assert said.endswith("the best so far" if best else "best, kept: epoch 1")


def test_nothing_to_resume(dialog: TrainDialog) -> None:
    dialog.offer_resume()
    assert "no training to resume" in dialog.message.text()
    dialog.start()
    assert "folders" in dialog.message.text()


def test_weights_of_a_training_that_cannot_go_on_may_still_be_used(
    dialog: TrainDialog, tmp_path: Path
) -> None:
    dialog._folder = tmp_path
    (tmp_path / "best.safetensors").write_bytes(b"weights")  # and no state: the disk was full
    dialog.trainer.ended.emit("The disk is full.")
    assert dialog.message.text() == "The disk is full." and dialog.buttons["use"].isEnabled()
    assert dialog.buttons["save"].isVisible() and not dialog.buttons["resume"].isVisible()
    compared: list[str] = []
    dialog.compare_wanted.connect(compared.append)
    (tmp_path / "compare").touch()  # no folder can be made there
    dialog.buttons["compare"].click()
    assert compared == [str(tmp_path / "best.safetensors")]


def test_weights_that_are_gone(qtbot: QtBot, dialog: TrainDialog, photos: Path, tmp_path: Path) -> None:
    dialog._document.set_weights(str(tmp_path / "gone.safetensors"))
    dialog.form.start.setCurrentIndex(1)
    dialog.form.add(photos)
    dialog.start()
    until(qtbot, lambda: not dialog.trainer.running)
    assert dialog.message.text().startswith("There are no weights")
    assert "gone.safetensors" in dialog.message.text()


def test_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runs, "write_bytes", full)
    (tmp_path / "best.safetensors").write_bytes(b"weights")
    with pytest.raises(OSError, match="No space"):
        runs.keep(tmp_path)
    assert not list((runs.data_folder() / "weights").iterdir())


def test_save_as(dialog: TrainDialog, tmp_path: Path) -> None:
    dialog._folder = tmp_path
    (tmp_path / "best.safetensors").write_bytes(b"weights")
    dialog.save_to(str(tmp_path / "mine.safetensors"))
    assert (tmp_path / "mine.safetensors").read_bytes() == b"weights"
    dialog.save_to(str(tmp_path / "missing" / "mine.safetensors"))
    assert "cannot be written" in dialog.message.text()


def test_a_run_of_another_day_is_offered_with_its_traces(dialog: TrainDialog, tmp_path: Path) -> None:
    with Log(tmp_path / "logs", 0) as log:
        for step in range(1, 41):
            log.step(step, {"total": 1 / step, "spatial": 0.5, "saturation": 0.0}, lr=0.002)
    (written,) = (tmp_path / "logs").iterdir()
    written.rename(written.with_name("events.1"))  # two of one second would have one name
    with Log(tmp_path / "logs", 30) as log:  # it was killed, and went on from its checkpoint
        log.step(31, {"total": 0.9, "spatial": 0.5, "saturation": 0.0}, lr=0.002)
    told = losses(tmp_path)
    assert [step for step, _ in told] == list(range(1, 32)) and told[-1][1]["total"] == pytest.approx(0.9)
    dialog._offer(runs.Run(tmp_path, 31, 100, "dce"), "It stopped.")
    steps, values = dialog.progress.traces["total"].shown
    assert len(steps) == 31 and values[0] == 1
    traces = dialog.progress.traces
    assert traces["saturation"].isHidden() and not traces["total"].isHidden()
    dialog.progress.show_event(Stepped(32, 1, {"total": 1.0, "saturation": 0.5}, 0.002, 0.1, None))
    assert not traces["saturation"].isHidden()
    (tmp_path / "logs" / "events.damaged").write_bytes(b"nonsense" * 40)
    assert losses(tmp_path) == told


def test_steps_rate_batch_device_and_precision_are_numbers_and_choices(qtbot: QtBot) -> None:
    one = form.TrainForm("dce")
    qtbot.addWidget(one)
    recipe = Recipe()
    assert {name: getattr(recipe, name) for name in form.USUAL} == form.USUAL
    assert one.batch.text() == "16, as recommended" and one.lr.text() == "0.002, as recommended"
    assert f"--steps={one.length.currentData()}" in one.arguments()
    one.steps.setValue(1234)
    one.batch.setValue(8)
    one.device.setCurrentIndex(1)
    one.precision.setCurrentIndex(1)
    assert {"--steps=1234", "--batch=8", "--device=cpu", "--precision=float32"} <= set(one.arguments())
