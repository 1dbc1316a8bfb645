"""What a person marks on a photo: numbered probes and one region, as frozen values kept in undo.

Coordinates are photo pixels: pixel (x, y) covers [x, x + 1) × [y, y + 1), and lies in a region when its
centre does. A region's bounds, corners and handles are continuous coordinates in the same frame.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dce_studio.core.geometry import Box, Size

MAX_PROBES = 8
"""Probes that can be pinned at once; numbers run from 1 to this."""

Handle = tuple[int, int]
"""A handle on a region's bounds: (−1 left, 0 middle, 1 right), (−1 top, 0 middle, 1 bottom)."""

HANDLES: tuple[Handle, ...] = tuple((i, j) for j in (-1, 0, 1) for i in (-1, 0, 1) if (i, j) != (0, 0))

Bounds = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Probe:
    """A pinned pixel: its number, 1 … 8, and the pixel's column x and row y."""

    number: int
    x: int
    y: int


@dataclass(frozen=True)
class Rectangle:
    """A rectangular region, left < right and top < bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @staticmethod
    def between(x0: float, y0: float, x1: float, y1: float) -> "Rectangle":
        """The rectangle with these two opposite corners, at least one pixel in width and height."""
        left, top = min(x0, x1), min(y0, y1)
        return Rectangle(left, top, max(x0, x1, left + 1), max(y0, y1, top + 1))

    @property
    def bounds(self) -> Bounds:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """Its corners in order."""
        left, top, right, bottom = self.bounds
        return (left, top), (right, top), (right, bottom), (left, bottom)

    def contains(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
        """Which points lie inside; x and y broadcast."""
        x, y = np.asarray(x), np.asarray(y)
        inside: NDArray[np.bool_] = (x >= self.left) & (x < self.right) & (y >= self.top) & (y < self.bottom)
        return inside

    def moved(self, dx: float, dy: float) -> "Rectangle":
        """Shifted by (dx, dy) photo pixels."""
        return Rectangle(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def stretched(self, bounds: Bounds) -> "Rectangle":
        """With new bounds."""
        return Rectangle.between(*bounds)


@dataclass(frozen=True)
class Polygon:
    """A lasso: a closed outline of at least three points; overlaps count by the even-odd rule."""

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if len(self.points) < 3:
            raise ValueError("a lasso needs at least three points")

    @property
    def bounds(self) -> Bounds:
        """Left, top, right, bottom."""
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """Its points in order."""
        return self.points

    def contains(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
        """Which points lie inside; x and y broadcast."""
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        inside = np.zeros(x.shape, bool)
        for (xa, ya), (xb, yb) in zip(self.points, self.points[1:] + self.points[:1], strict=True):
            if ya != yb:
                crosses = (ya > y) != (yb > y)
                inside ^= crosses & (x < xa + (y - ya) * ((xb - xa) / (yb - ya)))
        return inside

    def moved(self, dx: float, dy: float) -> "Polygon":
        """Shifted by (dx, dy) photo pixels."""
        return Polygon(tuple((x + dx, y + dy) for x, y in self.points))

    def stretched(self, bounds: Bounds) -> "Polygon":
        """Scaled so that its bounds become `bounds`."""
        left, top, right, bottom = self.bounds
        to_left, to_top, to_right, to_bottom = Rectangle.between(*bounds).bounds
        sx = (to_right - to_left) / max(right - left, 1e-9)
        sy = (to_bottom - to_top) / max(bottom - top, 1e-9)
        return Polygon(tuple((to_left + (x - left) * sx, to_top + (y - top) * sy) for x, y in self.points))


Region = Rectangle | Polygon


def handle_points(region: Region) -> dict[Handle, tuple[float, float]]:
    """Where the eight handles on a region's bounds lie."""
    left, top, right, bottom = region.bounds
    xs, ys = (left, (left + right) / 2, right), (top, (top + bottom) / 2, bottom)
    return {(i, j): (xs[i + 1], ys[j + 1]) for i, j in HANDLES}


