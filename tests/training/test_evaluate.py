"""The figures, against plain definitions and against what a person would expect."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from dce_studio.cli import main
from dce_studio.core.engine.net import build
from dce_studio.core.engine.weights import save_weights
from dce_studio.core.errors import TrainingError
from dce_studio.training import metrics
from dce_studio.training.config import Config, preset
from dce_studio.training.evaluate import GAMMAS, pairs
from dce_studio.training.trainer import train

from .conftest import write_photo


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Pairs whose high half is the low half to the power 0.4."""
    low, high = tmp_path / "low", tmp_path / "high"
    high.mkdir()
    for k in range(3):
        write_photo(low / f"{k}.png", k, 0.15)
        dark = np.asarray(Image.open(low / f"{k}.png"), np.float64) / 255
        Image.fromarray(np.rint(dark**0.4 * 255).astype(np.uint8)).save(high / f"{k}.png")
    write_photo(low / "alone.png", 9)
    return low, high


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A network that changes nothing."""
    net = build("dce-slim")
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
    save_weights(tmp_path / "nothing.safetensors", net, "dce-slim", {})
    return tmp_path / "nothing.safetensors"


def test_metrics() -> None:
    rng = np.random.default_rng(0)
    a = rng.random((20, 30, 3), np.float32)
    assert metrics.psnr(a, a) == 100 and metrics.ssim(a, a) == pytest.approx(1)
    b = (a + np.float32(0.1)).clip(0, 2)
    assert metrics.psnr(a, b) == pytest.approx(20, abs=1e-3)
    assert metrics.measure(a, b).mae == pytest.approx(25.5, abs=1e-2)
    assert metrics.measure(a * np.float32(0.5), a).matched > 80


def test_command_prints_json(
    folders: tuple[Path, Path], weights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    low, high = folders
    words = ["evaluate", "--low", str(low), "--high", str(high), "--weights", str(weights), "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["photos"] == 3 and told["gamma"] == pytest.approx(0.4) and told["baseline"]["psnr"] > 60
    assert told["result"] == pytest.approx(told["input"]) and told["result"]["psnr"] < 15
    assert 0.4 in GAMMAS


def test_command_prints_a_table(
    folders: tuple[Path, Path], weights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    low, high = folders
    words = ["evaluate", "--low", str(low), "--high", str(high), "--weights", str(weights), "--detail", "48"]
    assert main(words) == 0
    assert "best gamma, 0.4" in capsys.readouterr().out


def test_no_pairs_and_bad_detail(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match="same name"):
        pairs(folders[0], tmp_path / "empty")
    words = ["evaluate", "--low", str(folders[0]), "--high", str(folders[1]), "--detail", "tiny"]
    assert main(words) == 1 and "--detail" in capsys.readouterr().err


def test_validation_on_pairs(folders: tuple[Path, Path], config: Callable[..., Config]) -> None:
    made = config(steps=1, low=str(folders[0]), high=str(folders[1]))
    (event,) = [e for e in train(made) if e.kind == "epoch"]
    assert getattr(event, "psnr", None) is not None and getattr(event, "best", False)


def test_train_command_on_a_terminal(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", str(photos), "-o", str(tmp_path / "out"), "--arch", "dce-slim", "--size", "32"]
    assert main([*words, "--steps", "2", "--batch", "2", "--device", "cpu"]) == 0
    told = capsys.readouterr().err
    assert "9 photos" in told and "epoch 1, step 2" in told and "The training is complete." in told
    assert main([*words, "--resume", "--lr", "0.5"]) == 1 and "cannot change" in capsys.readouterr().err
    assert main(["train", "-o", str(tmp_path / "out"), "--resume", "--steps", "3"]) == 0
    assert "step 3" in capsys.readouterr().err


def test_train_command_scans(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(photos), "-o", str(tmp_path / "out"), "--scan", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["photos"] for e in lines if e["event"] == "scanned"] == [9]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "changes", [{"size": 3}, {"lr": float("nan")}, {"losses": "other"}, {"steps": 0}, {"estimate": 999}]
)
def test_bad_recipes(changes: dict[str, object]) -> None:
    with pytest.raises(TrainingError):
        preset("studio", **changes)


def test_published_recipe() -> None:
    recipe = preset("published", arch="dce-slim")
    assert (recipe.lr, recipe.decay, recipe.clip, recipe.batch, recipe.epochs) == (1e-4, 1e-4, 0.1, 8, 200)
    assert recipe.smoothness_weight == 300 and preset("published", arch="dce-pp").smoothness_weight == 1600
    assert preset("published", arch="dce-pp").epochs == 100
    assert preset("published", losses="paper").smoothness_weight == 20 and preset("published").target == 0.6


def test_arguments_repeat_a_run(tmp_path: Path) -> None:
    import argparse

    from dce_studio.commands import parsers
    from dce_studio.commands import train as command

    parser = argparse.ArgumentParser()
    parsers.train(parser.add_subparsers())
    wanted = Config(
        folders=(tmp_path,), output=tmp_path / "o", recipe=preset("studio", flips=False, target=0.5, steps=3),
        device="cpu", pth=True,
    )  # fmt: skip
    args = parser.parse_args(["train", *command.arguments(wanted)])
    assert command.config_of(args) == wanted


def test_a_bad_pair_stops_neither_measuring_nor_training(
    folders: tuple[Path, Path], weights: Path, config: Callable[..., Config],
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    low, high = folders
    (high / "1.png").write_bytes(b"no photo")
    words = ["evaluate", "--low", str(low), "--high", str(high), "--weights", str(weights), "--json"]
    assert main(words) == 1
    told = capfd.readouterr()
    assert "1.png" in told.err and told.err.count("\n") == 1 and json.loads(told.out)["photos"] == 2
    events = list(train(config(steps=2, low=str(low), high=str(high))))
    assert sum("1.png" in getattr(event, "text", "") for event in events) == 1
    assert events[-1].kind == "finished" and any(getattr(event, "psnr", None) for event in events)


def test_missing_pairs_are_told_before_any_step(config: Callable[..., Config], tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="There is no folder"):
        next(train(config(low=str(tmp_path / "a"), high=str(tmp_path / "b"))))


def test_pairs_in_folders_meet_by_folder(tmp_path: Path) -> None:
    for side in ("low", "high"):
        for folder in ("a", "b"):
            write_photo(tmp_path / side / folder / "1.png", 0)
    found = pairs(tmp_path / "low", tmp_path / "high")
    assert [(pair.name, pair.high.parent.name) for pair in found] == [("a/1", "a"), ("b/1", "b")]


@pytest.mark.parametrize("size", [(1, 1), (2, 5), (3, 3), (6, 9)])
def test_small_pictures_have_figures(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).random((*size, 3), np.float32)
    same = metrics.measure(picture, picture)
    assert (same.psnr, same.mae) == (100.0, 0.0) and same.ssim == pytest.approx(1)


@pytest.mark.parametrize("size", [(40, 57), (7, 9), (6, 30), (3, 4), (2, 5), (1, 1)])
def test_structural_similarity_is_scikit_images(size: tuple[int, int]) -> None:
    from skimage.metrics import structural_similarity

    rng = np.random.default_rng(0)
    picture = rng.random((*size, 3)).astype(np.float32)
    for amount in (0.02, 0.3, 1.0):
        other = (picture + amount * rng.normal(0, 1, picture.shape)).clip(0, 1).astype(np.float32)
        a, b = picture, other
        if min(size) < 3:
            a, b = (np.pad(p, ((1, 1), (1, 1), (0, 0)), "edge") for p in (a, b))
        window = min(7, *a.shape[:2]) // 2 * 2 + 1
        window -= 2 * (window > min(a.shape[:2]))
        wanted = structural_similarity(a, b, channel_axis=2, data_range=1.0, win_size=window)
        assert metrics.ssim(picture, other) == pytest.approx(wanted, abs=2e-5)
