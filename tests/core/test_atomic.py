"""The atomic writer: what killed processes left is swept, and a folder is listed once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dce_studio.core import atomic
from dce_studio.core.atomic import write_bytes

DAY = 86400.0
posix = pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot be asked for")


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def leftover(target: Path, process: int, machine: str = atomic._MACHINE, age: float = 2 * DAY) -> Path:
    """A temporary file of a process, last touched `age` seconds ago."""
    path = target.with_name(f".{target.name}.{machine}-{process}-00{atomic.TEMPORARY}")
    path.write_bytes(b"half")
    os.utime(path, (time.time() - age,) * 2)
    return path


@posix
def test_what_dead_processes_left_in_a_folder_goes_with_the_first_write(tmp_path: Path, dead: int) -> None:
    mine, other = leftover(tmp_path / "a.png", dead, age=0), leftover(tmp_path / "b.png", dead, age=0)
    photo = tmp_path / f"c{atomic.TEMPORARY}.png"
    photo.write_bytes(b"no temporary file")
    write_bytes(tmp_path / "a.png", b"whole")
    assert not mine.exists() and not other.exists() and photo.exists()


@posix
def test_those_of_a_living_process_and_of_other_machines_stay(tmp_path: Path, dead: int) -> None:
    living = leftover(tmp_path / "a.png", os.getppid(), age=0)
    elsewhere = leftover(tmp_path / "a.png", dead, "0badcafe", age=3600)
    write_bytes(tmp_path / "a.png", b"whole")
    assert living.exists() and elsewhere.exists()


@posix
def test_one_with_this_process_s_number_that_it_does_not_write_goes(tmp_path: Path) -> None:
    """As in containers, where the next run has the number of the killed one."""
    left = leftover(tmp_path / "a.png", os.getpid(), age=0)
    with atomic.atomic_file(tmp_path / "a.png") as file:
        assert not left.exists()
        atomic.sweep.cache_clear()
        atomic.sweep(tmp_path)
        file.write(b"whole")
    assert (tmp_path / "a.png").read_bytes() == b"whole"


def test_what_nobody_touched_for_a_day_goes_whosever_it_was(tmp_path: Path, dead: int) -> None:
    old = [leftover(tmp_path / "a.png", dead, machine) for machine in (atomic._MACHINE, "0badcafe", "x")]
    old.append(tmp_path / f".a.png.{dead}-00{atomic.TEMPORARY}")  # as earlier versions called them
    old[-1].touch()
    os.utime(old[-1], (1, 1))
    write_bytes(tmp_path / "b.png", b"whole")
    assert [p.name for p in tmp_path.iterdir()] == ["b.png"]


def test_a_folder_is_listed_once_for_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[Path] = []
    original = Path.iterdir

    def counted(folder: Path) -> Iterator[Path]:
        listed.append(folder)
        return original(folder)

    monkeypatch.setattr(Path, "iterdir", counted)
    for number in range(20):
        write_bytes(tmp_path / f"{number}.txt", b"whole")
    assert listed == [tmp_path]
