"""3 × 3 convolutions with half the multiplications, for the CPU in float32.

Winograd's minimal filtering F(4, 3) along x (Lavin and Gray, CVPR 2016, arXiv 1509.09308, section 4.1,
in one dimension): four neighbouring outputs come from six products instead of twelve. The pixels are taken
to six planes, in each of which a 3 × 1 convolution of torch's runs, and the products back to pixels. Rounding
grows a little: on the networks here the result stays within 1e-6 of the direct one's.

Worked in strips of rows, so that the planes stay in the core's cache.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from dce_studio.core.engine import winograd_kernels as kernels
from dce_studio.core.engine.net import SAME, Conv3, Net, Pad, inset

_STRIP = 32  # rows at a time

_FILTER = torch.tensor(  # G of F(4, 3): a row of three weights → its six points
    [[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]], dtype=torch.float64
).div(24)


def filter_points(weight: Tensor) -> Tensor:
    """The six points of a kernel's rows: (O, I, 3, 3) → (6 · O, I, 3, 1), a group for each point."""
    points = torch.einsum("pk,oiyk->poiy", _FILTER, weight.detach().double()).float()
    return points.reshape(-1, *points.shape[2:], 1).contiguous(memory_format=torch.channels_last)


def convolve(
    inputs: Sequence[Tensor], points: Tensor, bias: Tensor, pad: Pad = SAME, relu: bool = False
) -> Tensor:
    """As Conv3.forward, with `filter_points` of its weight; photos one by one. Knows no gradients."""
    inputs = [x.contiguous(memory_format=torch.channels_last) for x in inputs]
    height, width = (inputs[-1].shape[i + 2] - 2 + 2 * pad[i] for i in (0, 1))
    out = _empty(len(inputs[-1]), len(bias), height, width)
    strips = -(-height // _STRIP)
    rows = -(-height // strips)  # of every strip: a new shape costs the convolution its set-up
    room = _empty(1, kernels.POINTS * points.shape[1], rows + 2, -(-width // kernels.OUTPUTS))
    for n, strip in product(range(len(out)), range(strips)):
        top = min(strip * rows, height - rows)
        _rows([x[n] for x in inputs], points, bias, pad, relu, top, room, out[n])
    return out


def _rows(
    inputs: list[Tensor], points: Tensor, bias: Tensor, pad: Pad, relu: bool,
    top: int, room: Tensor, out: Tensor,
) -> None:  # fmt: skip
    """As many rows of the result as there is room for the points of, from `top` on."""
    channel = 0
    for x in inputs:
        y0, x0 = inset(x, inputs[-1])
        kernels.to_points(
            _pixels(x), y0 + top - pad[0], x0 - pad[1], channel, points.shape[1], _pixels(room[0])
        )
        channel += x.shape[0]
    products = F.conv2d(room, points, groups=kernels.POINTS)
    floor = np.float32(0 if relu else -np.inf)
    kernels.from_points(_pixels(products[0]), bias.numpy(), floor, top, _pixels(out))


class Winograd(nn.Module):
    """Stands in for a `Conv3` in float32 on the CPU: the same result to rounding, without gradients."""

    points: Tensor
    bias: Tensor

    def __init__(self, conv: Conv3) -> None:
        super().__init__()
        assert conv.bias is not None
        self.register_buffer("points", filter_points(conv.weight))
        self.register_buffer("bias", conv.bias.detach())

    def forward(self, *inputs: Tensor, pad: Pad = SAME, relu: bool = False) -> Tensor:
        """As Conv3.forward."""
        return convolve(inputs, self.points, self.bias, pad, relu)


def substitute(net: Net) -> bool:
    """Put the faster convolutions in place of the network's 3 × 3 ones, and tell whether it has any.

    Not of the first: it has too few channels to gain.
    """
    found = [(n, c) for n, c in net.named_children() if isinstance(c, Conv3) and c.in_channels > 3]
    for name, layer in found:
        setattr(net, name, Winograd(layer))
    return bool(found)


def _empty(count: int, channels: int, height: int, width: int) -> Tensor:
    """Channels last, starting on a cache line.

    From NumPy: torch asks for aligned memory (posix_memalign), for which glibc cannot use a freed block of
    the same size again.
    """
    size = count * channels * height * width
    memory = np.empty(size + 16, np.float32)
    start = -memory.ctypes.data // 4 % 16
    pixels = torch.from_numpy(memory[start : start + size]).view(count, height, width, channels)
    return pixels.permute(0, 3, 1, 2)


def _pixels(x: Tensor) -> NDArray[np.float32]:
    """The memory of x (C, H, W), channels last, as an array (H, W, C)."""
    pixels: NDArray[np.float32] = x.permute(1, 2, 0).numpy()
    return pixels
