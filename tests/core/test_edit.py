"""Edit: ranges, refusals, and that panels can be built from it."""

import dataclasses
import math

import pytest

from dce_studio.core.edit import PAPER, SMOOTH, Edit, ranges


def test_defaults_are_the_method_and_inside_their_ranges():
    edit = Edit()
    assert (edit.iterations, edit.strength, edit.gamma, edit.detail) == (8, 1, 1, SMOOTH)
    assert edit.scales == (1, 1, 1)
    numbers = [field.name for field in dataclasses.fields(Edit) if field.name not in ("framing", "locals")]
    assert list(ranges()) == numbers


@pytest.mark.parametrize("name", list(ranges()))
def test_values_outside_a_range_are_refused(name):
    limits = ranges()[name]
    Edit().with_(**{name: limits.low})
    Edit().with_(**{name: limits.high})
    for wrong in (limits.low - 1, limits.high + 1, math.nan):
        with pytest.raises(ValueError, match=name):
            Edit().with_(**{name: wrong})


def test_scales_are_products_and_the_edit_is_frozen():
    edit = Edit(strength=2, red=0.5, blue=1.5)
    assert edit.scales == (1, 2, 3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        edit.gamma = 2  # type: ignore[misc]
    assert Edit(detail=PAPER).detail == PAPER
