"""The properties of the curve (Zero-DCE, section 3.1), for any α, iteration count and edit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core import curve
from dce_studio.core.edit import Edit

X = np.linspace(0, 1, 257)
alphas = st.lists(st.floats(-1, 1), min_size=24, max_size=24).map(lambda a: np.array(a).reshape(8, 3, 1))
counts = st.floats(0, 16)
strengths = st.floats(0, 2)


def plain(**changes: float) -> Edit:
    """An edit under which each channel has the published curve of its own."""
    return Edit().with_(keep_colour=0, **changes)


def applied(alpha: np.ndarray, edit: Edit) -> np.ndarray:
    return curve.enhance(np.broadcast_to(X, (3, len(X))), alpha, edit)


@given(alphas, counts, strengths, st.floats(0.2, 5))
def test_stays_in_range_and_in_order(alpha, n, strength, gamma):
    y = applied(alpha, plain(iterations=n, strength=strength, gamma=gamma))
    assert y.min() >= 0
    assert y.max() <= 1 + 1e-12
    assert (np.diff(y, axis=1) >= -1e-12).all()


@given(alphas, counts)
def test_black_and_white_stay(alpha, n):
    y = applied(alpha, plain(iterations=n))
    np.testing.assert_allclose(y[:, [0, -1]], [[0, 1]] * 3, atol=1e-12)


@given(st.floats(-0.99, 1))
def test_a_step_inverts(a):
    y = X + a * X * (1 - X)
    np.testing.assert_allclose(curve.invert(y, np.float64(a)), X, atol=1e-6)


@given(alphas, st.integers(0, 15), st.floats(0, 1))
def test_iterations_are_continuous(alpha, whole, part):
    low, between, high = (
        applied(alpha, plain(iterations=n)) for n in (whole, min(whole + part, 16), whole + 1)
    )
    assert (between >= np.minimum(low, high) - 1e-12).all()
    assert (between <= np.maximum(low, high) + 1e-12).all()
    near = applied(alpha, plain(iterations=whole + 1e-9))
    np.testing.assert_allclose(near, low, atol=1e-8)


@given(alphas)
def test_sixteen_is_the_curve_applied_twice(alpha):
    once = applied(alpha, plain())
    np.testing.assert_allclose(applied(alpha, plain(iterations=16)), curve.enhance(once, alpha, plain()))


@given(alphas, strengths, strengths)
def test_scaled_alpha_is_clipped(alpha, strength, red):
    steps = curve.step_alphas(alpha, plain(strength=strength, red=red))
    assert np.abs(steps).max() <= 1
    np.testing.assert_allclose(steps[:, 0], np.clip(alpha[:, 0] * strength * red, -1, 1), atol=1e-300)


@given(alphas, counts)
def test_slope_is_the_derivative(alpha, n):
    edit, h = plain(iterations=n), 1e-6
    x = np.broadcast_to(X[1:-1], (3, len(X) - 2))
    numeric = (curve.enhance(x + h, alpha, edit) - curve.enhance(x - h, alpha, edit)) / (2 * h)
    np.testing.assert_allclose(curve.slope(x, alpha, edit), numeric, rtol=1e-4, atol=1e-4)


def test_nothing_and_zero_iterations_change_nothing():
    alpha = np.full((8, 3, 1), 0.5)
    np.testing.assert_array_equal(applied(alpha, plain(iterations=0))[0], X)
    np.testing.assert_array_equal(applied(alpha, plain(strength=0))[0], X)


@pytest.mark.parametrize(("n", "maps", "expected"), [
    (0, 8, []),
    (2.5, 8, [(0, 1.0), (1, 1.0), (2, 0.5)]),
    (9, 8, [*((k, 1.0) for k in range(8)), (0, 1.0)]),
    (2, 1, [(0, 1.0), (0, 1.0)]),
])  # fmt: skip
def test_schedule(n, maps, expected):
    assert curve.schedule(n, maps) == expected


def test_positive_alpha_brightens():
    assert (applied(np.full((8, 3, 1), 0.3), plain())[0, 1:-1] > X[1:-1]).all()


# Keep colour

colours = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(lambda v: np.array(v)[:, None])
shares = st.floats(0, 1)


@given(colours, alphas, counts, shares, st.floats(0.2, 5))
def test_kept_colours_stay_in_range(x, alpha, n, k, gamma):
    y = curve.enhance(x, alpha, Edit(iterations=n, gamma=gamma, keep_colour=k))
    assert y.min() >= -1e-12 and y.max() <= 1


@given(colours, alphas)
def test_all_of_the_colour_multiplies_by_what_became_of_the_largest(x, alpha):
    y, own = curve.enhance(x, alpha, Edit(keep_colour=1)), curve.enhance(x, alpha, plain())
    np.testing.assert_allclose(y * x.max(), x * own.max(), atol=1e-9)


@given(colours, st.floats(-1, 1), st.floats(0.25, 1))
def test_hue_is_kept_from_a_quarter_on(x, a, k):
    """The middle channel stays where it was between the others, but for what counts as grey."""
    y = curve.enhance(x, np.full((8, 3, 1), a), Edit(keep_colour=k))
    low, middle, high = np.sort(x[:, 0])
    least, between, most = np.sort(y[:, 0])
    if high - low < 0.5 * high or most - least < 1e-6:
        return
    assert abs((middle - low) / (high - low) - (between - least) / (most - least)) < 0.12


def test_more_of_it_keeps_more_saturation():
    lamp = np.array([0.5, 0.25, 0.1])[:, None]
    results = [curve.enhance(lamp, np.full((8, 3, 1), 0.3), Edit(keep_colour=k)) for k in (0, 0.3, 0.6, 1)]
    spreads = [float(np.ptp(y / y.max())) for y in results]
    assert spreads == sorted(spreads) and spreads[0] < spreads[-1]


@given(colours, alphas, counts, shares, st.floats(0.5, 2))
def test_the_slope_is_that_along_the_colour(x, alpha, n, k, gamma):
    x, h = 0.05 + 0.85 * x, 1e-6
    own = [curve.enhance(x * (1 + s * h), alpha, plain(iterations=n, gamma=gamma)) for s in (-1, 1)]
    if own[0].argmax() != own[1].argmax() or own[0].argmin() != own[1].argmin():
        return  # a corner, where another channel becomes the largest or the least
    edit = Edit(iterations=n, keep_colour=k, gamma=gamma)
    low, high = (curve.enhance(x * (1 + s * h), alpha, edit) for s in (-1, 1))
    if max(low.max(), high.max()) < 1:
        numeric = (high - low) / (2 * h * x)
        np.testing.assert_allclose(curve.slope(x, alpha, edit), numeric, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("keep", [0.0, 1.0])
def test_what_is_crushed_to_black_has_a_slope_without_a_warning(keep):
    x = np.array([0.5, 0.3, 1e-12])[:, None]
    alpha = np.full((curve.STEPS, 3, 1), -1.0)
    found = curve.slope(x, alpha, Edit(iterations=8, gamma=0.5, keep_colour=keep))
    assert np.isfinite(found).all()
