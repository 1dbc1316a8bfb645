"""`dce-studio watch` as a person types it."""

import argparse
from pathlib import Path

from dce_studio.cli import main
from dce_studio.commands import parsers, watch
from dce_studio.core.batch.events import Item


def test_watch_enhances_into_the_mirrored_place(photos: Path, weights: Path, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    parsers.watch(parser.add_subparsers())
    args = parser.parse_args(["watch", str(photos), "-o", str(tmp_path / "out"), "--weights", str(weights)])
    report = watch.enhance_new(args, [photos / "a.png", photos / "deep" / "b.jpg", photos / "broken.jpg"])
    assert report.failed == 1
    assert (tmp_path / "out" / "deep" / "b_bright_n8.jpg").exists()
    assert main(["watch", str(photos), "-o", str(photos)]) == 2


def test_watch_gives_each_photo_a_name_of_its_own(photos: Path, weights: Path, tmp_path: Path) -> None:
    (photos / "a.bmp").write_bytes((photos / "a.png").read_bytes())
    parser = argparse.ArgumentParser()
    parsers.watch(parser.add_subparsers())
    words = ["watch", str(photos), "-o", str(tmp_path / "out"), "--weights", str(weights), "--overwrite"]
    args = parser.parse_args([*words, "--format", "jpg"])
    known: dict[Path, Item] = {}
    for name in ("a.png", "a.bmp", "a.png"):  # the first comes again, changed
        assert not watch.enhance_new(args, [photos / name], known).failed
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a_bright_n8-bmp.jpg", "a_bright_n8.jpg"]


def test_a_template_that_cannot_be_ends_watching(photos: Path, weights: Path, tmp_path: Path) -> None:
    words = ["watch", str(photos), "-o", str(tmp_path / "out"), "--weights", str(weights)]
    assert main([*words, "--template", "{wrong}"]) == 2
