"""The measured noise is that which was put in, by brightness, size of grain and depth."""

import numpy as np
import pytest

from dce_studio.core.noise import measure
from dce_studio.core.noise.measure import CENTRES, PLACES
from tests.core.noise import scenes


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_the_noise_that_was_put_in_is_found_by_brightness(dtype: str) -> None:
    scene = scenes.clean(640, 512)
    noisy = scenes.noised(scene)
    found = measure.measured(scenes.photo(noisy, dtype)).total
    bins = np.digitize(scene.mean(2), PLACES[1:-1])
    off = noisy - scene
    grey = off.mean(2)
    for k in np.flatnonzero(np.bincount(bins.ravel(), minlength=len(CENTRES)) > 9000):
        inside = bins == k
        assert found[0, k] == pytest.approx(grey[inside].std(), rel=0.25)
        assert found[1, k] == pytest.approx((off - grey[..., None])[inside].std(), rel=0.25)


def test_a_clean_photo_has_next_to_none_and_texture_is_not_taken_for_noise() -> None:
    scene = scenes.clean(640, 512)
    pixels = np.histogram(scene.mean(2), PLACES)[0]
    clean, noisy = (
        np.average(measure.measured(scenes.photo(values, "float32")).total[0], weights=pixels)
        for values in (scene, scenes.noised(scene))
    )
    assert clean < 0.7 / 255 and noisy > 3 * clean


def test_white_noise_has_one_deviation_in_every_size_of_grain() -> None:
    flat = np.full((512, 512, 3), 0.3) + np.random.default_rng(1).normal(0, 0.02, (512, 512, 3))
    noise = measure.measured(scenes.photo(flat, "float32"))
    at = int(np.digitize(0.3, PLACES[1:-1]))
    assert noise.deviation[0, :, :, at] == pytest.approx(0.02 / np.sqrt(3), rel=0.2)
    halved = noise.reduced(2).total[0, at]
    assert halved == pytest.approx(noise.total[0, at] / 2, rel=0.2)
    assert noise.reduced(1) is noise


def test_photos_too_small_and_values_that_are_no_numbers_do_no_harm() -> None:
    assert not measure.measured(scenes.photo(scenes.clean(63, 200))).deviation.any()
    broken = scenes.noised(scenes.clean())
    broken[5, 5] = np.nan
    assert np.isfinite(measure.measured(scenes.photo(broken, "float32")).deviation).all()
