"""Figures of each α map: mean, extremes, percentiles, histogram."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.maps import AlphaMaps

PERCENTILES = (1, 5, 25, 50, 75, 95, 99)


@dataclass(frozen=True)
class MapStatistics:
    """One map's figures; step and channel count from 0. percentiles: by PERCENTILES."""

    step: int
    channel: int
    mean: float
    minimum: float
    maximum: float
    percentiles: tuple[float, ...]


def statistics(maps: AlphaMaps) -> tuple[MapStatistics, ...]:
    """The figures of every map, step 1 R, G, B first."""
    return tuple(one(maps, step, channel) for step in range(maps.steps) for channel in range(3))


def one(maps: AlphaMaps, step: int, channel: int) -> MapStatistics:
    """The figures of one map."""
    values = maps.alpha[step, channel].astype(np.float64)
    percentiles = tuple(float(v) for v in np.percentile(values, PERCENTILES))
    mean, low, high = float(values.mean()), float(values.min()), float(values.max())
    return MapStatistics(step, channel, mean, low, high, percentiles)


def histogram(
    maps: AlphaMaps, step: int, channel: int, limit: float, cells: int = 100, values: int | None = None
) -> NDArray[np.float64]:
    """The fraction of one map in each of `cells` equal parts of ±limit; what lies beyond is at the ends.

    values: at most about so many of the map's values are looked at, by a fixed stride; None for all.
    """
    map = maps.alpha[step, channel]
    stride = 1 if values is None else max(1, int(np.sqrt(map.size / values)))
    part = np.clip(map[::stride, ::stride], -limit, limit)
    counts = np.histogram(part, cells, (-limit, limit))[0]
    fractions: NDArray[np.float64] = counts / part.size
    return fractions


def fitted_limit(maps: AlphaMaps) -> float:
    """The largest |α| of all maps, at least 0.01: the limit of a scale fitted to the data."""
    return max(0.01, float(np.abs(maps.alpha).max()))
