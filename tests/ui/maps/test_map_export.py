"""Maps are exported as they are kept, or as the α of every pixel."""

import numpy as np
import pytest

from dce_studio.core.geometry import Box
from dce_studio.ui.maps.map_export import MapExport
from tests.ui.helpers import open_photo, settled


@pytest.mark.parametrize("name", ["m.npz", "m.tif", "m.png"])
def test_maps_are_exported(qtbot, wall, document, jobs, tmp_path, name):
    open_photo(document)
    with qtbot.waitSignal(wall.noted, timeout=60_000) as told:
        wall.export.save(tmp_path / name)
    assert name in told.args[0]
    assert (tmp_path / name).stat().st_size > 500


@pytest.mark.parametrize("name", ["a.npz", "a.tif"])
def test_alpha_of_every_pixel_is_exported(qtbot, wall, document, jobs, tmp_path, name):
    assert not wall.export.isEnabled()
    open_photo(document)
    settled(qtbot, jobs)
    assert wall.export.isEnabled()
    wall.export.menu().aboutToShow.emit()
    assert [a.text() for a in wall.export.menu().actions()] == [
        "Maps as they are kept (20 × 15)…", "α of every pixel (60 × 40, 1 MB)…",
    ]  # fmt: skip
    with qtbot.waitSignal(wall.noted, timeout=60_000) as told:
        wall.export.save_every_pixel(tmp_path / name)
    assert name in told.args[0]
    assert (tmp_path / name).stat().st_size > 24 * 4 * 60 * 40


def test_every_pixel_of_averages_comes_from_the_network(qtbot, document, jobs, tmp_path):
    asked = []

    def exact(use, tick):
        asked.append(True)
        use(Box(0, 0, 60, 40), np.full((8, 3, 40, 60), 0.25, np.float32))

    export = MapExport(document, jobs, tuple, lambda: lambda: exact)
    qtbot.addWidget(export)
    open_photo(document)
    settled(qtbot, jobs)
    with qtbot.waitSignal(export.noted, timeout=60_000):
        export.save_every_pixel(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as file:
        assert asked and (file["alpha"] == 0.25).all()
