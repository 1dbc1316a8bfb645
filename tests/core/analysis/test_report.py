"""The report of a photo is plain JSON beside its files."""

import json

import numpy as np
import pytest

from dce_studio.core.analysis import report
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box
from tests.core.analysis.samples import make_maps, make_photo


def test_the_report_is_plain_json(tmp_path):
    photo = make_photo()
    maps = make_maps(photo)
    report.write(photo, maps, Edit(gamma=1.2, keep_colour=0), tmp_path / "out", [(3, 4)], [Box(0, 0, 5, 5)])
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {"maps.npz", "maps.png", "curves.csv", "lut_1d.cube", "lut_3d.cube", "report.json"}
    data = json.loads((tmp_path / "out/report.json").read_text("utf-8"))
    assert len(data["maps"]["each"]) == 24
    assert set(data["maps"]["each"][0]) == {"step", "channel", "mean", "min", "max", "percentiles"}
    probe = data["probes"][0]
    assert len(probe["staircase"]) == 9
    assert np.array(probe["output"]) == pytest.approx(np.array(probe["staircase"][-1]) ** 1.2)
    assert set(data["scopes"]) == {"photo", "roi 0,0,5,5", "probe 3,4"}
