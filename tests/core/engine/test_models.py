"""Weights are loaded once and their engines made once, by one object that can be dropped."""

import subprocess
import sys

import pytest

from dce_studio.core.engine import infer
from dce_studio.core.engine.device import choose
from dce_studio.core.engine.models import Model, Models
from dce_studio.core.engine.weights import save_weights
from dce_studio.core.errors import WeightsError
from tests.core import make


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "mine.safetensors"
    save_weights(path, make.weights("dce-slim").net, "dce-slim", {})
    return path


def test_weights_are_loaded_once_until_they_are_asked_for_anew(path):
    models = Models()
    model = models.get(path)
    assert models.get(str(path)) is model and models.infos() == {str(path): model.info}
    save_weights(path, make.weights("dce-pp").net, "dce-pp", {})
    assert models.get(path).info.architecture == "dce-slim"
    assert models.load(path).info.architecture == models.get(path).info.architecture == "dce-pp"


def test_what_cannot_be_loaded_is_not_kept_and_replaces_nothing(path):
    models = Models()
    model = models.get(path)
    path.write_bytes(b"damaged")
    for name in (path, "no such weights"):
        with pytest.raises(WeightsError):
            models.load(name)
    assert models.get(path) is model and list(models.infos()) == [str(path)]


def test_only_so_many_are_kept(path):
    models = Models(most=2)
    for name in ("dce", "dce-slim", path):
        models.get(name)
    assert list(models.infos()) == ["dce-slim", str(path)]


def test_an_engine_is_made_and_checked_once_for_each_device_and_precision(monkeypatch):
    made = []
    real = infer.trusted
    monkeypatch.setattr(infer, "trusted", lambda *asked: made.append(asked[1:]) or real(*asked))
    model = Model(make.weights("dce-slim"))
    engine = model.engine("cpu", "float32")
    assert model.engine("cpu", "float32") is engine
    last = model.on_cpu("float32", "the GPU failed")
    assert last.net is engine.net and last.text == "CPU, float32 (the GPU failed)"
    assert len(made) == 1
    if choose().name == "cpu":
        assert model.engine("auto", "float32") is engine and len(made) == 1


def test_an_owner_costs_no_torch_before_it_loads():
    code = "import sys, dce_studio.core.engine.models; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
