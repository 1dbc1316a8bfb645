"""Overlays show the curve's slope, what is clipped, and all else in the photo's size."""

import numpy as np
from hypothesis import given, settings

from dce_studio.core.analysis import overlays
from dce_studio.core.analysis.overlay import Layer, MapOverlay, PhotoOverlay
from dce_studio.core.colours import about_zero
from dce_studio.core.edit import Edit
from dce_studio.core.noise.measure import CENTRES, LEVELS
from dce_studio.core.photo import Noise
from dce_studio.core.render import rendering
from dce_studio.core.render.tones import developed, slope
from tests.core import make
from tests.core.analysis.samples import edits, make_maps, make_photo, scenes


@settings(max_examples=25, deadline=None)
@given(scenes(), edits)
def test_the_gain_overlay_shows_the_slope(scene, edit):
    photo, maps = scene
    sampled = rendering.sample(photo, maps)
    white = {"u": 255 if photo.pixels.itemsize == 1 else 65535, "f": 1}[photo.pixels.dtype.kind]
    x = np.moveaxis(sampled.pixels.astype(float) / white, -1, 0)
    expected = np.moveaxis(slope(x, sampled.alpha.astype(float), edit), 0, -1)
    plain = developed(x, sampled.alpha.astype(float), edit.with_(gamma=1.0, keep_colour=0, black=0))
    bare = developed(x, sampled.alpha.astype(float), edit.with_(black=0))
    sure = (np.abs(bare - edit.black) > 1e-4) | (edit.black == 0)  # else it may turn black or not
    inside = ((plain > 1e-3) & sure).all(0)  # float32 knows nothing of the slope of what is crushed to black
    shown = overlays.slopes(sampled, edit)
    np.testing.assert_allclose(shown[inside], expected[inside], rtol=1e-3, atol=1e-4)


def test_every_overlay_is_painted():
    photo = make_photo()
    maps = make_maps(photo)
    sampled = rendering.sample(photo, maps)
    nothing = Noise(np.zeros((2, LEVELS, 2, len(CENTRES)), np.float32))
    result, clean = rendering.develop(sampled, Edit()), make.unit(photo)
    layer = Layer(sampled.pixels, sampled.alpha, result, clean, nothing)
    for overlay in (*PhotoOverlay, MapOverlay(2, 1, about_zero(0.5))):
        assert overlays.paint(overlay, layer, Edit()).shape == (17, 31, 4)


def test_clipping_marks_black_and_white():
    pixels = np.array([[[0, 9, 9], [9, 255, 9], [9, 9, 9]]], np.uint8)
    black, white = overlays.clipped(pixels)
    assert black.tolist() == [[True, False, False]]
    assert white.tolist() == [[False, True, False]]
    assert overlays.clipping_overlay(pixels)[..., 3].tolist() == [[255, 255, 0]]
