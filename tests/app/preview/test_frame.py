"""Frames of the canvas and its histograms against plain rendering, with the map controls."""

import numpy as np
import pytest

from dce_studio.app.preview import histograms
from dce_studio.app.preview.frame import Frame, FrameRequest, View, render_frame
from dce_studio.core import files
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.local.values import Linear, Local, Radial
from dce_studio.core.maps import CurveMaps
from dce_studio.core.render.shape import shaped
from tests.core.analysis.samples import make_maps, make_photo
from tests.core.shaping import rendered

ON = Edit(keep_colour=0.5, coupling=0.3, smoothing=0.8)
BOX = Box(10, 5, 40, 30)


def tick(fraction: float) -> None:
    """Nobody waits."""


def frame(photo, maps, edit: Edit, before: Frame | None = None, part=None) -> Frame:
    """The frame of maps as estimated; what the frame before held is passed on."""
    kept = before and before.kept
    made = shaped(photo, maps, edit, before and before.request.maps)
    request = FrameRequest(
        photo, made, None, edit, View(BOX, BOX.size), None, kept, part, before and before.kept_part
    )
    return render_frame(request, tick)


@pytest.mark.parametrize("guided", [False, True])
def test_the_screen_is_the_export(guided):
    photo = make_photo(width=120, height=90)
    maps = make_maps(photo, size=Size(100, 75), guided=guided)
    first = frame(photo, maps, ON)
    np.testing.assert_array_equal(first.after_pixels, rendered(photo, maps, ON, BOX))
    again = frame(photo, maps, ON.with_(gamma=1.2, keep_colour=1), first)
    assert again.kept is first.kept
    other = ON.with_(smoothing=0.1, coupling=0)
    last = frame(photo, maps, other, first)
    assert last.kept is not first.kept
    np.testing.assert_array_equal(last.after_pixels, rendered(photo, maps, other, BOX))


def test_other_places_leave_what_was_sampled():
    photo = make_photo(width=120, height=90)
    maps = make_maps(photo, size=Size(100, 75), guided=True)
    first = frame(photo, maps, ON)
    places = Local(Radial((30.0, 20.0), (20.0, 10.0)), 0.8), Local(Linear((60.0, 0.0), (20.0, 0.0)), -1.0)
    before = first
    for some in (places[:1], places, ()):
        edit = ON.with_locals(*some)
        before = frame(photo, maps, edit, before)
        assert before.kept.sampled.curves is first.kept.sampled.curves
        np.testing.assert_array_equal(before.after_pixels, rendered(photo, maps, edit, BOX))
    np.testing.assert_array_equal(before.after_pixels, first.after_pixels)


def test_an_exact_part_is_smoothed_by_the_windows_of_the_whole():
    photo = make_photo(width=120, height=90)
    maps = CurveMaps(make_maps(photo, size=photo.size).alpha, Box.whole(photo.size), photo.size)
    part = CurveMaps(maps.alpha[:, :, 5:35, 10:50].copy(), BOX, photo.size)
    first = frame(photo, maps, ON, part=part)
    assert np.abs(first.after_pixels.astype(int) - rendered(photo, maps, ON, BOX)).max() <= 1
    again = frame(photo, maps, ON.with_(gamma=1.2), first, part)
    assert again.kept is first.kept and again.kept_part is first.kept_part
    other = frame(photo, maps, ON.with_(smoothing=0.1), first, part)
    assert other.kept_part is not first.kept_part


def test_the_histogram_is_of_what_is_exported():
    photo = make_photo(width=120, height=90)
    maps = make_maps(photo, size=Size(100, 75), guided=True)
    counts = histograms.count(photo, shaped(photo, maps, ON), ON, tick).after
    shown = files.display_pixels(photo, rendered(photo, maps, ON))
    wanted = [np.bincount(shown[..., c].ravel(), minlength=256) for c in range(3)]
    assert np.abs(counts.cumsum(1) - np.cumsum(wanted, 1)).max() <= 2
