"""White balance and black point: against their definitions, and gone at 0."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core import curve
from dce_studio.core.edit import Edit
from dce_studio.core.photo import WHITE
from dce_studio.core.render import tones
from dce_studio.core.render.rendering import develop, sample
from dce_studio.core.render.srgb import to_encoded, to_light
from tests.core import make
from tests.core.render.test_rendering import maps_for

balances = st.tuples(st.floats(-100, 100), st.floats(-100, 100))


def plainly_balanced(x: np.ndarray, edit: Edit) -> np.ndarray:
    """Encoded x (3, n): each channel's light times its gain g, and (1 − g)·x⁵, or the inverse."""
    light = to_light(x)
    fine = np.linspace(0, 1, 400_001) ** 3
    out = []
    for channel, gain in zip(light, tones.gains(edit.temperature, edit.tint), strict=True):
        least = min(gain, 1 / gain)
        dimmed = fine * (least + (1 - least) * fine**4)
        out.append(np.interp(channel, fine, dimmed) if gain <= 1 else np.interp(channel, dimmed, fine))
    return to_encoded(np.stack(out))


@settings(max_examples=30, deadline=None)
@given(balances)
def test_a_balance_rises_from_black_to_white_and_equals_its_definition(balance):
    edit = Edit(temperature=balance[0], tint=balance[1])
    x = np.tile(np.linspace(0, 1, 1531), (3, 1))
    y = tones.balanced(x, edit)
    assert (y[:, 0] == 0).all()
    assert (y[:, -1] == 1).all()
    assert (np.diff(y) >= 0).all()
    np.testing.assert_allclose(y, plainly_balanced(x, edit), atol=2e-5)
    slopes = tones.balance_slope(x[:, :-1] + 1e-6, edit)
    np.testing.assert_allclose(slopes, np.diff(y) * 1530, rtol=0.25, atol=0.02)


def test_a_grey_keeps_its_brightness_and_signs_are_as_told():
    warm, cool = tones.gains(60, 0), tones.gains(-60, 0)
    assert warm[0] > 1 > warm[2]
    assert cool[0] < 1 < cool[2]
    assert tones.gains(0, 50)[1] < 1 < tones.gains(0, -50)[1]
    for gains in (warm, cool, tones.gains(30, -80)):
        assert gains @ [0.2126, 0.7152, 0.0722] == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.floats(0.05, 0.7)] * 3))
def test_what_was_picked_becomes_grey(colour):
    temperature, tint = tones.neutral(np.array(colour))
    assert temperature % 0.5 == 0
    assert tint % 0.5 == 0
    y = tones.balanced(np.array(colour)[:, None], Edit(temperature=temperature, tint=tint))[:, 0]
    if max(abs(temperature), abs(tint)) < 100:  # else it is farther from grey than the controls reach
        assert np.ptp(y) < 0.006
    assert tones.neutral(np.zeros(3)) == (0, 0)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("keep", [0, 0.5])
def test_pixels_are_balanced_then_lifted_then_blackened(dtype, keep):
    photo = make.photo(50, 40, dtype)
    sampled = sample(photo, maps_for(photo, 5, 4))
    edit = Edit(iterations=5.5, gamma=1.2, keep_colour=keep, temperature=-40, tint=15, black=0.08)
    x = make.unit(photo).transpose(2, 0, 1).astype(float)
    lifted = curve.enhance(plainly_balanced(x.reshape(3, -1), edit).reshape(x.shape), sampled.alpha, edit)
    wanted = np.maximum((lifted - 0.08) / 0.92, 0)
    np.testing.assert_allclose(tones.developed(x, sampled.alpha.astype(float), edit), wanted, atol=3e-4)
    white = WHITE[np.dtype(dtype)]
    result = develop(sampled, edit) / white
    np.testing.assert_allclose(
        result, wanted.transpose(1, 2, 0), atol=3e-4 + (0.5 / white if white > 1 else 0)
    )


def test_at_0_iterations_the_tones_are_still_put_to_it():
    photo = make.photo(20, 10)
    sampled = sample(photo, maps_for(photo, 3, 2))
    assert np.array_equal(develop(sampled, Edit(iterations=0)), photo.pixels)
    for edit in (Edit(iterations=0, black=0.1), Edit(iterations=0, temperature=20)):
        assert not np.array_equal(develop(sampled, edit), photo.pixels)


def test_the_slope_is_that_of_the_result():
    rng = np.random.default_rng(1)
    alpha = rng.uniform(-0.2, 0.6, (8, 3, 200))
    x = rng.uniform(0.02, 0.7, (3, 200))
    edit = Edit(keep_colour=0, temperature=35, tint=-20, black=0.15, gamma=1.1)
    step = 1e-3
    numeric = (tones.developed(x + step, alpha, edit) - tones.developed(x - step, alpha, edit)) / (2 * step)
    found = tones.slope(x, alpha, edit)
    edge = np.abs(tones.developed(x, alpha, edit)) < 0.01  # where it turns black
    np.testing.assert_allclose(found[~edge], numeric[~edge], rtol=0.02, atol=0.01)
    assert (found[tones.developed(x, alpha, edit) == 0] == 0).all()
