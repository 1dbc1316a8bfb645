"""The fast guided filter (He & Sun 2015, arXiv 1505.00996): maps as a local linear function of a grey guide.

In each window, α ≈ gain·g + offset by least squares; the windows' coefficients are averaged and sampled
bilinearly at full size, where the photo's own grey value makes them follow its edges.
"""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core import kernels
from dce_studio.core.maps import Maps
from dce_studio.core.parallel import for_each

EPS = 0.01
"""Of the guide's range squared: edges of a smaller contrast than its root are smoothed over."""


def radius(width: int, height: int) -> int:
    """The window's radius in map pixels for maps of that size."""
    return max(1, round(max(width, height) / 16))


def coefficients(alpha: Maps, guide: NDArray[np.float32], eps: float = EPS) -> tuple[Maps, Maps]:
    """(gain, offset), each of alpha's shape (S, 3, h, w), for a guide (h, w) float32 in [0, 1]."""
    height, width = guide.shape
    r = radius(width, height)
    mean = np.empty_like(guide)
    variance = np.empty_like(guide)
    kernels.guide_moments(guide, r, mean, variance)
    planes = alpha.reshape(-1, height, width)
    gain, offset = np.empty_like(planes), np.empty_like(planes)

    def plane(index: int) -> None:
        kernels.guided_plane(planes[index], guide, mean, variance, r, eps, gain[index], offset[index])

    for_each(plane, range(len(planes)))
    return gain.reshape(alpha.shape), offset.reshape(alpha.shape)
