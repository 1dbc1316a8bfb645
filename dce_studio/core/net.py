"""The three curve-estimation networks, written from the papers.

Zero-DCE (Guo et al., CVPR 2020, arXiv 2001.06826, section 3.2), Zero-DCE++ (Li et al., TPAMI 2021,
arXiv 2103.00860, section 3) and the slimmer net of "Zero-DCE-improved". Module names are those of the
published checkpoints, so that these load unchanged.

Input (N, 3, H, W) in [0, 1]; output (N, maps, H, W) in [-1, 1], no change of size. Maps are ordered
step 1 R, G, B, step 2 R, G, B, ... The output is r = -α (see `core.curve`): `core.estimate` converts.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def join(conv: nn.Module, a: Tensor, b: Tensor, to: torch.dtype | None = None) -> Tensor:
    """conv(cat(a, b)) without the concatenated copy: split kernels, the results added (in dtype `to`)."""
    if not isinstance(conv, nn.Conv2d):
        joined: Tensor = conv(torch.cat((a, b), 1))
        return joined.to(to) if to else joined
    wa, wb = conv.weight[:, : a.shape[1]], conv.weight[:, a.shape[1] :]
    first = F.conv2d(a, wa, conv.bias, padding=1)
    return (first.to(to) if to else first).add_(F.conv2d(b, wb, padding=1))


def conv3(inputs: int, outputs: int) -> nn.Conv2d:
    """A 3 × 3 convolution that keeps the size."""
    return nn.Conv2d(inputs, outputs, 3, padding=1)


class SeparableConv(nn.Module):
    """Depthwise 3 × 3, then pointwise 1 × 1 (Zero-DCE++, section 3.2)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.depth_conv = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.point_conv = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.point_conv(self.depth_conv(x))
        return y


class Net(nn.Module):
    """Seven convolutions with symmetric skips; `conv`, `width` and `maps` tell the three apart."""

    def __init__(self, conv: type[SeparableConv] | None, width: int, maps: int, pool: bool) -> None:
        super().__init__()
        make = conv or conv3
        self.low: torch.dtype | None = None
        self.maps = maps
        self.pool = pool
        self.e_conv1 = make(3, width)
        self.e_conv2 = make(width, width)
        self.e_conv3 = make(width, width)
        self.e_conv4 = make(width, width)
        self.e_conv5 = make(2 * width, width)
        self.e_conv6 = make(2 * width, width)
        self.e_conv7 = make(2 * width, maps)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) in [0, 1] → (N, maps, H, W) in [-1, 1], r = -α."""
        return torch.tanh(self.logits(x))

    def logits(self, x: Tensor) -> Tensor:
        """`forward` before its tanh."""
        x1 = F.relu_(self.e_conv1(x))
        x1 = x1.to(self.low) if self.low else x1
        x2 = F.relu_(self.e_conv2(x1))
        x3 = F.relu_(self.e_conv3(x2))
        x4 = F.relu_(self.e_conv4(F.max_pool2d(x3, 3, 1, 1) if self.pool else x3))
        x5 = F.relu_(join(self.e_conv5, x3, x4))
        x6 = F.relu_(join(self.e_conv6, x2, x5))
        return join(self.e_conv7, x1, x6, torch.float32 if self.low else None)

    def lower(self, dtype: torch.dtype) -> None:
        """Compute in this precision, but take float32 in and give float32 out.

        The first layer, which is cheap, and the last sum stay in float32: that halves the result's error.
        """
        for name, layer in self.named_children():
            if name != "e_conv1":
                layer.to(dtype)
        self.low = dtype


ARCHITECTURES = ("dce", "dce-slim", "dce-pp")
HALO = {"dce": 7, "dce-slim": 8, "dce-pp": 7}  # pixels a tile needs around it: half the receptive field


def build(architecture: str) -> Net:
    """The network of that name with PyTorch's default initialisation; KeyError for an unknown name."""
    return {
        "dce": lambda: Net(None, 32, 24, pool=False),  # 79,416 parameters
        "dce-slim": lambda: Net(None, 16, 24, pool=True),  # 23,592
        "dce-pp": lambda: Net(SeparableConv, 32, 3, pool=False),  # 10,561; all 8 steps share 3 maps
    }[architecture]()
