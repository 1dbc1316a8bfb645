"""Weights and training states from others: damaged or foreign, each is one sentence, and nothing is run."""

import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch

from dce_studio.app.training import runs
from dce_studio.core.engine.net import build
from dce_studio.core.engine.weights import load_weights, save_published, save_weights
from dce_studio.core.errors import TrainingError, WeightsError
from dce_studio.training import checkpoint, resume
from dce_studio.training.checkpoint import STATE, RunState
from dce_studio.training.config import Config, Recipe
from dce_studio.training.model import AveragedNet, initial
from tests.attack.effort import mutated, rounds, told

ODD: tuple[Any, ...] = (
    None, True, -1, 1e999, float("nan"), 10**400, 64.5, "", "x" * 5000, "\ud800", [], {}, [[]], {"a": 1},
)  # fmt: skip


def model() -> AveragedNet:
    recipe = Recipe(arch="dce-slim")
    return AveragedNet(initial(recipe), recipe, torch.device("cpu"))


def state_words() -> dict[str, Any]:
    recipe = {name: getattr(Recipe(arch="dce-slim"), name) for name in Recipe.__dataclass_fields__}
    return {
        "recipe": recipe, "folders": ["photos"], "held_out": 0.1, "low": "", "high": "", "device": "cpu",
        "precision": "float32", "micro": 0, "threads": 0, "pth": False, "fingerprint": "f", "steps": 800,
        "progress": {"step": 3, "validated": 0, "best": float("inf"), "since": 0},
    }  # fmt: skip


def resuming(folder: Path) -> str:
    """What comes of resuming: "resumed", or "refused" in one sentence that names the folder."""
    assert runs.read_run(folder) is None or isinstance(runs.read_run(folder).sentence, str)  # type: ignore[union-attr]
    config = Config(output=folder, resume=True)
    try:
        state = resume.found(config)
        assert state is not None
        config = resume.resumed(config, state)
        resume.restored(
            folder, state, AveragedNet(initial(config.recipe), config.recipe, torch.device("cpu"))
        )
    except TrainingError as error:
        assert (
            str(folder) in str(error) and "\n" not in str(error) and len(str(error)) < len(str(folder)) + 300
        )
        return "refused"
    return "resumed"


def places(words: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where there is a value in these words: the keys that lead there."""
    inner = words.items() if isinstance(words, dict) else ()
    return [place, *(found for key, value in inner for found in places(value, (*place, key)))]


def changed(words: dict[str, Any], place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    return {**words, place[0]: changed(words[place[0]], place[1:], value)}


def test_what_a_run_leaves_is_resumed(tmp_path: Path) -> None:
    checkpoint.save_state(tmp_path, RunState(model().tensors(), state_words()))
    assert resuming(tmp_path) == "resumed"
    run = runs.read_run(tmp_path)
    assert run is not None and (run.step, run.steps) == (3, 800)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("progress", "step"), "3"), (("progress", "step"), -1), (("progress", "best"), float("nan")),
        (("recipe", "steps"), 1e999), (("recipe", "steps"), 3.5), (("recipe", "flips"), 2),
        (("held_out",), 10**400), (("micro",), 1e999), (("folders",), "photos"), (("device",), "x"),
        (("steps",), "many"), (("progress", "step"), float("inf")),
    ],
    ids=str,
)  # fmt: skip
def test_a_state_of_impossible_words_is_one_sentence(
    tmp_path: Path, place: tuple[Any, ...], value: Any
) -> None:
    checkpoint.save_state(tmp_path, RunState(model().tensors(), changed(state_words(), place, value)))
    assert resuming(tmp_path) == ("resumed" if place in {("steps",), ("device",)} else "refused")


@pytest.mark.parametrize(
    "value", [torch.full((2,), torch.nan), torch.zeros(2, dtype=torch.complex64), torch.zeros(3, 3, 3)]
)
def test_a_state_of_impossible_numbers_is_one_sentence(tmp_path: Path, value: torch.Tensor) -> None:
    tensors = model().tensors()
    checkpoint.save_state(tmp_path, RunState({**tensors, next(iter(tensors)): value}, state_words()))
    assert resuming(tmp_path) == "refused"


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are made as on Linux and macOS")
@pytest.mark.parametrize("kind", ["pipe", "folder", "dangling", "loop", "device", "huge"])
def test_what_is_no_state_file_is_one_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / STATE
    {
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "dangling": lambda: path.symlink_to("nowhere"),
        "loop": lambda: path.symlink_to(path),
        "device": lambda: path.symlink_to("/dev/zero"),
        "huge": lambda: (path.touch(), os.truncate(path, 1 << 31)),
    }[kind]()
    assert resuming(tmp_path) == "refused"


def test_fuzzed_states_are_told(tmp_path: Path) -> None:
    words, tensors = state_words(), model().tensors()
    checkpoint.save_state(tmp_path, RunState(tensors, words))
    whole = (tmp_path / STATE).read_bytes()
    counts: Counter[str] = Counter()
    for chance in rounds(120, 0.05):
        if chance.random() < 0.5:
            (tmp_path / STATE).write_bytes(mutated(whole, chance))
        else:
            odd = changed(words, chance.choice(places(words)), chance.choice(ODD))
            checkpoint.save_state(tmp_path, RunState(tensors, odd))
        counts[resuming(tmp_path)] += 1
    told("fuzzed training states", counts)
    assert counts["refused"] > counts["resumed"] / 20


def fuzzed_header(whole: bytes, chance: random.Random) -> bytes:
    """Another header before the same numbers: shapes, offsets and kinds of number that do not fit."""
    size = int.from_bytes(whole[:8], "little")
    header = json.loads(whole[8 : 8 + size])
    name = chance.choice([key for key in header if key != "__metadata__"])
    header[name][chance.choice(("shape", "dtype", "data_offsets"))] = chance.choice(
        ([], [1 << 62, 4], [-1], "F64", "I8", "BOOL", "C64", "F8_E4M3", [0, 1 << 40], None)
    )
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + whole[8 + size :]


def test_fuzzed_weights_are_told(tmp_path: Path) -> None:
    net, ours, published = build("dce-slim"), tmp_path / "a.safetensors", tmp_path / "a.pth"
    save_weights(ours, net, "dce-slim", {"figures": "{}"})
    save_published(published, net)
    whole = {path: path.read_bytes() for path in (ours, published)}
    counts: Counter[str] = Counter()
    for chance in rounds(200, 0.05):
        path = chance.choice((ours, published))
        if path is ours and chance.random() < 0.3:
            path.write_bytes(fuzzed_header(whole[path], chance))
        else:
            path.write_bytes(mutated(whole[path], chance, whole[ours]))
        try:
            counts[f"taken {path.suffix}"] += bool(load_weights(path))
        except WeightsError as error:
            assert str(path) in str(error) and "\n" not in str(error)
            counts["refused"] += 1
    told("fuzzed weights", counts)
    assert counts["refused"]
