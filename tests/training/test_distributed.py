"""Two processes by torchrun: the same curve as one, and going on after one is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dce_studio.commands.train import arguments
from dce_studio.core.engine.weights import load_weights
from dce_studio.core.runs.events import Finished, Stepped, from_json
from dce_studio.training.config import Config
from dce_studio.training.trainer import train

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="torchrun over gloo is tried on Linux")


def torchrun(config: Config, restarts: int = 0) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    words += [f"--max-restarts={restarts}", "-m", "dce_studio", "train", *arguments(config), "--json"]
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


def test_two_processes_are_as_one(config: Callable[..., Config], tmp_path: Path) -> None:
    changes = {"batch": 4, "steps": 4}
    alone = [e for e in train(config(output=tmp_path / "one", **changes)) if isinstance(e, Stepped)]
    process = torchrun(config(output=tmp_path / "two", **changes))
    out, err = process.communicate()
    assert process.returncode == 0, err
    told = [from_json(line) for line in out.splitlines()]
    together = {e.step: e.losses["total"] for e in told if isinstance(e, Stepped)}
    assert 1 in together
    for event in alone:
        if event.step in together:
            assert together[event.step] == pytest.approx(event.losses["total"], rel=1e-4)
    a, b = (load_weights(tmp_path / name / "last.safetensors").net.state_dict() for name in ("one", "two"))
    assert all(float((a[k] - b[k]).abs().max()) < 1e-4 for k in a)


def test_survives_a_killed_worker(config: Callable[..., Config], tmp_path: Path) -> None:
    made = config(output=tmp_path / "out", batch=4, steps=40, save_every=0.0)
    list(train(config(output=tmp_path / "whole", batch=4, steps=40)))
    process = torchrun(made, restarts=2)
    assert process.stdout
    killed = False
    finished = []
    for line in process.stdout:
        event = from_json(line)
        if isinstance(event, Stepped) and event.step >= 3 and not killed:
            killed = True
            os.kill(_worker(process.pid), signal.SIGKILL)
        if isinstance(event, Finished):
            finished.append(event)
    _, err = process.communicate()
    assert killed and process.returncode == 0, err
    assert finished[-1].step == 40 and finished[-1].reason == "done"
    a, b = (load_weights(tmp_path / name / "last.safetensors").net.state_dict() for name in ("whole", "out"))
    assert all(float((a[k] - b[k]).abs().max()) < 1e-3 for k in a)


def _worker(parent: int) -> int:
    """One of the processes that torchrun started."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    children = [int(word) for task in tasks for word in task.read_text().split()]
    return next(pid for pid in children if b"dce_studio" in Path(f"/proc/{pid}/cmdline").read_bytes())
