"""The look at held-out photos after each epoch: losses, figures, samples."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from dce_studio.core.atomic import atomic_file
from dce_studio.core.curve import STEPS
from dce_studio.core.runs.folder import sample_after, sample_before
from dce_studio.training import night
from dce_studio.training.cache import Bytes
from dce_studio.training.data import Sample, tensors
from dce_studio.training.losses import TERMS
from dce_studio.training.night import NightFigures
from dce_studio.training.step import Forwarder, enhance

CRUSHED = 1 / 8
"""A slope below it loses three bits of contrast."""

_CURVE_POINTS = 33


@dataclass(frozen=True)
class Validation:
    """Means over held-out photos.

    losses: weighted, by name, with "total"; brightness, crushed: in [0, 1]; night: their other figures, at
    the size they are trained at; penalty: `night.penalty`, by what they have lost and should have kept.
    """

    losses: dict[str, float]
    brightness: float
    crushed: float
    night: NightFigures | None = None
    penalty: float = 1.0


def named(losses: Tensor) -> dict[str, float]:
    """The terms (7,) by name, and their sum as "total"."""
    values = dict(zip(TERMS, losses.tolist(), strict=True))
    return {**values, "total": sum(values.values())}


def slope(x: Tensor, r: Tensor) -> Tensor:
    """dy/dx of the curve with r = −α, ≥ 0, of the shape of x (N, 3, H, W): `core.curve.slope` for tensors."""
    maps = r.split(3, 1)
    result = torch.ones_like(x)
    for k in range(STEPS):
        a = -maps[k % len(maps)]
        result = result * (1 + a * (1 - 2 * x))
        x = x + a * x * (1 - x)
    return result


def as_bytes(pixels: Sample) -> Bytes:
    """A photo (h, w, c), uint8 or float32 in [0, 1], as uint8."""
    if pixels.dtype != np.uint8:
        pixels = (pixels * 255 + 0.5).clip(0, 255).astype(np.uint8)
    return cast(Bytes, pixels)


@torch.no_grad()
def look(forward: Forwarder, photos: Sequence[Sample], most: int) -> Validation:
    """The figures of held-out photos, (h, w, 3 or 6) each, `most` at a time; photos must not be empty."""
    losses = torch.zeros(len(TERMS), device=forward.device)
    brightness = crushed = 0.0
    results: list[NightFigures] = []
    wanted: list[NightFigures] = []
    for x in tensors(photos, most, forward.device):
        share = len(x) / len(photos)
        passed = forward(x)
        losses += forward.judged(x, passed).stacked() * share
        brightness += float(passed.y.mean()) * share
        crushed += float((slope(x[:, :3], passed.full).lt(CRUSHED)).float().mean()) * share
        for photo, enhanced in zip(_bytes(x), _bytes(passed.y), strict=True):
            results.append(night.measure(photo[..., :3], enhanced))
            wanted.append(night.measure(photo[..., :3], photo[..., -3:]))  # as it was taken, if that is known
    return Validation(named(losses), brightness, crushed, night.mean(results), night.penalty(results, wanted))


def score(figures: Validation, psnr: float | None = None) -> float:
    """What the best weights have least of: held-out loss × penalty; with pairs −PSNR in dB, penalised alike.

    A PSNR is −10 log₁₀ of the squared error, so a factor of the error is 10 log₁₀ of it in dB.
    """
    if psnr is None:
        return figures.losses["total"] * figures.penalty
    return 10 * math.log10(figures.penalty) - psnr


def _bytes(x: Tensor) -> Bytes:
    """(N, C, h, w) in [0, 1] → (N, h, w, C) uint8, rounded."""
    pixels: Bytes = (x.permute(0, 2, 3, 1) * 255 + 0.5).clamp(0, 255).byte().cpu().numpy()
    return pixels


@torch.no_grad()
def mean_curve(maps: Tensor) -> tuple[tuple[float, ...], ...]:
    """The mean of every pixel's curve: maps (1, M, h, w), r = −α → 3 × 33 outputs in [0, 1]."""
    r = F.adaptive_avg_pool2d(maps, (min(24, maps.shape[2]), min(24, maps.shape[3]))).flatten(2).squeeze(0)
    x = torch.linspace(0, 1, _CURVE_POINTS, device=maps.device)
    grid = x.view(-1, 1, 1, 1).expand(-1, 3, r.shape[1], 1)
    y = enhance(grid, r[None, :, :, None].expand(len(x), -1, -1, -1)).mean((2, 3))
    return tuple(tuple(round(v, 4) for v in channel) for channel in y.T.tolist())


@dataclass(frozen=True)
class SamplePhotos:
    """The fixed sample photos: what went in, and the folder of the run, where their pictures lie."""

    photos: tuple[Sample, ...]
    folder: Path

    def befores(self) -> tuple[str, ...]:
        """Write the pictures that go in; raises OSError."""
        return tuple(
            self._write(photo[..., :3], sample_before(self.folder, k))
            for k, photo in enumerate(self.photos, 1)
        )

    @torch.no_grad()
    def afters(
        self, forward: Forwarder, epoch: int
    ) -> tuple[tuple[str, ...], tuple[tuple[tuple[float, ...], ...], ...]]:
        """Write what comes out now; the files and the mean curves. Raises OSError."""
        files, curves = [], []
        for k, photo in enumerate(self.photos, 1):
            passed = forward(tensors([photo[..., :3]], 1, forward.device)[0])
            files.append(self._write(_bytes(passed.y)[0], sample_after(self.folder, epoch, k)))
            curves.append(mean_curve(passed.maps))
        return tuple(files), tuple(curves)

    def _write(self, pixels: Sample, path: Path) -> str:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_file(path) as file:  # the dialog may be reading it
            Image.fromarray(np.ascontiguousarray(as_bytes(pixels))).save(file, "JPEG", quality=92)
        return str(path)
