"""What the inspector's plots show, as values, light to import."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.maps import Maps

Floats = NDArray[np.floating]

INPUTS: NDArray[np.float64] = np.arange(256) / 255
"""The inputs at which curves are drawn: the 256 values of an 8-bit photo."""


class CurveView(StrEnum):
    """What a curve shows: the output, the contrast gain (log2 of the slope), or each iteration's output."""

    OUTPUT = "output"
    GAIN = "gain"
    FAMILY = "family"


@dataclass(frozen=True, eq=False)
class Curves:
    """R, G, B curves at INPUTS.

    mean: (3, 256), in [0, 1], or in stops for CurveView.GAIN. low, high: its 5 and 95 % percentiles over the
    pixels, or None. family: (n, 3, 256), the mean after each of n steps, for CurveView.FAMILY; else empty.
    count: how many pixels.
    """

    view: CurveView
    mean: Floats
    low: Floats | None
    high: Floats | None
    family: Floats
    count: int


@dataclass(frozen=True, eq=False)
class Gathered:
    """Some pixels' maps: alpha (S, 3, N) float32, smoothed and coupled."""

    alpha: Maps

    @property
    def count(self) -> int:
        """How many pixels."""
        return int(self.alpha.shape[2])

    def every(self, stride: int) -> "Gathered":
        """Each `stride`-th of them."""
        return Gathered(np.ascontiguousarray(self.alpha[:, :, ::stride]))


@dataclass(frozen=True, eq=False)
class Reading:
    """One pixel (x, y), in R, G, B.

    before, after: (3,) in [0, 1], the photo's value and the result's. estimated: (S, 3) α as the maps have
    it, smoothed and coupled by the edit. applied: (n, 3) α of each step: scaled, clipped and weighted.
    stairs: (n + 1, 3), x₀ … xₙ before gamma, colour kept; x₀: the pixel less the noise that the edit removes,
    balanced. stops: (3,), the contrast gain at this pixel. noise: the deviation in [0, 1] of its brightness
    by noise: before, after the curve, and what the edit leaves of that; None where it removes none of it.
    cleaned: (3,) the value less the noise that the edit removes, None where it removes none.
    """

    x: int
    y: int
    before: Floats
    after: Floats
    estimated: Maps
    applied: Floats
    stairs: Floats
    stops: Floats
    noise: tuple[float, float, float] | None = None
    cleaned: Floats | None = None

    @property
    def begun(self) -> Floats:
        """The value (3,) at which the curves are read: `before`, less the noise that the edit removes."""
        return self.before if self.cleaned is None else self.cleaned
