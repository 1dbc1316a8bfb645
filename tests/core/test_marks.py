"""Probes and regions: numbered, dragged, hit, and within the photo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.geometry import Size
from dce_studio.core.marks import HANDLES, MAX_PROBES, Marks, Polygon, Rectangle, covered, hit, resized


def test_probes_take_the_lowest_free_number_and_end_at_eight():
    marks = Marks()
    for k in range(10):
        marks = marks.pinned(k + 0.5, 2)
    assert len(marks.probes) == MAX_PROBES
    assert marks.full
    again = marks.without(3).pinned(30, 30)
    assert again.probe(3).x == 30
    assert marks.moved(2, 7.9, 8.1).probe(2).y == 8
    assert marks.nearest(1.4, 2.5, 3).number == 2
    assert marks.nearest(100, 100, 3) is None
    assert marks.inside(Size(2, 1)).probes[-1].x == 1
    with pytest.raises(ValueError, match="numbered"):
        Marks((*marks.probes, marks.probes[0]))


@given(st.tuples(*[st.floats(-50, 50)] * 4), st.sampled_from(HANDLES), st.floats(-80, 80), st.floats(-80, 80))
def test_a_region_stays_one_however_it_is_dragged(corners, handle, x, y):
    for region in (Rectangle.between(*corners), Polygon(((0, 0), (9, 0), (4, 9)))):
        left, top, right, bottom = resized(region, handle, x, y).bounds
        assert right - left >= 1 - 1e-6
        assert bottom - top >= 1 - 1e-6
        box = covered(region, Size(20, 10))
        assert box.width >= 1
        assert box.height >= 1
        assert box.x + box.width <= 20
        assert region.moved(3, 4).bounds[0] == pytest.approx(region.bounds[0] + 3)


def test_what_of_a_region_is_hit():
    region = Rectangle(10, 10, 30, 20)
    assert hit(region, 10.5, 9.8, 2) == (-1, -1)
    assert hit(region, 22, 14, 2) == "inside"
    assert hit(region, 50, 50, 2) is None
