"""Rectangles and sizes in photo pixels, and the frame: what of a photo is shown, and which way up."""

from dataclasses import dataclass, replace
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


TURNS = 4
"""Quarter turns in a whole one."""


@dataclass(frozen=True)
class Framing:
    """What of a photo is shown, and which way up: the crop, then the mirror, then the turn.

    left, top, right, bottom: the crop's edges as parts of the photo's width and height, left < right and
    top < bottom in [0, 1], so that a frame fits photos of any size. turns: quarter turns clockwise, 0 … 3.
    mirrored: left and right are exchanged, before it is turned. Raises ValueError for anything else.
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0
    turns: int = 0
    mirrored: bool = False

    def __post_init__(self) -> None:
        inside = 0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1  # NaN fails too
        if not inside or self.turns not in range(TURNS):
            raise ValueError(
                f"a frame cannot be {self.left:g},{self.top:g},{self.right:g},{self.bottom:g}, turned "
                f"{self.turns} times: its edges rise from 0 to 1, left before right and top before bottom"
            )

    @staticmethod
    def around(box: Box, photo: Size) -> "Framing":
        """The upright frame of these pixels of a photo, which `box` gives back to the pixel."""
        right, bottom = (box.x + box.width) / photo.width, (box.y + box.height) / photo.height
        return Framing(box.x / photo.width, box.y / photo.height, min(right, 1.0), min(bottom, 1.0))

    @property
    def cropped(self) -> bool:
        """Whether anything is cut off."""
        return (self.left, self.top, self.right, self.bottom) != (0, 0, 1, 1)

    @property
    def lies(self) -> bool:
        """Whether width and height are exchanged."""
        return self.turns % 2 == 1

    def box(self, photo: Size) -> Box:
        """The whole pixels of a photo of that size that are left, at least one."""
        x, width = _span(self.left, self.right, photo.width)
        y, height = _span(self.top, self.bottom, photo.height)
        return Box(x, y, width, height)

    def size(self, photo: Size) -> Size:
        """The size of what is shown of a photo of that size."""
        return self.laid(self.box(photo).size)

    def laid(self, size: Size) -> Size:
        """An upright size as it is when turned, and back."""
        return Size(size.height, size.width) if self.lies else size

    def uncropped(self) -> "Framing":
        """The same way up, with nothing cut off."""
        return Framing(turns=self.turns, mirrored=self.mirrored)

    def upright(self) -> "Framing":
        """The same crop, neither turned nor mirrored."""
        return replace(self, turns=0, mirrored=False)

    def turned(self, turns: int) -> "Framing":
        """Turned by so many more quarters clockwise, as it is seen."""
        return replace(self, turns=(self.turns + turns) % TURNS)

    def flipped(self) -> "Framing":
        """With left and right of what is seen exchanged."""
        return replace(self, turns=-self.turns % TURNS, mirrored=not self.mirrored)

    def seen(self, x: float, y: float, size: Size) -> tuple[float, float]:
        """Where a place in an upright picture of that size lies once it is mirrored and turned."""
        width, height = size
        if self.mirrored:
            x = width - x
        for _ in range(self.turns):
            x, y, width, height = height - y, x, height, width
        return x, y

    def seen_box(self, box: Box, photo: Size) -> Box:
        """Where pixels of the photo's crop lie in what is shown of it, in whole pixels."""
        inner, crop = box.size, self.box(photo)
        corners = (
            self.seen(x - crop.x, y - crop.y, crop.size)
            for x, y in ((box.x, box.y), (box.x + inner.width, box.y + inner.height))
        )
        xs, ys = zip(*corners, strict=True)
        return Box(int(min(xs)), int(min(ys)), *self.laid(inner))

    def photo_box(self, box: Box, photo: Size) -> Box:
        """The pixels of a photo of that size that this box of what is shown of it stands for."""
        crop = self.box(photo)
        corners = (
            self.upright_place(x, y, crop.size)
            for x, y in ((box.x, box.y), (box.x + box.width, box.y + box.height))
        )
        xs, ys = zip(*corners, strict=True)
        return Box(int(min(xs)) + crop.x, int(min(ys)) + crop.y, *self.laid(box.size))

    def upright_place(self, x: float, y: float, size: Size) -> tuple[float, float]:
        """Where a place in the mirrored and turned picture lies in the upright one of that size."""
        width, height = self.laid(size)
        for _ in range(self.turns):
            x, y, width, height = y, width - x, height, width
        return (width - x if self.mirrored else x), y


WHOLE = Framing()
"""All of a photo, as it is."""


def _span(start: float, stop: float, length: int) -> tuple[int, int]:
    """(first, count) of the pixels along one axis."""
    first = min(round(start * length), length - 1)
    return first, max(round(stop * length) - first, 1)
