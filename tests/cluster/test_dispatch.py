"""`enhance --scheduler`: what comes of it is what one machine makes."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.conftest import Cluster


def enhance(*arguments: object) -> tuple[int, list[str]]:
    """Exit code and lines on stderr, in a process of its own: Dask's threads end with it."""
    done = started(*arguments)
    _, told = done.communicate(timeout=240)
    return done.returncode, told.splitlines()


def started(*arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "ignore", "-m", "dce_studio", "enhance", *map(str, arguments)]
    return subprocess.Popen([*command, "--recursive", "--iterations", "3"], stderr=subprocess.PIPE, text=True)


def address(cluster: Cluster) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if cluster.file.exists():
            return str(json.loads(cluster.file.read_text())["address"])
        time.sleep(0.1)  # for another process, which cannot be waited for otherwise
    raise AssertionError("the scheduler did not start")


def results(folder: Path) -> dict[Path, bytes]:
    found = (path for path in folder.rglob("*.*") if path.suffix != ".sqlite")
    return {path.relative_to(folder): path.read_bytes() for path in found}


def test_the_files_failures_and_exit_code_are_those_of_one_machine(
    cluster: Cluster, photos: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    code, told = enhance(photos, "-o", one, "--report", tmp_path / "one.json")
    assert code == 1 and len(told) == 1
    options = ("--scheduler", address(cluster), "--report", tmp_path / "two.json")
    assert enhance(photos, "-o", two, *options) == (code, told)
    assert results(two) == results(one) and len(results(one)) == 40

    def reported(name: str) -> list[dict[str, object]]:
        entries = json.loads((tmp_path / name).read_text().replace(str(two), str(one)))["photos"]
        return sorted(({**entry, "seconds": 0} for entry in entries), key=lambda entry: entry["photo"])

    assert reported("two.json") == reported("one.json")
    before = {path: path.stat().st_mtime_ns for path in two.rglob("*.png")}
    gone = two / "deep" / "39_dce_n3.png"
    gone.unlink()
    assert enhance(photos, "-o", two, *options)[0] == 1
    assert {path: path.stat().st_mtime_ns for path in before if path != gone} == {
        path: at for path, at in before.items() if path != gone
    }
    assert results(two) == results(one)


def test_a_photo_that_kills_is_told_and_the_rest_goes_on(
    cluster: Cluster, photos: Path, tmp_path: Path
) -> None:
    (photos / "broken.jpg").unlink()
    (photos / "00.png").rename(photos / "killer.png")
    code, told = enhance(photos, "-o", tmp_path / "out", "--scheduler", address(cluster))
    assert code == 1 and len(told) == 1
    assert "killer.png ended the process that enhanced it, twice (signal SIGKILL)" in told[0]
    assert len(results(tmp_path / "out")) == 39


@pytest.fixture
def nobody() -> Iterator[str]:
    """A place on this machine, its port taken, where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(("kind", "because"), [("nonsense", "no address"), ("tcp", "does not answer")])
def test_a_scheduler_that_is_not_to_be_had_is_told(
    photos: Path, tmp_path: Path, nobody: str, kind: str, because: str
) -> None:
    code, told = enhance(photos, "-o", tmp_path / "out", "--scheduler", f"{kind}://{nobody}")
    assert code == 1 and len(told) == 1 and because in told[0]


def test_a_part_has_no_scheduler(photos: Path, tmp_path: Path, nobody: str) -> None:
    scheduler = ("--scheduler", f"tcp://{nobody}")
    assert enhance(photos, "-o", tmp_path / "out", *scheduler, "--part", "1/2")[0] == 2
