"""The three curve-estimation networks, written from the papers.

Zero-DCE (Guo et al., CVPR 2020, arXiv 2001.06826, section 3.2), Zero-DCE++ (Li et al., TPAMI 2021,
arXiv 2103.00860, section 3) and the slimmer net of "Zero-DCE-improved". Module names are those of the
published checkpoints, so that these load unchanged.

Input (N, 3, H, W) in [0, 1]; output (N, maps, H, W) in [-1, 1], no change of size. Maps are ordered
step 1 R, G, B, step 2 R, G, B, ... The output is r = -α (see `core.curve`): `estimate` converts.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dce_studio.core.engine.architecture import NETWORKS, Architecture

Pad = tuple[int, int]
"""Rows and columns of zeros, 0 or 1, that each convolution adds on either side."""

SAME: Pad = (1, 1)
"""The size does not change."""


def inset(x: Tensor, within: Tensor) -> tuple[int, int]:
    """The rows and columns by which x (…, H, W) is larger on each side than `within`."""
    return (x.shape[-2] - within.shape[-2]) // 2, (x.shape[-1] - within.shape[-1]) // 2


def centre(x: Tensor, like: Tensor) -> Tensor:
    """x cut to the size of `like`, about the same centre."""
    y0, x0 = inset(x, like)
    return x[:, :, y0 : x.shape[2] - y0, x0 : x.shape[3] - x0] if y0 or x0 else x


def clip(x: Tensor) -> Tensor:
    """max(x, 0) in place. In bfloat16 on the CPU by the sign bit: torch's own takes six times as long."""
    if x.dtype == torch.bfloat16 and x.device.type == "cpu" and not x.requires_grad:
        x.view(torch.int16).clamp_(min=0)
        return x
    return F.relu_(x)


class Conv3(nn.Conv2d):
    """A 3 × 3 convolution."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 3, padding=1)
        self.gives: torch.dtype | None = None

    def forward(self, *inputs: Tensor, pad: Pad = SAME, relu: bool = False) -> Tensor:
        """conv(cat(inputs)), then max(·, 0) if `relu`, in dtype `gives`; of larger inputs the centre counts.

        Without the concatenated copy: the kernels are split and the results added. They, not the inputs, are
        cut to the smallest, as a convolution would copy what is cut out of an input.
        """
        weights = self.weight.split([x.shape[1] for x in inputs], 1)
        result = F.conv2d(inputs[-1], weights[-1], self.bias, padding=pad)
        result = result.to(self.gives) if self.gives else result
        for x, weight in zip(inputs[:-1], weights[:-1], strict=True):
            result = result.add_(centre(F.conv2d(x, weight, padding=pad), result))
        return clip(result) if relu else result


class SeparableConv(nn.Module):
    """Depthwise 3 × 3, then pointwise 1 × 1 (Zero-DCE++, section 3.2)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.depth_conv = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.point_conv = nn.Conv2d(inputs, outputs, 1)
        self.gives: torch.dtype | None = None

    def forward(self, *inputs: Tensor, pad: Pad = SAME, relu: bool = False) -> Tensor:
        """As Conv3.forward."""
        x = torch.cat([centre(x, inputs[-1]) for x in inputs], 1)
        depth = self.depth_conv
        y: Tensor = self.point_conv(F.conv2d(x, depth.weight, depth.bias, padding=pad, groups=x.shape[1]))
        y = y.to(self.gives) if self.gives else y
        return clip(y) if relu else y


class Net(nn.Module):
    """Seven convolutions with symmetric skips; what tells the three apart is in their `architecture`."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        self.maps, self.pool = architecture.maps, architecture.pool
        make: type[Conv3 | SeparableConv] = SeparableConv if architecture.separable else Conv3
        layers = {name: make(*channels) for name, channels in architecture.layers().items()}
        self.e_conv1, self.e_conv2 = layers["e_conv1"], layers["e_conv2"]
        self.e_conv3, self.e_conv4 = layers["e_conv3"], layers["e_conv4"]
        self.e_conv5, self.e_conv6 = layers["e_conv5"], layers["e_conv6"]
        self.e_conv7 = layers["e_conv7"]

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in [0, 1] → (N, maps, H, W) in [-1, 1], r = -α; in planes, as the curve takes them."""
        return torch.tanh(self.logits(x).contiguous())

    def logits(self, x: Tensor, pad: Pad = SAME) -> Tensor:
        """`forward` before its tanh. Along an axis without padding the result is 2 · halo smaller."""
        x1 = self.e_conv1(x, pad=pad, relu=True)
        x2 = self.e_conv2(x1, pad=pad, relu=True)
        x3 = self.e_conv3(x2, pad=pad, relu=True)
        y: Tensor = self.e_conv4(F.max_pool2d(x3, 3, 1, pad) if self.pool else x3, pad=pad, relu=True)
        y = self.e_conv5(x3, y, pad=pad, relu=True)
        del x3  # frees memory that the next layer's result reuses while it is in the cache
        y = self.e_conv6(x2, y, pad=pad, relu=True)
        del x2
        r: Tensor = self.e_conv7(x1, y, pad=pad)
        return r

    def lower(self, dtype: torch.dtype) -> None:
        """Compute in this precision, with float32 input and output.

        The first layer, which is cheap, stays in float32.
        """
        for name, layer in self.named_children():
            if name != "e_conv1":
                layer.to(dtype)
        self.e_conv1.gives, self.e_conv7.gives = dtype, torch.float32


def build(architecture: str) -> Net:
    """The network of that name with PyTorch's default initialisation; KeyError for an unknown name."""
    return Net(NETWORKS[architecture])
