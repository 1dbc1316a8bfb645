"""Rectangles and sizes in photo pixels."""

from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


class Box(NamedTuple):
    """A rectangle of the photo in whole pixels: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def size(self) -> Size:
        """Its width and height."""
        return Size(self.width, self.height)

    @staticmethod
    def whole(size: Size) -> "Box":
        """The rectangle that covers a photo of that size."""
        return Box(0, 0, size.width, size.height)

    def rows(self, start: int, stop: int) -> "Box":
        """Its rows start … stop, counted from its own top."""
        return Box(self.x, self.y + start, self.width, stop - start)


def fit(size: Size, long_edge: int) -> Size:
    """The size with its long edge reduced to `long_edge`, never enlarged, never below 1 × 1."""
    scale = min(1.0, long_edge / max(size))
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))
