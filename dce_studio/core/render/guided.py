"""The fast guided filter (He & Sun 2015, arXiv 1505.00996): maps as a local linear function of a grey guide.

In each window, α ≈ gain·g + offset by least squares; the windows' coefficients are averaged and sampled
bilinearly at full size, where the photo's own grey value makes them follow its edges.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import math

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.compiled import jit
from dce_studio.core.maps import Maps
from dce_studio.core.parallel import for_each

RADIUS, AT = 48, 64
"""The window's radius in map pixels, for maps of this long edge or less: nearly the whole photo, so that α
follows the guide's brightness far more than the place. Chosen on the pairs (tests/benchmarks/detail.py)."""

EPS = 0.1
"""What is added to the guide's variance (of a guide in [0, 1]) there: fainter edges are smoothed over."""


def radius(width: int, height: int) -> int:
    """The window's radius for maps of that size; it shrinks as the detail grows."""
    return max(1, round(RADIUS * math.sqrt(min(1.0, AT / max(width, height)))))


def epsilon(radius: int) -> float:
    """What is added to the variance for windows of that radius: small ones follow fainter edges."""
    return EPS * (radius / RADIUS) ** 2


def coefficients(
    alpha: Maps, guide: NDArray[np.float32], window: tuple[int, float] | None = None
) -> tuple[Maps, Maps]:
    """(gain, offset), each of alpha's shape (S, 3, h, w), for a guide (h, w) float32 in [0, 1].

    window: its radius in pixels and its epsilon, by default those of `radius` and `epsilon`.
    """
    height, width = guide.shape
    r = radius(width, height)
    r, eps = window or (r, epsilon(r))
    mean = np.empty_like(guide)
    variance = np.empty_like(guide)
    _moments(guide, r, mean, variance)
    planes = alpha.reshape(-1, height, width)
    gain, offset = np.empty_like(planes), np.empty_like(planes)

    def plane(index: int) -> None:
        _plane(planes[index], guide, mean, variance, r, eps, gain[index], offset[index])

    for_each(plane, range(len(planes)))
    return gain.reshape(alpha.shape), offset.reshape(alpha.shape)


def applied(gain: Maps, offset: Maps, guide: NDArray[np.float32]) -> Maps:
    """The α that these mean for pixels of the grey values guide (h, w): clip(gain·guide + offset, −1, 1)."""
    alpha: Maps = gain * guide
    alpha += offset
    return np.clip(alpha, -1, 1, out=alpha)


@jit
def _moments(guide, r, mean, variance):
    """The guide's (h, w) local mean and variance."""
    _box_mean(guide, r, mean)
    _box_mean(guide * guide, r, variance)
    for y in range(guide.shape[0]):
        for x in range(guide.shape[1]):
            variance[y, x] = max(variance[y, x] - mean[y, x] * mean[y, x], np.float32(0))


@jit
def _plane(plane, guide, mean, variance, r, eps, gain, offset):
    """gain, offset (h, w) of one map: plane ≈ gain·guide + offset in each window, averaged over windows."""
    intercept, slope = np.empty_like(plane), np.empty_like(plane)
    _box_mean(plane, r, intercept)
    _box_mean(plane * guide, r, slope)
    for y in range(plane.shape[0]):
        for x in range(plane.shape[1]):
            a = (slope[y, x] - intercept[y, x] * mean[y, x]) / (variance[y, x] + eps)
            slope[y, x] = a
            intercept[y, x] -= a * mean[y, x]
    _box_mean(slope, r, gain)
    _box_mean(intercept, r, offset)


@jit
def _box_mean(plane, r, out):
    """out (h, w) = the mean of plane (h, w) over the (2r + 1)² window, as much of it as lies inside."""
    height, width = plane.shape
    column = np.zeros(width, np.float64)  # running sums: double precision keeps what cancels
    for y in range(min(r, height)):
        for x in range(width):
            column[x] += plane[y, x]
    for y in range(height):
        if y + r < height:
            for x in range(width):
                column[x] += plane[y + r, x]
        if y - r - 1 >= 0:
            for x in range(width):
                column[x] -= plane[y - r - 1, x]
        rows = min(y + r, height - 1) - max(y - r, 0) + 1
        total = 0.0
        for x in range(min(r, width)):
            total += column[x]
        for x in range(width):
            if x + r < width:
                total += column[x + r]
            if x - r - 1 >= 0:
                total -= column[x - r - 1]
            out[y, x] = total / (rows * (min(x + r, width - 1) - max(x - r, 0) + 1))
