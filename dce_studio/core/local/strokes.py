"""A hand's many points as few."""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.local.values import Spot

DIGITS = 1
"""Decimals that are kept of a pixel."""


def simplified(points: tuple[Spot, ...], tolerance: float) -> tuple[Spot, ...]:
    """The points less those that lie within `tolerance` pixels of the line of the others, to a tenth pixel.

    The first and the last stay (Douglas & Peucker 1973).
    """
    rounded = [(round(x, DIGITS), round(y, DIGITS)) for x, y in points]
    line = np.array([each for i, each in enumerate(rounded) if i == 0 or each != rounded[i - 1]], float)
    keep = np.zeros(len(line), bool)
    keep[[0, -1]] = True
    pieces = [(0, len(line) - 1)]
    while pieces:
        first, last = pieces.pop()
        if last - first < 2:
            continue
        away = _distances(line[first + 1 : last], line[first], line[last])
        farthest = int(away.argmax())
        if away[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            pieces += [(first, middle), (middle, last)]
    return tuple((float(x), float(y)) for x, y in line[keep])


def _distances(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """From points (n, 2) to the line between two others: (n,)."""
    along = end - start
    length = float(along @ along)
    part = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    distances: NDArray[np.float64] = np.linalg.norm(points - start - part[:, None] * along, axis=1)
    return distances
