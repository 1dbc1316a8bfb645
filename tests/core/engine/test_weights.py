"""Checkpoints: what is read, and that everything else is refused with one sentence."""

import io
import json
import os
import pickle
import zipfile

import pytest
import safetensors.torch
import torch

from dce_studio.core import manifest
from dce_studio.core.engine.architecture import ARCHITECTURES
from dce_studio.core.engine.weights import LARGEST, bundled, load_weights, save_published, save_weights
from dce_studio.core.errors import WeightsError
from tests.core import make


def same(first, second) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first.values(), second.values(), strict=True))


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("kind", ["safetensors", "pth"])
def test_round_trip(tmp_path, architecture, kind):
    net, path = make.weights(architecture).net, tmp_path / f"mine.{kind}"
    if kind == "pth":
        save_published(path, net)
    else:
        save_weights(path, net, architecture, {"licence": "MIT", "figures": json.dumps({"psnr": 19.5})})
    loaded = load_weights(path)
    assert same(loaded.net.state_dict(), net.state_dict())
    assert (loaded.info.name, loaded.info.architecture) == ("mine", architecture)
    assert loaded.info.parameters == sum(p.numel() for p in net.parameters())
    assert not any(p.requires_grad for p in loaded.net.parameters())
    if kind == "safetensors":
        assert (loaded.info.licence, loaded.info.figures) == ("MIT", {"psnr": 19.5})
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_published_files_with_module_prefix_load(tmp_path, architecture, legacy):
    state = make.weights(architecture).net.state_dict()
    prefixed = {f"module.{key}": value for key, value in state.items()}
    torch.save(prefixed, tmp_path / "Epoch99.pth", _use_new_zipfile_serialization=not legacy)
    loaded = load_weights(str(tmp_path / "Epoch99.pth"))
    assert loaded.info.architecture == architecture
    assert same(loaded.net.state_dict(), state)


class Hostile:
    """Unpickling it would run a command."""

    def __reduce__(self):
        return (os.mkdir, ("hostile-was-here",))


def saved(thing) -> bytes:
    buffer = io.BytesIO()
    torch.save(thing, buffer)
    return buffer.getvalue()


def good() -> dict[str, torch.Tensor]:
    return {key: value.clone() for key, value in make.weights("dce-slim").net.state_dict().items()}


def changed(**values) -> dict[str, torch.Tensor]:
    return {**good(), **{key.replace("__", "."): value for key, value in values.items()}}


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", bytes(2 * LARGEST))
    return buffer.getvalue()


