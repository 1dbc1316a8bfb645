"""The overlays' names, limits and colours, and what they are painted from, light to import."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.colours import ColourScale
from dce_studio.core.maps import Maps
from dce_studio.core.photo import Noise, Pixels

CRUSHED = 1 / 8
"""A slope below this flattens contrast to less than an eighth."""

NOISE_LIMIT = 8.0
"""Levels of 255 at the end of the noise overlay's scale."""

GAIN_LIMIT = 4.0
"""Stops at the ends of the gain overlay's scale."""

NOISE_SCALE = ColourScale(0.0, NOISE_LIMIT, "sequential")

SHADOWS_COLOUR = (64, 128, 255, 255)
HIGHLIGHTS_COLOUR = (255, 64, 48, 255)
CRUSHED_COLOUR = (213, 94, 200, 255)


@dataclass(frozen=True, eq=False)
class Layer:
    """What overlays are painted from: the photo's pixels (h, w, 3), alpha (S, 3, h, w), result (h, w, 3).

    clean, noise: the pixels without noise and the noise they had, where the edit removes some (`Sampled`).
    """

    pixels: Pixels
    alpha: Maps
    result: Pixels
    clean: NDArray[np.float32] | None = None
    noise: Noise | None = None


NAMES = ("stops", "noise", "crushed", "clipping", "clipping-original")
"""What `paint` knows beside single maps, which `map_name` names."""


def map_name(step: int, channel: int, scale: ColourScale) -> str:
    """The overlay of one α map, step and channel from 0, on a scale."""
    return f"map:{step}:{channel}:{scale.low:.6g}:{scale.high:.6g}:{scale.colours}"


def parse_map_name(name: str | None) -> tuple[int, int, ColourScale] | None:
    """(step, channel, scale) of a `map_name`; None for any other name."""
    if name is None or not name.startswith("map:"):
        return None
    _, step, channel, low, high, colours = name.split(":")
    return int(step), int(channel), ColourScale(float(low), float(high), colours)
