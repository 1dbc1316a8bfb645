"""`dce-studio evaluate PHOTO…`: figures without references, as a table, as JSON and as a contact sheet."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dce_studio.cli import main
from dce_studio.core.edit import Edit
from dce_studio.core.files import sidecar
from dce_studio.core.geometry import Size
from dce_studio.core.local.values import Linear, Local

Capture = pytest.CaptureFixture[str]


def told(capfd: Capture, *words: str | Path) -> Any:
    """The JSON of a run that went well."""
    assert main(["evaluate", *map(str, words), "--json"]) == 0
    out = capfd.readouterr()
    assert not out.err
    return json.loads(out.out)


def width(picture: Path) -> int:
    with Image.open(picture) as image:
        return image.width


@pytest.fixture
def good(photos: Path) -> Path:
    """The folder without its broken photo."""
    (photos / "broken.jpg").unlink()
    return photos


def test_figures_of_photos_and_folders(good: Path, weights: Path, capfd: Capture) -> None:
    one = told(capfd, good / "a.png", "--weights", weights)["results"][0]
    both = told(capfd, good, good / "a.png", "--weights", weights)  # each once
    assert both["photos"] == 2 and both["detail"] == 64
    (result,) = both["results"]
    assert result["weights"] == "bright" and result["each"][0] == one["each"][0]
    assert result["mean"]["brightness"] > np.asarray(Image.open(good / "a.png")).mean() / 255
    assert result["mean"]["black"] is None  # nothing in it is black
    names = [Path(each["name"]).name for each in result["each"]]
    assert names == ["a.png", "b.jpg"]


def test_an_edit_and_its_options_count(good: Path, weights: Path, tmp_path: Path, capfd: Capture) -> None:
    preset = tmp_path / "off.dce.json"
    sidecar.write(preset, sidecar.SavedEdit(Edit(iterations=0, detail=48), str(weights)))
    kept = told(capfd, good / "a.png", "--edit", preset)
    figures = kept["results"][0]["mean"]
    assert kept["detail"] == 48 and kept["results"][0]["weights"] == "bright"
    assert (figures["blown"], figures["order"]) == (0, 0) and figures["saturation"] == pytest.approx(1)
    lifted = told(capfd, good / "a.png", "--edit", preset, "--gamma", "0.5", "--detail", "paper")
    assert lifted["results"][0]["mean"]["brightness"] > figures["brightness"]
    assert lifted["detail"] > 60000


def test_places_are_carried_to_photos_of_other_sizes(
    good: Path, weights: Path, tmp_path: Path, capfd: Capture
) -> None:
    with Image.open(good / "a.png") as image:
        size = Size(*image.size)
    dark = Linear((0, 0), (0, size.height / 2))
    ways = [
        ("own", dark, None),
        ("carried", Linear((0, 0), (0, size.height * 2)), Size(size.width * 4, size.height * 4)),
    ]
    means = []
    for name, shape, of in ways:
        preset = tmp_path / f"{name}.dce.json"
        edit = Edit().with_locals(Local(shape, -1.0))
        sidecar.write(preset, sidecar.SavedEdit(edit, str(weights), photo_size=of))
        means.append(told(capfd, good / "a.png", "--edit", preset)["results"][0]["mean"])
    assert means[0] == means[1]
    assert means[0] != told(capfd, good / "a.png", "--weights", weights)["results"][0]["mean"]


def test_the_table_has_a_line_for_each_of_the_weights(good: Path, weights: Path, capfd: Capture) -> None:
    words = ["evaluate", str(good / "a.png"), "--weights", str(weights)]
    assert main(words) == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["photo", "a.png", "mean", "worst"]
    assert all(word in lines[0] for word in ("blown%", "hue°", "contrast", "LOE")) and "–" in lines[1]
    assert main([*words, "--against", "dce-slim"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["bright", "dce-slim"] * 3


def test_bad_photos_are_a_sentence_each_and_the_others_go_on(
    photos: Path, weights: Path, tmp_path: Path, capfd: Capture
) -> None:
    (tmp_path / "empty").mkdir()
    words = ["evaluate", photos, tmp_path / "gone.jpg", tmp_path / "empty", "--weights", weights, "--json"]
    assert main([str(word) for word in words]) == 1
    out = capfd.readouterr()
    assert json.loads(out.out)["photos"] == 2
    assert len(out.err.splitlines()) == 3
    assert all(name in out.err for name in ("broken.jpg", "gone.jpg", "empty"))
    assert main(["evaluate", str(tmp_path / "gone.jpg"), "--weights", str(weights)]) == 1


def test_a_contact_sheet(good: Path, weights: Path, tmp_path: Path, capfd: Capture) -> None:
    sheet = tmp_path / "sheet.png"
    told(capfd, good, "--weights", weights, "--sheet", sheet)
    two = width(sheet)
    told(capfd, good, "--weights", weights, "--against", weights, "--sheet", sheet)
    assert width(sheet) > two >= 2 * 480
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ([], "name photos"),
        (["--low", "a"], "leave out|both|pairs"),
        (["a.png", "--low", "a", "--high", "b"], "leave out either"),
        (["--low", "a", "--high", "b", "--sheet", "s.png"], "--sheet is for photos alone"),
        (["--low", "a", "--high", "b", "--channel-strength", "1,1,1"], "--channel-strength is for"),
        (["a.png", "--against", "nothing"], "there are no weights nothing"),
        (["a.png", "--iterations", "99"], "iterations is 99"),
        (["a.png", "--sheet", "s.jpg"], "ends in .png"),
        (["a.png", "--sheet", "gone/s.png"], "there is no folder gone"),
    ],
)
def test_wrong_usage(capfd: Capture, words: list[str], because: str) -> None:
    assert main(["evaluate", *words]) == 2
    err = capfd.readouterr().err
    assert err.count("\n") == 1 and any(part in err for part in because.split("|"))


def test_a_sheet_never_takes_a_photo_s_place(good: Path, weights: Path, capfd: Capture) -> None:
    before = (good / "a.png").read_bytes()
    assert main(["evaluate", str(good), "--weights", str(weights), "--sheet", str(good / "a.png")]) == 2
    assert "is one of the photos" in capfd.readouterr().err and (good / "a.png").read_bytes() == before


def test_numbers_in_json_are_finite(good: Path, weights: Path, capfd: Capture) -> None:
    each = told(capfd, good / "a.png", "--weights", weights)["results"][0]["each"][0]
    values = [value for value in each.values() if isinstance(value, float)]
    assert values and all(math.isfinite(value) for value in values)
