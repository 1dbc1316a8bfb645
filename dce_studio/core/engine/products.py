"""The three networks as matrix products in NumPy: for small pictures, and before torch has been imported.

A 3 × 3 convolution is three products: each row's pixels beside their left and right neighbours (3 · inputs),
times a row of the kernel as a matrix (3 · inputs, outputs), for the row above, the row itself and that below.
Within 1e-6 of `net` in float32.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.engine.architecture import NETWORKS
from dce_studio.core.maps import Maps

Floats = NDArray[np.float32]
LARGEST = 128
"""The largest long edge in pixels.

Importing torch takes as long as a hundred estimates at 64 px, or thirty at
this size; beyond it torch is much faster."""

Tensors = Mapping[str, Floats]
"""The weights by their published names, float32."""


def alpha(architecture: str, tensors: Tensors, pixels: Floats) -> Maps:
    """α (S, 3, h, w) float32 in [−1, 1] of pixels (h, w, 3) in [0, 1]: −tanh of what the network says."""
    maps = np.tanh(logits(architecture, tensors, pixels)).transpose(2, 0, 1)
    result: Maps = np.negative(maps, order="C")
    return result.reshape(-1, 3, *pixels.shape[:2])


def logits(architecture: str, tensors: Tensors, pixels: Floats) -> Floats:
    """The network before its tanh: pixels (h, w, 3) in [0, 1] → (h, w, maps)."""
    network = NETWORKS[architecture]
    layer = _separable if network.separable else _full

    def convolved(number: int, *inputs: Floats) -> Floats:
        x = np.concatenate(inputs, 2) if len(inputs) > 1 else inputs[0]
        return layer(tensors, f"e_conv{number}", x)

    x1 = _positive(convolved(1, pixels))
    x2 = _positive(convolved(2, x1))
    x3 = _positive(convolved(3, x2))
    y = _positive(convolved(4, _largest(x3) if network.pool else x3))
    y = _positive(convolved(5, x3, y))
    y = _positive(convolved(6, x2, y))
    return convolved(7, x1, y)


def _full(tensors: Tensors, name: str, x: Floats) -> Floats:
    """3 × 3: (h, w, inputs) → (h, w, outputs)."""
    height = len(x)
    kernel = tensors[f"{name}.weight"].transpose(2, 3, 1, 0)
    rows = kernel.reshape(3, -1, kernel.shape[3])  # of the kernel, each a matrix (3 · inputs, outputs)
    beside = np.concatenate(_beside(_above_and_below(x)), 2)
    product: Floats = beside[:height] @ rows[0]
    product += beside[1 : height + 1] @ rows[1]
    product += beside[2:] @ rows[2]
    product += tensors[f"{name}.bias"]
    return product


def _separable(tensors: Tensors, name: str, x: Floats) -> Floats:
    """3 × 3 of each channel, then 1 × 1: (h, w, inputs) → (h, w, outputs)."""
    depth, point = f"{name}.depth_conv", f"{name}.point_conv"
    kernel = tensors[f"{depth}.weight"][:, 0]
    filtered = np.empty_like(x)
    filtered[:] = tensors[f"{depth}.bias"]
    for dx, column in enumerate(_beside(_above_and_below(x))):
        for dy in range(3):
            filtered += kernel[:, dy, dx] * column[dy : dy + len(x)]
    product: Floats = filtered @ tensors[f"{point}.weight"][:, :, 0, 0].T
    product += tensors[f"{point}.bias"]
    return product


def _above_and_below(x: Floats, beyond: float = 0.0) -> Floats:
    """x (h, w, c) with a row of `beyond` above and one below."""
    return np.pad(x, ((1, 1), (0, 0), (0, 0)), constant_values=beyond)


def _beside(x: Floats, beyond: float = 0.0) -> tuple[Floats, Floats, Floats]:
    """Return the left neighbours of the pixels of x (h, w, c), x itself and the right neighbours."""
    left, right = np.full_like(x, beyond), np.full_like(x, beyond)
    left[:, 1:], right[:, :-1] = x[:, :-1], x[:, 1:]
    return left, x, right


def _largest(x: Floats) -> Floats:
    """The maximum over each 3 × 3."""
    rows = np.maximum.reduce(_beside(_above_and_below(x, -np.inf), -np.inf))
    largest: Floats = np.maximum(np.maximum(rows[:-2], rows[1:-1]), rows[2:])
    return largest


def _positive(x: Floats) -> Floats:
    return np.maximum(x, 0, out=x)
