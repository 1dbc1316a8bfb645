"""Scenes as a camera would have taken them, beside what they are to come back to.

A photo is put back into linear light, a file of light is light already (`light`); both are exposed anew at
twice the size that the network sees (`augment.photographed`) and reduced then, as the program does it: what a
camera rounds to 8 bits and drowns in noise is rounded and drowned before the averaging.
"""

from typing import TypeVar, cast

import numpy as np

from dce_studio.core.geometry import Size
from dce_studio.training.augment import Bytes, Floats, light_of, photographed, quantised, to_encoded
from dce_studio.training.cache import resized
from dce_studio.training.config import Recipe
from dce_studio.training.fusion import fused_light
from dce_studio.training.light import Logarithm, exposed_well, is_sphere, unkept, view

AnyPixels = TypeVar("AnyPixels", Bytes, Floats)

NIGHT, DAY = 0.18, 0.32
"""Mean brightness below which a photo is to come back to its fusion, and above which to itself as taken."""

PHOTO_STOPS = (0.0, 1.0, 2.0, 3.0)
"""The exposures that a dark photo is fused of: an 8-bit photo has nothing above its white."""

LIGHT_STOPS = (-2.75, -1.25, 0.25, 1.5)
"""The exposures that light is fused of, around a good one."""

USUAL, EVENED = 0.5, 0.7
"""How bright a photo was cannot be told from one taken two stops too dark: by this share such a photo comes
back to the usual mean brightness instead of its own."""

_UPRIGHT = 0.3  # share of the views of a sphere that are upright


def photographed_scene(
    kept: Bytes | Logarithm, recipe: Recipe, rng: np.random.Generator, varied: bool
) -> Floats:
    """What the cache kept (h, w, 3) → the same as the network sees it, in [0, 1]; with a reference (h, w, 6).

    varied: whether the part shown is drawn at random, or the whole.
    """
    if kept.dtype == np.uint8:
        light, wanted, stops = _of_photo(_part(cast(Bytes, kept), recipe, rng, varied), recipe, rng)
    else:
        light, wanted, stops = _of_light(unkept(cast(Logarithm, kept)), recipe, rng, varied)
    if rng.random() < recipe.augment:
        shown = photographed(light, stops, recipe, rng)
    else:
        shown = quantised(to_encoded(light.clip(0, 1)))
    seen = _halved(shown.astype(np.float32) / np.float32(255), recipe)
    return np.concatenate((seen, _halved(wanted, recipe)), 2) if recipe.reference else seen


def _of_photo(pixels: Bytes, recipe: Recipe, rng: np.random.Generator) -> tuple[Floats, Floats, float]:
    """Its light, what it comes back to, and by how many stops it is exposed: a dark photo not as far down."""
    light, mean = light_of(pixels), float(pixels.mean()) / 255
    night = float(np.clip((DAY - mean) / (DAY - NIGHT), 0, 1))
    wanted: Floats = pixels.astype(np.float32) / np.float32(255)
    if night:
        wanted = wanted + np.float32(night) * (fused_light(light, PHOTO_STOPS) - wanted)
    stops = rng.uniform(recipe.ev_low * float(np.clip(mean / DAY, 0.5, 1)), recipe.ev_high)
    return light, _evened(wanted, EVENED * (1 - night) * float(np.clip(-stops / 2, 0, 1))), stops


def _evened(picture: Floats, share: float) -> Floats:
    """The picture (h, w, 3) with its mean moved by that share towards USUAL, by a gamma curve."""
    mean = float(picture.mean().clip(0.02, 0.98))
    gamma = np.log(mean + share * (USUAL - mean)) / np.log(mean)
    evened: Floats = picture ** np.float32(gamma)
    return evened


def _of_light(
    light: Floats, recipe: Recipe, rng: np.random.Generator, varied: bool
) -> tuple[Floats, Floats, float]:
    if is_sphere(light):
        long, short = 2 * recipe.size, 2 * round(recipe.size * 0.75 / 16) * 16
        light = view(light, (long, short) if rng.random() < _UPRIGHT else (short, long), rng)
    else:
        light = _part(light, recipe, rng, varied)
    light = exposed_well(light)
    return light, fused_light(light, LIGHT_STOPS), rng.uniform(recipe.ev_low - 0.5, recipe.ev_high + 0.5)


def _part(picture: AnyPixels, recipe: Recipe, rng: np.random.Generator, varied: bool) -> AnyPixels:
    """A part of the picture, of its proportions and not smaller than `zoom` of its sides, or all of it."""
    if not varied or recipe.zoom == 1:
        return picture
    share = rng.uniform(recipe.zoom, 1)
    height, width = (max(1, round(side * share)) for side in picture.shape[:2])
    top = int(rng.integers(picture.shape[0] - height + 1))
    left = int(rng.integers(picture.shape[1] - width + 1))
    return picture[top : top + height, left : left + width]


def _halved(picture: Floats, recipe: Recipe) -> Floats:
    """The picture at the size that the network sees."""
    height, width = picture.shape[:2]
    scale = recipe.size / max(height, width)
    sides = (max(16, round(side * scale / 16) * 16) for side in (width, height))
    return resized(picture, Size(*sides))
