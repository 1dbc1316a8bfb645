"""A long session: whose maps are whose, and how many are kept."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from dce_studio.app.studio import Studio
from tests.ui.helpers import WAIT

MB = 1_000_000


def write(path: Path, value: int) -> None:
    """A plain picture of that grey, of the same size in bytes whatever it is."""
    Image.fromarray(np.full((40, 60, 3), value, np.uint8)).save(path, "BMP")


def test_a_file_that_was_replaced_gets_maps_of_its_own(
    studio: Studio, qtbot: QtBot, tmp_path: Path, make_photo: Callable[..., Path]
) -> None:
    path, other = tmp_path / "a.bmp", make_photo("b.png")
    write(path, 20)

    def shown(wanted: Path) -> bool:
        photo = studio.document.photo
        return photo is not None and photo.path == wanted and studio.estimator.settled

    studio.open([path, other])
    qtbot.waitUntil(lambda: shown(path), timeout=WAIT)
    old = studio.document.maps
    studio.step(1)
    qtbot.waitUntil(lambda: shown(other), timeout=WAIT)
    studio.step(-1)
    qtbot.waitUntil(lambda: shown(path), timeout=WAIT)
    assert studio.document.maps is old  # the same file: nothing is estimated again
    studio.step(1)
    qtbot.waitUntil(lambda: shown(other), timeout=WAIT)
    write(path, 90)
    os.utime(path, ns=(0, 12345))
    studio.step(-1)
    qtbot.waitUntil(lambda: shown(path), timeout=WAIT)
    assert studio.document.maps is not old


def test_many_photos_stay_within_the_budget(
    studio: Studio, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio.kept, "_budget", MB)  # four photos' maps
    paths = [tmp_path / f"{number}.bmp" for number in range(12)]
    for number, path in enumerate(paths):
        write(path, 10 + number)
    studio.open(paths)
    for path in paths:
        qtbot.waitUntil(
            lambda path=path: (
                (photo := studio.document.photo) is not None
                and photo.path == path
                and studio.estimator.settled
            ),
            timeout=WAIT,
        )
        assert studio.kept.bytes <= MB
        studio.step(1)
    assert studio.kept.bytes > MB / 2
