"""What the status bar says of the pixel under the cursor and of the photo."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from pytestqt.qtbot import QtBot

from dce_studio.app.state.document import Point
from dce_studio.app.studio import Studio
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box
from dce_studio.ui.main_window import MainWindow
from tests.core.shaping import rendered
from tests.ui.helpers import wait_enhanced, wait_photo


def test_hover_shows_the_pixel(opened: MainWindow, qtbot: QtBot) -> None:
    pane = opened.canvas.panes()[0]
    at = pane.to_widget(30.1, 20.1)
    qtbot.mouseMove(opened.canvas, at.toPoint())
    assert opened.document.hover is not None
    assert opened.statusBar().pixel.text().startswith("30, 20")  # type: ignore[attr-defined]
    assert "→" in opened.statusBar().pixel.text()  # type: ignore[attr-defined]


def test_the_status_bar_says_what_is_taken_for_a_starry_sky(
    opened: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    maps = studio.document.maps
    assert maps is not None and not opened.status.device.text().endswith("starry sky")
    starry = replace(maps, exposure=replace(maps.exposure, stars=1.0))
    with qtbot.waitSignal(studio.document.maps_changed):
        studio.document.set_maps(starry)
    assert opened.status.device.text().endswith("starry sky")
    assert "kept a night" in opened.status.device.toolTip().replace("\n", " ")


def test_the_status_bar_reads_the_photo_not_its_reduced_picture(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    checks = np.indices((1200, 1600)).sum(0) % 2 * 40 + 40
    Image.fromarray(np.stack([checks] * 3, -1).astype(np.uint8)).save(tmp_path / "checks.png")
    window.studio.open([tmp_path / "checks.png"])
    wait_photo(window, qtbot, "checks.png")
    wait_enhanced(window, qtbot)
    frame, photo, maps = window.canvas.frame, window.document.photo, window.document.maps
    assert frame is not None and photo is not None and maps is not None
    shown = frame.before_pixels
    assert abs(int(shown[len(shown) // 2, 400, 0]) - 60) < 10  # fitted, the screen's pixels are averages
    for x, before in ((801, 80), (802, 40)):
        window.document.set_hover(Point(x + 0.5, 600.5))
        after = " ".join(str(v) for v in rendered(photo, maps, Edit(), Box(x, 600, 1, 1))[0, 0])
        told = window.statusBar().pixel.text()  # type: ignore[attr-defined]
        assert " ".join(told.split()) == f"{x}, 600 R G B {before} {before} {before} → {after}"
