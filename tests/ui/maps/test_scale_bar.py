"""The scale of the maps: shared or each map's own, its limits dragged and moved by keys."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from dce_studio.core.geometry import Size
from tests.core.analysis.samples import make_maps, make_photo
from tests.ui.helpers import open_photo, settled


def level(wall, step, channel):
    """How many different colours a tile has."""
    picture = wall.pictures.tiles[step][channel]
    return len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())})


def test_maps_that_differ_little_are_told_apart(qtbot, wall, document, jobs):
    """As at the default detail: 24 maps between 0.11 and 0.18 were 24 flat tiles."""
    photo = make_photo(width=60, height=40)
    document.set_photo(photo)
    maps = make_maps(photo, size=Size(20, 15))
    document.set_maps(replace(maps, alpha=np.float32(0.145) + np.float32(0.035) * maps.alpha))
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: wall.pictures is not None)
    low, high = np.percentile(document.shaped.alpha, (2, 98))
    assert (wall.pictures.shared.low, wall.pictures.shared.high) == pytest.approx((low, high))
    assert level(wall, 0, 0) > 60
    wall.scale.choose("one")
    settled(qtbot, jobs)
    assert level(wall, 0, 0) < 15


def test_each_map_may_have_a_scale_of_its_own(qtbot, wall, document, jobs):
    open_photo(document)
    wall.scale.choose("range")
    wall.scale.each.setChecked(True)
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: wall.pictures.shared is None)
    one = document.shaped.alpha[3, 1]
    assert (wall.pictures.scales[3][1].low, wall.pictures.scales[3][1].high) == pytest.approx(
        (one.min(), one.max())
    )
    document.select_map((3, 1))
    ticks = [text for _, text in wall.detail.plot.spec.x_ticks]
    assert ticks[0] == f"{one.min():+.2f}".replace("-", "−") and len(ticks) == 3
    wall.grab()


def test_the_limits_are_dragged_and_moved_by_keys(qtbot, wall, document, jobs):
    open_photo(document)
    settled(qtbot, jobs)
    bar = wall.scale.bar
    high = QPoint(round(bar._place(bar.limits[1])), 10)
    before = bar.limits
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=high)
    qtbot.mouseMove(bar, high - QPoint(40, 0))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=high - QPoint(40, 0))
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: wall.pictures.shared.high == pytest.approx(bar.limits[1]))
    assert bar.limits[1] < before[1] and bar.limits[0] == before[0] and wall.scale.wanted.how == "own"
    qtbot.keyClick(bar, Qt.Key.Key_Up)
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: wall.pictures.shared.low > before[0])
