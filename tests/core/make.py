"""What the core's tests need: small photos and random networks."""

from functools import cache
from pathlib import Path

import numpy as np
import torch

from dce_studio.core.engine.models import Model
from dce_studio.core.engine.net import build
from dce_studio.core.engine.weights import Weights, of_net
from dce_studio.core.manifest import WeightsInfo
from dce_studio.core.photo import WHITE, Photo


def photo(width: int, height: int, dtype: str = "uint8", seed: int = 0, grey: bool = False) -> Photo:
    """A dark ramp with noise, some bright spots and every value from black to white."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / max(width, height)
    unit = np.stack([0.3 * x, 0.2 * y + 0.1 * x, 0.1 + 0.2 * x * y], 2) + rng.normal(
        0, 0.05, (height, width, 3)
    )
    bright = rng.random((height, width)) < 0.02
    unit[bright] = rng.random((int(bright.sum()), 3))
    unit = np.clip(unit.mean(2, keepdims=True).repeat(3, 2) if grey else unit, 0, 1)
    kind = np.dtype(dtype)
    white = WHITE[kind]
    pixels = unit.astype(np.float32) if white == 1 else np.round(unit * white).astype(kind)
    return Photo(Path("dark.png"), pixels, grey=grey)


def unit(shot: Photo) -> np.ndarray:
    """Its pixels (H, W, 3) float32 in [0, 1]."""
    return shot.pixels.astype(np.float32) / np.float32(WHITE[shot.pixels.dtype])


@cache
def weights(architecture: str, seed: int = 0) -> Weights:
    """A network with random weights whose α spread over a good part of [-1, 1]."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = build(architecture).eval().requires_grad_(False)
        for parameter in net.parameters():
            parameter.mul_(1.5)
    count = sum(parameter.numel() for parameter in net.parameters())
    return of_net(net, WeightsInfo(f"random-{architecture}", architecture, count))


@cache
def model(architecture: str, seed: int = 0) -> Model:
    """The same, with the engines that are made of it."""
    return Model(weights(architecture, seed))
