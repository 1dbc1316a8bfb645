"""Rectangles of a crop under the hand: dragged, moved and fitted to a ratio, within the photo. No Qt.

Coordinates are those of the whole photo as it is seen, tilted, mirrored and turned, in its pixels.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from dce_studio.core.geometry import Box, Framing, Size

LEAST = 8.0
"""Pixels that are left along each edge at least, as far as the photo has them."""

Handle = tuple[int, int]
"""(−1 left, 0 middle, 1 right), (−1 top, 0 middle, 1 bottom); (0, 0) is the inside."""

INSIDE: Handle = (0, 0)
_HALVINGS = 16  # of a way: to a ten-thousandth of it
HANDLES: tuple[Handle, ...] = tuple((i, j) for j in (-1, 0, 1) for i in (-1, 0, 1) if (i, j) != INSIDE)


class CropRect(NamedTuple):
    """Left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    def place(self, handle: Handle) -> tuple[float, float]:
        """Where a handle lies."""
        xs = self.left, (self.left + self.right) / 2, self.right
        ys = self.top, (self.top + self.bottom) / 2, self.bottom
        return xs[handle[0] + 1], ys[handle[1] + 1]


def seen(framing: Framing, photo: Size) -> CropRect:
    """The crop on the whole photo as it is seen."""
    placed, (width, height) = framing.placed(photo), framing.size(photo)
    x, y = framing.loosely(photo).seen(placed.x, placed.y)
    return CropRect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def framing_of(rect: CropRect, photo: Size, before: Framing, ratio: float | None = None) -> Framing:
    """The framing whose crop is this, to the pixel and exactly of the ratio, turned and tilted as before."""
    loose = before.loosely(photo)
    room = loose.size
    width = min(max(round(rect.width), 1), room.width)
    height = min(max(round(width / ratio) if ratio else round(rect.height), 1), room.height)
    if before.tilt:
        middle = loose.place((rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2)
        return _around(middle, before.laid(Size(width, height)), photo, before)
    x = min(max(round(rect.left), 0), room.width - width)
    y = min(max(round(rect.top), 0), room.height - height)
    box = loose.photo_box(Box(x, y, width, height))
    return replace(Framing.around(box, photo), turns=before.turns, mirrored=before.mirrored)


def _around(middle: tuple[float, float], size: Size, photo: Size, before: Framing) -> Framing:
    """The framing of that upright size around a place of the photo, turned and tilted as before."""
    (x, y), across, down = middle, size.width / 2, size.height / 2
    return replace(
        before,
        left=max((x - across) / photo.width, 0.0),
        top=max((y - down) / photo.height, 0.0),
        right=min((x + across) / photo.width, 1.0),
        bottom=min((y + down) / photo.height, 1.0),
    )


def kept(before: CropRect, after: CropRect, photo: Size, framing: Framing) -> CropRect:
    """As near to the second rectangle as a tilted photo reaches, on the way there from the first.

    First along one edge, then along the other, so that a rectangle that is moved slides along the photo's.
    """
    if not framing.tilt:
        return after
    loose = framing.loosely(photo)

    def fits(rect: CropRect) -> bool:
        middle = loose.place((rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2)
        size = framing.laid(Size(*(max(round(length), 1) for length in (rect.width, rect.height))))
        return replace(loose, x=middle[0], y=middle[1], upright=size).room >= 1

    if abs(before.width - after.width) + abs(before.height - after.height) > 1e-6:
        return _furthest(before, after, fits)
    across = _furthest(before, CropRect(after.left, before.top, after.right, before.bottom), fits)
    return _furthest(across, CropRect(across.left, after.top, across.right, after.bottom), fits)


def _furthest(before: CropRect, after: CropRect, fits: Callable[[CropRect], bool]) -> CropRect:
    """The last rectangle that fits on the way from one to the other; the first one where none does."""
    low, high = 0.0, 1.0
    if fits(after):
        return after
    for _ in range(_HALVINGS):
        share = (low + high) / 2
        low, high = (share, high) if fits(_between(before, after, share)) else (low, share)
    return _between(before, after, low)


def _between(before: CropRect, after: CropRect, share: float) -> CropRect:
    return CropRect(*(a + share * (b - a) for a, b in zip(before, after, strict=True)))


def moved(rect: CropRect, dx: float, dy: float, room: Size) -> CropRect:
    """Shifted, as far as the photo reaches."""
    dx = min(max(dx, -rect.left), room.width - rect.right)
    dy = min(max(dy, -rect.top), room.height - rect.bottom)
    return CropRect(rect.left + dx, rect.top + dy, rect.right + dx, rect.bottom + dy)


def dragged(rect: CropRect, handle: Handle, x: float, y: float, room: Size, ratio: float | None) -> CropRect:
    """With one handle brought to (x, y), or as near as the photo and the ratio, width over height, let it."""
    i, j = handle
    x, y = min(max(x, 0.0), float(room.width)), min(max(y, 0.0), float(room.height))
    width = abs(x - (rect.right if i < 0 else rect.left)) if i else rect.width
    height = abs(y - (rect.bottom if j < 0 else rect.top)) if j else rect.height
    width = _least(width if not i or (x - rect.place((-i, 0))[0]) * i > 0 else 0, room.width)
    height = _least(height if not j or (y - rect.place((0, -j))[1]) * j > 0 else 0, room.height)
    if ratio:
        if i and j:
            width = max(width, height * ratio)
        elif j:
            width = height * ratio
        height = width / ratio
    return _anchored(rect, (-i, -j), width, height, room, ratio)


def middle(rect: CropRect) -> CropRect:
    """The rectangle of no size in the middle of one."""
    x, y = rect.place(INSIDE)
    return CropRect(x, y, x, y)


def fitted(rect: CropRect, ratio: float, room: Size) -> CropRect:
    """The rectangle of that ratio around the same middle, about as large, within the photo."""
    area = rect.width * rect.height
    width = (area * ratio) ** 0.5
    return _anchored(rect, INSIDE, width, width / ratio, room, ratio)


def _least(length: float, room: int) -> float:
    return max(length, min(LEAST, room))


def _anchored(
    rect: CropRect, anchor: Handle, width: float, height: float, room: Size, ratio: float | None
) -> CropRect:
    """Of that size, made smaller where the photo ends, with the anchor of `rect` where it was, if it can."""
    x, y = rect.place(anchor)
    most = [
        {-1: room.width - x, 0: float(room.width), 1: x}[anchor[0]],
        {-1: room.height - y, 0: float(room.height), 1: y}[anchor[1]],
    ]
    if ratio:
        width = min(width, most[0], most[1] * ratio)
        height = width / ratio
    else:
        width, height = min(width, most[0]), min(height, most[1])
    left = {-1: x, 0: x - width / 2, 1: x - width}[anchor[0]]
    top = {-1: y, 0: y - height / 2, 1: y - height}[anchor[1]]
    left = min(max(left, 0.0), room.width - width)
    top = min(max(top, 0.0), room.height - height)
    return CropRect(left, top, left + width, top + height)
