"""Auto finds the iterations that meet a mean."""

from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo
from tests.core.shaping import chosen, rendered


def lifted(level: int, alpha: float) -> tuple[Photo, CurveMaps]:
    photo = Photo(Path("x.png"), np.full((30, 40, 3), level, np.uint8))
    size = Size(40, 30)
    return photo, CurveMaps(np.full((8, 3, 3, 4), alpha, np.float32), Box.whole(size), size)


@pytest.mark.parametrize("target", [0.3, 0.5, 0.6])
def test_the_result_has_the_mean_asked_for(target: float) -> None:
    photo, maps = lifted(30, 0.3)
    edit = chosen(photo, maps, Edit(gamma=1.1), target)
    assert edit.gamma == 1.1 and 0 < edit.iterations < 16
    assert rendered(photo, maps, edit).mean() / 255 == pytest.approx(target, abs=0.012)


def test_what_cannot_be_met_goes_as_near_as_it_may() -> None:
    assert chosen(*lifted(5, 0.05), Edit()).iterations == 8  # more would be grey
    assert chosen(*lifted(5, 0.05), Edit(), 0.6).iterations == 16  # but it is asked for
    assert chosen(*lifted(200, 0.3), Edit()).iterations == 0
    assert chosen(*lifted(60, 0.0), Edit()).iterations == 0


def scene(lamp: float, level: int, alpha: float, grain: float = 0.0) -> tuple[Photo, CurveMaps]:
    """A dark wall with an orange lamp on black sky, noisy by that many levels."""
    rng = np.random.default_rng(0)
    pixels = np.zeros((120, 160, 3))
    pixels[60:] = level
    pixels[20:50, 60:90] = (lamp, 0.6 * lamp, 0.2 * lamp)
    pixels += rng.normal(0, grain, pixels.shape) if grain else 0
    photo = Photo(Path("x.png"), pixels.round().clip(0, 255).astype(np.uint8))
    size = Size(160, 120)
    return photo, CurveMaps(np.full((8, 3, 3, 4), alpha, np.float32), Box.whole(size), size)


def test_a_lamp_is_not_made_white() -> None:
    photo, maps = scene(210, 20, 0.5)
    edit = chosen(photo, maps, Edit())
    result = rendered(photo, maps, edit)
    assert edit.iterations > 0 and result[20:50, 60:90].max() < 250
    assert rendered(photo, maps, Edit(iterations=8))[20:50, 60:90].max() >= 250  # which the default did


def test_noise_holds_the_lift_back() -> None:
    clean, noisy = (chosen(*scene(100, 12, 0.4, grain), Edit()).iterations for grain in (0, 3))
    assert noisy < clean


def test_black_sky_stays_black() -> None:
    photo, maps = scene(100, 20, 0.9, 1.5)
    result = rendered(photo, maps, chosen(photo, maps, Edit()))
    assert result[:15].mean() <= 6


def test_a_few_black_shadows_hold_the_lift_back_less_than_a_black_sky() -> None:
    photo, maps = lifted(12, 0.5)
    found = []
    for rows in (0, 1, 15):
        pixels = photo.pixels.copy()
        pixels[:rows] = 2
        found.append(chosen(Photo(photo.path, pixels), maps, Edit()).iterations)
    assert found[0] >= found[1] > found[2] + 1 > 1


def test_a_veil_that_the_curve_laid_on_the_darks_is_taken_off() -> None:
    pixels = np.full((120, 160, 3), 27)  # a faded black, as prints and films have
    pixels[30:90, 40:120] = np.linspace(60, 140, 80)[:, None]
    photo, size = Photo(Path("x.png"), pixels.astype(np.uint8)), Size(160, 120)
    maps = CurveMaps(np.full((8, 3, 3, 4), 0.3, np.float32), Box.whole(size), size)
    edit = chosen(photo, maps, Edit(black=0.1))
    before = np.quantile(rendered(photo, maps, edit.with_(black=0.0)).mean(2), 0.02)
    after = np.quantile(rendered(photo, maps, edit).mean(2), 0.02)
    assert before > 60 and 24 < after < 42  # it was 27
    assert chosen(photo, maps, edit) == edit  # a second time changes nothing


def test_a_few_black_pixels_do_not_hold_the_lift_back() -> None:
    photo, maps = scene(100, 20, 0.5)
    pixels = np.maximum(photo.pixels, 20)
    lit = chosen(Photo(photo.path, pixels), maps, Edit())
    speckled = pixels.copy()
    speckled[::24, ::24] = 2
    assert chosen(Photo(photo.path, speckled), maps, Edit()).iterations == pytest.approx(
        lit.iterations, abs=0.2
    )


def test_noise_goes_where_it_is_seen_also_in_the_middle() -> None:
    """Nothing in this photo is dark."""
    rng = np.random.default_rng(0)
    pixels = np.full((256, 256, 3), 60.0)
    pixels += rng.normal(0, 3, pixels.shape[:2])[..., None]
    photo, size = Photo(Path("x.png"), pixels.round().clip(0, 255).astype(np.uint8)), Size(256, 256)
    maps = CurveMaps(np.full((8, 3, 3, 4), 0.3, np.float32), Box.whole(size), size)
    edit = chosen(photo, maps, Edit())
    assert edit.noise > 0.5 and edit.colour_noise >= edit.noise


def test_black_does_not_count_towards_the_mean() -> None:
    """The same lit wall below a large and below a small black sky gets the same lift."""
    photo, maps = scene(0, 40, 0.3)
    cropped = Photo(photo.path, photo.pixels[55:])
    size = Size(160, 65)
    part = CurveMaps(maps.alpha, Box.whole(size), size)
    assert chosen(photo, maps, Edit()) == chosen(cropped, part, Edit())


@pytest.mark.parametrize("level", [100, 130, 200])
def test_a_good_photo_is_left_alone(level: int) -> None:
    assert chosen(*lifted(level, 0.3), Edit()) == Edit(iterations=0)
