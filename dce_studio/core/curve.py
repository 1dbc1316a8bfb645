"""The light-enhancement curve and its slope, as pure array functions (Zero-DCE, section 3.1).

One step, per pixel and channel, on encoded values x in [0, 1]:

    LE_n = LE_{n-1} + α_n · LE_{n-1} · (1 − LE_{n-1}),   α_n in [−1, 1]

α > 0 brightens. |α| ≤ 1 keeps each step monotone and inside [0, 1]; whatever scales α clips it back.
These are the plain definitions; `core.render.kernels` holds the same arithmetic compiled.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.edit import Edit

Floats = NDArray[np.floating]

STEPS = 8
"""Curve steps of the published method."""


def schedule(iterations: float, maps: int) -> list[tuple[int, float]]:
    """The (map index, weight) of each step for a continuous iteration count n = k + f.

    k whole steps, then step k + 1 with f·α; past the last map they start again. `maps` is how many
    steps the network estimated: 8, or 1 where all steps share one (Zero-DCE++).
    """
    whole = math.floor(iterations)
    steps = [(k % maps, 1.0) for k in range(whole)]
    if iterations > whole:
        steps.append((whole % maps, iterations - whole))
    return steps


def fade(grey: Any, edit: Edit) -> Any:
    """What highlight protection p leaves of α at pixels of grey value g: 1 − p·g², in [0, 1], g's dtype.

    g is the original's, so a pixel's own curve stays one of the method's: monotone and in [0, 1], for any
    α and edit. Between pixels: along grey values with one α in all 8 steps, tones keep their order up to
    α = 0.37 at p = 1, 0.44 at 0.8 and 0.60 at 0.5 (the sum over steps counts: 2.9, 3.5, 4.8); beyond, the
    protected lights come out darker than the tones below them. Steeper fades reverse sooner (g⁴: 0.33),
    flatter ones take from the shadows (g: a fifth at 0.2, where g² takes a twenty-fifth).
    """
    if edit.protection == 0:
        return np.ones_like(grey)
    unit = np.clip(grey, 0, 1)
    return 1 - grey.dtype.type(edit.protection) * unit * unit


def step_alphas(alpha: Floats, edit: Edit, faded: Floats | float = 1.0) -> Floats:
    """The α that each step applies: (S, 3, ...) maps → (steps, 3, ...) in [−1, 1], scaled and clipped.

    faded: `fade` of the pixels, (...), needed for edits with protection.
    """
    scales = np.asarray(edit.scales, alpha.dtype).reshape(3, *[1] * (alpha.ndim - 2))
    scaled = np.clip(alpha * scales, -1, 1)
    steps = schedule(edit.iterations, len(alpha))
    if not steps:
        return np.empty((0, *alpha.shape[1:]), alpha.dtype)
    return np.stack([scaled[index] * alpha.dtype.type(weight) * faded for index, weight in steps])


def staircase(x: Floats, steps: Floats) -> Floats:
    """x₀ … xₙ before gamma: x of shape (...), steps (n, ...) → (n + 1, ...), all in [0, 1]."""
    values = [np.asarray(x)]
    for a in steps:
        x = values[-1]
        values.append(x + a * x * (1 - x))
    return np.stack(np.broadcast_arrays(*values))


def enhance(x: Floats, alpha: Floats, edit: Edit, faded: Floats | float = 1.0) -> Floats:
    """The whole curve with gamma: x (3, ...) in [0, 1] and maps (S, 3, ...) → (3, ...) in [0, 1]."""
    y: Floats = staircase(x, step_alphas(alpha, edit, faded))[-1]
    return y if edit.gamma == 1 else y**edit.gamma


def slope(x: Floats, alpha: Floats, edit: Edit, faded: Floats | float = 1.0) -> Floats:
    """dy/dx of `enhance`, ≥ 0: the product of the steps' slopes 1 + α(1 − 2x), and gamma's."""
    steps = step_alphas(alpha, edit, faded)
    values = staircase(x, steps)
    result: Floats = np.ones_like(values[-1])
    for value, a in zip(values, steps, strict=False):
        result = result * (1 + a * (1 - 2 * value))
    if edit.gamma != 1:
        with np.errstate(divide="ignore", invalid="ignore"):
            result = result * edit.gamma * values[-1] ** (edit.gamma - 1)
    return result


def invert(y: Floats, a: Floats) -> Floats:
    """The x of one step x + a·x·(1 − x) = y, for a in (−1, 1] and y in [0, 1]."""
    root = np.sqrt((1 + a) ** 2 - 4 * a * y)
    return 2 * y / (1 + a + root)
