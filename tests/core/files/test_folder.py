"""The photos in a folder, as all who open one see them."""

import os
from pathlib import Path

import pytest

from dce_studio.app.files.scan import find_photos
from dce_studio.core.batch.planning import plan
from dce_studio.core.batch.watch import Watcher
from dce_studio.core.edit import Edit
from dce_studio.core.files.folder import photos_in
from dce_studio.training.scan import find

NAMES = (
    "a.jpg",
    "B.JPG",
    "._a.jpg",
    "notes.txt",
    "deep/c.png",
    "deep/.d.png",
    ".hidden/e.png",
    "f.jpg/g.txt",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"a")
    return tmp_path


def test_hidden_files_and_what_is_no_photo_are_left_out(folder: Path) -> None:
    assert photos_in(folder) == [folder / "a.jpg", folder / "B.JPG"]
    assert photos_in(folder, recursive=True) == [
        folder / "a.jpg",
        folder / "B.JPG",
        folder / "deep" / "c.png",
    ]
    assert photos_in(folder, recursive=True, suffixes=(".png",)) == [folder / "deep" / "c.png"]


def test_the_window_the_command_line_the_watch_and_training_see_the_same(folder: Path) -> None:
    flat, deep = set(photos_in(folder)), set(photos_in(folder, recursive=True))
    assert set(find_photos((folder,), frozenset(), lambda fraction: None).photos) == flat
    for recursive, expected in ((False, flat), (True, deep)):
        items, missing = plan([folder], folder.parent / "out", "{name}", Edit(), "dce", recursive)
        assert {item.source for item in items} == expected and not missing
        watcher = Watcher(folder, folder.parent / "out", recursive=recursive, existing=True)
        assert watcher.poll(0) == [] and set(watcher.poll(9)) == expected
    assert set(find([folder], frozenset({".jpg", ".png"}))) == deep


def test_a_folder_that_is_gone_is_an_error_and_one_below_is_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileNotFoundError):
        photos_in(folder / "nowhere")
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "deep":
            raise PermissionError(13, "no entry", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert photos_in(folder, recursive=True) == [folder / "a.jpg", folder / "B.JPG"]
