"""CurveMaps as a value."""

import numpy as np
import pytest

from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps


def test_size_steps_and_read_only_arrays():
    alpha = np.zeros((8, 3, 5, 7), np.float32)
    maps = CurveMaps(alpha, Box(0, 0, 70, 50), Size(70, 50), alpha.copy(), alpha.copy())
    assert (maps.steps, maps.size) == (8, Size(7, 5))
    for array in (maps.alpha, maps.gain, maps.offset):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
