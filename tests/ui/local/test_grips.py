"""Where shapes are held, and what dragging a grip makes of them."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.local.values import Alike, Brush, Linear, Radial, Shape, Stroke
from dce_studio.ui.local.grips import WHOLE, dragged, drawn_out, grips, moved

SHAPES: tuple[Shape, ...] = (
    Linear((10, 20), (110, 20)),
    Radial((50, 60), (30, 10), angle=30),
    Alike((5, 6), 0.1, 0.2, 0.3),
    Brush((Stroke(((3, 4), (8, 9)), 5.0),)),
)
PLACES = st.floats(-500, 500)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_first_grip_moves_all_of_it(shape: Shape) -> None:
    before = grips(shape)
    assert next(iter(before)) == WHOLE
    x, y = before[WHOLE]
    after = grips(dragged(shape, WHOLE, x + 7, y - 3))
    for name, (x, y) in before.items():
        assert after[name] == pytest.approx((x + 7, y - 3))


@given(x=PLACES, y=PLACES)
def test_a_grip_goes_where_it_is_dragged(x: float, y: float) -> None:
    linear, radial = Linear((10, 20), (600, 20)), Radial((900, 900), (30, 10), angle=30)
    assert grips(dragged(linear, "start", x, y))["start"] == pytest.approx((x, y))
    assert grips(dragged(linear, "start", x, y))["end"] == linear.end
    turned = dragged(radial, "turn", x, y)
    assert isinstance(turned, Radial) and turned.radii == radial.radii
    (cx, cy), (gx, gy) = turned.centre, grips(turned)["turn"]
    along = ((gx - cx) * (x - cx) + (gy - cy) * (y - cy)) / hypot(gx - cx, gy - cy) / hypot(x - cx, y - cy)
    assert along == pytest.approx(1, abs=1e-6)


def test_a_side_changes_its_own_radius_alone() -> None:
    radial = Radial((50, 60), (30, 10), angle=90)
    assert grips(radial)["right"] == pytest.approx((50, 90))
    wider = dragged(radial, "right", 50, 100)
    assert isinstance(wider, Radial) and wider.radii == pytest.approx((40, 10))
    higher = dragged(radial, "upper", 75, 60)
    assert isinstance(higher, Radial) and higher.radii == pytest.approx((30, 25))


def test_what_would_be_nothing_stays() -> None:
    linear = Linear((10, 20), (110, 20))
    assert dragged(linear, "start", 110, 20) == linear
    tiny = dragged(Radial((50, 60), (30, 10)), "right", 50, 60)
    assert isinstance(tiny, Radial) and min(tiny.radii) >= 1
    assert drawn_out((3, 3), (3, 3), linear=True) is None
    assert drawn_out((3, 3), (6, 7), linear=False, even=True) == Radial((3, 3), (5, 5))
    assert grips(Brush()) == {} and moved(Brush(), 1, 1) == Brush()
