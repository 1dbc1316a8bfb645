"""Runs from beginning to end: events, stopping, what is kept, and what goes wrong."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import Tensor

from dce_studio.core.engine.net import build
from dce_studio.core.engine.weights import load_weights
from dce_studio.core.errors import TrainingError, WeightsError
from dce_studio.core.runs.events import (
    Event,
    Finished,
    Paused,
    Saved,
    Stepped,
    Validated,
    Warned,
    from_json,
    to_json,
)
from dce_studio.training import step, trainer, validate
from dce_studio.training.config import Config
from dce_studio.training.control import RunControl, Wish
from dce_studio.training.trainer import train
from tests.training.helpers import Make, command, same, weights


def test_a_run(config: Make) -> None:
    made = config(steps=5)
    events = list(train(made))
    kinds = [event.kind for event in events]
    assert [k for k in kinds if k not in ("scanning", "saved", "warning")] == (
        ["scanned", "started"] + ["step"] * 5 + ["epoch", "samples", "finished"]
    )
    assert isinstance(events[-1], Finished) and events[-1].reason == "done"
    loaded = load_weights(made.output / "best.safetensors")
    assert loaded.info.architecture == "dce-slim" and "Trained on 8 photos" in loaded.info.description
    assert (made.output / "samples" / "before-1.jpg").exists() and any((made.output / "logs").iterdir())


def test_events_survive_json(config: Make) -> None:
    for event in train(config(steps=2)):
        again = from_json(to_json(event))
        assert again is not None and to_json(again) == to_json(event)
    assert from_json("a warning of some library") is None and from_json('{"event": "other"}') is None


def test_repeats_exactly(config: Make, tmp_path: Path) -> None:
    for name in ("a", "b"):
        list(train(config(output=tmp_path / name)))
    assert same(weights(tmp_path / "a"), weights(tmp_path / "b"))


RECIPES = [
    {"framing": "crop", "references": "photo", "size": 24},
    {"framing": "squash", "references": "photo", "arch": "dce-pp"},
    {"estimate": 16, "upsample": "guided"},
    {"estimate": 16, "losses": "paper"},
    {"exposures": "brightness", "saturation": 0.1, "ema": 0.0},
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipes(config: Make, recipe: dict[str, object]) -> None:
    events = list(train(config(steps=2, **recipe)))
    assert isinstance(events[-1], Finished) and events[-1].reason == "done"


def test_stop_and_keep_then_go_on(config: Make, tmp_path: Path) -> None:
    control = RunControl()
    seen: list[Event] = []
    for event in train(config(), control):
        seen.append(event)
        if isinstance(event, Stepped) and event.step == 2:
            control.want(Wish.STOP)
    last = seen[-1]
    assert (
        isinstance(last, Finished)
        and last.reason == "stopped"
        and last.step == 3
        and Path(last.last).exists()
    )
    assert isinstance(list(train(config(resume=True)))[-1], Finished)


def test_pause(config: Make) -> None:
    control = RunControl()
    seen = []
    for event in train(config(steps=3), control):
        seen.append(event)
        if isinstance(event, Stepped) and event.step == 1:
            control.want(Wish.PAUSE)
        if isinstance(event, Paused) and event.paused:
            control.want(Wish.GO)
    assert [e.paused for e in seen if isinstance(e, Paused)] == [True, False]
    assert isinstance(seen[-1], Finished) and seen[-1].step == 3


def test_nan_stops_at_the_last_good_weights(config: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    real = step.enhance
    calls = 0

    def bad(x: Tensor, r: Tensor) -> Tensor:
        nonlocal calls
        calls += 1
        return real(x, r) * (float("nan") if calls > 4 else 1.0)

    monkeypatch.setattr(step, "enhance", bad)
    made = config(threads=1)
    events = list(train(made))
    assert isinstance(events[-1], Finished) and events[-1].reason == "nan"
    assert all(value.isfinite().all() for value in weights(made.output).values())


def test_early_stop(config: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer, "SHORTEST_EPOCH", 1)
    monkeypatch.setattr(
        trainer.validate, "look", lambda *a: trainer.validate.Validation({"total": 1.0}, 0.5, 0.0)
    )
    events = list(train(config(steps=40, batch=8, patience=2)))
    assert isinstance(events[-1], Finished) and events[-1].reason == "early" and events[-1].step == 3


def test_weights_that_whiten_are_not_the_best_for_a_lower_loss(
    config: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([(1.0, 1.1), (0.9, 1.6), (1.0, 1.05)])  # loss, penalty

    def look(*args: object) -> validate.Validation:
        loss, penalty = next(looks)
        return validate.Validation({"total": loss}, 0.5, 0.0, penalty=penalty)

    monkeypatch.setattr(trainer, "SHORTEST_EPOCH", 1)
    monkeypatch.setattr(validate, "look", look)
    told = [e for e in train(config(steps=3, batch=8)) if isinstance(e, Validated)]
    assert [e.best for e in told] == [True, False, True]
    assert [e.score for e in told] == pytest.approx([1.1, 1.44, 1.05])


def test_a_score_on_pairs_is_penalised_alike() -> None:
    figures = validate.Validation({"total": 2.0}, 0.5, 0.0, penalty=2.0)
    assert validate.score(figures) == 4.0
    assert validate.score(figures, 20.0) == pytest.approx(-20 + 3.01, abs=1e-2)  # twice the squared error


def test_night_s_figures_are_told_and_kept(config: Make) -> None:
    made = config(steps=2)
    (event,) = [e for e in train(made) if isinstance(e, Validated)]
    assert event.blown is not None and event.order is not None and event.score is not None
    assert event.score >= event.losses["total"]
    kept = load_weights(made.output / "best.safetensors").info.figures
    assert kept["blown %"] == round(event.blown, 4) and kept["order error ‰"] == round(event.order, 4)


def test_what_the_photo_had_is_not_held_against_the_network(config: Make) -> None:
    """A photo that is white before it is darkened may be white again; one that was not may not."""

    def blown(original: int) -> float:
        photo = np.full((32, 32, 6), (60, 60, 60, original, original, original), np.uint8)
        recipe = config().recipe
        net = build(recipe.arch)
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.zero_()
            net.get_parameter("e_conv7.bias").fill_(-4.0)  # lifts all it can
        figures = validate.look(step.Forwarder(net, recipe, torch.device("cpu"), False), [photo], 1)
        assert figures.night and figures.night.blown == 100
        return figures.penalty

    assert blown(255) == 1 and blown(200) == pytest.approx(101)


def test_does_not_overwrite_a_run(config: Make) -> None:
    list(train(config(steps=1)))
    with pytest.raises(TrainingError, match="--resume"):
        next(train(config(steps=1)))


def test_start_weights_of_another_network(config: Make) -> None:
    list(train(config(steps=1)))
    other = config(
        output=config().output / "other", weights=str(config().output / "last.safetensors"), arch="dce"
    )
    with pytest.raises(TrainingError, match="dce-slim"):
        list(train(other))


def test_disk_full_warns_once_and_ends_with_a_sentence(
    config: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(trainer.checkpoint_writer.checkpoint, "save_state", full)
    seen: list[Event] = []
    monkeypatch.setattr(trainer.checkpoint_writer.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(TrainingError, match="free some space"):
        seen.extend(train(config(save_every=0.0)))
    assert not list(tmp_path.glob("dce-studio-*"))
    told = [e for e in seen if e.kind == "warning" and "No space left" in getattr(e, "text", "")]
    assert len(told) == 1 and not any(isinstance(e, Saved) for e in seen)


def test_what_a_full_disk_refused_is_kept_elsewhere(
    config: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = config(output=tmp_path / "whole")
    list(train(whole))
    made = config(output=tmp_path / "full")
    save = trainer.checkpoint_writer.save_weights

    def full(path: Path, *rest: object) -> None:
        if path.parent == made.output:
            raise WeightsError("Cannot write.") from OSError(28, "No space left on device")
        save(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(trainer.checkpoint_writer, "save_weights", full)
    monkeypatch.setattr(trainer.checkpoint_writer.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(TrainingError, match="move the files") as told:
        list(train(made))
    (kept,) = tmp_path.glob("dce-studio-*")
    assert str(kept) in str(told.value)
    del told  # its traceback holds the run
    assert all(same(weights(kept, name), weights(whole.output, name)) for name in ("best", "last"))
    assert (kept / "state.safetensors").exists()


def test_best_weights_that_could_not_be_written_are_written_later(
    config: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = iter((1.0, 2.0, 3.0))  # the first are the best
    monkeypatch.setattr(trainer, "SHORTEST_EPOCH", 1)
    monkeypatch.setattr(
        trainer.validate, "look", lambda *a: trainer.validate.Validation({"total": next(scores)}, 0.5, 0.0)
    )
    write, failures = trainer.checkpoint_writer.save_weights, [WeightsError("No space left.")]

    def full_once(path: Path, *rest: object) -> None:
        if failures:
            raise failures.pop()
        write(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(trainer.checkpoint_writer, "save_weights", full_once)
    events = list(train(config(steps=3, batch=8, save_every=0.0)))
    with safetensors.safe_open(config().output / "best.safetensors", "pt") as file:
        kept = file.metadata()
    assert kept["step"] == "1" and "1.0" in kept["figures"]
    texts = [e.text for e in events if isinstance(e, Warned)]
    assert sum("No space left" in text for text in texts) == 1


def test_few_photos_are_looked_at_often() -> None:
    counts = {n: trainer._held_out_count(Config(), n) for n in (7, 8, 20, 30, 640, 10_000)}
    assert counts == {7: 0, 8: 1, 20: 4, 30: 5, 640: 64, 10_000: 64}
    assert [trainer._looks(n) for n in (1, 5, 64)] == [32, 35, 64]


def test_folder_vanishes_in_mid_run(
    config: Make, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dce_studio.training.data.IN_MEMORY", 0)  # every photo read each time
    events = []
    for event in train(config(steps=4)):
        events.append(event)
        if isinstance(event, Stepped) and event.step == 1:
            shutil.rmtree(photos)
    assert isinstance(events[-1], Finished) and events[-1].reason == "done"


def test_published_layout(config: Make) -> None:
    made = config(steps=1, pth=True)
    list(train(made))
    assert load_weights(made.output / "best.pth").info.architecture == "dce-slim"


@pytest.mark.parametrize("how", ["line", "end", "interrupt"])
def test_the_command_stops_and_keeps(config: Make, how: str) -> None:
    if how == "interrupt" and sys.platform == "win32":
        pytest.skip("Windows sends Ctrl+C to consoles only")
    made = config(steps=100_000)
    pipe = subprocess.PIPE
    with subprocess.Popen(command(made, "--control"), stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin and process.stdout
        for line in process.stdout:
            if '"event": "step"' in line:
                break
        if how == "line":
            process.stdin.write("stop\n")
            process.stdin.flush()
        elif how == "end":
            process.stdin.close()
        else:
            process.send_signal(signal.SIGINT)
        last = from_json(process.stdout.readlines()[-1])
    assert process.returncode == 0 and isinstance(last, Finished) and last.reason == "stopped"
    assert load_weights(Path(last.last)).info.architecture == "dce-slim"


def test_an_output_that_cannot_be_is_told_before_any_step(config: Make, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    seen: list[Event] = []
    with pytest.raises(TrainingError, match="cannot be written to"):
        seen.extend(train(config(output=tmp_path / "file")))
    assert not any(isinstance(event, Stepped) for event in seen)
