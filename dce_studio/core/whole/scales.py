"""Two scales: the curve that the photo as a whole asks for, and what a place asks for beside it.

Weights of two scales (`WeightsInfo.local` > 0; the bundled ones are) are made to be used so:

- *The whole.* The network sees the photo at smooth detail (64 px), and windows nearly as large as the photo
  (`core.render.guided`) make α a function of brightness: robust, and in the order of the photo's tones.
- *The exposure.* The network sees the photo exposed by the program, whose part in α is added
  (`core.whole.exposure`).
- *The level.* α is moved until the photo comes out as bright as photos are meant to (`core.whole.level`).
- *The stars.* A starry sky is no day that was taken too dark: it is exposed less, and comes to a level of its
  own (`core.whole.stars`).
- *The place.* The network's maps at the detail asked for, of which a pixel takes the share `local`.
- *The floor.* Where the photo is black, also a faded black, there is nothing to lift but noise: there α
  fades (`floor`), and in the darks it goes no further than the photo's own noise bears (`calm`).
- *The lights.* Nothing becomes white that was not (`held`).
- *The refining.* What comes of it is fitted once more in small windows of a copy of REFINED pixels, whose
  edges it follows: within a texture all pixels share one curve, so local contrast is not flattened.

At full size the place is each pixel itself: α = (1 − local)·α of the whole + local·α of the pixel.
Maps of two sizes, a coarse one under a finer one, keep what either alone loses: 15 pixels of a full-size
photo do not tell a dim room from a night street, and one curve for the whole photo lifts no backlit face.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.curve import STEPS
from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.maps import CurveMaps, Exposure, Maps
from dce_studio.core.noise.darks import in_darks
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import WHITE, Photo, read_only
from dce_studio.core.render import guided, kernels
from dce_studio.core.render.sampling import (
    bands,
    coordinates,
    guide,
    planes,
    reduced,
    reduced_unit,
    stretched,
)
from dce_studio.core.whole import exposure, level

Unit = NDArray[np.float32]

WIDE_EPSILON = 0.5
"""Added to the variance in the windows of the whole: α depends on brightness only as far as it pays.

Five times what other weights have (`guided.EPS`): less of it flattened the contrast of pairs and of night
photos alike.
"""

REFINED = 128
"""Long edge in pixels of the copy whose edges the maps follow."""

JUDGED = 32
"""Long edge in pixels of the copy on which it is judged how bright the photo comes out."""

_WINDOW, _EPSILON = 1 / 32, 0.05
"""The small windows: their radius as a share of the long edge, and what is added to the variance there."""

FAINT, CLEAR = 0.2 / 255, 3.0 / 255
"""Brightness above the noise at which α begins to act, and by how much more it acts fully."""

FAINT_NOISE, CLEAR_NOISE = 0.2, 1.0
"""The same, per standard deviation of the photo's noise in its darks."""

LEFT = 0.4
"""What is left of α in the black: with less, faint shadows tear off from the black around them."""

_OF_LIGHTS = 0.04
"""α acts fully at this share of the photo's lights at the latest: a photo without lights is lifted too."""

MATTE = 0.18, 0.28
"""The share of a photo near its darkest values from which on these are its black, and that where wholly.

Moderately dark photos have 0.18 at most there, stages and bedrooms with faded blacks 0.22 to 0.6.
"""

FADED = 4 / 255, 8 / 255
"""The darkest value from which on black is faded, and that where wholly: darker ones are too little light."""

_NEAR, _MOST_BLACK = 1.3, 0.4
"""What lies near the darkest values, as a multiple of them; the share of the lights that black is at most."""

NOISE = 6 / 255
"""The standard deviation that the noise of the darks is lifted to at most."""

DARK, LIGHT = 12 / 255, 32 / 255
"""The bound of the noise holds fully up to the first brightness, and not at all from the second on."""

NOT_WHITE = 0.9
"""Values above it are white enough to become white."""

HELD = 0.9, 0.97
"""The most that a dark value, and NOT_WHITE itself, may be lifted to."""

_TAKEN_BACK = 2
"""How often the refining, whose windows average over lights, is told by how much it lifts them too far."""


