"""Frames and places of `dce-studio enhance`: crops, turns, straightening, local strengths."""

from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.edit import Edit
from dce_studio.core.files import read_photo, sidecar
from dce_studio.core.geometry import Framing, Size
from dce_studio.core.local.values import Linear, Local
from tests.cli.helpers import enhance


@pytest.mark.parametrize("detail", ["smooth", "paper"])
def test_a_crop_has_the_curves_of_the_whole(photos: Path, weights: Path, tmp_path: Path, detail: str) -> None:
    tones = (
        "--weights",
        weights,
        "--detail",
        detail,
        "--temperature",
        "-30",
        "--tint",
        "4",
        "--black",
        "0.05",
    )
    assert enhance(photos / "a.png", "-o", tmp_path / "whole.png", *tones) == 0
    frame = ("--crop", "0.25,0,1,0.5", "--turn", "90", "--flip")
    assert enhance(photos / "a.png", "-o", tmp_path / "part.png", *tones, *frame) == 0
    whole = read_photo(tmp_path / "whole.png").pixels
    height, width = whole.shape[:2]
    part = whole[: round(height / 2), round(width / 4) :]
    assert np.array_equal(read_photo(tmp_path / "part.png").pixels, np.rot90(part[:, ::-1], -1))


def test_what_is_straightened_has_the_size_that_is_left(
    photos: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, out = photos / "a.png", tmp_path / "o.png"
    options = ("--weights", weights, "--iterations", 0, "--flip")
    assert enhance(photo, "-o", out, *options, "--straighten", "-4.5") == 0
    whole, left = read_photo(photo).size, read_photo(out).size
    assert left == Framing(mirrored=True, tilt=4.5).size(whole) and left < whole
    capsys.readouterr()
    assert enhance(photo, "-o", tmp_path / "p.png", "--straighten", "50") == 2
    assert "cannot be straightened by 50°" in capsys.readouterr().err
    assert not (tmp_path / "p.png").exists()


def test_a_saved_frame_is_applied_and_can_be_changed(photos: Path, weights: Path, tmp_path: Path) -> None:
    saved = sidecar.SavedEdit(Edit(iterations=0).framed(Framing(0, 0, 0.5, 1, 1)), str(weights))
    sidecar.write(tmp_path / "edit.json", saved)
    for name, more in (("a", ()), ("b", ("--turn", "0"))):
        out = tmp_path / f"{name}.png"
        assert enhance(photos / "a.png", "-o", out, "--edit", tmp_path / "edit.json", *more) == 0
    before = read_photo(photos / "a.png").size
    turned, upright = (read_photo(tmp_path / f"{name}.png").size for name in "ab")
    assert upright == (round(before.width / 2), before.height)
    assert turned == (before.height, round(before.width / 2))


def test_saved_local_strengths_are_applied(photos: Path, weights: Path, tmp_path: Path) -> None:
    width = read_photo(photos / "a.png").size.width
    edit = Edit().with_locals(Local(Linear((width / 2 - 0.1, 0.0), (width / 2, 0.0)), -1.0, feather=0.0))
    sidecar.write(tmp_path / "edit.json", sidecar.SavedEdit(edit, str(weights)))
    assert enhance(photos / "a.png", "-o", tmp_path / "o.png", "--edit", tmp_path / "edit.json") == 0
    before, after = read_photo(photos / "a.png").pixels, read_photo(tmp_path / "o.png").pixels
    left, right = np.s_[:, : width // 2 - 2], np.s_[:, width // 2 + 2 :]
    assert np.array_equal(after[left], before[left])
    assert after[right].mean() > before[right].mean() + 10


def test_the_places_of_a_larger_photo_lie_where_they_lay(photos: Path, weights: Path, tmp_path: Path) -> None:
    size = read_photo(photos / "a.png").size
    large = Size(size.width * 5, size.height * 5)
    half = Linear((large.width / 2 - 1, 0.0), (large.width / 2, 0.0))
    edit = Edit().with_locals(Local(half, -1.0, feather=0.0))
    sidecar.write(tmp_path / "edit.json", sidecar.SavedEdit(edit, str(weights), photo_size=large))
    for name, more in (("one", ()), ("many", ("--part", "1/1"))):
        out = tmp_path / name
        assert enhance(photos / "a.png", "-o", f"{out}/", "--edit", tmp_path / "edit.json", *more) == 0
        before, after = (read_photo(path).pixels for path in (photos / "a.png", next(out.glob("*.png"))))
        left, right = np.s_[:, : size.width // 2 - 2], np.s_[:, size.width // 2 + 2 :]
        assert np.array_equal(after[left], before[left])
        assert after[right].mean() > before[right].mean() + 10


def test_a_crop_that_cannot_be_is_wrong_usage(
    photos: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert enhance(photos / "a.png", "-o", tmp_path / "o.png", "--crop", "0.5,0,0.2,1") == 2
    assert "left before right" in capfd.readouterr().err
