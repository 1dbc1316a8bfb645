"""The wall of maps: every map on a scale, one enlarged or laid over the photo, which it moves."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from dce_studio.app.state.document import Point
from dce_studio.core.analysis.overlay import MapOverlay
from dce_studio.core.colours import about_zero
from tests.ui.helpers import open_photo, settled


def test_the_wall_shows_every_map_and_dims_what_is_off(qtbot, wall, document, jobs):
    open_photo(document)
    settled(qtbot, jobs)
    assert len(wall.view.tiles()) == 24
    document.propose(document.edit.with_(iterations=2.5))
    assert [wall.view.is_on(step, 8) for step in range(8)] == [True] * 3 + [False] * 5
    wall.scale.choose("largest")
    settled(qtbot, jobs)
    assert wall.pictures.shared.high == pytest.approx(np.abs(document.maps.alpha).max())
    assert wall.pictures.shared.symmetric and wall.pictures.shared.colours == "diverging"
    wall.grab()


def test_shared_maps_are_said_to_be_shared(qtbot, wall, document, jobs):
    open_photo(document, steps=1)
    settled(qtbot, jobs)
    assert len(wall.view.tiles()) == 3
    assert "share one map" in wall._value.text()


def test_a_tile_points_at_the_photo_and_enlarges(qtbot, wall, document, jobs):
    open_photo(document)
    settled(qtbot, jobs)
    tile = wall.view.tiles()[4]
    qtbot.mouseMove(wall.view, tile.rect.center().toPoint())
    at = wall.view.to_photo(tile, tile.rect.center())
    assert (at.x, at.y) == pytest.approx((30, 20))
    qtbot.mouseClick(wall.view, Qt.MouseButton.LeftButton, pos=tile.rect.center().toPoint())
    assert document.selected_map == (1, 1)
    assert wall.detail.isVisible()
    assert "step 2, green" in wall.detail.text.text()
    qtbot.keyClick(wall.view, Qt.Key.Key_Right)
    qtbot.keyClick(wall.view, Qt.Key.Key_Return)
    assert document.selected_map == (2, 1)


def test_a_map_is_laid_over_the_photo(qtbot, wall, document, jobs):
    open_photo(document)
    wall.scale.choose("one")
    document.select_map((3, 2))
    settled(qtbot, jobs)
    qtbot.mouseClick(wall._lay, Qt.MouseButton.LeftButton)
    assert document.overlay == MapOverlay(3, 2, about_zero(1))
    document.select_map((0, 0))
    assert document.overlay == MapOverlay(0, 0, about_zero(1))
    qtbot.mouseClick(wall._lay, Qt.MouseButton.LeftButton)
    assert document.overlay is None


def test_the_wall_zooms_and_pans_the_photo(opened, qtbot):
    view, canvas = opened.wall.view, opened.canvas
    before = canvas.viewport.zoom
    view.zoom_wanted.emit(16.0, Point(30, 20))
    assert canvas.viewport.zoom > before
    x = canvas.viewport.x
    view.pan_wanted.emit(-5, 0)
    assert canvas.viewport.x > x
