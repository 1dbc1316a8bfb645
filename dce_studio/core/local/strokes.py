"""A hand's many points as few."""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.local.values import Spot

DIGITS = 1
"""Decimals that are kept of a pixel."""


def simplified(points: tuple[Spot, ...], tolerance: float) -> tuple[Spot, ...]:
    """The points less those that lie within `tolerance` pixels of the line of the others, to a tenth pixel.

    The first and the last stay (Douglas & Peucker 1973). All pieces of the line are split at once, as it is
    the window's thread that waits at the end of a stroke.
    """
    line = np.round(np.array(points, float), DIGITS)
    line = line[np.append(True, (line[1:] != line[:-1]).any(1))]
    kept = np.unique([0, len(line) - 1])
    while len(kept) > 1:
        away = _distances(line, kept)
        wide = np.flatnonzero(np.maximum.reduceat(away, kept[:-1]) > tolerance)
        if not len(wide):
            break
        middles = [
            first + away[first:last].argmax() for first, last in zip(kept[wide], kept[wide + 1], strict=True)
        ]
        kept = np.union1d(kept, middles)
    return tuple((x, y) for x, y in line[kept].tolist())


def _distances(line: NDArray[np.float64], kept: NDArray[np.intp]) -> NDArray[np.float64]:
    """From each point of the line (n, 2) but the last to its piece, between those kept: (n − 1,)."""
    piece = np.repeat(np.arange(len(kept) - 1), np.diff(kept))
    start, along = line[kept[:-1]][piece], np.diff(line[kept], axis=0)[piece]
    beside = line[:-1] - start
    length = (along**2).sum(1)
    part = np.clip((beside * along).sum(1) / np.where(length > 0, length, 1), 0, 1)
    distances: NDArray[np.float64] = np.hypot(*(beside - part[:, None] * along).T)
    return distances