def whole(photo: Photo, alpha: Maps, grey: Unit, seen: Exposure, weights: str = "") -> CurveMaps:
    """The network's maps (S, 3, h, w) at smooth detail as a function of the photo's grey values (h, w).

    seen: how the photo was exposed for the network; its lift is not in these maps, but in those of `refined`.
    """
    height, width = grey.shape
    gain, offset = guided.coefficients(alpha, grey, (guided.radius(width, height), WIDE_EPSILON))
    box = Box.whole(photo.size)
    alpha = guided.applied(gain, offset, grey)
    return CurveMaps(alpha, box, photo.size, gain, offset, weights, exposure=seen)


def small_copy(photo: Photo) -> Unit:
    """The photo reduced to REFINED px, (h, w, 3) in [0, 1]: what both scales start from."""
    return reduced_unit(photo, Box.whole(photo.size), fit(photo.size, REFINED))


def refined(photo: Photo, copy: Unit, wide: CurveMaps, place: Maps | None, local: float) -> CurveMaps:
    """The maps as they are sampled: at REFINED px, or at the size of `place` if that is larger.

    copy: that of `small_copy`; wide: those of `whole`; place: the network's (S, 3, h, w), or None.
    """
    size, pixels = Size(copy.shape[1], copy.shape[0]), copy
    if place is not None and max(place.shape[2:]) > max(size):
        size = fit(photo.size, max(place.shape[2:]))
        pixels = reduced_unit(photo, Box.whole(photo.size), size)
    grey = guide(pixels)
    alpha = guided.applied(_at(wide, wide.gain, size), _at(wide, wide.offset, size), grey)
    if place is not None:
        alpha += local * (_at(wide, place, size) - alpha)
    alpha += exposure.lift(wide.exposure)[exposure.levels(pixels.max(2))]
    deviation = in_darks(photo)
    seen = replace(wide.exposure, level=_level(pixels, alpha, deviation, wide.exposure.stars))
    alpha += seen.level * level.ramp(pixels.max(2).astype(np.float64))
    alpha *= floor(pixels, deviation) * calm(pixels, alpha, deviation)
    alpha *= held(pixels, alpha)
    window = max(1, round(_WINDOW * max(size))), _EPSILON
    gain, offset = guided.coefficients(alpha, grey, window)
    bound = np.maximum(_light_bound(pixels), 0)
    for _ in range(_TAKEN_BACK):
        alpha -= np.maximum(guided.applied(gain, offset, grey) - bound, 0)
        gain, offset = guided.coefficients(alpha, grey, window)
    return replace(wide, alpha=guided.applied(gain, offset, grey), gain=gain, offset=offset, exposure=seen)


def _level(pixels: Unit, alpha: Maps, deviation: float, stars: float) -> float:
    """The photo's level (`core.whole.level`), judged on a copy of JUDGED px; deviation: of its noise.

    stars: how far the photo is of a starry sky.
    """
    few = _averaged(pixels)
    left = floor(few, deviation)

    def bounded(strength: Unit) -> Unit:
        maps = strength[None, None]
        maps = maps * (left * calm(few, maps, deviation))
        kept: Unit = (maps * held(few, maps))[0, 0]
        return kept

    lit = float((left - LEFT).mean() / (1 - LEFT))
    return level.found(few, _averaged(alpha.mean((0, 1))), lit, bounded, stars)


