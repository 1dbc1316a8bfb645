"""Windows that cover a region of a photo, each with the surroundings that a network needs. Exact, no torch.

A window lies inside the photo. Along an axis where it touches the photo's end the network pads, at every
layer, and what its inner side lacks of surroundings (the halo) is dropped; along one where it has its halo on
both sides nothing is padded (`infer`). All windows of a
region have the same shape: a new shape costs the convolutions 0.05–0.15 s.
"""

from itertools import pairwise
from typing import NamedTuple

from dce_studio.core.geometry import Box, Size


class Tile(NamedTuple):
    """What the network reads, and the part of it that is right and kept; both in photo pixels."""

    read: Box
    keep: Box

    @classmethod
    def whole(cls, size: Size) -> "Tile":
        """All of a picture."""
        return cls(Box.whole(size), Box.whole(size))

    @property
    def inner(self) -> tuple[slice, slice]:
        """The kept rows and columns, counted within what is read."""
        top, left = self.keep.y - self.read.y, self.keep.x - self.read.x
        return slice(top, top + self.keep.height), slice(left, left + self.keep.width)


def tiles(photo: Size, region: Box, edge: int, halo: int) -> list[Tile]:
    """Tiles whose kept parts cover `region` exactly once, in reading order; windows up to `edge` px.

    `edge` below 2·halo + 1 is raised to it.
    """
    columns = _axis(photo.width, region.x, region.width, edge, halo)
    rows = _axis(photo.height, region.y, region.height, edge, halo)
    return [
        Tile(Box(left, top, width, height), Box(start, first, stop - start, last - first))
        for top, height, first, last in rows
        for left, width, start, stop in columns
    ]


def _axis(length: int, start: int, extent: int, edge: int, halo: int) -> list[tuple[int, int, int, int]]:
    """(window start, window length, kept start, kept stop) along one axis."""
    low, high = max(0, start - halo), min(length, start + extent + halo)
    span, stride = high - low, max(edge - 2 * halo, 1)
    count = 1 if span <= max(edge, 2 * halo) else -(-(span - 2 * halo) // stride)
    window = span if count == 1 else -(-(span - 2 * halo) // count) + 2 * halo
    starts = [low + (index * (span - window)) // max(count - 1, 1) for index in range(count)]
    cuts = [(a + window + b) // 2 for a, b in pairwise(starts)]  # amid each overlap
    edges = [start, *cuts, start + extent]
    return [(at, window, first, last) for at, first, last in zip(starts, edges, edges[1:], strict=False)]
