"""Stars: a night sky is told from a day that was taken too dark."""

import numpy as np
import pytest
from numpy.typing import NDArray

from dce_studio.core.edit import Edit
from dce_studio.core.engine.estimate import enhance, estimate
from dce_studio.core.engine.models import Models
from dce_studio.core.photo import Photo
from dce_studio.core.whole.stars import stars
from tests.core import make

Values = NDArray[np.float64]


def sky(height: int = 600, width: int = 900, noise: float = 1.0) -> Values:
    """A smooth dark sky over a black ground, (height, width), of 255."""
    rise = np.linspace(12, 36, height)[:, None] * np.ones(width)
    rise[height * 4 // 5 :] = 1
    return rise + np.random.default_rng(0).normal(0, noise, rise.shape)


def with_stars(values: Values, count: int = 900, side: int = 2) -> Values:
    """The values with points of light of `side` pixels, spread at random."""
    rng, lit = np.random.default_rng(1), values.copy()
    for _ in range(count):
        y, x = (int(rng.integers(0, length - side)) for length in values.shape)
        lit[y : y + side, x : x + side] = rng.uniform(90, 250)
    return lit


def photo(values: Values, dtype: str = "uint8") -> Photo:
    unit = np.clip(np.repeat(values[..., None], 3, 2) / 255, 0, 1)
    white = {"uint8": 255, "uint16": 65535, "float32": 1}[dtype]
    return Photo(make.photo(8, 8).path, (unit * white).astype(dtype))


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_points_of_light_on_a_smooth_dark_ground_are_stars(dtype: str) -> None:
    assert stars(photo(with_stars(sky()), dtype)) == 1
    assert stars(photo(sky(), dtype)) == 0


@pytest.mark.parametrize(("side", "noise"), [(7, 1.0), (4, 6.0)])
def test_they_are_seen_in_large_photos_too(side: int, noise: float) -> None:
    """Also small ones in the noise of a camera's own pixels: it is averaged as a small copy is."""
    large = sky(2600, 3900, noise)
    assert stars(photo(with_stars(large, side=side))) == 1
    assert stars(photo(large)) == 0


def test_a_point_in_a_small_picture_makes_no_sky() -> None:
    assert stars(photo(with_stars(np.full((20, 20), 30.0), count=1))) == 0
    assert stars(photo(with_stars(np.full((300, 4000), 30.0), count=3))) < 0.5


@pytest.mark.parametrize("noise", [3.0, 8.0])
def test_noise_and_single_hot_pixels_are_no_stars(noise: float) -> None:
    assert stars(photo(with_stars(sky(noise=noise), count=250, side=1))) < 0.2
    assert stars(photo(sky(noise=noise))) == 0


def test_glints_in_what_is_rough_are_no_stars() -> None:
    leaves = np.random.default_rng(2).uniform(5, 60, (150, 225)).repeat(4, 0).repeat(4, 1)
    assert stars(photo(with_stars(leaves))) == 0


def test_lamps_and_bright_grounds_are_no_stars() -> None:
    assert stars(photo(with_stars(sky(), count=40, side=24))) < 0.2
    assert stars(photo(with_stars(sky() + 120))) == 0
    assert stars(make.photo(15, 400)) == 0


def test_a_starry_sky_stays_a_night() -> None:
    model, dark = Models().get("dce"), photo(sky())
    night = photo(with_stars(sky()))
    day, kept = (float(enhance(of, model, Edit()).mean()) / 255 for of in (dark, night))
    assert estimate(night, model, 64).exposure.gain == 1
    assert kept < 0.26 < 0.32 < day