def _averaged(values: Unit) -> Unit:
    """Values (h, w) or (h, w, 3), averaged in pieces to a long edge of about JUDGED, and no edge of none.

    The pieces are squares, but for photos so long that one would be higher than they are.
    """
    long = max(1, max(values.shape[:2]) // JUDGED)
    down, across = (min(long, length) for length in values.shape[:2])
    height, width = values.shape[0] // down, values.shape[1] // across
    pieces = values[: height * down, : width * across].reshape(height, down, width, across, *values.shape[2:])
    averages: Unit = pieces.mean((1, 3))
    return averages


def mixed(
    photo: Photo, context: CurveMaps, alpha: Maps, local: float, box: Box, workers: int | None = None
) -> Maps:
    """The network's α (S, 3, h, w) of the photo's `box`, full size or reduced, mixed with that of the whole.

    It may be changed in place, and is returned. workers: 1 for a tile of many, which have the cores already.
    """
    alpha, (height, width) = np.ascontiguousarray(alpha), alpha.shape[2:]
    size = Size(width, height)
    pixels = read_only(reduced(photo, box, size))
    x, y = coordinates(context, box, size)
    offset, gain = planes(context)
    flat, table = alpha.reshape(-1, height, width), read_only(exposure.lift(context.exposure))
    white, share = WHITE[pixels.dtype], np.float32(local)
    for_each(
        lambda rows: kernels.mix(pixels, white, offset, gain, x, y, share, table, *rows, flat),
        bands(height) if workers != 1 else [(0, height)], workers=workers,
    )  # fmt: skip
    return alpha


def floor(pixels: Unit, deviation: float) -> Unit:
    """What the floor leaves of α at reduced pixels (h, w, 3) in [0, 1]: (h, w) in [0, 1], LEFT in the black.

    deviation: of the photo's noise, in [0, 1]. It rises smoothly with the brightest channel's mean over 3 × 3
    pixels; averages over a reduced pixel tell much less light from noise than the pixels themselves. Above a
    black that is no zero it rises to twice that.
    """
    bright = _mean3(pixels.max(2))
    lights = float(np.quantile(bright, 0.95))
    black = _black(bright, lights)
    begin = FAINT + FAINT_NOISE * deviation
    end = min(begin + max(CLEAR, CLEAR_NOISE * deviation), begin + _OF_LIGHTS * lights)
    begin, end = begin + black, end + 2 * black
    share = np.clip((bright - begin) / max(end - begin, 1e-6), 0, 1)
    left: Unit = (LEFT + (1 - LEFT) * share * share * (3 - 2 * share)).astype(np.float32)
    return left


def _black(bright: Unit, lights: float) -> float:
    """The photo's own black: its darkest values (h, w), where much of it lies near them; else 0.

    Stages, bedrooms and silhouettes have faded blacks, of 5 to 25 of 255 and often with a cast; lifted, they
    are fog. lights: the value that few pixels are above. A photo without lights has no black.
    """
    darkest = float(np.quantile(bright, level.DARKEST))
    near = float((bright < _NEAR * darkest + 1 / 255).mean())
    share = np.clip((near - MATTE[0]) / (MATTE[1] - MATTE[0]), 0, 1)
    faded = np.clip((darkest - FADED[0]) / (FADED[1] - FADED[0]), 0, 1)
    return float(share * faded) * min(darkest, _MOST_BLACK * lights)


def calm(pixels: Unit, alpha: Maps, deviation: float) -> Unit:
    """What is left of α (S, 3, h, w) so that noise is not lifted above NOISE in the darks: (h, w) in [0, 1].

    n steps of one α > 0 have the slope (1 + α)ⁿ at black, by which noise is lifted there; with n = 8 that
    bounds α. Towards LIGHT the bound gives way, as the slope does.
    """
    if deviation <= 0:
        return np.ones(pixels.shape[:2], np.float32)
    bound = max((NOISE / deviation) ** (1 / STEPS) - 1, 0)
    strength = alpha.mean((0, 1))
    left = np.minimum(1, bound / np.maximum(strength, 1e-6))
    dark = np.clip((LIGHT - _mean3(pixels.max(2))) / (LIGHT - DARK), 0, 1)
    calmed: Unit = (1 - dark * (1 - left)).astype(np.float32)
    return calmed


def held(pixels: Unit, alpha: Maps) -> Unit:
    """What is left of α (S, 3, h, w) so that no light goes white that was not: (h, w) in [0, 1]."""
    share = _light_bound(pixels) / np.maximum(alpha.mean(0).max(0), 1e-6)
    left: Unit = np.minimum(1, share).astype(np.float32)
    return left


def _light_bound(pixels: Unit) -> Unit:
    """The largest α that lifts a pixel (h, w, 3) no further than to a line below white: (h, w).

    Lights differ still there. Eight steps of α move the logit of a value by about 8 α.
    """
    x = np.clip(pixels.max(2), 1e-3, NOT_WHITE)
    most = HELD[0] + (HELD[1] - HELD[0]) * x / NOT_WHITE
    bound: Unit = ((np.log(most / (1 - most)) - np.log(x / (1 - x))) / STEPS).astype(np.float32)
    return bound


def _at(maps: CurveMaps, plane: Maps | None, size: Size) -> Maps:
    """A plane of these maps' photo, stretched to `size`."""
    assert plane is not None
    return stretched(replace(maps, alpha=plane, gain=None, offset=None), maps.box, size)


def _mean3(values: Unit) -> Unit:
    padded = np.pad(values, 1, "edge")
    height, width = values.shape
    parts = [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    mean: Unit = np.mean(parts, 0, dtype=np.float32)
    return mean
