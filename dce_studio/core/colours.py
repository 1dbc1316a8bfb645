"""Colours of the inspector: the diverging scale of maps and gains, and the probes' eight.

Both stay apart for colour-blind eyes: purple against orange, equally light at equal distance from zero;
the probes' colours are those of Okabe & Ito (2008), told apart by their numbers as well.
"""

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


def _table() -> NDArray[np.uint8]:
    positions, colours = zip(*_ANCHORS, strict=True)
    at = np.linspace(-1, 1, 257)
    channels = [np.interp(at, positions, channel) for channel in zip(*colours, strict=True)]
    table: NDArray[np.uint8] = np.rint(np.stack(channels, -1)).astype(np.uint8)
    table.setflags(write=False)
    return table


DIVERGING = _table()
"""(257, 3) uint8: purple for −1, near-white for 0 (index 128), orange for +1."""


def diverging(values: ArrayLike, limit: float) -> NDArray[np.uint8]:
    """Colours (..., 3) uint8 of values on a scale from −limit through 0 to +limit; beyond it, its ends."""
    scaled = np.asarray(values, np.float32) * np.float32(128 / max(limit, 1e-12))
    colours: NDArray[np.uint8] = DIVERGING[np.clip(np.rint(scaled), -128, 128).astype(np.int16) + 128]
    return colours
