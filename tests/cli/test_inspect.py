"""`dce-studio inspect`, by its own parser, with weights made here."""

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dce_studio.commands import inspection, parsers
from dce_studio.core.edit import Edit
from dce_studio.core.files import sidecar
from dce_studio.core.local.values import Linear, Local


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dce-pp that brightens everything alike."""
    import torch

    from dce_studio.core.engine.net import build
    from dce_studio.core.engine.weights import save_weights

    net = build("dce-pp")
    with torch.no_grad():
        for value in net.parameters():
            value.mul_(0.1)
    path = tmp_path_factory.mktemp("weights") / "even.safetensors"
    save_weights(path, net, "dce-pp", {"licence": "MIT"})
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small dark photo."""
    values = np.random.default_rng(0).integers(0, 90, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(values).save(tmp_path / "dark.png")
    return tmp_path / "dark.png"


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    parsers.inspect(parser.add_subparsers())
    args = parser.parse_args(["inspect", *map(str, words)])
    code: int = inspection.run(args)
    return code


def test_it_writes_everything(photo, weights, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(photo, "-o", out, "--weights", weights, "--at", "3,4", "--at", "0,0", "--roi", "1,2,10,9") == 0
    assert "report.json" in capsys.readouterr().out
    data = json.loads((out / "report.json").read_text("utf-8"))
    assert data["maps"]["shared"] is True
    assert [(p["x"], p["y"]) for p in data["probes"]] == [(3, 4), (0, 0)]
    assert {"curves.csv", "maps.npz", "maps.png", "lut_1d.cube", "lut_3d.cube"} <= {
        p.name for p in out.iterdir()
    }


def test_a_card_alone_or_beside_the_rest(photo, weights, tmp_path, capsys):
    card = tmp_path / "card.svg"
    assert run(photo, "--weights", weights, "--card", card, "--at", "3,4") == 0
    assert capsys.readouterr().out.split() == [str(card)] and "α₈" in card.read_text("utf-8")
    assert run(photo, "--weights", weights, "--card", tmp_path / "card.txt") == 1
    assert "no kind of card" in capsys.readouterr().err
    assert run(photo) == 2 and "--card FILE" in capsys.readouterr().err


def test_a_saved_edit_s_places_are_read_where_they_lie(photo, weights, tmp_path):
    edit = Edit(gamma=1.2).with_locals(Local(Linear((20.0, 0.0), (20.5, 0.0)), -1.0, feather=0.0))
    sidecar.write(tmp_path / "edit.json", sidecar.SavedEdit(edit, str(weights)))
    words = ("--edit", tmp_path / "edit.json", "--at", "3,4", "--at", "50,30", "-o", tmp_path / "out")
    assert run(photo, *words, "--card", tmp_path / "c.svg", "--alpha", tmp_path / "alpha.npz") == 0
    data = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert data["edit"]["gamma"] == 1.2 and data["edit"]["locals"][0]["shape"]["kind"] == "linear"
    inside, beyond = (np.array(probe["applied"]) for probe in data["probes"])
    assert (inside == 0).all() and (beyond != 0).all()
    with np.load(tmp_path / "alpha.npz") as file:
        assert (file["alpha"] != 0).all() and "Local strengths are not in it" in str(file["note"])


def test_alpha_of_every_pixel(photo, weights, tmp_path, capsys):
    file = tmp_path / "alpha.npz"
    assert run(photo, "--weights", weights, "--alpha", file) == 0
    assert capsys.readouterr().out.split() == [str(file)]
    with np.load(file) as saved:
        assert saved["alpha"].shape == (1, 3, 40, 60)  # these weights share one map among the steps
    assert run(photo, "--weights", weights, "--alpha", tmp_path / "alpha.jpg") == 1
    assert ".npz, .tif" in capsys.readouterr().err


def test_at_paper_pixels_are_exact_where_the_maps_are_averages(weights, tmp_path, monkeypatch):
    values = np.random.default_rng(0).integers(0, 90, (100, 180, 3), dtype=np.uint8)
    Image.fromarray(values).save(tmp_path / "large.png")  # a smaller one is never averaged
    words = (tmp_path / "large.png", "--weights", weights, "--detail", "paper", "--at", "3,4")
    assert run(*words, "-o", tmp_path / "whole", "--alpha", tmp_path / "whole.npz") == 0
    monkeypatch.setattr("dce_studio.core.engine.estimate.STORED", 20 * 15)
    assert run(*words, "-o", tmp_path / "out", "--alpha", tmp_path / "alpha.npz") == 0
    with np.load(tmp_path / "alpha.npz") as file, np.load(tmp_path / "whole.npz") as whole:
        np.testing.assert_allclose(file["alpha"], whole["alpha"], atol=1e-5)
        at_pixel = file["alpha"][0, :, 4, 3]
    data = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert data["maps"]["width"] < 180
    np.testing.assert_allclose(data["probes"][0]["alpha"][0], at_pixel, atol=1e-5)


def test_the_map_controls_are_in_all_it_writes(photo, weights, tmp_path):
    words = ("--weights", weights, "--keep-colour", 0.5, "--coupling", 1, "--smoothing", 0.3, "--at", "3,4")
    assert run(photo, "-o", tmp_path / "out", *words) == 0
    data = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert [data["edit"][name] for name in ("keep_colour", "coupling", "smoothing")] == [0.5, 1, 0.3]
    red, green, blue = (np.array(data["probes"][0]["alpha"])[:, c] for c in range(3))
    assert np.allclose(red, green) and np.allclose(green, blue)
    assert run(photo, "-o", tmp_path / "other", "--weights", weights, "--coupling", 2) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--at", "60,0"],
        ["--roi", "0,0,0,5"],
        ["--roi", "50,0,11,5"],
        ["--iterations", "17"],
        ["--gamma", "nan"],
    ],
)
def test_values_that_cannot_be_are_refused(photo, weights, tmp_path, capsys, words):
    assert run(photo, "-o", tmp_path / "out", "--weights", weights, *words) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [["--at", "1"], ["--at", "a,b"], ["--roi", "1,2,3"]])
def test_wrong_usage_ends_with_2(photo, tmp_path, words):
    with pytest.raises(SystemExit) as stop:
        run(photo, "-o", tmp_path, *words)
    assert stop.value.code == 2


def test_a_missing_photo_is_named(tmp_path, weights, capsys):
    assert run(tmp_path / "gone.png", "-o", tmp_path / "out", "--weights", weights) == 1
    assert "gone.png" in capsys.readouterr().err


def test_missing_weights_are_named(photo, tmp_path, capsys):
    assert run(photo, "-o", tmp_path / "out", "--weights", tmp_path / "gone.safetensors") == 2
    assert "gone" in capsys.readouterr().err
