"""The published method as plainly as can be, on the whole photo at once: what the engine must equal.

It shares nothing with dce_studio.core but the checkpoints' names: layers are looked up in a state dict.
"""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F


def convolve(state: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    """The 3 × 3 convolution of that name, or its depthwise and pointwise pair."""
    if f"{name}.weight" in state:
        return F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"], padding=1)
    depth, point = f"{name}.depth_conv", f"{name}.point_conv"
    x = F.conv2d(x, state[f"{depth}.weight"], state[f"{depth}.bias"], padding=1, groups=x.shape[1])
    return F.conv2d(x, state[f"{point}.weight"], state[f"{point}.bias"])


def network(state: Mapping[str, Tensor], x: Tensor, pool: bool = False) -> Tensor:
    """(1, 3, H, W) in [0, 1] → r (1, maps, H, W) in [-1, 1]; `pool` for dce-slim."""
    x1 = torch.relu(convolve(state, "e_conv1", x))
    x2 = torch.relu(convolve(state, "e_conv2", x1))
    x3 = torch.relu(convolve(state, "e_conv3", x2))
    x4 = torch.relu(convolve(state, "e_conv4", F.max_pool2d(x3, 3, stride=1, padding=1) if pool else x3))
    x5 = torch.relu(convolve(state, "e_conv5", torch.cat([x3, x4], 1)))
    x6 = torch.relu(convolve(state, "e_conv6", torch.cat([x2, x5], 1)))
    return torch.tanh(convolve(state, "e_conv7", torch.cat([x1, x6], 1)))


def maps(state: Mapping[str, Tensor], unit: np.ndarray, pool: bool = False) -> np.ndarray:
    """Pixels (H, W, 3) float32 in [0, 1] → α (8 or 1, 3, H, W) float32."""
    with torch.inference_mode():
        x = torch.from_numpy(np.ascontiguousarray(unit.transpose(2, 0, 1)))[None]
        return -network(state, x, pool)[0].reshape(-1, 3, *unit.shape[:2]).numpy()


def curve(unit: np.ndarray, alpha: np.ndarray, iterations: int = 8, gamma: float = 1.0) -> np.ndarray:
    """The curve on pixels (H, W, 3) in [0, 1] with α (S, 3, H, W), in float64."""
    x = unit.transpose(2, 0, 1).astype(np.float64)
    for step in range(iterations):
        x = x + alpha[step % len(alpha)] * x * (1 - x)
    return (x**gamma).transpose(1, 2, 0)
