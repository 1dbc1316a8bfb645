"""The noise of the darks."""

import numpy as np
import pytest

from dce_studio.core.noise.darks import in_darks
from dce_studio.core.photo import Photo
from tests.core import make


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_noise_is_that_of_the_darks(dtype: str) -> None:
    rng = np.random.default_rng(0)
    white = {"uint8": 255, "uint16": 65535, "float32": 1}[dtype]
    unit = np.full((200, 300, 3), 12 / 255)
    unit[100:] = 0.5  # bright: not asked
    unit[100:] += rng.normal(0, 0.1, (100, 300, 3))
    grain = rng.normal(0, 3 / 255, (100, 300, 1))  # the same in the channels, so their mean has it whole
    unit[:100] += grain
    pixels = unit.clip(0, 1) * white
    photo = Photo(make.photo(8, 8).path, (pixels.round() if white > 1 else pixels).astype(dtype))
    assert in_darks(photo) == pytest.approx(3 / 255, rel=0.15)
    edges = np.zeros((200, 300, 3), np.uint8)
    edges[::10] = 30
    assert in_darks(Photo(photo.path, edges)) < 0.5 / 255
    assert in_darks(make.photo(5, 5)) == 0
