"""Figures of each α map: mean, extremes, percentiles, histogram."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.colours import ColourScale
from dce_studio.core.maps import AlphaMaps, Maps

ENDS = (2, 98)
"""The percentiles at the ends of such a scale."""

NARROWEST = 0.01

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
    maps: AlphaMaps, step: int, channel: int, scale: ColourScale, cells: int = 100, values: int | None = None
) -> NDArray[np.float64]:
    """Return the fraction of one map in each of `cells` equal parts of a scale.

    Values beyond it count at its ends.

    values: about how many of the map's values are counted, taken at a fixed stride; None counts all.
    """
    map = maps.alpha[step, channel]
    stride = 1 if values is None else max(1, int(np.sqrt(map.size / values)))
    part = np.clip(map[::stride, ::stride], scale.low, scale.high)
    counts = np.histogram(part, cells, (scale.low, scale.high))[0]
    fractions: NDArray[np.float64] = counts / part.size
    return fractions


def fitted(values: Maps, how: str, colours: str = "diverging") -> ColourScale:
    """Return a colour scale that fits these values of α; it is never narrower than NARROWEST.

    how: "one" is ±1, "largest" ± the largest |α|, "range" from the least to the largest, "percentiles" from
    the 2nd to the 98th.
    """
    if how == "one":
        return ColourScale(-1.0, 1.0, colours)
    if how == "largest":
        limit = max(NARROWEST / 2, float(np.abs(values).max()))
        return ColourScale(-limit, limit, colours)
    ends = np.percentile(values, ENDS) if how == "percentiles" else (values.min(), values.max())
    low, high = (float(end) for end in ends)
    spare = max(NARROWEST - (high - low), 0.0) / 2
    return ColourScale(low - spare, high + spare, colours)
