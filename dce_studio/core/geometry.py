"""Rectangles and sizes in photo pixels, and the frame: what of a photo is shown, and which way up."""

import math
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

MOST_TILT = 45.0
"""Degrees by which a photo can be straightened at most; further is a quarter turn and a tilt back."""

_SPARE = 0.5  # pixels by which the corner of a tilted frame may miss the photo: its edges are whole pixels
_REACH = 2  # pixels around a place that are read to find what lies between them


@dataclass(frozen=True)
class Framing:
    """What of a photo is shown, and which way up: tilted below its frame, mirrored, turned, in this order.

    left, top, right, bottom: the frame's edges as parts of the photo's width and height, left < right and
    top < bottom in [0, 1], so that a frame fits photos of any size. turns: quarter turns clockwise, 0 … 3.
    mirrored: left and right are exchanged, before it is turned. tilt: degrees by which the photo is turned
    clockwise around the frame's middle before all that, so that a horizon is level, in ±MOST_TILT; the frame
    is made smaller where it would reach beyond the photo (`placed`). Raises ValueError for anything else.
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0
    turns: int = 0
    mirrored: bool = False
    tilt: float = 0.0

    def __post_init__(self) -> None:
        inside = 0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1  # NaN fails too
        if not inside or self.turns not in range(TURNS):
            raise ValueError(
                f"a frame cannot be {self.left:g},{self.top:g},{self.right:g},{self.bottom:g}, turned "
                f"{self.turns} times: its edges rise from 0 to 1, left before right and top before bottom"
            )
        if not -MOST_TILT <= self.tilt <= MOST_TILT:
            raise ValueError(
                f"a photo cannot be straightened by {self.tilt:g}°: choose −{MOST_TILT:g}° to {MOST_TILT:g}°"
            )

    @staticmethod
    def around(box: Box, photo: Size) -> "Framing":
        """The upright frame of these pixels of a photo, which `box` gives back to the pixel."""
        right, bottom = (box.x + box.width) / photo.width, (box.y + box.height) / photo.height
        return Framing(box.x / photo.width, box.y / photo.height, min(right, 1.0), min(bottom, 1.0))

    @property
    def cropped(self) -> bool:
        """Whether anything is cut off."""
        return (self.left, self.top, self.right, self.bottom, self.tilt) != (0, 0, 1, 1, 0)

    @property
    def lies(self) -> bool:
        """Whether width and height are exchanged."""
        return self.turns % 2 == 1

    @property
    def seen_tilt(self) -> float:
        """The degrees by which what is seen was turned clockwise: mirrored, it turned the other way."""
        return -self.tilt if self.mirrored else self.tilt

    def placed(self, photo: Size) -> "Placed":
        """The frame on a photo of that size, with at least one pixel.

        A tilted one that reaches beyond the photo is made smaller around its middle until it does not.
        """
        if not self.tilt:  # each of its pixels is a whole one of the photo
            x, width = _span(self.left, self.right, photo.width)
            y, height = _span(self.top, self.bottom, photo.height)
            middle = x + width / 2, y + height / 2
            return Placed(photo, *middle, Size(width, height), 0.0, self.turns, self.mirrored)
        middle = (self.left + self.right) * photo.width / 2, (self.top + self.bottom) * photo.height / 2
        width = max(round((self.right - self.left) * photo.width), 1)
        height = max(round((self.bottom - self.top) * photo.height), 1)
        whole = Placed(photo, *middle, Size(width, height), self.tilt, self.turns, self.mirrored)
        share = min(whole.room, 1.0)
        if share == 1:
            return whole
        return replace(whole, upright=Size(max(int(width * share), 1), max(int(height * share), 1)))

    def loosely(self, photo: Size) -> "Placed":
        """All of a photo of that size, mirrored, turned and tilted, with the corners that are empty then."""
        upright = Size(*(math.ceil(length - 1e-6) for length in _spanned(photo, self.tilt)))
        middle = photo.width / 2, photo.height / 2
        return Placed(photo, *middle, upright, self.tilt, self.turns, self.mirrored)

    def box(self, photo: Size) -> Box:
        """The whole pixels of a photo of that size that are left or, tilted, needed: at least one."""
        return self.placed(photo).box

    def size(self, photo: Size) -> Size:
        """The size of what is shown of a photo of that size."""
        return self.placed(photo).size

    def laid(self, size: Size) -> Size:
        """An upright size as it is when turned, and back."""
        return _laid(size, self.turns)

    def uncropped(self) -> "Framing":
        """The same way up, with nothing cut off."""
        return Framing(turns=self.turns, mirrored=self.mirrored)

    def turned(self, turns: int) -> "Framing":
        """Turned by so many more quarters clockwise, as it is seen."""
        return replace(self, turns=(self.turns + turns) % TURNS)

    def flipped(self) -> "Framing":
        """With left and right of what is seen exchanged."""
        return replace(self, turns=-self.turns % TURNS, mirrored=not self.mirrored)

    def straightened(self, degrees: float) -> "Framing":
        """Tilted so that what is seen was turned clockwise by so many degrees, in ±MOST_TILT."""
        return replace(self, tilt=-degrees if self.mirrored else degrees)


@dataclass(frozen=True)
class Placed:
    """A frame on one photo, in pixels of it.

    photo: its size. x, y: the frame's middle. upright: its size before it is turned. tilt in degrees, turns,
    mirrored: as in Framing. Places of what is shown are counted in its pixels from its upper left corner.
    """

    photo: Size
    x: float
    y: float
    upright: Size
    tilt: float = 0.0
    turns: int = 0
    mirrored: bool = False

    @property
    def size(self) -> Size:
        """Of what is shown: mirrored and turned."""
        return self.laid(self.upright)

    def laid(self, size: Size) -> Size:
        """An upright size as it is when turned, and back."""
        return _laid(size, self.turns)

    @property
    def room(self) -> float:
        """How much larger the frame, tilted or not, could be around its middle: below 1 it is too large."""
        tilted = _spanned(self.upright, self.tilt)
        across, down = (
            max(max(lengths) / 2 - _SPARE, _SPARE) for lengths in zip(tilted, self.upright, strict=True)
        )
        beside = max(min(self.x, self.photo.width - self.x), _SPARE)
        above = max(min(self.y, self.photo.height - self.y), _SPARE)
        return min(beside / across, above / down)

    @property
    def box(self) -> Box:
        """The whole pixels of the photo that it shows or, tilted, is made of."""
        return self.photo_box(Box.whole(self.size))

    def part(self, box: Box) -> "Placed":
        """The frame of a box of what is shown."""
        x, y = self.place(box.x + box.width / 2, box.y + box.height / 2)
        return replace(self, x=x, y=y, upright=self.laid(box.size))

    def box_size(self, size: Size | None) -> Size | None:
        """The size to which its box is reduced where what is shown, upright, is to have that size."""
        if size is None or not self.tilt:
            return size
        return _scaled(self.box.size, self.upright, size)

    def upright_size(self, size: Size) -> Size:
        """The other way round: the upright size of what is shown where its box is reduced to that size."""
        return _scaled(self.upright, self.box.size, size)

    def seen(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the photo lies in what is shown."""
        cos, sin = cos_sin(self.tilt)
        width, height = self.upright
        x, y = x - self.x, y - self.y
        x, y = x * cos - y * sin + width / 2, x * sin + y * cos + height / 2
        if self.mirrored:
            x = width - x
        for _ in range(self.turns):
            x, y, width, height = height - y, x, height, width
        return x, y

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The place of the photo that is seen there."""
        width, height = self.size
        for _ in range(self.turns):
            x, y, width, height = y, width - x, height, width
        x = (width - x if self.mirrored else x) - width / 2
        y -= height / 2
        cos, sin = cos_sin(self.tilt)
        return x * cos + y * sin + self.x, y * cos - x * sin + self.y

    def photo_box(self, box: Box) -> Box:
        """The pixels of the photo that a box of what is shown stands for; tilted, those it is made of."""
        xs, ys = zip(*(self.place(*corner) for corner in _corners(box)), strict=True)
        spare = _REACH if self.tilt else 0
        left, right = _whole(min(xs), max(xs), spare, self.photo.width)
        top, bottom = _whole(min(ys), max(ys), spare, self.photo.height)
        return Box(left, top, right - left, bottom - top)

    def seen_box(self, box: Box) -> Box:
        """Where pixels of the photo lie in what is shown, in whole pixels; of a tilted one, around them."""
        xs, ys = zip(*(self.seen(*corner) for corner in _corners(box)), strict=True)
        left, top = math.floor(min(xs) + 1e-6), math.floor(min(ys) + 1e-6)
        return Box(left, top, math.ceil(max(xs) - 1e-6) - left, math.ceil(max(ys) - 1e-6) - top)

    def box_of(self, other: "Placed") -> Box:
        """Where another frame of the same tilt lies in what is shown, to whole pixels."""
        x, y = self.seen(other.x, other.y)
        width, height = self.laid(other.upright)
        return Box(round(x - width / 2), round(y - height / 2), width, height)

    def shows(self, x: float, y: float) -> bool:
        """Whether a place is one of the photo, and is seen."""
        width, height = self.size
        across, down = self.seen(x, y)
        inside = 0 <= x < self.photo.width and 0 <= y < self.photo.height
        return inside and 0 <= across < width and 0 <= down < height


WHOLE = Framing()
"""All of a photo, as it is."""


def _scaled(size: Size, whole: Size, reduced: Size) -> Size:
    """A size, made smaller or larger as `whole` is to become `reduced`; never below 1 × 1."""
    width, height = size.width * reduced.width / whole.width, size.height * reduced.height / whole.height
    return Size(max(round(width), 1), max(round(height), 1))


def _laid(size: Size, turns: int) -> Size:
    return Size(size.height, size.width) if turns % 2 else size


def _span(start: float, stop: float, length: int) -> tuple[int, int]:
    """(first, count) of the pixels along one axis."""
    first = min(round(start * length), length - 1)
    return first, max(round(stop * length) - first, 1)


def _corners(box: Box) -> list[tuple[int, int]]:
    return [(x, y) for x in (box.x, box.x + box.width) for y in (box.y, box.y + box.height)]


def _whole(low: float, high: float, spare: int, length: int) -> tuple[int, int]:
    """The whole pixels of an edge that this part of it touches, and some more on both sides."""
    first = min(max(math.floor(low + 1e-6) - spare, 0), length - 1)
    return first, min(max(math.ceil(high - 1e-6) + spare, first + 1), length)


def _spanned(size: Size, degrees: float) -> tuple[float, float]:
    """The width and the height that a tilted rectangle of that size takes."""
    cos, sin = cos_sin(abs(degrees))
    return size.width * cos + size.height * sin, size.width * sin + size.height * cos


def cos_sin(degrees: float) -> tuple[float, float]:
    """The cosine and the sine of an angle."""
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
