"""The overlays as values, their limits and colours, and what they are painted from."""

from dataclasses import dataclass
from enum import StrEnum

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

LOCAL_SCALE = ColourScale(0.0, 2.0)
"""What α is multiplied by: 0 leaves the photo as it was, 1 is in the middle."""

NOISE_SCALE = ColourScale(0.0, NOISE_LIMIT, "sequential")

SHADOWS_COLOUR = (64, 128, 255, 255)
HIGHLIGHTS_COLOUR = (255, 64, 48, 255)
CRUSHED_COLOUR = (213, 94, 200, 255)


@dataclass(frozen=True, eq=False)
class Layer:
    """What overlays are painted from: the photo's pixels (h, w, 3), alpha (S, 3, h, w), result (h, w, 3).

    clean, noise: the pixels without noise and the noise they had, where the edit removes some or the overlay
    NOISE is wanted. factor: (h, w), what local strengths make of α, which is in alpha; None without any.
    """

    pixels: Pixels
    alpha: Maps
    result: Pixels
    clean: NDArray[np.float32] | None = None
    noise: Noise | None = None
    factor: NDArray[np.float32] | None = None


class PhotoOverlay(StrEnum):
    """What of the result, or of the original, is laid over the photo. The values name the actions too."""

    GAIN = "stops"
    NOISE = "noise"
    CRUSHED = "crushed"
    LOCAL = "local-strength"
    CLIPPING = "clipping"
    ORIGINAL_CLIPPING = "clipping-original"


@dataclass(frozen=True)
class MapOverlay:
    """One α map, step and channel from 0, in the colours of a scale."""

    step: int
    channel: int
    scale: ColourScale


Overlay = PhotoOverlay | MapOverlay
