"""The properties of the curve (Zero-DCE, section 3.1), for any α, iteration count and edit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core import curve
from dce_studio.core.edit import Edit

X = np.linspace(0, 1, 257)
alphas = st.lists(st.floats(-1, 1), min_size=24, max_size=24).map(lambda a: np.array(a).reshape(8, 3, 1))
counts = st.floats(0, 16)
strengths = st.floats(0, 2)
settings.register_profile("core", deadline=None)
settings.load_profile("core")


def applied(alpha: np.ndarray, edit: Edit) -> np.ndarray:
    return curve.enhance(np.broadcast_to(X, (3, len(X))), alpha, edit)


@given(alphas, counts, strengths, st.floats(0.2, 5))
def test_stays_in_range_and_in_order(alpha, n, strength, gamma):
    y = applied(alpha, Edit(iterations=n, strength=strength, gamma=gamma))
    assert y.min() >= 0
    assert y.max() <= 1 + 1e-12
    assert (np.diff(y, axis=1) >= -1e-12).all()


@given(alphas, counts)
def test_black_and_white_stay(alpha, n):
    y = applied(alpha, Edit(iterations=n))
    np.testing.assert_allclose(y[:, [0, -1]], [[0, 1]] * 3, atol=1e-12)


@given(st.floats(-0.99, 1))
def test_a_step_inverts(a):
    y = X + a * X * (1 - X)
    np.testing.assert_allclose(curve.invert(y, np.float64(a)), X, atol=1e-6)


@given(alphas, st.integers(0, 15), st.floats(0, 1))
def test_iterations_are_continuous(alpha, whole, part):
    low, between, high = (
        applied(alpha, Edit(iterations=n)) for n in (whole, min(whole + part, 16), whole + 1)
    )
    assert (between >= np.minimum(low, high) - 1e-12).all()
    assert (between <= np.maximum(low, high) + 1e-12).all()
    near = applied(alpha, Edit(iterations=whole + 1e-9))
    np.testing.assert_allclose(near, low, atol=1e-8)


@given(alphas)
def test_sixteen_is_the_curve_applied_twice(alpha):
    once = applied(alpha, Edit())
    np.testing.assert_allclose(applied(alpha, Edit(iterations=16)), curve.enhance(once, alpha, Edit()))


@given(alphas, strengths, strengths)
def test_scaled_alpha_is_clipped(alpha, strength, red):
    steps = curve.step_alphas(alpha, Edit(strength=strength, red=red))
    assert np.abs(steps).max() <= 1
    np.testing.assert_allclose(steps[:, 0], np.clip(alpha[:, 0] * strength * red, -1, 1), atol=1e-300)


@given(alphas, counts)
def test_slope_is_the_derivative(alpha, n):
    edit, h = Edit(iterations=n), 1e-6
    x = np.broadcast_to(X[1:-1], (3, len(X) - 2))
    numeric = (curve.enhance(x + h, alpha, edit) - curve.enhance(x - h, alpha, edit)) / (2 * h)
    np.testing.assert_allclose(curve.slope(x, alpha, edit), numeric, rtol=1e-4, atol=1e-4)


def test_nothing_and_zero_iterations_change_nothing():
    alpha = np.full((8, 3, 1), 0.5)
    np.testing.assert_array_equal(applied(alpha, Edit(iterations=0))[0], X)
    np.testing.assert_array_equal(applied(alpha, Edit(strength=0))[0], X)


@pytest.mark.parametrize(("n", "maps", "expected"), [
    (0, 8, []),
    (2.5, 8, [(0, 1.0), (1, 1.0), (2, 0.5)]),
    (9, 8, [*((k, 1.0) for k in range(8)), (0, 1.0)]),
    (2, 1, [(0, 1.0), (0, 1.0)]),
])  # fmt: skip
def test_schedule(n, maps, expected):
    assert curve.schedule(n, maps) == expected


def test_positive_alpha_brightens():
    assert (applied(np.full((8, 3, 1), 0.3), Edit())[0, 1:-1] > X[1:-1]).all()
