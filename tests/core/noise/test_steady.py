"""Rendering with noise removed: as far as the curve lifts it, the same on the screen and in the export."""

from dataclasses import replace

import numpy as np
import pytest

from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.engine.estimate import enhance, estimate
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.noise import measure, wavelets
from dce_studio.core.noise.steady import expected, steadied
from dce_studio.core.photo import Photo
from dce_studio.core.render import auto
from dce_studio.core.render.rendering import develop, render, sample
from dce_studio.core.render.shape import shaped
from tests.core import make
from tests.core.noise import scenes

FULL = Edit(noise=1, colour_noise=1)


def maps_of(photo: Photo, alpha: float = 0.25) -> CurveMaps:
    """Maps of one α everywhere, a little of it by brightness."""
    shape = (8, 3, 3, 4)
    gain, offset = np.full(shape, 0.1, np.float32), np.full(shape, alpha, np.float32)
    return CurveMaps(np.full(shape, alpha, np.float32), Box.whole(photo.size), photo.size, gain, offset)


def rendered(photo: Photo, edit: Edit, alpha: float = 0.25, dtype: str | None = None) -> np.ndarray:
    return render(photo, shaped(photo, maps_of(photo, alpha), edit), edit, dtype=dtype)


def test_the_result_comes_nearer_to_that_of_the_clean_scene() -> None:
    scene = scenes.clean()
    photo = scenes.photo(scenes.noised(scene))
    wanted = rendered(scenes.photo(scene, "float32"), Edit())
    some = [scenes.decibels(rendered(photo, edit) / 255.0, wanted) for edit in (
        Edit(), Edit(colour_noise=1), Edit(noise=0.5, colour_noise=0.5), FULL
    )]  # fmt: skip
    assert some[1] > some[0] + 1 and some[2] > some[0] + 2 and some[3] > some[2]
    assert some[3] > some[0] + 5


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_the_crop_on_the_screen_is_that_of_the_export(dtype: str) -> None:
    photo = scenes.photo(scenes.noised(scenes.clean(700, 600)), dtype)
    edit = Edit(noise=0.7, colour_noise=0.9, gamma=1.2)
    maps = shaped(photo, maps_of(photo), edit)
    whole, box = render(photo, maps, edit), Box(400, 450, 180, 130)
    crop = develop(sample(photo, maps, box), edit)
    assert np.array_equal(whole[450:580, 400:580], crop)
    assert np.array_equal(render(photo, maps, edit, box), crop)


def test_a_reduced_view_has_its_noise_removed_too() -> None:
    scene = scenes.clean(640, 512)
    photo, clean = scenes.photo(scenes.noised(scene)), scenes.photo(scene)
    size, box = Size(320, 256), Box.whole(photo.size)

    def view(of: Photo, edit: Edit) -> np.ndarray:
        return render(of, shaped(of, maps_of(of), edit), edit, box, size) / 255.0

    wanted = view(clean, Edit())
    assert scenes.decibels(view(photo, FULL), wanted) > scenes.decibels(view(photo, Edit()), wanted) + 2


def test_a_view_reduced_along_one_axis_alone_is_that_of_the_screen() -> None:
    photo = scenes.photo(scenes.noised(scenes.clean(300, 201)))
    maps, box, size = shaped(photo, maps_of(photo), FULL), Box(20, 1, 200, 200), Size(200, 199)
    on_screen = develop(sample(photo, maps, box, size), FULL)
    assert np.abs(render(photo, maps, FULL, box, size).astype(int) - on_screen).max() <= 1


def test_what_the_curve_does_not_lift_stays_to_the_bit() -> None:
    photo = scenes.photo(scenes.noised(scenes.clean()))
    flat = replace(maps_of(photo), alpha=np.zeros((8, 3, 3, 4), np.float32), gain=None, offset=None)
    assert np.array_equal(render(photo, shaped(photo, flat, FULL), FULL), photo.pixels)
    assert np.array_equal(rendered(photo, FULL.with_(iterations=0)), photo.pixels)


def test_grey_photos_stay_grey() -> None:
    photo = scenes.photo(scenes.noised(scenes.clean()), grey=True)
    assert np.ptp(rendered(photo, FULL), axis=2).max() == 0


def test_the_noise_expected_is_the_noise_there_is() -> None:
    """On a flat patch: before and after the curve, and what is left when half of it goes."""
    flat = np.full((320, 320, 3), 0.12, np.float32)
    photo, edit = scenes.photo(scenes.noised(flat), "float32"), Edit(noise=0.6, keep_colour=0)
    noise = measure.measured(photo)
    clean = wavelets.cleaned(photo.pixels, noise)
    slope = np.full(clean.shape, 3, np.float32)
    before, after, left = (float(each.mean()) for each in expected(clean, slope, noise, edit))
    assert before == pytest.approx(photo.pixels.mean(2).std(), rel=0.15)
    assert after == pytest.approx(3 * before, rel=1e-3)
    kept = steadied(photo.pixels, clean, slope, noise, edit).mean(2)
    assert left / 3 < kept.std() < 1.4 * left / 3  # the wavelets leave a little of what they are to remove


def test_maps_are_shaped_anew_when_noise_is_asked_for_and_the_noise_is_measured_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = scenes.photo(scenes.noised(scenes.clean()))
    maps, asked = maps_of(photo), []
    really = measure.measured
    monkeypatch.setattr(measure, "measured", lambda photo: asked.append(photo) or really(photo))
    plain = shaped(photo, maps, Edit())
    first = shaped(photo, maps, FULL, plain)
    assert plain.noise is None and first.noise is not None and not plain.suit(FULL)
    assert shaped(photo, maps, Edit(noise=0.1), first) is first
    assert shaped(photo, maps, FULL.with_(coupling=0.5), first).noise is first.noise
    assert len(asked) == 1


def test_streamed_tiles_at_full_size_are_cleaned_as_the_whole_is() -> None:
    photo = scenes.photo(scenes.noised(scenes.clean(300, 280)))
    model, edit = make.model("dce-slim"), FULL.with_(detail=PAPER, strength=0.4)
    maps = estimate(photo, model, PAPER)
    whole = render(photo, shaped(photo, maps, edit), edit)
    streamed = enhance(photo, model, edit)
    assert np.abs(whole.astype(int) - streamed).max() <= 1
    assert np.abs(streamed.astype(int) - enhance(photo, model, edit.with_(noise=0, colour_noise=0))).max() > 3


def test_values_beyond_white_and_what_is_no_number_stay_in_their_place() -> None:
    values = scenes.noised(scenes.clean())
    values[10, 10], values[200, 200] = 1.5, np.nan
    result = rendered(scenes.photo(values, "float32"), FULL, dtype="float32")
    assert np.isfinite(np.delete(result.reshape(-1, 3), 200 * 320 + 200, 0)).all()


def test_auto_takes_away_what_it_lifts_into_view() -> None:
    dark = scenes.clean() * 0.15
    noisy, clean = (
        auto.choose(photo, shaped(photo, maps_of(photo), Edit()), Edit())
        for photo in (scenes.photo(scenes.noised(dark), "float32"), scenes.photo(dark, "float32"))
    )
    assert noisy.noise > 0.3 and noisy.colour_noise >= noisy.noise
    assert clean.noise < noisy.noise / 2
