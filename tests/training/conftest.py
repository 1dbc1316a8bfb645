"""Small photos and small runs, with a cache of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from dce_studio.training import cache
from dce_studio.training.config import Config, preset

TINY: dict[str, Any] = {
    "arch": "dce-slim", "size": 32, "estimate": 0, "batch": 2, "steps": 6, "warmup": 1, "patch": 8,
    "lr": 1e-3,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def write_photo(path: Path, seed: int, brightness: float = 0.5, width: int = 48, height: int = 36) -> None:
    """A photo of a soft gradient with texture, of about that mean brightness."""
    rng = np.random.default_rng(seed)
    ramp = np.linspace(0.5, 1.5, width)[None, :, None] * brightness
    pixels = (ramp + rng.normal(0, 0.05, (height, width, 3))).clip(0, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray((pixels * 255).astype(np.uint8)).save(path)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of nine photos, dark to bright, one of them upright, one below."""
    folder = tmp_path / "photos"
    for k in range(7):
        write_photo(folder / f"{k}.png", k, 0.1 + 0.1 * k)
    write_photo(folder / "upright.jpg", 20, 0.4, 36, 48)
    write_photo(folder / "below" / "more.png", 21, 0.3)
    return folder


@pytest.fixture
def config(photos: Path, tmp_path: Path) -> Callable[..., Config]:
    """Makes a tiny run's Config; recipe fields and Config fields by name."""

    def make(**changes: Any) -> Config:
        rest: dict[str, Any] = {
            "output": tmp_path / "out",
            "folders": (photos,),
            "precision": "float32",
            "device": "cpu",
        }
        rest.update({k: changes.pop(k) for k in list(changes) if k in Config.__dataclass_fields__})
        return Config(recipe=preset("studio", **{**TINY, **changes}), **rest)

    return make
