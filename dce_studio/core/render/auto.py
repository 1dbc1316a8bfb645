"""Auto: the iterations and the black point that a person would choose for a photo, and how much noise goes.

It brings what is lit in the photo to a mean brightness, as far as that spoils nothing: no lamp goes white
that was not, the black stays black, noise stays below what can be taken away again. Darks that the curve made
a grey veil are brought back down by the black point. What is good already stays as it is. Nothing is
estimated: the maps are applied to a small copy.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.edit import AUTO_TARGET, Edit, ranges
from dce_studio.core.geometry import Box, fit
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.noise import measure
from dce_studio.core.noise.steady import by_place
from dce_studio.core.photo import WHITE, Noise, Photo
from dce_studio.core.render.rendering import Sampled, develop, sample
from dce_studio.core.render.slopes import slopes

MOST_ITERATIONS = 8.0
"""The published number, which the weights are trained for: beyond it dusk turns to grey day.

More only where a brighter target than the default is asked for."""

DIM, GOOD = 0.6, 0.95
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
borne, but only up to MOST_ITERATIONS."""

MOST_NOISE = 8 / 255
"""The largest standard deviation that the noise of four fifths of the pixels may be lifted to: more is not
taken away without harm."""

DARKEST, DEEP = 0.02, 0.06
"""The quantile of the pixels that tells a photo's darks, and up to where a lift of them is no veil."""

CALM = 1 / 255
"""The standard deviation that noise is brought down to after the curve: what is hardly seen."""

SEEN = 0.8
"""The quantile of the pixels that CALM is to hold for, of noise after the curve."""

_LONG_EDGE = 192  # pixels of the copy it is measured on
_COARSE = 0.5


def choose(photo: Photo, maps: ShapedMaps, edit: Edit, target: float = AUTO_TARGET) -> Edit:
    """The edit with the iterations, in steps of its range, that meet `target` best and spoil nothing.

    target: the mean to meet, of the encoded values in [0, 1], over what is lit. The fewest iterations of
    several that do. The black point takes the darks down to where they were, or to DEEP. Noise that is lifted
    above CALM is brought down to it, that of colour at least as far, which harms less. All else in the edit
    stays.
    """
    edit = edit.with_(black=0.0)
    scene = _scene(photo, maps, edit)
    before = _mean(scene, scene.original)
    aim = before + _share(before, target) * (target - before)
    limits = ranges()["iterations"]
    most = MOST_ITERATIONS if target <= AUTO_TARGET else limits.high
    near = _closest(scene, edit, np.arange(0, most + _COARSE / 2, _COARSE), aim)
    fine = np.arange(near - _COARSE, near + _COARSE + limits.step / 2, limits.step).clip(0, most)
    chosen = edit.with_(iterations=_closest(scene, edit, fine, aim))
    chosen = chosen.with_(black=_veil(scene, chosen))
    brightness, colour = (_removed(lifted) for lifted in _lifted(scene, chosen))
    return chosen.with_(noise=brightness, colour_noise=max(brightness, colour))


@dataclass(frozen=True, eq=False)
class _Scene:
    """What Auto measures: a small copy, its values (h, w, 3) in [0, 1], its lit and black pixels.

    noise: of brightness and colour (2, h, w), the deviation in the photo at each pixel's brightness.
    """

    small: Sampled
    original: NDArray[np.float32]
    lit: NDArray[np.bool_]
    black: NDArray[np.bool_]
    noise: NDArray[np.float32]


def _scene(photo: Photo, maps: ShapedMaps, edit: Edit) -> _Scene:
    small = sample(photo, maps, Box.whole(photo.size), fit(photo.size, _LONG_EDGE))
    original = small.pixels.astype(np.float32) / WHITE[small.pixels.dtype]
    brightest = original.max(2)
    lit, black = brightest >= LIT, brightest <= BLACK
    if lit.mean() <= 0.005:
        lit = np.ones_like(lit)
    noise = _at(original, maps.noise or measure.measured(photo))
    return _Scene(small, original, lit, black, noise)


def _at(pixels: NDArray[np.float32], noise: Noise) -> NDArray[np.float32]:
    """The noise of brightness and of colour (2, h, w) that pixels (h, w, 3) of these values have."""
    place = (np.sqrt(pixels.mean(2)) * 255 + 0.5).astype(np.uint8)
    found: NDArray[np.float32] = by_place(noise)[:, place]
    return found


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
    if scene.black.any() and _weight(scene, edit) * result[scene.black].mean() > MOST_BLACK:
        return True
    return _lifted(scene, edit)[0] > MOST_NOISE


def _veil(scene: _Scene, edit: Edit) -> float:
    """The black point that takes the veil off the darks; 0 where there is none, or the photo stays."""
    if edit.iterations == 0:
        return 0.0
    result = develop(scene.small, edit, np.float32)
    was, now = (float(np.quantile(pixels.mean(2), DARKEST)) for pixels in (scene.original, result))
    low = max(was, DEEP)
    share = np.clip(2 * (1 - was / max(_mean(scene, scene.original), 1e-6)), 0, 1)  # a flat photo is no veil
    limits = ranges()["black"]
    steps = share * max(now - low, 0.0) / (1 - low) / limits.step
    return round(min(int(steps) * limits.step, limits.high), 3)


def _weight(scene: _Scene, edit: Edit) -> float:
    """How much a rise of black counts: by its share of the photo."""
    return min(float(scene.black.mean()) / SKY, 1.0) if edit.iterations <= MOST_ITERATIONS else 1.0


def _lifted(scene: _Scene, edit: Edit) -> tuple[float, float]:
    """The noise of brightness and of colour after the curve, at most of the pixels; 0 where none rises."""
    rise = slopes(scene.original, scene.small.alpha, edit).mean(2)
    noise = np.where(rise > 1, scene.noise * rise, 0)
    brightness, colour = np.quantile(noise.reshape(2, -1), SEEN, axis=1)
    return float(brightness), float(colour)


def _removed(lifted: float) -> float:
    """The share of noise that is to go so that CALM is left."""
    return round(1 - CALM / lifted, 2) if lifted > CALM else 0.0
