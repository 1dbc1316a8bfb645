"""Weights and photos for the command line."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from dce_studio.core.engine.net import build
from dce_studio.core.engine.weights import save_weights


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that brightens."""
    torch.manual_seed(0)
    net = build("dce-slim")
    with torch.no_grad():
        net.get_parameter("e_conv7.bias").fill_(-0.4)
    path = tmp_path_factory.mktemp("weights") / "bright.safetensors"
    save_weights(path, net, "dce-slim", {})
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with two dark photos, one of them a folder deeper, a broken one and a text."""
    folder = tmp_path / "photos"
    (folder / "deep").mkdir(parents=True)
    dark = np.random.default_rng(1).integers(0, 60, (40, 64, 3), np.uint8)
    Image.fromarray(dark).save(folder / "a.png")
    Image.fromarray(dark).save(folder / "deep" / "b.jpg", quality=95)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    (folder / "notes.txt").write_text("no photo")
    return folder
