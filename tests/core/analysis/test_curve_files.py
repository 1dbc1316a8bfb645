"""Curves as a table."""

import csv
import io

import pytest

from dce_studio.core.analysis import curve_files
from dce_studio.core.analysis.probing import scope_curves
from dce_studio.core.analysis.views import CurveView
from dce_studio.core.edit import Edit
from tests.core.analysis.samples import make_maps, make_photo
from tests.core.shaping import gathered


def test_curves_as_csv_say_whose_they_are():
    photo = make_photo()
    pixels = gathered(photo, make_maps(photo))
    family = scope_curves(pixels, Edit(iterations=2), CurveView.FAMILY)
    text = curve_files.curves_csv({"photo": scope_curves(pixels, Edit()), "all": family})
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 512
    assert rows[0]["scope"] == "photo"
    assert float(rows[255]["r"]) == pytest.approx(1, abs=1e-5)
    assert rows[0]["r_n1"] == ""
    assert float(rows[300]["g_n2"]) == pytest.approx(family.family[1, 1, 44], abs=1e-5)
