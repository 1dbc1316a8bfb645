"""A scheduler and workers on this machine, in processes of their own, and photos for them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("distributed", reason="Dask is missing: pip install dce-studio[cluster]")

KILLER = """
import os, pathlib, sys

def opened(self, *rest, **named):
    if "killer" in self.name and self.suffix == ".png" and "dce_studio.core.batch.child" in sys.orig_argv:
        os.kill(os.getpid(), 9)
    return _open(self, *rest, **named)

_open, pathlib.Path.open = pathlib.Path.open, opened
"""
"""In every process of the cluster: a photo whose name says so ends the process that opens it."""


class Cluster:
    """A scheduler at one address that can be ended and started again, and two workers of one thread."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.file = folder / "scheduler.json"
        self._environment = {**os.environ, "PYTHONPATH": f"{folder}", "PYTHONWARNINGS": "ignore"}
        (folder / "sitecustomize.py").write_text(KILLER)
        self._folder, self._processes = folder, []  # type: ignore[var-annotated]
        self.start(port)

    def start(self, port: int) -> None:
        """Have both, at this port of this machine or any."""
        self.file.unlink(missing_ok=True)
        self._run("scheduler", "--host", "127.0.0.1", "--port", str(port), "--scheduler-file", str(self.file))
        local = ("--local-directory", str(self._folder))
        for _ in range(2):
            self._run(
                "worker", "--scheduler-file", str(self.file), "--nthreads", "1", "--nworkers", "1", *local
            )

    def _run(self, kind: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *arguments]
        with (self._folder / "log").open("a") as log:
            self._processes.append(
                subprocess.Popen(
                    command, stderr=log, stdout=log, env=self._environment, start_new_session=True
                )
            )

    def end(self) -> None:
        """End the scheduler, its workers and what they started."""
        for process in self._processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._processes = []


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if os.name != "posix":
        pytest.skip("its processes are ended by their group")
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    yield found
    found.end()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with 40 dark photos, and a broken one."""
    folder = tmp_path / "photos"
    (folder / "deep").mkdir(parents=True)
    random = np.random.default_rng(1)
    for number in range(40):
        dark = random.integers(0, 60, (24, 32, 3), np.uint8)
        Image.fromarray(dark).save(folder / ("deep" if number % 2 else "") / f"{number:02}.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    return folder
