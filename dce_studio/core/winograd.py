"""3 × 3 convolutions with half the multiplications, for the CPU in float32.

Winograd's minimal filtering F(4, 3) along x (Lavin and Gray, CVPR 2016, arXiv 1509.09308, section 4.1,
in one dimension): four neighbouring outputs come from six products instead of twelve. The pixels are taken
to six planes, in each of which a 3 × 1 convolution of torch's runs, and the products back to pixels. Rounding
grows a little: on the networks here the result stays within 1e-6 of the direct one's.

Worked in strips of rows, so that the planes stay in the core's cache.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from dce_studio.core import winograd_kernels as kernels
from dce_studio.core.net import SAME, Conv3, Net, Pad, inset

_STRIP = 32  # rows at a time

_FILTER = torch.tensor(  # G of F(4, 3): a row of three weights → its six points
    [[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]], dtype=torch.float64
).div(24)


class Winograd(nn.Module):
    """Stands in for a `Conv3` in float32 on the CPU: the same result to rounding, without gradients."""

    weight: Tensor
    bias: Tensor

    def __init__(self, conv: Conv3) -> None:
        super().__init__()
        assert conv.bias is not None
        points = torch.einsum("pk,oiyk->poiy", _FILTER, conv.weight.detach().double()).float()
        self.register_buffer("weight", points.reshape(-1, conv.in_channels, 3, 1))
        self.register_buffer("bias", conv.bias.detach())

    def forward(self, *inputs: Tensor, pad: Pad = SAME, relu: bool = False) -> Tensor:
        """As Conv3.forward; inputs of one photo, (1, C, H, W)."""
        assert len(inputs[-1]) == 1
        inputs = tuple(x.contiguous(memory_format=torch.channels_last) for x in inputs)
        height, width = (inputs[-1].shape[i + 2] - 2 + 2 * pad[i] for i in (0, 1))
        out = _empty(len(self.bias), height, width)
        strips = -(-height // _STRIP)
        rows = -(-height // strips)  # of every strip: a new shape costs the convolution its set-up
        for strip in range(strips):
            self._rows(inputs, pad, relu, min(strip * rows, height - rows), rows, out)
        return out

    def _rows(
        self, inputs: tuple[Tensor, ...], pad: Pad, relu: bool, top: int, rows: int, out: Tensor
    ) -> None:
        """Rows top … top + rows of the result."""
        groups = -(-out.shape[3] // kernels.OUTPUTS)
        points = _empty(kernels.POINTS * self.weight.shape[1], rows + 2, groups)
        channel = 0
        for x in inputs:
            y0, x0 = inset(x, inputs[-1])
            kernels.to_points(
                _pixels(x), y0 + top - pad[0], x0 - pad[1], channel, self.weight.shape[1], _pixels(points)
            )
            channel += x.shape[1]
        floor = np.float32(0 if relu else -np.inf)
        products = F.conv2d(points, self.weight, groups=kernels.POINTS)
        kernels.from_points(_pixels(products), self.bias.numpy(), floor, top, _pixels(out))


def substitute(net: Net) -> bool:
    """Put the faster convolutions in place of the network's 3 × 3 ones, and tell whether it has any.

    Not of the first: it has too few channels to gain.
    """
    found = [(n, c) for n, c in net.named_children() if isinstance(c, Conv3) and c.in_channels > 3]
    for name, layer in found:
        setattr(net, name, Winograd(layer))
    return bool(found)


def _empty(channels: int, height: int, width: int) -> Tensor:
    return torch.empty((1, channels, height, width), memory_format=torch.channels_last)


def _pixels(x: Tensor) -> NDArray[np.float32]:
    """The memory of x (1, C, H, W), channels last, as an array (H, W, C)."""
    pixels: NDArray[np.float32] = x[0].permute(1, 2, 0).numpy()
    return pixels
