"""The light-enhancement curve and its slope, as pure array functions (Zero-DCE, section 3.1).

One step, per pixel and channel, on encoded values x in [0, 1]:

    LE_n = LE_{n-1} + α_n · LE_{n-1} · (1 − LE_{n-1}),   α_n in [−1, 1]

α > 0 brightens. |α| ≤ 1 keeps each step monotone and inside [0, 1]; whatever scales α clips it back.
These are the plain definitions; `core.render.kernels` holds the same arithmetic compiled.
"""

import math

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.edit import Edit

Floats = NDArray[np.floating]

STEPS = 8
"""Curve steps of the published method."""

HUE_FIRST = 4.0
"""Keep colour k keeps the share min(1, HUE_FIRST · k) of the hue."""

GREY = 0.05
"""Pixels whose channels differ by less than about this share of the largest count as greys, softly."""

_LEAST = 1e-12  # avoids a division by zero at black pixels


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


def step_alphas(alpha: Floats, edit: Edit) -> Floats:
    """Return the α that each step applies, scaled and clipped: (S, 3, ...) → (steps, 3, ...) in [−1, 1]."""
    scales = np.asarray(edit.scales, alpha.dtype).reshape(3, *[1] * (alpha.ndim - 2))
    scaled = np.clip(alpha * scales, -1, 1)
    steps = schedule(edit.iterations, len(alpha))
    if not steps:
        return np.empty((0, *alpha.shape[1:]), alpha.dtype)
    return np.stack([scaled[index] * alpha.dtype.type(weight) for index, weight in steps])


def staircase(x: Floats, steps: Floats) -> Floats:
    """x₀ … xₙ before gamma: x of shape (...), steps (n, ...) → (n + 1, ...), all in [0, 1]."""
    values = [np.asarray(x)]
    for a in steps:
        x = values[-1]
        values.append(x + a * x * (1 - x))
    return np.stack(np.broadcast_arrays(*values))


def enhance(x: Floats, alpha: Floats, edit: Edit) -> Floats:
    """Curve, gamma, kept colour: x (3, ...) in [0, 1] and maps (S, 3, ...) → (3, ...) in [0, 1]."""
    y: Floats = staircase(x, step_alphas(alpha, edit))[-1]
    return keep_colour(x, y if edit.gamma == 1 else y**edit.gamma, edit)


def keep_colour(x: Floats, y: Floats, edit: Edit) -> Floats:
    """The channels' results y moved towards the original's colour: x, y (3, ...) in [0, 1] → (3, ...).

    k = 0 leaves y, the published curve of each channel. k = 1 gives x·max(y)/max(x), the maxima over R, G, B:
    the three are multiplied by what the curve made of the largest, so hue and saturation stay and nothing
    passes 1. Between, hue comes first: the middle channel is put between the other two where it was in the
    original, wholly from k = 1/HUE_FIRST on, which keeps an orange lamp from turning yellow; saturation
    moves with k. Near greys the hue of what is noise is not restored. Nothing jumps where another channel
    becomes the largest.
    """
    return y if edit.keep_colour == 0 else np.minimum(_kept(x, y, y.max(0), y.min(0), edit.keep_colour), 1)


def _kept(x: Floats, y: Floats, largest: Floats, least: Floats, k: float) -> Floats:
    """Return `keep_colour` of y with these largest and least channels; it is linear in all three."""
    high, low = x.max(0), x.min(0)
    spread = high - low
    place = (x - low) / np.maximum(spread, _LEAST)
    hue = min(HUE_FIRST * k, 1) * spread / (spread + GREY * high + _LEAST)
    restored = y + hue * (least + place * (largest - least) - y)
    kept: Floats = restored + k * (x * (largest / np.maximum(high, _LEAST)) - restored)
    return kept


def slope(x: Floats, alpha: Floats, edit: Edit) -> Floats:
    """dy/dx of `enhance` as the pixel x (3, ...) becomes brighter in its own colour: (3, ...).

    Without Keep colour it is ≥ 0: the product of the steps' slopes 1 + α(1 − 2x), and gamma's. With it the
    same mixture as of the results, since along one colour all its shares are constant.
    """
    own = channel_slope(x, alpha, edit)
    if edit.keep_colour == 0:
        return own
    y = staircase(x, step_alphas(alpha, edit))[-1] ** edit.gamma
    lit = (x > 0) & np.isfinite(own)  # a gamma below 1 has no finite slope at black
    relative = np.broadcast_to(x * np.where(lit, own, 0), y.shape)  # dy/d(log brightness)
    largest, least = (
        np.take_along_axis(relative, pick(y, 0, keepdims=True), 0)[0] for pick in (np.argmax, np.argmin)
    )
    moved = _kept(x, relative, largest, least, edit.keep_colour)
    result: Floats = np.where(x > _LEAST, moved / np.maximum(x, _LEAST), own)
    return result


def channel_slope(x: Floats, alpha: Floats, edit: Edit) -> Floats:
    """dy/dx of each channel's curve alone, ≥ 0: the product of its steps' slopes, and gamma's."""
    steps = step_alphas(alpha, edit)
    values = staircase(x, steps)
    result: Floats = np.ones_like(values[-1])
    for value, a in zip(values, steps, strict=False):
        result = result * (1 + a * (1 - 2 * value))
    if edit.gamma != 1:
        with np.errstate(divide="ignore", invalid="ignore"):
            rise = edit.gamma * values[-1] ** (edit.gamma - 1)
            result = np.where(result > 0, result * rise, 0)  # what is crushed to black stays there
    return result


def invert(y: Floats, a: Floats) -> Floats:
    """The x of one step x + a·x·(1 − x) = y, for a in (−1, 1] and y in [0, 1]."""
    root = np.sqrt((1 + a) ** 2 - 4 * a * y)
    return 2 * y / (1 + a + root)
