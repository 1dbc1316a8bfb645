"""White balance and black point: what is done to a pixel's values before the curve, and after it.

The balance comes before the curve. Light is multiplied per channel: what a lamp does to every grey alike, one
pair of numbers undoes on every grey alike, however far the curve lifts it. The network does not see it: the
maps stay, and so does the grey value that guides them. The black point comes last: it takes off what the
curve has left grey in the darks, where before it the curve would multiply what is cut.

As values become lighter a channel's light bends towards white: 0 and 1 stay, nothing clips and nothing comes
to an end twice. So a lamp that was white in the photo stays white.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dce_studio.core import curve
from dce_studio.core.edit import Edit, ranges
from dce_studio.core.render.srgb import to_encoded, to_light

Floats = NDArray[np.floating]
Table = NDArray[np.float32]

CELLS = 4080
"""Cells of a table of encoded values: a multiple of 255, so that the values of 8 bits are its nodes."""

WARM, MAGENTA = 1.5 / 100, 1.0 / 100
"""Stops for each unit of temperature, up in red and down in blue, and of tint, down in green."""

_BEND = 4
"""The power of the light with which a channel that is dimmed comes back to white."""

_LUMA = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709
_ROUNDS = 30  # of the search for a balance
_LEAST = 1e-6  # light, in place of black, which has no colour


def gains(temperature: float, tint: float) -> NDArray[np.float64]:
    """What red, green and blue light are multiplied by in the darks: (3,); a grey keeps its brightness."""
    stops = np.array([1, 0, -1]) * WARM * temperature + np.array([0.5, -1, 0.5]) * MAGENTA * tint
    factors = 2.0**stops
    balanced: NDArray[np.float64] = factors / (factors @ _LUMA)
    return balanced


def table(edit: Edit) -> Table:
    """What becomes of encoded values 0 … 1 in red, green and blue: (3, CELLS + 1); (3, 0) where they stay.

    It rises, from 0 to 1; between its nodes it is linear.
    """
    return _table(edit.temperature, edit.tint)


@lru_cache(maxsize=32)
def _table(temperature: float, tint: float) -> Table:
    if (temperature, tint) == (0, 0):
        made = np.empty((3, 0), np.float32)
    else:
        light = to_light(np.linspace(0, 1, CELLS + 1))
        balanced = [_multiplied(light, gain) for gain in gains(temperature, tint)]
        made = np.clip(to_encoded(np.stack(balanced)), 0, 1).astype(np.float32)
        made[:, 0], made[:, -1] = 0, 1
    made.setflags(write=False)
    return made


def _multiplied(light: NDArray[np.float64], gain: float) -> NDArray[np.float64]:
    """Light in [0, 1] times gain in the darks, bent towards 1: g·x + (1 − g)·x⁵, or that one's inverse."""
    if gain <= 1:
        return light * (gain + (1 - gain) * light**_BEND)
    even = np.linspace(0, 1, 1 << 16) ** 2  # closer in the darks
    return np.interp(light, even * (1 / gain + (1 - 1 / gain) * even**_BEND), even)


def balanced(x: Floats, edit: Edit) -> Floats:
    """Encoded values x (3, …) in [0, 1] with the edit's white balance: (3, …)."""
    if not edit.balances:
        return x
    nodes = np.linspace(0, 1, CELLS + 1)
    return np.stack([np.interp(x[c], nodes, row) for c, row in enumerate(table(edit))])


def balance_slope(x: Floats, edit: Edit) -> Floats:
    """The slope of `balanced` at x (3, …): (3, …), > 0."""
    if not edit.balances:
        return np.ones_like(x)
    cells = np.clip((np.asarray(x) * CELLS).astype(np.intp), 0, CELLS - 1)
    steps = np.diff(table(edit).astype(np.float64)) * CELLS
    return np.stack([steps[c][cells[c]] for c in range(3)])


def blackened(y: Floats, edit: Edit) -> Floats:
    """Results y in [0, 1] above the edit's black point, which becomes 0; 1 stays."""
    if edit.black == 0:
        return y
    above: Floats = np.maximum((y - edit.black) / (1 - edit.black), 0)
    return above


def developed(x: Floats, alpha: Floats, edit: Edit) -> Floats:
    """All that becomes of pixels x (3, …) in [0, 1] with maps (S, 3, …): (3, …) in [0, 1]."""
    return blackened(curve.enhance(balanced(x, edit), alpha, edit), edit)


def slope(x: Floats, alpha: Floats, edit: Edit) -> Floats:
    """dy/dx of `developed`: that of the balance, times the curve's as the balanced pixel becomes brighter.

    It is 0 where the result is black.
    """
    values = balanced(x, edit)
    slopes = curve.slope(values, alpha, edit) * balance_slope(x, edit)
    if edit.black == 0:
        return slopes
    lit = curve.enhance(values, alpha, edit) > edit.black
    return np.where(lit, slopes / (1 - edit.black), 0)


def neutral(colour: Floats) -> tuple[float, float]:
    """The temperature and tint, to 0.5, that make a place of these encoded values (3,) grey, if they can."""
    limits = ranges()["temperature"]
    temperature = tint = 0.0
    for _ in range(_ROUNDS):
        light = to_light(np.asarray(colour, np.float64).reshape(3, 1))
        factors = gains(temperature, tint)
        now = np.log2([max(float(_multiplied(light[c], factors[c])[0]), _LEAST) for c in range(3)])
        temperature += (now[2] - now[0]) / (2 * WARM)
        tint += (now[1] - (now[0] + now[2]) / 2) / (1.5 * MAGENTA)
        temperature, tint = (min(max(v, limits.low), limits.high) for v in (temperature, tint))
    return round(temperature / limits.step) * limits.step, round(tint / limits.step) * limits.step


KernelSteps = tuple[
    NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], np.float32, NDArray[np.float32], np.float32
]


def kernel_steps(edit: Edit, maps: int) -> KernelSteps:
    """The map index and weight of each step, the channels' scales, keep and the tones, for the kernels."""
    steps = curve.schedule(edit.iterations, maps)
    return (
        np.array([index for index, _ in steps], np.int64),
        np.array([weight for _, weight in steps], np.float32),
        np.array(edit.scales, np.float32),
        np.float32(edit.keep_colour),
        table(edit),
        np.float32(edit.black),
    )
