"""Runs that were killed go on as if they had not been; states that cannot be gone on with are told."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch

from dce_studio.cli import main
from dce_studio.core.errors import TrainingError
from dce_studio.core.runs.events import (
    Finished,
    Started,
    Stepped,
)
from dce_studio.training import checkpoint, resume, trainer
from dce_studio.training.config import Config
from dce_studio.training.trainer import train
from tests.training.helpers import Make, command, same, weights


def killed_at(config: Config, at: int) -> None:
    """Run until that step and vanish, as a killed process does, with the checkpoint of some earlier step."""
    run = train(config)
    for event in run:
        if isinstance(event, Stepped) and event.step == at:
            return run.close()
    raise AssertionError("ended before")


@pytest.mark.parametrize("at", [2, 4])
def test_resumes_exactly(config: Make, tmp_path: Path, at: int) -> None:
    list(train(config(output=tmp_path / "whole")))
    killed_at(config(output=tmp_path / "broken", save_every=0.0), at)
    resumed = list(train(config(output=tmp_path / "broken", resume=True, folders=())))
    assert isinstance(resumed[-1], Finished)
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "broken"))
    assert same(weights(tmp_path / "whole", "best"), weights(tmp_path / "broken", "best"))


def test_resumes_in_the_precision_it_had(
    config: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.devices, "has_bfloat16", lambda device: True)  # what auto would choose
    list(train(config(output=tmp_path / "whole")))
    killed_at(config(output=tmp_path / "broken", save_every=0.0), 3)
    resumed = list(train(Config(output=tmp_path / "broken", resume=True)))
    assert [e.precision for e in resumed if isinstance(e, Started)] == ["float32"]
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "broken"))


def test_resumes_where_its_device_is_missing(config: Make) -> None:
    made = config(steps=1)
    list(train(made))
    state = checkpoint.load_state(made.output)
    assert state and state.words["device"] == "cpu"
    moved = checkpoint.RunState(state.tensors, {**state.words, "device": "cuda:99"})
    plain = Config(output=made.output, resume=True)
    assert resume.resumed(plain, state).device == "cpu"
    assert resume.resumed(plain, moved).device == "auto"
    assert (
        resume.resumed(replace(plain, device="cuda:98"), moved).device == "cuda:98"
    )  # asked for: told later


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_sigkill_and_resume(config: Make, tmp_path: Path) -> None:
    list(train(config(output=tmp_path / "whole")))
    broken = config(output=tmp_path / "broken", save_every=0.0)
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command(broken), stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout
        for line in process.stdout:
            if '"event": "step"' in line and '"step": 3' in line:
                os.kill(process.pid, signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    list(train(config(output=tmp_path / "broken", resume=True)))
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "broken"))


def test_nothing_to_resume(config: Make) -> None:
    with pytest.raises(TrainingError, match="no training to resume"):
        next(train(config(resume=True, folders=())))


@pytest.mark.parametrize("content", [b"", b"garbage" * 9, b"\x80\x04cos\nsystem\n."])
def test_damaged_state(config: Make, content: bytes) -> None:
    made = config(resume=True)
    made.output.mkdir()
    (made.output / "state.safetensors").write_bytes(content)
    with pytest.raises(TrainingError, match="damaged"):
        next(train(made))


def test_state_of_another_network(config: Make) -> None:
    list(train(config(steps=1)))
    path = config().output / "state.safetensors"
    tensors = safetensors.torch.load_file(path)
    with safetensors.safe_open(path, "pt") as file:
        metadata = file.metadata()
    safetensors.torch.save_file({k: v for k, v in tensors.items() if "conv7" not in k}, path, metadata)
    with pytest.raises(TrainingError, match="does not fit"):
        list(train(config(resume=True)))


@pytest.mark.parametrize(
    "words", ["{}", "[]", "3", '{"recipe": {}}', '{"recipe": [1]}', '{"recipe": {"unheard_of": 1}}',
              '{"recipe": {"lr": "fast"}, "folders": [1]}'],
)  # fmt: skip
def test_state_of_another_version_is_one_sentence(
    config: Make, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    made = config(resume=True)
    made.output.mkdir()
    metadata = {"format": "1", "words": words}
    safetensors.torch.save_file({"net.a": torch.zeros(1)}, made.output / "state.safetensors", metadata)
    assert main(["train", "-o", str(made.output), "--resume"]) == 1
    assert capfd.readouterr().err.count("\n") == 1
    with pytest.raises(TrainingError, match=r"another version|damaged"):
        next(train(made))
