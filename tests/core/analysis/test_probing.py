"""What is plotted is what is done: curves, readings, means and bands against rendering and brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core.analysis import probing
from dce_studio.core.analysis.views import INPUTS, CurveView
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.marks import Polygon, Rectangle
from dce_studio.core.render import rendering
from dce_studio.core.render.shape import shaped
from dce_studio.core.render.tones import balance_slope, blackened, developed, slope
from tests.core.analysis.samples import edits, make_maps, make_photo, scenes
from tests.core.shaping import gathered, probed, rendered

quick = settings(max_examples=60, deadline=None)


@quick
@given(scenes(), edits, st.randoms(use_true_random=False))
def test_what_is_plotted_is_what_is_rendered(scene, edit, random):
    photo, maps = scene
    x, y = random.randrange(photo.size.width), random.randrange(photo.size.height)
    reading = probed(photo, maps, edit, x, y)
    result = rendered(photo, maps, edit, dtype=np.float32)[y, x]
    near = max(1e-5, np.finfo(float).eps ** edit.gamma)  # what gamma makes of rounding at 0
    np.testing.assert_allclose(reading.after, result, atol=near)
    plotted = probing.reading_curves(reading, edit).mean
    if photo.pixels.dtype == np.uint8:  # the pixel's input is one of those plotted
        at = photo.pixels[y, x].astype(int)
        np.testing.assert_allclose(plotted[range(3), at], result, atol=near)
    else:
        exact = developed(reading.before, reading.estimated.astype(float), edit)
        np.testing.assert_allclose(exact, result, atol=near)


@quick
@given(scenes(), edits)
def test_curves_are_monotone_and_inside_0_and_1(scene, edit):
    photo, maps = scene
    pixels = probing.gather(photo, shaped(photo, maps, edit))
    plain = edit.with_(temperature=0, tint=0)  # a colour whose channels bend to white apart may turn a little
    one = probing.reading_curves(probed(photo, maps, plain, 0, 0), plain)
    for curves in (one, probing.scope_curves(pixels, edit)):
        assert curves.mean.min() >= 0
        assert curves.mean.max() <= 1
        assert np.diff(curves.mean, axis=1).min() >= -1e-6


def brute_force(pixels, edit):
    """Every pixel's own curve: (3, N, 256) outputs and slopes, each channel's alone."""
    edit = edit.with_(keep_colour=0)
    alpha = pixels.alpha.astype(np.float64)[..., None]
    x = np.broadcast_to(INPUTS, (3, pixels.count, 256))
    return developed(x, alpha, edit), slope(x, alpha, edit)


@settings(max_examples=25, deadline=None)
@given(scenes(), edits)
def test_the_mean_and_the_band_equal_brute_force(scene, edit):
    photo, maps = scene
    pixels = probing.gather(photo, shaped(photo, maps, edit))
    outputs, _ = brute_force(pixels, edit)
    curves = probing.scope_curves(pixels, edit)
    plain, _ = brute_force(pixels, edit.with_(gamma=1.0, black=0.0))
    sound = (plain > 1e-6).all(1)  # float32 takes what is crushed to black for 0, which gamma may lift again
    np.testing.assert_allclose(curves.mean[sound], outputs.mean(1)[sound], atol=2e-6)
    for q, band in ((0.05, curves.low), (0.95, curves.high)):
        exact, cell = np.quantile(plain, q, axis=1), 1.01 / 4096
        least, most = (blackened(np.clip(exact + off, 0, 1) ** edit.gamma, edit) for off in (-cell, cell))
        assert (band >= least - 1e-6).all()
        assert (band <= most + 1e-6).all()


@settings(max_examples=15, deadline=None)
@given(scenes(), edits)
def test_the_mean_gain_is_the_slope_of_the_mean_curve(scene, edit):
    photo, maps = scene
    pixels = probing.gather(photo, shaped(photo, maps, edit))
    outputs, _ = brute_force(pixels, edit.with_(gamma=1.0))
    sound = (outputs > 1e-3).all(1)  # float32 knows nothing of the slope where all is crushed to black
    _, slopes = brute_force(pixels, edit)
    curves = probing.scope_curves(pixels, edit, CurveView.GAIN)
    balance = balance_slope(np.broadcast_to(INPUTS, (3, len(INPUTS))), edit)
    bound = np.clip(slopes / balance[:, None], 2.0**-16, 2.0**16)  # each pixel's, of what the balance gives
    expected = probing.to_stops(bound.mean(1) * balance)
    sound &= expected > -12  # near the least slope that is told, single ones of float32 fall to either side
    np.testing.assert_allclose(curves.mean[sound], expected[sound], atol=2e-2)


def test_the_band_of_many_pixels_is_exact_to_a_cell():
    photo = make_photo(width=200, height=150)
    maps = make_maps(photo, size=Size(40, 30))
    edit = Edit(iterations=6.5, strength=1.2)
    pixels = gathered(photo, maps, limit=4000)
    outputs, slopes = brute_force(pixels, edit)
    curves = probing.scope_curves(pixels, edit)
    np.testing.assert_allclose(curves.low, np.percentile(outputs, 5, axis=1), atol=4e-4)
    np.testing.assert_allclose(curves.high, np.percentile(outputs, 95, axis=1), atol=4e-4)
    gain = probing.scope_curves(pixels, edit, CurveView.GAIN)
    inner = slice(2, -2)
    expected = probing.to_stops(np.percentile(slopes, 95, axis=1))
    np.testing.assert_allclose(gain.high[:, inner], expected[:, inner], atol=2e-2)


def test_the_family_ends_in_the_output_and_has_a_curve_for_each_step():
    photo = make_photo()
    pixels = gathered(photo, make_maps(photo))
    edit = Edit(iterations=9.5, gamma=0.8)
    family = probing.scope_curves(pixels, edit, CurveView.FAMILY)
    assert family.family.shape == (10, 3, 256)
    np.testing.assert_allclose(family.mean, probing.scope_curves(pixels, edit).mean, atol=1e-6)
    third = probing.scope_curves(pixels, edit.with_(iterations=3)).mean
    np.testing.assert_allclose(family.family[2], third, atol=1e-6)
    pixel = probing.pixel_curves(pixels.alpha[:, :, 0], edit, CurveView.FAMILY)
    np.testing.assert_allclose(pixel.family[-1], pixel.mean, atol=1e-12)


def test_no_iterations_are_the_identity_in_every_view():
    photo = make_photo()
    pixels = gathered(photo, make_maps(photo))
    edit = Edit(iterations=0)
    np.testing.assert_allclose(probing.scope_curves(pixels, edit).mean, np.tile(INPUTS, (3, 1)), atol=1e-6)
    np.testing.assert_allclose(probing.scope_curves(pixels, edit, CurveView.GAIN).mean, 0, atol=1e-6)
    assert len(probing.scope_curves(pixels, edit, CurveView.FAMILY).family) == 0


def test_the_staircase_of_a_reading_climbs_from_input_to_output():
    photo = make_photo()
    maps = make_maps(photo)
    reading = probed(photo, maps, Edit(iterations=2.5, gamma=2.0, keep_colour=0), 3, 4)
    assert reading.stairs.shape == (4, 3)
    np.testing.assert_array_equal(reading.stairs[0], reading.before)
    np.testing.assert_allclose(reading.stairs[-1] ** 2, reading.after)
    assert reading.applied.shape == (3, 3)
    np.testing.assert_allclose(reading.applied[2], reading.estimated[2] * 0.5)
    coloured = probed(photo, maps, Edit(keep_colour=0.7), 3, 4)
    np.testing.assert_allclose(coloured.stairs[-1], coloured.after)


def test_a_probe_outside_the_photo_is_refused():
    photo = make_photo()
    with pytest.raises(IndexError, match="outside"):
        probed(photo, make_maps(photo), Edit(), 31, 0)


@pytest.mark.parametrize("size", [(1, 1), (5, 1), (400, 300), (1000, 3)])
def test_a_scope_has_at_most_the_limit_of_pixels_and_never_none(size):
    columns, rows = probing.strided(Box(0, 0, *size), 1000)
    assert 1 <= len(columns) * len(rows) <= 1000
    assert len(set(np.diff(columns))) <= 1


def test_a_region_takes_its_own_pixels_alone():
    photo = make_photo(width=20, height=10)
    maps = make_maps(photo, size=Size(20, 10))
    whole = rendering.sample(photo, maps).alpha
    part = gathered(photo, maps, Rectangle(3, 2, 7, 5))
    np.testing.assert_array_equal(part.alpha, whole[:, :, 2:5, 3:7].reshape(8, 3, -1))
    lasso = gathered(photo, maps, Polygon(((0, 0), (10, 0), (0, 10))))
    assert lasso.count == 45
    thin = gathered(photo, maps, Polygon(((0.1, 0.1), (0.2, 0.1), (0.1, 0.2))))
    assert thin.count == 1
    outside = gathered(photo, maps, Rectangle(50, 50, 60, 60))
    assert outside.count == 1


def test_a_cancelled_computation_stops():
    photo = make_photo()
    pixels = gathered(photo, make_maps(photo))

    def stop(fraction):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        probing.scope_curves(pixels, Edit(), tick=stop)
