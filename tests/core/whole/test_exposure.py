"""The photo's own exposure: one lightness for all light, lamps held, and a curve that answers for it."""

from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.curve import staircase
from dce_studio.core.engine.estimate import estimate
from dce_studio.core.maps import NONE, Exposure
from dce_studio.core.photo import Photo
from dce_studio.core.render.srgb import to_encoded
from dce_studio.core.whole import exposure
from tests.core import make
from tests.core.whole.test_scales import two_scales


def darkened(stops: float, lamps: bool = False) -> np.ndarray:
    """A photo (60, 80, 3) with that many stops less light, exact to float32; with lamps that clip at none."""
    light = np.random.default_rng(1).random((60, 80, 3)) * 0.2
    if lamps:
        light[:3, :3] = 1.0
    encoded = to_encoded(light / 2**stops)
    return np.asarray(encoded, np.float32)


@pytest.mark.parametrize("stops", [1.0, 3.0, 4.0])
@pytest.mark.parametrize("lamps", [True, False])
def test_less_light_is_exposed_further_by_its_share(stops: float, lamps: bool) -> None:
    first, then = (exposure.measured(darkened(2 + less, lamps)) for less in (0, stops))
    assert first.gain > 1
    assert then.gain == pytest.approx(first.gain * 2 ** (exposure.SHARE * stops), rel=0.01)


def test_a_starry_sky_is_seen_as_it_is() -> None:
    dark, half, none = (exposure.measured(darkened(4), stars).gain for stars in (0, 0.5, 1))
    assert dark == pytest.approx(half**2) and none == 1


def test_white_lies_above_the_lights() -> None:
    pixels = darkened(3.0)
    pixels[:3, :3] = 0.9
    of = exposure.measured(pixels)
    assert of.white > exposure.ABOVE * of.gain * 0.5
    shown = exposure.seen(pixels, of)
    assert shown[:3, :3].max() < 0.93 and shown[10:].mean() > pixels[10:].mean() * 1.3


def test_a_bright_photo_is_seen_as_it_is() -> None:
    bright = np.full((20, 30, 3), 0.8, np.float32)
    assert exposure.measured(bright) == NONE
    assert exposure.seen(bright, NONE) is bright
    assert exposure.measured(bright * 0).gain == exposure.FURTHEST


@pytest.mark.parametrize("of", [Exposure(2.0), Exposure(16.0, 1.0), Exposure(20.0, 12.0)])
def test_the_lift_is_that_exposure(of: Exposure) -> None:
    x = np.linspace(0, 1, exposure.LEVELS)[1:]
    alone = exposure.lift(of) - exposure.lift(NONE)
    y = staircase(x, np.broadcast_to(alone[1:], (8, len(x))))[-1]
    grey = np.repeat(x.astype(np.float32)[None, :, None], 3, 2)
    np.testing.assert_allclose(y, exposure.seen(grey, of)[0, :, 0], atol=2e-4)
    assert (np.diff(y) > -1e-3).all()  # the order of tones stays
    assert (y >= x - 1e-6).all()


def test_colours_are_seen_in_their_proportions() -> None:
    pixels = np.array([[[0.3, 0.1, 0.05]]], np.float32)
    shown = exposure.seen(pixels, Exposure(4.0))
    np.testing.assert_allclose(shown / shown.max(), pixels / pixels.max(), rtol=1e-5)


def test_alpha_rises_towards_the_midtones_and_not_for_lights() -> None:
    rise = exposure.lift(NONE)
    middle = round(exposure.FALLS * (exposure.LEVELS - 1))
    assert rise.argmax() == pytest.approx(middle, abs=1) and rise.max() == pytest.approx(0.05, abs=0.001)
    assert rise[0] < 1e-3 and rise[-1] == 0


def test_only_weights_of_two_scales_see_the_photo_exposed() -> None:
    photo = Photo(Path("x.png"), darkened(3.5))
    assert estimate(photo, two_scales(), 64).exposure.gain > 1.5
    assert estimate(photo, make.model("dce"), 64).exposure == NONE
