"""What is laid over the photo: contrast gain, crushed contrast, clipping. All work on a sampled view."""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.analysis.overlay import (
    CRUSHED,
    CRUSHED_COLOUR,
    GAIN_LIMIT,
    HIGHLIGHTS_COLOUR,
    LOCAL_SCALE,
    NOISE_SCALE,
    SHADOWS_COLOUR,
    Layer,
    MapOverlay,
    Overlay,
    PhotoOverlay,
)
from dce_studio.core.analysis.probing import MAX_STOPS
from dce_studio.core.colours import ColourScale, coloured, diverging
from dce_studio.core.edit import Edit
from dce_studio.core.noise.steady import expected
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import WHITE, Pixels
from dce_studio.core.render import slopes as slope
from dce_studio.core.render.rendering import Sampled, bands

Rgba = NDArray[np.uint8]
"""(h, w, 4) uint8, alpha not premultiplied."""


def paint(overlay: Overlay, layer: Layer, edit: Edit) -> Rgba:
    """Paint an overlay for a view, (h, w, 4). The last map stands for a step that the weights do not have."""
    sampled = calm(Sampled(layer.pixels, layer.alpha, layer.clean if edit.cleans else None))
    match overlay:
        case MapOverlay(step, channel, scale):
            return map_overlay(sampled, min(step, len(layer.alpha) - 1), channel, scale)
        case PhotoOverlay.GAIN:
            return gain_overlay(sampled, edit)
        case PhotoOverlay.NOISE:
            return noise_overlay(layer, edit)
        case PhotoOverlay.CRUSHED:
            return crushed_overlay(sampled, edit)
        case PhotoOverlay.LOCAL:
            return local_overlay(layer)
        case PhotoOverlay.CLIPPING:
            return clipping_overlay(layer.result)
        case PhotoOverlay.ORIGINAL_CLIPPING:
            return clipping_overlay(layer.pixels)


def calm(sampled: Sampled) -> Sampled:
    """The view by its pixels without noise where there are such: at those the curve's slope is taken."""
    return sampled if sampled.clean is None else Sampled(sampled.clean, sampled.alpha)


def slopes(sampled: Sampled, edit: Edit) -> NDArray[np.float32]:
    """The slope of each pixel's curve at its own value, per channel: (h, w, 3), ≥ 0."""
    out = np.empty(sampled.pixels.shape, np.float32)

    def band(rows: tuple[int, int]) -> None:
        part = slice(*rows)
        out[part] = slope.slopes(sampled.pixels[part], sampled.alpha[:, :, part], edit)

    for_each(band, bands(len(out)))
    return out


def gain_stops(sampled: Sampled, edit: Edit) -> NDArray[np.float32]:
    """By how many stops noise is lifted: log2 of the channels' mean slope, (h, w), within ±MAX_STOPS."""
    mean = slopes(sampled, edit).mean(-1)
    stops: NDArray[np.float32] = np.log2(np.clip(mean, 2.0**-MAX_STOPS, 2.0**MAX_STOPS))
    return stops


def gain_overlay(sampled: Sampled, edit: Edit) -> Rgba:
    """The contrast gain in stops on the diverging scale of ±GAIN_LIMIT, opaque."""
    colours = diverging(gain_stops(sampled, edit), GAIN_LIMIT)
    return np.concatenate([colours, np.full((*colours.shape[:2], 1), 255, np.uint8)], -1)


def noise_overlay(layer: Layer, edit: Edit) -> Rgba:
    """Paint the noise that the result is expected to have, in levels of 255 from 0 to NOISE_LIMIT, opaque.

    Where the photo is shown smaller it is the noise of the view, as averaging has made it less. Raises
    ValueError for a layer without its noise.
    """
    noise, clean = layer.noise, layer.clean
    if noise is None or clean is None:
        raise ValueError("the layer does not know its noise")
    *_, left = expected(clean, slopes(Sampled(clean, layer.alpha), edit), noise, edit)
    colours = coloured(255 * left, NOISE_SCALE)
    return np.concatenate([colours, np.full((*colours.shape[:2], 1), 255, np.uint8)], -1)


def local_overlay(layer: Layer) -> Rgba:
    """What local strengths multiply α by, on LOCAL_SCALE; where it is 1 the photo shows through."""
    if layer.factor is None:
        return np.zeros((*layer.pixels.shape[:2], 4), np.uint8)
    shown = np.minimum(np.abs(layer.factor - 1) * (4 * 255), 255).astype(np.uint8)
    return np.concatenate([coloured(layer.factor, LOCAL_SCALE), shown[..., None]], -1)


def crushed(sampled: Sampled, edit: Edit) -> NDArray[np.bool_]:
    """Where any channel's slope is below CRUSHED: (h, w)."""
    flat: NDArray[np.bool_] = np.any(slopes(sampled, edit) < CRUSHED, axis=-1)
    return flat


def crushed_overlay(sampled: Sampled, edit: Edit) -> Rgba:
    """The crushed pixels in CRUSHED_COLOUR, all else transparent."""
    return _painted(crushed(sampled, edit), CRUSHED_COLOUR)


def clipped(pixels: Pixels) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where any channel is at black, and where any is at white: two (h, w)."""
    black: NDArray[np.bool_] = np.any(pixels <= 0, axis=-1)
    white: NDArray[np.bool_] = np.any(pixels >= WHITE[pixels.dtype], axis=-1)
    return black, white


def clipping_overlay(pixels: Pixels) -> Rgba:
    """Clipped shadows in blue, clipped highlights in red, all else transparent."""
    black, white = clipped(pixels)
    out = _painted(black, SHADOWS_COLOUR)
    out[white] = HIGHLIGHTS_COLOUR
    return out


def map_overlay(sampled: Sampled, step: int, channel: int, scale: ColourScale) -> Rgba:
    """One α map at the view's pixels on a scale, opaque."""
    colours = coloured(sampled.alpha[step, channel], scale)
    return np.concatenate([colours, np.full((*colours.shape[:2], 1), 255, np.uint8)], -1)


def _painted(where: NDArray[np.bool_], colour: tuple[int, int, int, int]) -> Rgba:
    out = np.zeros((*where.shape, 4), np.uint8)
    out[where] = colour
    return out
