"""Where the photo lies in a pane: fitting, zooming at a place, panning, whole pixels at 100 %."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.geometry import Box, Size
from dce_studio.ui.canvas.labels import place_label
from dce_studio.ui.canvas.viewport import MAX_ZOOM, Viewport

sizes = st.builds(Size, st.integers(1, 20000), st.integers(1, 20000))
panes = st.builds(Size, st.integers(1, 4000), st.integers(1, 3000))


@given(sizes, panes)
def test_fit_shows_the_whole_photo(photo: Size, pane: Size) -> None:
    view = Viewport.fit(photo, pane)
    assert view.zoom <= 1
    assert view.visible() == Box.whole(photo)


@given(sizes, panes, st.floats(0.001, 100), st.floats(0, 1), st.floats(0, 1))
def test_any_zoom_shows_a_part_inside_the_photo(
    photo: Size, pane: Size, zoom: float, fx: float, fy: float
) -> None:
    view = Viewport.fit(photo, pane).zoomed_to(zoom, fx * pane.width, fy * pane.height)
    assert view.zoom <= MAX_ZOOM
    box = view.visible()
    assert box is not None
    assert 0 <= box.x < box.x + box.width <= photo.width
    assert 0 <= box.y < box.y + box.height <= photo.height


def test_zoom_keeps_the_place_under_the_cursor() -> None:
    view = Viewport.fit(Size(6000, 4000), Size(900, 600)).zoomed_to(0.5, 450, 300)
    before = view.to_photo(300, 200)
    after = view.zoomed_to(2.0, 300, 200).to_photo(300, 200)
    assert after == pytest.approx(before, abs=2)


def test_at_100_percent_photo_pixels_are_device_pixels() -> None:
    view = Viewport.fit(Size(6000, 4000), Size(901, 601)).zoomed_to(1.0, 13.3, 200.7)
    box = view.visible()
    assert box is not None
    assert view.shown_size(box) == box.size
    x, y = view.to_pane(box.x, box.y)
    assert (x, y) == (int(x), int(y))


@given(sizes, panes, st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_panning_never_loses_the_photo(photo: Size, pane: Size, dx: float, dy: float) -> None:
    view = Viewport.fit(photo, pane).zoomed_to(1.5, 0, 0).panned(dx, dy)
    assert view.visible() is not None


def test_a_fitted_photo_follows_its_pane() -> None:
    view = Viewport.fit(Size(600, 400), Size(300, 300)).with_pane(Size(150, 300))
    assert view.zoom == 0.25
    zoomed = view.zoomed_to(1.0, 0, 0).with_pane(Size(90, 90))
    assert zoomed.zoom == 1.0


def test_small_photos_are_not_enlarged_by_fitting() -> None:
    assert Viewport.fit(Size(1, 1), Size(900, 600)).zoom == 1.0


@pytest.mark.parametrize(
    ("seen", "room", "at_end", "start", "length"),
    [
        ((100, 400), (0, 400), False, 112, 70),  # in the photo's corner
        ((400, 700), (400, 800), True, 618, 70),
        ((100, 180), (0, 180), False, 105, 70),  # a narrow side: a smaller margin
        ((100, 130), (0, 130), False, 56, 70),  # narrower: out over the backdrop
        ((670, 700), (670, 800), True, 674, 70),
        ((0, 40), (0, 40), False, 0, 40),  # no room but this: the text is cut
        ((0, 0), (0, 0), False, 0, 0),
    ],
)
def test_a_side_s_label_stays_while_there_is_room(seen, room, at_end, start, length) -> None:
    assert place_label(seen, room, 70, at_end) == (start, length)


@given(sizes, sizes, panes, st.floats(0.001, 100), st.floats(0, 1), st.floats(0, 1))
def test_another_photo_is_looked_at_at_the_same_zoom_and_relative_place(
    photo: Size, other: Size, pane: Size, zoom: float, fx: float, fy: float
) -> None:
    view = Viewport.fit(photo, pane).zoomed_to(zoom, fx * pane.width, fy * pane.height)
    like = Viewport.fit(other, pane).like(view)
    assert like.photo == other and like.pane == pane and like.visible() is not None
    assert like.zoom == min(max(view.zoom, like.min_zoom), MAX_ZOOM)
    for at, length, own, whole, room in (
        (like.x, other.width, view.x, photo.width, pane.width),
        (like.y, other.height, view.y, photo.height, pane.height),
    ):
        if (
            own * length / whole * like.zoom >= room / 2
            and (whole - own) / whole * length * like.zoom >= room / 2
        ):
            assert at / length == pytest.approx(own / whole)


@given(sizes, panes, st.floats(0.001, 100), st.floats(0, 1), st.floats(0, 1))
def test_a_photo_of_the_same_size_is_looked_at_exactly_there(
    photo: Size, pane: Size, zoom: float, fx: float, fy: float
) -> None:
    view = Viewport.fit(photo, pane).zoomed_to(zoom, fx * pane.width, fy * pane.height)
    assert Viewport.fit(photo, pane).like(view) == view


def test_beside_a_fitted_photo_another_is_fitted() -> None:
    view = Viewport.fit(Size(90, 60), Size(900, 600)).zoomed_to(4, 0, 0)
    assert view.like(Viewport.fit(Size(500, 800), Size(900, 600))) == Viewport.fit(
        Size(90, 60), Size(900, 600)
    )
