"""Batches ended from outside: every result is whole, nothing half written stays, what is done is told."""

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dce_studio.core.atomic import TEMPORARY
from dce_studio.core.errors import PhotoError
from dce_studio.core.files import read_photo
from tests.attack.effort import rounds, told

SIZE, COUNT = (1800, 1200), 40
WAIT = 240  # seconds, for a machine with much else to do; then it hangs
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Photos whose results are long in writing."""
    folder = tmp_path / "photos"
    folder.mkdir()
    noise = np.random.default_rng(1).integers(0, 90, (SIZE[1], SIZE[0], 3), np.uint8)
    Image.fromarray(noise).save(folder / "0.jpg", quality=95)
    for number in range(1, COUNT):
        os.link(folder / "0.jpg", folder / f"{number}.jpg")
    return folder


def begin(command: str, folder: Path, out: Path, *options: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "dce_studio", command, str(folder), "-o", f"{out}/", "--format", "png"]
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background job ignores Ctrl+C
    return subprocess.Popen([*words, *options], stderr=subprocess.PIPE, text=True, preexec_fn=listen)


def at_work(process: "subprocess.Popen[str]", out: Path, results: int) -> None:
    """Wait until it has written so many results and another is under way; else it is ended."""
    until = time.monotonic() + WAIT
    while process.poll() is None and time.monotonic() < until:
        found = list(out.iterdir()) if out.exists() else []
        parts = [path for path in found if path.name.endswith(TEMPORARY)]
        if len(found) - len(parts) >= results and parts:
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.002)
    code = process.poll()
    raise AssertionError(f"it ended or did not begin: {code}, {end(process, signal.SIGKILL)}")


def end(process: "subprocess.Popen[str]", number: int) -> str:
    """Send the signal; what it then said."""
    process.send_signal(number)
    return process.communicate(timeout=WAIT)[1]


def damaged(out: Path) -> int:
    """How many results are not whole."""
    count = 0
    for path in out.glob("*.png"):
        try:
            count += read_photo(path).size != SIZE
        except PhotoError:
            count += 1
    return count


def left(out: Path) -> list[str]:
    """Temporary files."""
    return [path.name for path in out.iterdir() if path.name.endswith(TEMPORARY)]


def done(said: str) -> int | None:
    """How many results it told of; None where the signal came before it began."""
    counted = re.search(rf"^(\d+) of {COUNT} photos are done; --skip-existing", said, re.M)
    return int(counted[1]) if counted else None


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=str)
def test_a_batch_ends_cleanly_and_says_what_is_done(
    folder: Path, tmp_path: Path, number: int, code: int
) -> None:
    out, report = tmp_path / "out", tmp_path / "report.json"
    process = begin("enhance", folder, out, "--report", str(report))
    at_work(process, out, 1)
    said = end(process, number)
    results = len(list(out.glob("*.png")))
    assert process.returncode == code
    assert left(out) == [] and damaged(out) == 0 and 0 < results < COUNT
    assert done(said) == results, said
    assert said.endswith("dce-studio: stopped.\n") and "Traceback" not in said
    assert report.read_text().count('"result"') == results


def test_a_watch_ends_cleanly(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = begin("watch", folder, out, "--existing", "--interval", "0.05")
    at_work(process, out, 1)
    said = end(process, signal.SIGTERM)
    assert process.returncode == 143 and "Traceback" not in said
    assert left(out) == [] and damaged(out) == 0
    counted = re.search(r"(\d+) photos were enhanced", said)
    assert counted and int(counted[1]) == len(list(out.glob("*.png"))), said


def test_what_a_killed_batch_leaves_goes_with_the_next(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = begin("enhance", folder, out)
    at_work(process, out, 1)
    end(process, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL and left(out) and damaged(out) == 0
    for path in list(folder.iterdir())[1:]:
        path.unlink()
    again = begin("enhance", folder, out, "--skip-existing")
    again.communicate(timeout=WAIT)
    assert again.returncode == 0 and left(out) == []


def test_kills_at_any_moment(folder: Path, tmp_path: Path) -> None:
    """Any signal at any moment of the run, also while it starts."""
    before = hashlib.sha256((folder / "0.jpg").read_bytes()).digest()
    counts: Counter[str] = Counter()
    for turn, chance in enumerate(rounds(1, 0.15)):
        out = tmp_path / f"out{turn}"
        _kill(begin("enhance", folder, out), out, chance, counts)
        counts["damaged results"] += damaged(out) if out.exists() else 0
    told("kills", counts)
    assert counts["damaged results"] == counts["tracebacks"] == 0
    assert counts["left by SIGTERM"] == counts["miscounted"] == 0
    assert hashlib.sha256((folder / "0.jpg").read_bytes()).digest() == before


def _kill(process: "subprocess.Popen[str]", out: Path, chance: random.Random, counts: "Counter[str]") -> None:
    number = chance.choice((signal.SIGTERM, signal.SIGINT, signal.SIGKILL))
    if chance.random() < 0.7:
        at_work(process, out, chance.randrange(4))
    with suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(0, 2.0))
    said = end(process, number)
    counts[signal.Signals(number).name] += 1
    counts["tracebacks"] += "Traceback" in said and out.exists()  # Python's own, while it still starts
    if number != signal.SIGKILL and out.exists():
        counts["left by SIGTERM"] += len(left(out))
        counts["miscounted"] += done(said) not in (None, len(list(out.glob("*.png"))))
