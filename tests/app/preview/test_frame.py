"""Frames of the canvas and its histograms against plain rendering, with the map controls."""

import numpy as np
import pytest

from dce_studio.app.preview import live
from dce_studio.app.preview.frame import Frame, Request, View, render_frame
from dce_studio.core import files
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.render import rendering
from tests.core.inspect.samples import make_maps, make_photo

ON = Edit(keep_colour=0.5, coupling=0.3, smoothing=0.8)
BOX = Box(10, 5, 40, 30)


def tick(fraction: float) -> None:
    """Nobody waits."""


def frame(photo, maps, edit: Edit, kept=None, whole=None) -> Frame:
    return render_frame(Request(photo, maps, None, edit, View(BOX, BOX.size), None, kept, whole), None, tick)


@pytest.mark.parametrize("guided", [False, True])
def test_the_screen_is_the_export(guided):
    photo = make_photo(width=120, height=90)
    maps = make_maps(photo, size=Size(100, 75), guided=guided)
    first = frame(photo, maps, ON)
    np.testing.assert_array_equal(first.after_pixels, rendering.render(photo, maps, ON, BOX))
    again = frame(photo, maps, ON.with_(gamma=1.2, keep_colour=1), first.kept)
    assert again.kept is first.kept
    other = ON.with_(smoothing=0.1, coupling=0)
    last = frame(photo, maps, other, first.kept)
    assert last.kept is not first.kept
    np.testing.assert_array_equal(last.after_pixels, rendering.render(photo, maps, other, BOX))


def test_an_exact_part_is_smoothed_by_the_windows_of_the_whole():
    photo = make_photo(width=120, height=90)
    maps = CurveMaps(make_maps(photo, size=photo.size).alpha, Box.whole(photo.size), photo.size)
    part = CurveMaps(maps.alpha[:, :, 5:35, 10:50].copy(), BOX, photo.size)
    shown = frame(photo, part, ON, whole=maps).after_pixels.astype(int)
    assert np.abs(shown - rendering.render(photo, maps, ON, BOX)).max() <= 1


def test_the_histogram_is_of_what_is_exported():
    photo = make_photo(width=120, height=90)
    maps = make_maps(photo, size=Size(100, 75), guided=True)
    counts = live.count(photo, maps, ON, tick).after
    shown = files.display_pixels(photo, rendering.render(photo, maps, ON))
    wanted = [np.bincount(shown[..., c].ravel(), minlength=256) for c in range(3)]
    assert np.abs(counts.cumsum(1) - np.cumsum(wanted, 1)).max() <= 2
