"""Frames of the canvas and its histograms against plain rendering, with the map controls."""

from dataclasses import replace

import numpy as np
import pytest

from dce_studio.app.preview import histograms
from dce_studio.app.preview.frame import Frame, FrameRequest, Kept, View, render_frame
from dce_studio.core import files
from dce_studio.core.edit import Edit
from dce_studio.core.errors import CancelledError
from dce_studio.core.geometry import Box, Framing, Size
from dce_studio.core.local.values import Linear, Local, Radial
from dce_studio.core.maps import CurveMaps
from dce_studio.core.render.shape import shaped
from tests.core.analysis.samples import make_maps, make_photo
from tests.core.shaping import rendered

ON = Edit(keep_colour=0.5, coupling=0.3, smoothing=0.8)
BOX = Box(10, 5, 40, 30)


def tick(fraction: float) -> None:
    """Nobody waits."""


def _given_up(fraction: float) -> None:
    if fraction > 0:
        raise CancelledError


def frame(photo, maps, edit: Edit, before: Frame | None = None, part=None) -> Frame:
    """The frame of maps as estimated; what was kept for the frame before is passed on."""
    kept = before.request.kept if before else Kept()
    made = shaped(photo, maps, edit, before and before.request.maps)
    return render_frame(FrameRequest(photo, made, None, edit, View(BOX, BOX.size), None, kept, part), tick)


@pytest.mark.parametrize("guided", [False, True])
def test_the_screen_is_the_export(guided):
    photo = make_photo(width=120, height=90)
    maps = make_maps(photo, size=Size(100, 75), guided=guided)
    first = frame(photo, maps, ON)
    np.testing.assert_array_equal(first.after_pixels, rendered(photo, maps, ON, BOX))
    kept = first.request.kept
    sampled = kept.view
    frame(photo, maps, ON.with_(gamma=1.2, keep_colour=1), first)
    assert kept.view is sampled
    other = ON.with_(smoothing=0.1, coupling=0)
    last = frame(photo, maps, other, first)
    assert kept.view is not sampled
    np.testing.assert_array_equal(last.after_pixels, rendered(photo, maps, other, BOX))


def test_other_places_leave_what_was_sampled():
    photo = make_photo(width=120, height=90)
    maps = make_maps(photo, size=Size(100, 75), guided=True)
    first = frame(photo, maps, ON)
    places = Local(Radial((30.0, 20.0), (20.0, 10.0)), 0.8), Local(Linear((60.0, 0.0), (20.0, 0.0)), -1.0)
    before, curves = first, first.request.kept.view.sampled.curves
    for some in (places[:1], places, ()):
        edit = ON.with_locals(*some)
        before = frame(photo, maps, edit, before)
        assert before.request.kept.view.sampled.curves is curves
        np.testing.assert_array_equal(before.after_pixels, rendered(photo, maps, edit, BOX))
    np.testing.assert_array_equal(before.after_pixels, first.after_pixels)


def test_an_exact_part_is_smoothed_by_the_windows_of_the_whole():
    photo = make_photo(width=120, height=90)
    maps = CurveMaps(make_maps(photo, size=photo.size).alpha, Box.whole(photo.size), photo.size)
    part = CurveMaps(maps.alpha[:, :, 5:35, 10:50].copy(), BOX, photo.size)
    first = frame(photo, maps, ON, part=part)
    assert np.abs(first.after_pixels.astype(int) - rendered(photo, maps, ON, BOX)).max() <= 1
    kept = first.request.kept
    sampled, shaped_before = kept.view, kept.part
    frame(photo, maps, ON.with_(gamma=1.2), first, part)
    assert kept.view is sampled and kept.part is shaped_before
    frame(photo, maps, ON.with_(smoothing=0.1), first, part)
    assert kept.part is not shaped_before


def test_views_are_sampled_into_the_same_memory():
    photo = make_photo(width=120, height=90)
    made = shaped(photo, make_maps(photo, size=Size(100, 75), guided=True), ON)
    kept = Kept()
    rooms, boxes = [], [BOX, Box(30, 20, 40, 30), Box(0, 0, 44, 33), Box(0, 0, 120, 90)]
    for box in (*boxes, BOX):
        shown = render_frame(FrameRequest(photo, made, None, ON, View(box, box.size), kept=kept), tick)
        np.testing.assert_array_equal(shown.after_pixels, rendered(photo, made.source, ON, box))
        rooms.append(kept.view.sampled.curves.ctypes.data)
    assert rooms[0] == rooms[1] == rooms[2] and rooms[3] == rooms[4]


def test_what_was_sampled_is_forgotten_when_its_memory_is_taken():
    """Else a frame that is given up half-way would leave the next one with another view's α."""
    photo = make_photo(width=120, height=90)
    made = shaped(photo, make_maps(photo, size=Size(100, 75), guided=True), ON)
    kept, elsewhere = Kept(), Box(30, 20, 40, 30)
    first = FrameRequest(photo, made, None, ON, View(BOX, BOX.size), kept=kept)
    render_frame(first, tick)
    with pytest.raises(CancelledError):
        render_frame(replace(first, view=View(elsewhere, BOX.size)), _given_up)
    np.testing.assert_array_equal(
        render_frame(first, tick).after_pixels, rendered(photo, made.source, ON, BOX)
    )


def test_nothing_of_another_photo_is_kept():
    photo, other = make_photo(width=120, height=90), make_photo(width=120, height=90)
    first = frame(photo, make_maps(photo), ON)
    kept = first.request.kept
    render_frame(FrameRequest(other, None, None, ON, View(BOX, BOX.size), kept=kept), tick)
    assert kept.view is None


def test_a_frame_without_anything_kept_is_the_same():
    photo = make_photo(width=120, height=90)
    made = shaped(photo, make_maps(photo, size=Size(100, 75), guided=True), ON)
    request = FrameRequest(photo, made, None, ON, View(Box.whole(photo.size), Size(60, 45)))
    plain, kept = (render_frame(replace(request, kept=kept), tick) for kept in (None, Kept()))
    np.testing.assert_array_equal(plain.after_pixels, kept.after_pixels)
    np.testing.assert_array_equal(plain.before_pixels, kept.before_pixels)


def test_the_histogram_is_of_what_is_exported():
    photo = make_photo(width=120, height=90)
    maps = make_maps(photo, size=Size(100, 75), guided=True)
    counts = histograms.count(photo, shaped(photo, maps, ON), ON, tick).after
    shown = files.display_pixels(photo, rendered(photo, maps, ON))
    wanted = [np.bincount(shown[..., c].ravel(), minlength=256) for c in range(3)]
    assert np.abs(counts.cumsum(1) - np.cumsum(wanted, 1)).max() <= 2


def test_the_histogram_of_a_tilted_frame_is_of_what_it_shows():
    photo, pixels = make_photo(width=120, height=90), np.full((90, 120, 3), 200, np.uint8)
    framing = Framing(0.2, 0.2, 0.8, 0.8, tilt=30.0)
    placed = framing.placed(photo.size)
    rows, columns = np.mgrid[:90, :120]
    inside = [placed.shows(x + 0.5, y + 0.5) for x, y in zip(columns.flat, rows.flat, strict=True)]
    pixels.reshape(-1, 3)[inside] = 100
    counts = histograms.count(replace(photo, pixels=pixels), None, ON.framed(framing), tick).before
    assert (counts[:, 100] == sum(inside)).all() and (counts[:, 200] == 0).all()
