"""A reading in words: what became brighter is never told as darker, and nothing is left out."""

import numpy as np
import pytest

from dce_studio.core.analysis import words
from dce_studio.core.analysis.views import Reading


def reading(before: float, after: float, stops: float = 0.0, stairs: tuple[float, ...] = ()) -> Reading:
    """A grey pixel; its stairs are those given or the two ends."""
    steps = np.array(stairs or (before, after))[:, None].repeat(3, 1)
    grey = np.full(3, before), np.full(3, after)
    return Reading(3, 4, *grey, np.zeros((8, 3)), np.zeros((len(steps) - 1, 3)), steps, np.full(3, stops))


def test_a_pixel_that_became_brighter_has_more_exposure_though_its_contrast_fell() -> None:
    one = reading(0.5, 0.7, stops=-0.7)
    assert words.exposure(one) == pytest.approx(np.log2(0.448 / 0.214), abs=0.01)  # sRGB's own light
    assert words.measures(one) == "Exposure +1.1 stops · contrast × 0.62"


def test_black_has_no_stops() -> None:
    assert words.exposure(reading(0, 0.2)) is None
    assert "black has none" in words.measures(reading(0, 0.2))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (reading(0.1, 0.57, stairs=(0.1, 0.2, 0.25, 0.57)), "10 % → 57 %: lifted, most in step 3"),
        (reading(0.5, 0.4), "50 % → 40 %: darkened"),
        (reading(0.5, 0.5), "50 % bright, and stays so"),
    ],
)
def test_plain_words(one: Reading, said: str) -> None:
    assert words.plain(one) == said


def test_values() -> None:
    assert words.values(reading(0, 1)) == "R 0 → 255 · G 0 → 255 · B 0 → 255"
