"""Sizes, boxes, and the tiles that cover them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core.engine.tiles import tiles
from dce_studio.core.geometry import Box, Size, fit

sides = st.integers(1, 300)


@given(sides, sides, st.integers(1, 400))
def test_fit_never_enlarges_nor_vanishes(width, height, edge):
    size = fit(Size(width, height), edge)
    assert 1 <= size.width <= width
    assert 1 <= size.height <= height
    assert max(size) == min(edge, max(width, height))


@settings(deadline=None)
@given(st.data(), sides, sides, st.integers(1, 90), st.sampled_from([0, 2, 7, 8]))
def test_tiles_cover_a_region_once_with_all_they_need(data, width, height, edge, halo):
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    box = Box(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    covered = np.zeros((height, width), int)
    found = tiles(Size(width, height), box, edge, halo)
    for read, keep in found:
        covered[keep.y : keep.y + keep.height, keep.x : keep.x + keep.width] += 1
        for start, length, first, count, end in (
            (read.x, read.width, keep.x, keep.width, width),
            (read.y, read.height, keep.y, keep.height, height),
        ):
            assert 0 <= start <= start + length <= end
            assert start == 0 or start + halo <= first
            assert start + length == end or first + count <= start + length - halo
    assert covered.sum() == box.width * box.height
    assert (covered[box.y : box.y + box.height, box.x : box.x + box.width] == 1).all()
    assert len({read.size for read, _ in found}) == 1
