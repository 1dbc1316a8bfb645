"""Two scales: the whole and the place, the floor under the black, the noise that it knows."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.curve import staircase
from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.engine.estimate import enhance, estimate, estimate_region
from dce_studio.core.engine.models import Model
from dce_studio.core.geometry import Box
from dce_studio.core.maps import NONE
from dce_studio.core.photo import Photo
from dce_studio.core.render.rendering import sample
from dce_studio.core.render.sampling import guide
from dce_studio.core.whole import exposure, scales
from tests.core import make
from tests.core.shaping import rendered

LOCAL = 0.2


def two_scales(architecture: str = "dce", local: float = LOCAL) -> Model:
    weights = make.weights(architecture)
    return Model(replace(weights, info=replace(weights.info, local=local)))


@pytest.mark.parametrize("detail", [64, 100, PAPER])
@pytest.mark.parametrize("architecture", ["dce", "dce-slim", "dce-pp"])
def test_maps_and_export_are_one(architecture: str, detail: int) -> None:
    photo, weights = make.photo(150, 110), two_scales(architecture)
    maps = estimate(photo, weights, detail, precision="float32")
    assert np.abs(maps.alpha).max() <= 1 and not maps.alpha.flags.writeable
    edit = Edit(detail=detail)
    out = enhance(photo, weights, edit, precision="float32", dtype=np.float32)
    np.testing.assert_allclose(out, rendered(photo, maps, edit, dtype=np.float32), atol=2e-5)


@pytest.mark.parametrize("size", [(4000, 60), (60, 4000), (500, 1), (1, 500), (1, 1), (33, 2)])
@pytest.mark.parametrize("detail", [64, PAPER])
def test_photos_of_any_shape_come_to_a_level(size: tuple[int, int], detail: int) -> None:
    photo = make.photo(*size)
    out = enhance(photo, two_scales(), Edit(detail=detail), precision="float32", dtype=np.float32)
    assert out.shape == photo.pixels.shape and np.isfinite(out).all()


def test_at_paper_a_pixel_has_the_share_of_its_place() -> None:
    photo = make.photo(150, 110)
    photo = Photo(photo.path, 255 - photo.pixels // 2)  # so bright that either model sees it as it is
    own = estimate(photo, make.model("dce"), PAPER, precision="float32")
    both = estimate(photo, two_scales(), PAPER, precision="float32")
    assert both.context is not None
    whole = sample(photo, both.context).alpha
    place = own.alpha + exposure.lift(NONE)[exposure.levels(photo.pixels.max(2) / np.float32(255))]
    np.testing.assert_allclose(both.alpha, whole + LOCAL * (place - whole), atol=1e-4)


@pytest.mark.parametrize("known", [True, False])
def test_a_region_has_the_maps_of_the_whole(known: bool) -> None:
    photo, weights, box = make.photo(150, 110), two_scales(), Box(20, 30, 40, 35)
    whole = estimate(photo, weights, PAPER, precision="float32")
    context = whole.context if known else None
    part = estimate_region(photo, weights, box, context=context, precision="float32")
    np.testing.assert_allclose(part.alpha, whole.alpha[:, :, 30:65, 20:60], atol=1e-5)


def test_a_place_has_a_curve_of_its_own() -> None:
    """The same grey in a dark and in a bright half of the photo is lifted differently, more so with local."""
    photo = make.photo(160, 120, "float32")
    pixels = np.full((120, 160, 3), 0.05, np.float32)
    pixels[:, 80:] = 0.6
    pixels[50:70, 30:50] = pixels[50:70, 110:130] = 0.3
    photo = Photo(photo.path, pixels)
    apart = []
    for local in (0.01, 0.5):
        weights = two_scales(local=local)
        alpha = sample(photo, estimate(photo, weights, 64, precision="float32")).alpha
        apart.append(np.abs(alpha[:, :, 60, 40] - alpha[:, :, 60, 120]).mean())
    assert apart[1] > apart[0] * 1.5


def test_the_floor_leaves_the_black_and_frees_what_is_lit() -> None:
    pixels = np.zeros((40, 60, 3), np.float32)
    pixels[:, 20:] = 3 / 255
    pixels[:, 40:] = 60 / 255
    left = scales.floor(pixels, 0.0)
    assert left[:, :18] == pytest.approx(scales.LEFT)
    assert left[:, 42:] == pytest.approx(1.0)
    assert scales.LEFT < left[20, 30] <= 1
    assert scales.floor(pixels, 4 / 255)[20, 30] < left[20, 30]  # more noise, less trust


def test_a_photo_without_lights_is_lifted_all_the_same() -> None:
    faint = np.full((40, 60, 3), 2 / 255, np.float32)
    assert scales.floor(faint, 0.0).min() == pytest.approx(1.0)


def test_a_faded_black_stays_black_where_much_of_the_photo_is_black() -> None:
    """A stage: matte black of 20, a lit part. Where only a little is as dark, it is a shadow."""
    stage = np.full((40, 60, 3), 20 / 255, np.float32)
    stage[:, 30:] = 60 / 255
    stage[:, 50:] = 200 / 255
    left = scales.floor(stage, 0.0)
    assert left[20, 5] == pytest.approx(scales.LEFT)
    assert left[20, 40] == left[20, 55] == 1
    shadow = stage.copy()
    shadow[:, 6:30] = 60 / 255
    assert scales.floor(shadow, 0.0).min() == 1


def test_refining_lifts_no_light_above_its_bound() -> None:
    """Its windows average a lamp's α with that of the dark around it."""
    rng = np.random.default_rng(1)
    pixels = rng.integers(8, 30, (90, 128, 1)).repeat(3, 2).astype(np.uint8)
    pixels[40:48, 60:68] = 190
    photo = Photo(Path("lamp.png"), pixels)
    copy = scales.small_copy(photo)
    wide = scales.whole(photo, np.full((8, 3, 90, 128), 0.4, np.float32), guide(copy), NONE)
    lamp = scales.refined(photo, copy, wide, None, 0.0).alpha[:, :, 42:46, 62:66]
    most = scales._light_bound(copy[42:46, 62:66])
    assert 0 < lamp.max() < most.max() + 0.015


