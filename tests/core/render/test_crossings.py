"""Pixels where columns and rows cross: the same at even and at uneven distances."""

import numpy as np
import pytest

from dce_studio.core.edit import Edit
from dce_studio.core.render.sampling import sample_grid
from dce_studio.core.render.shape import shaped
from tests.core.analysis.samples import make_maps, make_photo


@pytest.mark.parametrize("columns", [[0, 3, 6, 9], [0, 1, 5], [4], [7, 3]])
def test_the_pixels_are_those_of_the_photo(columns: list[int]) -> None:
    photo = make_photo(width=12, height=9)
    rows = np.array([1, 3, 5, 7])
    found = sample_grid(photo, shaped(photo, make_maps(photo), Edit()), np.array(columns), rows)
    assert np.array_equal(found.pixels, photo.pixels[np.ix_(rows, columns)])
