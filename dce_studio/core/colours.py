"""Colours of the inspector: the scales of maps and gains, and the probes' eight.

Both stay apart for colour-blind eyes: purple against orange, equally light at equal distance from zero;
the probes' colours are those of Okabe & Ito (2008), told apart by their numbers as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

PROBE_COLOURS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#CC79A7", "#D55E00", "#0072B2", "#BBBBBB")
"""Colour of probe n at index n − 1."""

CHANNELS = ("Red", "Green", "Blue")

_ANCHORS = (
    (-1.00, (48, 18, 98)),
    (-0.60, (106, 81, 163)),
    (-0.25, (178, 171, 210)),
    (0.00, (243, 243, 241)),
    (0.25, (247, 190, 120)),
    (0.60, (209, 111, 20)),
    (1.00, (112, 48, 4)),
)


_SEQUENCE = (
    (-1.00, (20, 11, 52)),
    (-0.50, (90, 30, 110)),
    (0.00, (178, 58, 92)),
    (0.50, (238, 126, 60)),
    (1.00, (252, 246, 190)),
)


def _table(anchors: tuple[tuple[float, tuple[int, int, int]], ...]) -> NDArray[np.uint8]:
    positions, colours = zip(*anchors, strict=True)
    at = np.linspace(-1, 1, 257)
    channels = [np.interp(at, positions, channel) for channel in zip(*colours, strict=True)]
    table: NDArray[np.uint8] = np.rint(np.stack(channels, -1)).astype(np.uint8)
    table.setflags(write=False)
    return table


DIVERGING = _table(_ANCHORS)
"""(257, 3) uint8: purple for −1, near-white for 0 (index 128), orange for +1."""

MAPS = {"diverging": DIVERGING, "sequential": _table(_SEQUENCE)}
"""Colour maps by name; the sequential one grows lighter from end to end."""


@dataclass(frozen=True)
class ColourScale:
    """Which values get which colours: from `low` to `high`, by the colour map of that name in MAPS."""

    low: float
    high: float
    colours: str = "diverging"

    @property
    def symmetric(self) -> bool:
        """Whether zero lies in the middle of the scale."""
        return abs(self.low + self.high) < 1e-9

    def part(self, value: float) -> float:
        """Where a value stands, 0 at the low end and 1 at the high one."""
        return (value - self.low) / max(self.high - self.low, 1e-12)


def about_zero(limit: float) -> ColourScale:
    """The diverging scale from −limit to +limit."""
    return ColourScale(-limit, limit)


def coloured(values: ArrayLike, scale: ColourScale) -> NDArray[np.uint8]:
    """Colours (..., 3) uint8 of values on a scale; beyond it, its ends."""
    table = MAPS[scale.colours]
    middle, half = (scale.low + scale.high) / 2, max((scale.high - scale.low) / 2, 1e-12)
    scaled = (np.asarray(values, np.float32) - np.float32(middle)) * np.float32(128 / half)
    colours: NDArray[np.uint8] = table[np.clip(np.rint(scaled), -128, 128).astype(np.int16) + 128]
    return colours


def diverging(values: ArrayLike, limit: float) -> NDArray[np.uint8]:
    """Colours (..., 3) uint8 of values on a scale from −limit through 0 to +limit; beyond it, its ends."""
    return coloured(values, about_zero(limit))
