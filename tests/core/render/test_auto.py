"""Auto finds the iterations that meet a mean."""

from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo
from dce_studio.core.render import auto
from dce_studio.core.render.rendering import render


def lifted(level: int, alpha: float) -> tuple[Photo, CurveMaps]:
    photo = Photo(Path("x.png"), np.full((30, 40, 3), level, np.uint8))
    size = Size(40, 30)
    return photo, CurveMaps(np.full((8, 3, 3, 4), alpha, np.float32), Box.whole(size), size)


@pytest.mark.parametrize("target", [0.3, 0.5, 0.6])
def test_the_result_has_the_mean_asked_for(target: float) -> None:
    photo, maps = lifted(30, 0.3)
    edit = auto.choose(photo, maps, Edit(gamma=1.1), target)
    assert edit.gamma == 1.1 and 0 < edit.iterations < 16
    assert render(photo, maps, edit).mean() / 255 == pytest.approx(target, abs=0.012)


def test_what_cannot_be_met_goes_as_near_as_it_may() -> None:
    assert auto.choose(*lifted(5, 0.05), Edit()).iterations == 16
    assert auto.choose(*lifted(200, 0.3), Edit()).iterations == 0
    assert auto.choose(*lifted(60, 0.0), Edit()).iterations == 0
