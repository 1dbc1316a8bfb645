"""Statistics of maps are numpy's."""

import numpy as np
import pytest

from dce_studio.core.analysis.figures import PERCENTILES, histogram, statistics
from dce_studio.core.colours import about_zero
from tests.core.analysis.samples import make_maps, make_photo


def test_statistics_equal_numpy():
    maps = make_maps(make_photo())
    each = statistics(maps)
    assert [(s.step, s.channel) for s in each[:4]] == [(0, 0), (0, 1), (0, 2), (1, 0)]
    values = maps.alpha[1, 0].astype(float)
    assert each[3].mean == pytest.approx(values.mean())
    assert each[3].percentiles == pytest.approx(np.percentile(values, PERCENTILES))
    assert histogram(maps, 1, 0, about_zero(1.0)).sum() == pytest.approx(1)
    assert histogram(maps, 1, 0, about_zero(1.0), values=4).sum() == pytest.approx(1)
