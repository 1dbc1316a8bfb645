"""The guided filter's coefficients against their plain definition."""

import numpy as np
import pytest

from dce_studio.core.guided import EPS, coefficients, radius


def mean(plane: np.ndarray, r: int) -> np.ndarray:
    height, width = plane.shape
    return np.array([
        [plane[max(0, y - r) : y + r + 1, max(0, x - r) : x + r + 1].mean() for x in range(width)]
        for y in range(height)
    ])  # fmt: skip


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (6, 4), (23, 40)])
def test_equals_the_definition(shape):
    rng = np.random.default_rng(0)
    guide = rng.random(shape, np.float32)
    alpha = rng.uniform(-1, 1, (2, 3, *shape)).astype(np.float32)
    gain, offset = coefficients(alpha, guide)
    g, r = guide.astype(np.float64), radius(shape[1], shape[0])
    eps = EPS
    for index in np.ndindex(2, 3):
        a = alpha[index].astype(np.float64)
        slope = (mean(g * a, r) - mean(g, r) * mean(a, r)) / (mean(g * g, r) - mean(g, r) ** 2 + eps)
        np.testing.assert_allclose(gain[index], mean(slope, r), atol=1e-4)
        np.testing.assert_allclose(offset[index], mean(mean(a, r) - slope * mean(g, r), r), atol=1e-4)


def test_constant_maps_stay_constant():
    guide = np.random.default_rng(1).random((20, 30), np.float32)
    gain, offset = coefficients(np.full((1, 3, 20, 30), 0.4, np.float32), guide)
    np.testing.assert_allclose(gain * guide + offset, 0.4, atol=1e-5)


def test_maps_that_follow_the_guide_keep_a_hard_edge():
    guide = np.full((40, 60), 0.05, np.float32)
    guide[:, 30:] = 0.9
    alpha = np.broadcast_to(0.8 - 0.7 * guide, (1, 3, 40, 60)).astype(np.float32)
    gain, offset = coefficients(alpha, guide)
    assert np.abs(gain * guide + offset - alpha)[..., 5:-5].max() < 0.06
