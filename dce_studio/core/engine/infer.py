"""A network made ready for a device and a precision, and the check that decides whether to trust them.

Layout is channels-last; the tanh is taken in float32, so that α near 0 stays fine in low precision.
"""

import copy
import math
from dataclasses import dataclass, replace

import numpy as np
import torch

from dce_studio.core.engine import winograd
from dce_studio.core.engine.architecture import NETWORKS
from dce_studio.core.engine.device import CPU, Device, full_precision, has_bfloat16
from dce_studio.core.engine.net import Net
from dce_studio.core.engine.source import Unit
from dce_studio.core.engine.tiles import Tile
from dce_studio.core.engine.weights import Weights
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import Maps
from dce_studio.core.render import map_kernels

LOW_TOLERANCE = 0.6 / 255
"""How far a test picture's result in low precision may lie from float32's; photos reach 1.5 times that."""

EXACT_TOLERANCE = 1e-4
"""How far float32 by other means, or on another device, may lie from the CPU's plain result."""

CPU_TILE = 256
"""px: an activation is 8 MB in float32, and each core has five; larger tiles gained less than 1 %."""


@dataclass(frozen=True, eq=False)
class Engine:
    """A network on a device, in a precision."""

    device: Device
    dtype: torch.dtype
    net: Net
    halo: int
    note: str = ""

    @property
    def text(self) -> str:
        """For the person: "CPU, bfloat16", and why it is not the device they asked for."""
        said = f"{self.device.label}, {str(self.dtype).removeprefix('torch.')}"
        return f"{said} ({self.note})" if self.note else said

    def alpha(self, pixels: Unit, tile: Tile) -> Maps:
        """α (S, 3, h, w) float32 in [−1, 1] of the pixels a tile reads, cut to what it keeps.

        −tanh(x), as α = −r, is taken as 2σ(−2x) − 1: the sigmoid is the faster one.
        """
        (pad_y, top), (pad_x, left) = (
            _part(inner, length, self.halo) for inner, length in zip(tile.inner, pixels.shape, strict=False)
        )
        with torch.inference_mode(), full_precision(self.device):
            x = torch.from_numpy(pixels).permute(2, 0, 1)[None].to(self.device.torch)
            logits = self.net.logits(x, (pad_y, pad_x))
            sigma = logits.mul_(-2).sigmoid_()[0].permute(1, 2, 0).contiguous().cpu().numpy()
        result = np.empty((sigma.shape[2], tile.keep.height, tile.keep.width), np.float32)
        map_kernels.alpha_planes(sigma, top, left, result)
        return result.reshape(-1, 3, *result.shape[1:])


def _part(inner: slice, length: int, halo: int) -> tuple[int, int]:
    """Along an axis of `length` pixels: whether to pad, and where in the result the kept ones begin.

    Where the surroundings are there on both sides, no layer computes more of them than the next one needs.
    """
    if inner.start < halo or inner.stop > length - halo:
        return 1, inner.start
    return 0, inner.start - halo


def trusted(weights: Weights, device: Device, precision: str) -> Engine:
    """Return the fastest engine for these weights whose curves agree with the CPU's plain ones.

    precision: "auto" takes low precision where it is in hardware; "float32" never. Where a device computes
    something else, or has no memory left, the engine is the CPU's, and its note says so.
    """
    plain = _engine(weights, CPU, torch.float32)
    low = _low_precision(device) if precision == "auto" else None
    if low and (engine := _tried(weights, device, low, plain, LOW_TOLERANCE)):
        return engine
    if device == CPU:
        return _fewer_products(plain)
    if engine := _tried(weights, device, torch.float32, plain, EXACT_TOLERANCE):
        return engine
    return replace(trusted(weights, CPU, precision), note=f"{device.label} failed its check")


def _tried(
    weights: Weights, device: Device, dtype: torch.dtype, plain: Engine, tolerance: float
) -> Engine | None:
    """The engine on that device, in that precision, if it can be made there and agrees."""
    try:
        engine = _engine(weights, device, dtype)
    except RuntimeError:  # no memory left there, or a fault of its driver
        return None
    return engine if _agrees(engine, plain, tolerance) else None


def _fewer_products(plain: Engine) -> Engine:
    """The same with Winograd's convolutions, where torch's grouped ones are fast and it agrees."""
    if not torch.backends.mkldnn.is_available():
        return plain
    net = copy.deepcopy(plain.net)
    if not winograd.substitute(net):
        return plain
    engine = replace(plain, net=net.to(memory_format=torch.channels_last))  # type: ignore[call-overload]
    return engine if _agrees(engine, plain, EXACT_TOLERANCE) else plain


def _low_precision(device: Device) -> torch.dtype | None:
    if device != CPU:
        return torch.float16
    return torch.bfloat16 if has_bfloat16(device) else None


def _engine(weights: Weights, device: Device, dtype: torch.dtype) -> Engine:
    net = copy.deepcopy(weights.net).to(device.torch)
    if dtype != torch.float32:
        net.lower(dtype)
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it
    return Engine(device, dtype, net, NETWORKS[weights.info.architecture].halo)


def _agrees(engine: Engine, plain: Engine, tolerance: float) -> bool:
    """Whether the curves that both estimate for a test picture differ by no more than that."""
    pixels = _test_picture()
    whole = Tile.whole(Size(pixels.shape[1], pixels.shape[0]))
    edge = whole.read.width - 2 * engine.halo
    amid = Tile(whole.read, Box(engine.halo, engine.halo, edge, edge))  # computed without padding
    try:
        return all(
            float(np.abs(_applied(pixels, engine, tile) - _applied(pixels, plain, tile)).max()) <= tolerance
            for tile in (whole, amid)
        )
    except (
        RuntimeError,
        OSError,
    ):  # an operation the device lacks, a fault of its driver, no compiler's cache
        return False


def _applied(pixels: Unit, engine: Engine, tile: Tile) -> Maps:
    """The curves on what the tile keeps of the pixels."""
    alpha = engine.alpha(pixels, tile)
    x: Maps = pixels[tile.inner].transpose(2, 0, 1)
    for step in range(8):
        a = alpha[step % len(alpha)]
        x = x + a * x * (1 - x)
    return x


def _test_picture(edge: int = 96) -> Unit:
    """A dark ramp, a bright edge and noise: what low precision finds hard."""
    y, x = np.mgrid[:edge, :edge].astype(np.float32) / edge
    noise = np.random.default_rng(0).normal(0, 0.02, (edge, edge, 3))
    picture = np.stack([x * 0.3, y * x, (x + y > 1) * 0.9 * y], 2) + noise
    return np.clip(picture, 0, 1).astype(np.float32)


def tile_edge(free: int | None) -> int:
    """The window's longest edge, px: what fits a GPU's free memory, or the CPU's caches and allocator."""
    if free is not None:
        pixel = 32 * 8 * 4 * 2  # bytes: eight activations of 32 channels, as much again for the convolutions
        return int(min(max(math.sqrt(free / 2 / pixel), 256), 2048))
    return CPU_TILE
