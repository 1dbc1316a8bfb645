"""Which photos of a watched folder are new and whole."""

import os
from pathlib import Path

from dce_studio.core.batch.watch import Watcher


def test_a_photo_is_handed_out_once_when_it_has_settled(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(b"old")
    watcher = Watcher(tmp_path, tmp_path / "out")
    assert watcher.poll(100) == []
    new = tmp_path / "new.JPG"
    new.write_bytes(b"a")
    (tmp_path / "notes.txt").write_bytes(b"a")
    (tmp_path / "empty.png").touch()
    assert watcher.poll(101) == []
    new.write_bytes(b"ab")
    assert watcher.poll(102.5) == []  # it grew
    assert watcher.poll(104.6) == [new]
    assert watcher.poll(200) == []
    new.write_bytes(b"abc")
    os.utime(new, ns=(1, 1))
    assert watcher.poll(201) == [] and watcher.poll(204) == [new]


def test_results_below_the_folder_are_left_out(tmp_path: Path) -> None:
    for name in ("a.jpg", "deep/b.jpg", "out/c.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"a")
    watcher = Watcher(tmp_path, tmp_path / "out", recursive=True, existing=True)
    assert watcher.poll(0) == []
    assert watcher.poll(3) == [tmp_path / "a.jpg", tmp_path / "deep" / "b.jpg"]
