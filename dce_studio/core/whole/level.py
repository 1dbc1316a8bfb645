"""The photo's level: how bright it comes out as a whole.

A network that sees 15 of 64 pixels at once tells places apart well and levels badly: of one scene, taken with
two stops less light, it makes another one. What a photo will come to can be computed, though, as soon as its
maps are known. So the program looks, and moves α, rising from black (`exposure.lift`), until the mean comes
to MEAN: up only as far as the photo is lit, since night is meant to stay night, and its darks are no fog yet;
down never below what the photo was. A starry sky comes to NIGHT instead, without the black ground below it,
and is never lifted there. As part of the maps the level is seen in every plot.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.curve import STEPS

Unit = NDArray[np.float32]

MEAN = 0.415
"""The mean that photos come to: what a scene's exposures have when they are fused (Mertens et al. 2007), as
the references that the weights were trained with; 0.412 over twelve views of scenes of light."""

NIGHT = 0.24
"""The mean that the lit part of a starry sky comes to, chosen by looking: at MEAN they are grey days."""

BLACK = 8 / 255
"""A pixel whose brightest channel is no more is ground without light, below a sky."""

MOST = 0.1
"""The most by which α is moved; with more, weights that judge a photo to be night would be overruled."""

NIGHT_FALL = 0.25
"""The most by which α falls for a starry sky, which the weights know as any other."""

VIVID = 0.1
"""By how much at most the mean of the largest channel lies above that of all, where colours are usual."""

DARKEST, FOG = 0.02, (0.1, 0.2)
"""The quantile of the pixels that tells a photo's darks, and from where to where on they are fog."""

RAMP, FROM = 0.4, 0.2
"""The value at which α is moved fully, and the share of it in black."""

_HALVINGS = 7  # of what is still possible: to a thousandth of α


def ramp(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the level acts at encoded values in [0, 1]: from FROM in black to 1 at RAMP and above."""
    share: NDArray[np.float64] = FROM + (1 - FROM) * np.minimum(values / RAMP, 1)
    return share


def found(
    pixels: Unit, alpha: Unit, lit: float, bounded: Callable[[Unit], Unit], stars: float = 0.0
) -> float:
    """The level of a photo, in [−MOST, MOST], or from −NIGHT_FALL on for a starry sky.

    pixels: the photo, reduced, (h, w, 3) in [0, 1]; alpha: the mean of its maps, (h, w); lit: the share of
    the photo that is not black; bounded: what becomes of such α before it is used; stars: how far the photo
    is of a starry sky, in [0, 1].
    """
    rise = ramp(pixels.max(2).astype(np.float64)).astype(np.float32)

    def come_to(level: float) -> Unit:
        step, y = bounded(alpha + np.float32(level) * rise)[..., None], pixels
        for _ in range(STEPS):
            y = y + step * y * (1 - y)
        return y

    weight = np.where(pixels.max(2) > BLACK, 1, 1 - stars)
    weight = weight if weight.any() else np.ones_like(weight)
    aim, so_far = max(_between(MEAN, NIGHT, stars), brightness(pixels, weight)), come_to(0.0)
    up = MOST * (lit * (1 - stars)) ** 3 * (1 - _fogged(so_far))
    low, high = (0.0, up) if brightness(so_far, weight) < aim else (-_between(MOST, NIGHT_FALL, stars), 0.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if brightness(come_to(middle), weight) < aim else (low, middle)
    return (low + high) / 2


def brightness(pixels: Unit, weight: NDArray[np.float64] | None = None) -> float:
    """The mean of encoded pixels (h, w, 3); of vivid ones that of their largest channel, less VIVID.

    A stage in red light is no dark room, and a blue hour no dull day. weight: (h, w), how much each counts.
    """
    mean, largest = (np.average(values, weights=weight) for values in (pixels.mean(2), pixels.max(2)))
    return max(float(mean), float(largest) - VIVID)


def _between(day: float, night: float, stars: float) -> float:
    return day + stars * (night - day)


def _fogged(pixels: Unit) -> float:
    """How far the darks of a result (h, w, 3) are grey already, in [0, 1]: more light makes fog of them."""
    darks = float(np.quantile(pixels.mean(2), DARKEST))
    return float(np.clip((darks - FOG[0]) / (FOG[1] - FOG[0]), 0, 1))
