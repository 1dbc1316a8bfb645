"""The person's own weights in the Model menu, whatever their files say of themselves."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from dce_studio.app.training import runs
from dce_studio.core.manifest import WeightsInfo
from dce_studio.ui.model_menu import as_tooltip, details, summary


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runs, "data_folder", lambda: tmp_path)
    (tmp_path / "weights").mkdir()
    return tmp_path / "weights"


def put(path: Path, **words: str) -> None:
    save_file({"a": np.zeros((2, 3), np.float32), "b": np.zeros(4, np.float32)}, path, metadata=words)


def test_own_weights_tell_what_they_are(folder: Path) -> None:
    put(folder / "mine.safetensors", architecture="dce", licence="mine", figures='{"brightness": 0.5}')
    (info,) = runs.own_weights()
    assert (info.name, info.architecture, info.parameters, info.licence) == ("mine", "dce", 10, "mine")
    assert summary(info) == "mine  ·  dce  ·  10 parameters  ·  mine"
    assert "brightness: 0.5" in details(info)


@pytest.mark.parametrize("content", (b"", b"{}", b"\x05" + bytes(7) + b"[1,2]", b"\xff" * 99))
def test_damaged_files_are_left_out(folder: Path, content: bytes) -> None:
    (folder / "damaged.safetensors").write_bytes(content)
    assert runs.own_weights() == []


@pytest.mark.parametrize(
    "figures",
    (
        {"a": {"b": {"c": {"d": {"e": 1}}}}, "list": [1, [2, [3, [4]]]], "none": None},
        [1, 2],
        "text",
        {"<img src=x>": float("nan")},
        {str(k): list(range(100)) for k in range(500)},
    ),
)
def test_nested_figures_of_others(folder: Path, figures: object) -> None:
    put(folder / "theirs.safetensors", figures=json.dumps(figures), licence="A\nB " * 2000, description="<b>")
    (info,) = runs.own_weights()
    text = details(info)
    assert max(map(len, text.splitlines())) < 400 and len(text) < 8000 and "\n" not in summary(info)
    assert "<img" not in as_tooltip(text) and "<b>" not in as_tooltip(text)


def test_a_file_of_figures_nested_too_deeply_is_left_out(folder: Path) -> None:
    put(folder / "deep.safetensors", figures='{"a":' * 100_000 + "1" + "}" * 100_000)
    assert runs.own_weights() == []


def test_a_licence_that_is_a_sentence_stays_out_of_the_menu() -> None:
    info = WeightsInfo(
        "a & b", "dce", 5, licence="They belong to whoever trained them, as far as is allowed."
    )
    assert summary(info) == "a && b  ·  dce  ·  5 parameters"
    assert "whoever" in details(info)
