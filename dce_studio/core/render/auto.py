"""Auto: the iteration count at which a photo's mean brightness meets a target."""

import numpy as np

from dce_studio.core.edit import Edit, ranges
from dce_studio.core.geometry import Box, fit
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import WHITE, Photo
from dce_studio.core.render.rendering import Sampled, develop, sample
from dce_studio.core.render.shape import shaped

TARGET = 0.5
"""The mean to meet, of the encoded values in [0, 1]."""

_LONG_EDGE = 192  # pixels of the copy it is measured on
_COARSE = 0.5


def choose(photo: Photo, maps: CurveMaps, edit: Edit, target: float = TARGET) -> Edit:
    """The edit with the iterations, in steps of its range, whose result comes closest to the mean `target`.

    The fewest of several that do; all else in the edit stays. Nothing is estimated: the maps are applied to a
    small copy.
    """
    small = sample(photo, shaped(photo, maps, edit), Box.whole(photo.size), fit(photo.size, _LONG_EDGE))
    limits = ranges()["iterations"]
    coarse = np.arange(limits.low, limits.high + _COARSE / 2, _COARSE)
    near = _closest(small, edit, coarse, target)
    fine = np.arange(near - _COARSE, near + _COARSE + limits.step / 2, limits.step)
    return edit.with_(iterations=_closest(small, edit, fine.clip(limits.low, limits.high), target))


def mean(small: Sampled, edit: Edit) -> float:
    """The mean of the encoded values of the result, in [0, 1]."""
    result = develop(small, edit, np.float32)
    return float(result.mean(dtype=np.float64)) / WHITE[result.dtype]


def _closest(small: Sampled, edit: Edit, counts: np.ndarray, target: float) -> float:
    misses = [abs(mean(small, edit.with_(iterations=round(float(n), 3))) - target) for n in counts]
    return round(float(counts[int(np.argmin(np.round(misses, 5)))]), 3)