BAD = {
    "empty.pth": lambda: b"",
    "empty.safetensors": lambda: b"",
    "text.pth": lambda: b"no weights here\n" * 50,
    "text.safetensors": lambda: b"no weights here\n" * 50,
    "hostile.pth": lambda: saved(Hostile()),
    "hostile-inside.pth": lambda: saved({**good(), "x": Hostile()}),
    "plain-pickle.pth": lambda: pickle.dumps(Hostile()),
    "truncated.pth": lambda: saved(good())[:-2000],
    "truncated.safetensors": lambda: safetensors.torch.save(good())[:-2000],
    "long-header.safetensors": lambda: (1 << 60).to_bytes(8, "little") + b"{}",
    "bomb.pth": bomb,
    "list.pth": lambda: saved([torch.zeros(3)]),
    "numbers.pth": lambda: saved({"e_conv1.weight": 3}),
    "checkpoint.pth": lambda: saved({"state_dict": good(), "epoch": 3}),
    "missing-key.pth": lambda: saved({k: v for k, v in good().items() if k != "e_conv7.bias"}),
    "extra-key.safetensors": lambda: safetensors.torch.save(changed(more=torch.zeros(1))),
    "wrong-shape.pth": lambda: saved(changed(e_conv1__bias=torch.zeros(17))),
    "integers.pth": lambda: saved(changed(e_conv1__bias=torch.zeros(16, dtype=torch.int64))),
    "nan.pth": lambda: saved(changed(e_conv1__bias=torch.full((16,), torch.nan))),
    "inf.safetensors": lambda: safetensors.torch.save(changed(e_conv1__bias=torch.full((16,), torch.inf))),
}


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_refused_in_one_sentence(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(BAD[name]())
    with pytest.raises(WeightsError) as caught:
        load_weights(tmp_path / name)
    message = str(caught.value)
    assert name in message
    assert message.endswith(".")
    assert "\n" not in message
    assert not (tmp_path / "hostile-was-here").exists()


def test_missing_large_and_folder_are_refused(tmp_path):
    with (tmp_path / "large.pth").open("wb") as file:
        file.truncate(LARGEST + 1)
    for name in ("absent.pth", "large.pth", "."):
        with pytest.raises(WeightsError):
            load_weights(tmp_path / name)


def test_failed_writing_leaves_the_old_file(tmp_path):
    folder = tmp_path / "not-a-folder"
    folder.write_bytes(b"x")
    with pytest.raises(WeightsError, match="not-a-folder"):
        save_published(folder / "mine.pth", make.weights("dce-pp").net)
    assert folder.read_bytes() == b"x"


def test_half_precision_is_read_as_float32(tmp_path):
    half = {key: value.half() for key, value in good().items()}
    (tmp_path / "half.safetensors").write_bytes(safetensors.torch.save(half))
    assert load_weights(tmp_path / "half.safetensors").net.e_conv1.weight.dtype == torch.float32


def test_bundled_weights_are_what_the_manifest_says():
    infos = bundled()
    assert manifest.DEFAULT_WEIGHTS in [info.name for info in infos]
    for info in infos:
        loaded = load_weights(info.name)
        assert (loaded.info.architecture, loaded.info.parameters) == (info.architecture, info.parameters)
        assert loaded.info.licence


def test_a_bundled_file_that_was_changed_is_refused(tmp_path, monkeypatch):
    save_weights(tmp_path / "dce.safetensors", make.weights("dce").net, "dce", {})
    entry = {
        "file": "dce.safetensors",
        "name": "dce",
        "architecture": "dce",
        "sha256": "0" * 64,
        "parameters": 1,
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"weights": [entry]}), "utf-8")
    monkeypatch.setattr(manifest, "files", lambda package: tmp_path)
    with pytest.raises(WeightsError, match="install it again"):
        load_weights("dce")
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(WeightsError, match="damaged"):
        bundled()


@pytest.mark.parametrize("kind", ["sparse", "meta", "float8", "overflowing", "too large"])
def test_numbers_that_are_no_use_are_refused(tmp_path, kind):
    state = make.weights("dce").net.state_dict()
    change = {
        "sparse": lambda value: value.to_sparse(),
        "meta": lambda value: value.to("meta"),
        "float8": lambda value: value.to(torch.float8_e4m3fn),
        "overflowing": lambda value: value.double() * 1e300,  # finite, but not in float32
        "too large": lambda value: value * 1e38,  # finite, but not what it gives
    }[kind]
    torch.save({key: change(value) for key, value in state.items()}, tmp_path / "odd.pth")
    with pytest.raises(WeightsError, match=r"odd\.pth holds numbers"):
        load_weights(tmp_path / "odd.pth")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_and_an_impossible_name_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.pth")
    with pytest.raises(WeightsError, match="is no file"):
        load_weights(tmp_path / "pipe.pth")
    with pytest.raises(WeightsError, match="Cannot open"):
        load_weights("nul\0")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_written_weights_follow_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        save_weights(tmp_path / "mine.safetensors", make.weights("dce").net, "dce", {})
        save_published(tmp_path / "mine.pth", make.weights("dce").net)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o640}


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b'{"weights": [1]}', None])
def test_a_damaged_manifest_is_one_sentence(tmp_path, monkeypatch, content):
    monkeypatch.setattr(manifest, "files", lambda package: tmp_path)
    assert bundled() == ()
    if content is None:
        (tmp_path / "manifest.json").mkdir()
    else:
        (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(WeightsError, match="install DCE Studio again"):
        bundled()