def test_noise_bounds_the_lift_of_the_darks_alone() -> None:
    pixels = np.full((30, 40, 3), 8 / 255, np.float32)
    pixels[:, 20:] = 60 / 255
    alpha = np.full((8, 3, 30, 40), 0.4, np.float32)
    left = scales.calm(pixels, alpha, 1.5 / 255)
    gain = (1 + 0.4 * left[15, 5]) ** 8
    assert gain * 1.5 / 255 == pytest.approx(scales.NOISE, rel=1e-3)
    assert left[15, 35] == 1
    assert (scales.calm(pixels, alpha, 0.2 / 255) == 1).all()  # too little to be seen
    assert (scales.calm(pixels, alpha, 0.0) == 1).all()
    assert (scales.calm(pixels, -alpha, 3 / 255) == 1).all()  # darkening lifts none


def test_mixing_takes_the_memory_of_one_step_beside_its_result() -> None:
    """At paper it is done with the largest maps that there are."""
    photo = make.photo(400, 300)
    alpha = np.zeros((8, 3, 300, 400), np.float32)
    context = estimate(photo, two_scales(), 64, precision="float32")
    scales.mixed(photo, context, alpha, LOCAL, Box.whole(photo.size))  # compiles
    tracemalloc.start()
    try:
        out = scales.mixed(photo, context, alpha, LOCAL, Box.whole(photo.size))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1.5 * out.nbytes


def test_no_light_goes_white_that_was_not() -> None:
    levels = np.linspace(0.02, 0.9, 45, dtype=np.float32)
    pixels = np.broadcast_to(levels[None, :, None], (30, 45, 3)).copy()
    strong = np.full((8, 3, 30, 45), 0.6, np.float32)
    left = scales.held(pixels, strong)[0]
    y = staircase(levels, np.broadcast_to(0.6 * left, (8, 45)))[-1]
    assert y.max() < 0.985 and (np.diff(y[levels > 0.3]) > 0).all()  # lights differ still
    assert (scales.held(pixels, strong / 20) == 1).all()  # a gentle lift is left alone
    assert (scales.held(pixels, -strong) == 1).all()
