"""Lines over a crop that help to compose: where they lie in a rectangle."""

from collections.abc import Callable

from PySide6.QtCore import QLineF, QRectF

GOLDEN = (5**0.5 - 1) / 2
CELLS = 6  # squares of the grid along the shorter edge


def _across(rect: QRectF, parts: tuple[float, ...]) -> list[QLineF]:
    """Upright and level lines at these parts of the rectangle."""
    xs = [rect.left() + part * rect.width() for part in parts]
    ys = [rect.top() + part * rect.height() for part in parts]
    upright = [QLineF(x, rect.top(), x, rect.bottom()) for x in xs]
    return upright + [QLineF(rect.left(), y, rect.right(), y) for y in ys]


def _diagonals(rect: QRectF) -> list[QLineF]:
    return [QLineF(rect.topLeft(), rect.bottomRight()), QLineF(rect.bottomLeft(), rect.topRight())]


def _grid(rect: QRectF) -> list[QLineF]:
    """Squares around the middle, to level by."""
    step = min(rect.width(), rect.height()) / CELLS
    if step <= 0:
        return []
    steps = range(-int(max(rect.width(), rect.height()) / 2 / step), CELLS * CELLS)
    xs = [rect.center().x() + k * step for k in steps]
    ys = [rect.center().y() + k * step for k in steps]
    upright = [QLineF(x, rect.top(), x, rect.bottom()) for x in xs if rect.left() < x < rect.right()]
    return upright + [QLineF(rect.left(), y, rect.right(), y) for y in ys if rect.top() < y < rect.bottom()]


GUIDES: dict[str, tuple[str, Callable[[QRectF], list[QLineF]]]] = {
    "thirds": ("Thirds", lambda rect: _across(rect, (1 / 3, 2 / 3))),
    "golden": ("Golden", lambda rect: _across(rect, (1 - GOLDEN, GOLDEN))),
    "diagonals": ("Diagonals", _diagonals),
    "grid": ("Grid", _grid),
    "none": ("No guides", lambda rect: []),
}
"""What the guides are called, and their lines in a rectangle."""
