"""The photo's own exposure: what the network sees, and the α that answers for it.

A network that sees 15 pixels at once tells four stops too dark from six by little, and learns a mean of what
both need. So weights of two scales (`core.whole.scales`) see the photo exposed by the program, part of the
way to one mean lightness, and judge what is left. The exposure is the extended photographic operator
(Reinhard et al., "Photographic Tone Reproduction for Digital Images", SIGGRAPH 2002, equation 4): dark values
are multiplied, lights are held below white. As a curve of eight equal steps (`lift`) it is part of the maps,
which so still say all that happens to a pixel.

The lift also rises from black to the midtones of every photo. Light that is dimmed is dimmed alike; in terms
of this curve the gain that brings it back is a larger α for brighter values, and the wide windows through
which the network's maps are seen tell brightnesses apart too little to say so themselves.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.curve import STEPS
from dce_studio.core.maps import Exposure
from dce_studio.core.photo import read_only
from dce_studio.core.render.srgb import to_encoded, to_light
from dce_studio.core.whole.level import ramp

Unit = NDArray[np.float32]

KEY = 0.09
"""The light whose lightness is the mean of a photo that needs no exposure."""

SHARE = 0.5
"""The share of the stops to KEY by which a photo is exposed: how dark it is also says whether it is night."""

RISE, FALLS = 0.1, 0.5
"""How much α grows with the value from black on beside that, and the value at which the growth ends."""

FURTHEST = 32.0
"""The most that light is multiplied by: five stops."""

LIGHTS = 0.999
"""The share of the pixels that lie below the photo's lights."""

ABOVE = 2.0
"""White lies so many times above the lights, which so keep what sets them apart."""

TOP = 0.9
"""The encoded value that the exposure lifts to at most: the rest is the network's. What lies above stays."""

LEVELS = 1024
"""The values from 0 to 1 at which the tables are made."""


def measured(pixels: Unit, stars: float = 0.0) -> Exposure:
    """The exposure of a photo, from its pixels at smooth detail, (h, w, 3) in [0, 1].

    It follows the mean over the cube root of light, to which lightness is nearly proportional (CIE 1976): it
    falls with the light by the same factor, lamps weigh little in it, and black sky some. stars: how far the
    photo is of a starry sky, in [0, 1] (`core.whole.stars`), which is exposed the less.
    """
    light = to_light(pixels.max(2).astype(np.float64))
    key = float(np.cbrt(light).mean()) ** 3
    gain = float(np.clip((KEY / max(key, 1e-9)) ** (SHARE * (1 - stars)), 1, FURTHEST))
    lights = gain * float(np.quantile(light, LIGHTS))
    return Exposure(gain, ABOVE * lights if gain > 1 and lights > 1 else 1.0, stars=stars)


def seen(pixels: Unit, exposure: Exposure) -> Unit:
    """Return encoded pixels (h, w, 3) in [0, 1], exposed: R, G and B are scaled as the largest of them is."""
    if exposure.gain == 1:
        return pixels
    ratios = _ratios(replace(exposure, level=0.0))[levels(pixels.max(2))]
    shown: Unit = np.minimum(pixels * ratios[..., None], 1)
    return shown


@lru_cache(8)
def _ratios(exposure: Exposure) -> Unit:
    """What values from 0 to 1 are multiplied by, (LEVELS,); made once for all tiles of a photo."""
    x = _values()
    ratios: Unit = (_exposed(x, exposure) / x).astype(np.float32)
    return read_only(ratios)


@lru_cache(8)
def lift(exposure: Exposure) -> Unit:
    """The α of all steps that exposes so, its rise and the level: (LEVELS,) in [−0.25, 1.2], for 0 … 1.

    It is made once for all tiles of a photo: its thousand small operations each wait for the interpreter.
    """
    if exposure.level:
        moved = lift(replace(exposure, level=0.0)) + exposure.level * ramp(_values())
        return read_only(moved.astype(np.float32))
    x = _values()
    rise = RISE * np.minimum(x, np.maximum(FALLS * (1 - x) / (1 - FALLS), 0))
    if exposure.gain == 1:
        return read_only(rise.astype(np.float32))
    wanted = _exposed(x, exposure)
    low, high = np.zeros(LEVELS), np.ones(LEVELS)
    for _ in range(20):
        alpha = (low + high) / 2
        y = x
        for _ in range(STEPS):
            y = y + alpha * y * (1 - y)
        low, high = np.where(y < wanted, alpha, low), np.where(y < wanted, high, alpha)
    found: Unit = (rise + np.where(wanted > x, (low + high) / 2, 0)).astype(np.float32)
    return read_only(found)


def levels(values: Unit) -> NDArray[np.intp]:
    """Return the table indices of values in [0, 1]."""
    places: NDArray[np.intp] = (values * np.float32(LEVELS - 1)).astype(np.intp)
    return places


def _values() -> NDArray[np.float64]:
    values = np.linspace(0, 1, LEVELS)
    values[0] = values[1] / 16  # what the first level stands for is black, or nearly
    return values


def _exposed(x: NDArray[np.float64], exposure: Exposure) -> NDArray[np.float64]:
    """Return the exposed encoded values, which are never below the originals."""
    light = to_light(x) * exposure.gain
    if exposure.white > 1:
        light = light * (1 + light / exposure.white**2) / (1 + light)
    result: NDArray[np.float64] = np.maximum(x, np.minimum(to_encoded(np.minimum(light, 1)), TOP))
    return result
