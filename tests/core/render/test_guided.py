"""The guided filter's coefficients against their plain definition."""

import numpy as np
import pytest

from dce_studio.core.render.guided import RADIUS, coefficients, epsilon, radius


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
    eps = epsilon(r)
    for index in np.ndindex(2, 3):
        a = alpha[index].astype(np.float64)
        slope = (mean(g * a, r) - mean(g, r) * mean(a, r)) / (mean(g * g, r) - mean(g, r) ** 2 + eps)
        np.testing.assert_allclose(gain[index], mean(slope, r), atol=1e-4)
        np.testing.assert_allclose(offset[index], mean(mean(a, r) - slope * mean(g, r), r), atol=1e-4)


def test_constant_maps_stay_constant():
    guide = np.random.default_rng(1).random((20, 30), np.float32)
    gain, offset = coefficients(np.full((1, 3, 20, 30), 0.4, np.float32), guide)
    np.testing.assert_allclose(gain * guide + offset, 0.4, atol=1e-5)


def test_a_hard_edge_of_the_photo_stays_one():
    guide = np.full((160, 240), 0.05, np.float32)
    guide[:, 120:] = 0.9
    alpha = np.broadcast_to(0.8 - 0.7 * guide, (1, 3, 160, 240)).astype(np.float32)
    gain, offset = coefficients(alpha, guide)
    found = (gain * guide + offset)[0, 0, 80]
    assert found[119] - found[120] > 0.7 * (alpha[0, 0, 0, 0] - alpha[0, 0, 0, -1])


def test_windows_shrink_with_the_detail():
    radii = [radius(edge, edge // 2) for edge in (16, 64, 128, 256, 512, 1024, 6000)]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] == RADIUS
    assert 1 <= radii[-1] < RADIUS / 5
    assert epsilon(20) > epsilon(10) > epsilon(1) > 0
