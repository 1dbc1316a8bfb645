"""The atomic writer: what killed processes left is swept, and a folder is listed once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dce_studio.core import atomic
from dce_studio.core.atomic import write_bytes


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def leftover(target: Path, process: int) -> Path:
    """A temporary file of a process, old enough for any system."""
    path = target.with_name(f".{target.name}.{process}-00{atomic.TEMPORARY}")
    path.write_bytes(b"half")
    os.utime(path, (1, 1))
    return path


def test_leftovers_of_the_same_target_are_swept(tmp_path: Path, dead: int) -> None:
    mine, other = leftover(tmp_path / "a.png", dead), leftover(tmp_path / "b.png", dead)
    write_bytes(tmp_path / "a.png", b"whole")
    assert not mine.exists() and other.exists()  # another machine may be at work on the other
    write_bytes(tmp_path / "b.png", b"whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.png", "b.png"]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot be asked for")
def test_those_of_a_living_process_stay(tmp_path: Path) -> None:
    path = leftover(tmp_path / "a.png", os.getpid())
    write_bytes(tmp_path / "a.png", b"whole")
    assert path.exists()


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
