"""Auto: the iteration count that a person would choose for a photo, and how much of its noise goes.

It brings what is lit in the photo to a mean brightness, as far as that spoils nothing: no lamp goes white
that was not, the black stays black, the noise of the darks stays below what is seen at once. What is good
already stays as it is. Nothing is estimated: the maps are applied to a small copy.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.edit import Edit, ranges
from dce_studio.core.geometry import Box, fit
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.photo import WHITE, Photo
from dce_studio.core.render.rendering import Sampled, develop, sample
from dce_studio.core.render.scales import noise
from dce_studio.core.render.tones import slope

TARGET = 0.5
"""The mean to meet, of the encoded values in [0, 1], over what is lit."""

DIM, GOOD = 0.5, 0.75
"""Shares of the target: a photo whose lit part is below the first is brought to it, above the second left."""

LIT = 8 / 255
"""A pixel whose brightest channel is below it is black sky or deep shadow, not to be judged by."""

WHITE_NOW, WHITE_BEFORE = 249.5 / 255, 230 / 255
MOST_BLOWN = 5e-4
"""Share of the pixels that may come to white (WHITE_NOW) from below WHITE_BEFORE."""

BLACK, MOST_BLACK = 2 / 255, 5 / 255
"""What was up to BLACK stays below MOST_BLACK in the mean, if it is much of the photo."""

SKY = 0.2
"""The share of the photo from which on it is a black sky. Of less, the shadows of too little light, more is
borne, but only up to the iterations of an edit that nobody changed."""

MOST_NOISE = 6 / 255
"""The largest standard deviation that the noise of the darks may be lifted to, which Auto then takes away."""

CALM = 1 / 255
"""The standard deviation that noise is brought down to after the curve: what is hardly seen."""

_DARK = 16 / 255
_LONG_EDGE = 192  # pixels of the copy it is measured on
_COARSE = 0.5
_DARKS = 2000  # pixels whose slope is looked at


def choose(photo: Photo, maps: ShapedMaps, edit: Edit, target: float = TARGET) -> Edit:
    """The edit with the iterations, in steps of its range, that meet `target` best and spoil nothing.

    The fewest of several that do. Noise that these lift above CALM in the darks is brought down to
    it, and that of colour as far. All else in the edit stays.
    """
    scene = _scene(photo, maps, edit)
    before = _mean(scene, scene.original)
    aim = before + _share(before, target) * (target - before)
    limits = ranges()["iterations"]
    coarse = np.arange(limits.low, limits.high + _COARSE / 2, _COARSE)
    near = _closest(scene, edit, coarse, aim)
    fine = np.arange(near - _COARSE, near + _COARSE + limits.step / 2, limits.step)
    chosen = edit.with_(iterations=_closest(scene, edit, fine.clip(limits.low, limits.high), aim))
    gain = _gain(scene, chosen)
    lifted = scene.noise * gain
    share = round(1 - CALM / lifted, 2) if gain > 1 and lifted > CALM else 0.0
    return chosen.with_(noise=share, colour_noise=share)


@dataclass(frozen=True, eq=False)
class _Scene:
    """What Auto measures: a small copy, its values (h, w, 3) in [0, 1], its lit pixels and dark noise."""

    small: Sampled
    original: NDArray[np.float32]
    lit: NDArray[np.bool_]
    noise: float


def _scene(photo: Photo, maps: ShapedMaps, edit: Edit) -> _Scene:
    small = sample(photo, maps, Box.whole(photo.size), fit(photo.size, _LONG_EDGE))
    original = small.pixels.astype(np.float32) / WHITE[small.pixels.dtype]
    lit = original.max(2) >= LIT
    return _Scene(small, original, lit if lit.mean() > 0.005 else np.ones_like(lit), noise(photo))


def _share(before: float, target: float) -> float:
    """How far a photo of this mean is moved to the target: 1 when dim, 0 when good."""
    return float(np.clip((GOOD * target - before) / ((GOOD - DIM) * target), 0, 1))


def _mean(scene: _Scene, result: NDArray[np.float32]) -> float:
    return float(result[scene.lit].mean(dtype=np.float64))


def _closest(scene: _Scene, edit: Edit, counts: NDArray[np.float64], aim: float) -> float:
    """Return which of the ascending counts comes closest to the aim before the photo is spoilt."""
    best, miss = float(counts[0]), np.inf
    for n in counts:
        tried = edit.with_(iterations=round(float(n), 3))
        result = develop(scene.small, tried, np.float32)
        missed = abs(_mean(scene, result) - aim)
        if missed < miss - 1e-5:
            if _spoilt(scene, tried, result):
                break
            best, miss = float(n), missed
    return round(best, 3)


def _spoilt(scene: _Scene, edit: Edit, result: NDArray[np.float32]) -> bool:
    """Return whether lamps turn white, black turns grey or noise is lifted too far; False at 0 iterations."""
    if edit.iterations == 0:
        return False
    bright, was = result.max(2), scene.original.max(2)
    if np.mean((bright >= WHITE_NOW) & (was < WHITE_BEFORE)) > MOST_BLOWN:
        return True
    black = was <= BLACK
    weight = min(float(black.mean()) / SKY, 1) if edit.iterations <= Edit().iterations else 1
    if black.any() and weight * result[black].mean() > MOST_BLACK:
        return True
    return scene.noise * _gain(scene, edit) > MOST_NOISE


def _gain(scene: _Scene, edit: Edit) -> float:
    """The median slope of the curves of the copy's dark pixels; 1 where it has none."""
    rows, columns = np.nonzero(scene.original.mean(2) < _DARK)
    if not len(rows):
        return 1.0
    some = slice(None, None, max(1, len(rows) // _DARKS))
    rows, columns = rows[some], columns[some]
    pixels = np.maximum(scene.original[rows, columns].T, 1e-4)
    return float(np.median(slope(pixels, scene.small.alpha[:, :, rows, columns], edit)))