def hit(region: Region, x: float, y: float, radius: float) -> Handle | Literal["inside"] | None:
    """What of a region is at (x, y): the nearest handle within `radius`, its inside, or nothing."""
    distances = {h: max(abs(px - x), abs(py - y)) for h, (px, py) in handle_points(region).items()}
    nearest = min(distances, key=lambda h: distances[h])
    if distances[nearest] <= radius:
        return nearest
    return "inside" if bool(region.contains(x, y)) else None


def resized(region: Region, handle: Handle, x: float, y: float) -> Region:
    """The region with one handle dragged to (x, y); past the opposite side it turns over."""
    left, top, right, bottom = region.bounds
    if handle[0]:
        left, right = (x, right) if handle[0] < 0 else (left, x)
    if handle[1]:
        top, bottom = (y, bottom) if handle[1] < 0 else (top, y)
    return region.stretched((left, top, right, bottom))


def covered(region: Region, size: Size) -> Box:
    """The pixels of a photo of that size that a region's bounds touch, never empty."""
    left, top, right, bottom = region.bounds
    x0, y0 = (int(np.clip(np.floor(v), 0, n - 1)) for v, n in zip((left, top), size, strict=True))
    x1, y1 = (
        int(np.clip(np.ceil(v), a + 1, n)) for v, a, n in zip((right, bottom), (x0, y0), size, strict=True)
    )
    return Box(x0, y0, x1 - x0, y1 - y0)


def mask(region: Region, xs: NDArray[Any], ys: NDArray[Any]) -> NDArray[np.bool_]:
    """Which pixels of the grid columns xs (w,) × rows ys (h,) lie in the region: (h, w)."""
    return region.contains(np.asarray(xs)[None, :] + 0.5, np.asarray(ys)[:, None] + 0.5)


@dataclass(frozen=True)
class Marks:
    """The probes, in the order of their numbers, and the region, or None for the whole photo."""

    probes: tuple[Probe, ...] = ()
    region: Region | None = None

    def __post_init__(self) -> None:
        numbers = [p.number for p in self.probes]
        if numbers != sorted(set(numbers)) or any(not 1 <= n <= MAX_PROBES for n in numbers):
            raise ValueError(f"probes are numbered {numbers}, but must be distinct, rising, 1 … {MAX_PROBES}")

    @property
    def full(self) -> bool:
        """Whether no further probe can be pinned."""
        return len(self.probes) >= MAX_PROBES

    def probe(self, number: int) -> Probe | None:
        """The probe of that number."""
        return next((p for p in self.probes if p.number == number), None)

    def pinned(self, x: float, y: float) -> "Marks":
        """With a probe at the pixel under (x, y) that takes the lowest free number; itself when full."""
        if self.full:
            return self
        taken = {p.number for p in self.probes}
        number = next(n for n in range(1, MAX_PROBES + 1) if n not in taken)
        return self._with(Probe(number, int(np.floor(x)), int(np.floor(y))))

    def moved(self, number: int, x: float, y: float) -> "Marks":
        """With probe `number` on the pixel under (x, y)."""
        if self.probe(number) is None:
            return self
        return self.without(number)._with(Probe(number, int(np.floor(x)), int(np.floor(y))))

    def without(self, number: int) -> "Marks":
        """Without that probe."""
        return replace(self, probes=tuple(p for p in self.probes if p.number != number))

    def with_region(self, region: Region | None) -> "Marks":
        """With another region, or none."""
        return replace(self, region=region)

    def nearest(self, x: float, y: float, radius: float) -> Probe | None:
        """The probe whose pixel centre is nearest to (x, y), within `radius` photo pixels."""
        near = [(np.hypot(p.x + 0.5 - x, p.y + 0.5 - y), p) for p in self.probes]
        return min(((d, p) for d, p in near if d <= radius), default=(0, None), key=lambda pair: pair[0])[1]

    def inside(self, size: Size) -> "Marks":
        """Clamped to a photo of that size: probes on its nearest pixels."""
        return replace(
            self,
            probes=tuple(
                replace(p, x=int(np.clip(p.x, 0, size.width - 1)), y=int(np.clip(p.y, 0, size.height - 1)))
                for p in self.probes
            ),
        )

    def _with(self, probe: Probe) -> "Marks":
        return replace(self, probes=tuple(sorted((*self.probes, probe), key=lambda p: p.number)))
