"""What a place is like at first: in the middle of what is seen, or alike to a colour clicked on."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF

from dce_studio.core.local.values import Alike, Brush, Linear, Radial, Shape, Spot, Stroke
from dce_studio.core.photo import WHITE, Photo
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.local.places import Kind, Tip

AROUND = 2  # pixels to each side of a place whose mean is its colour
REACH = 0.22  # of what is seen of the photo


def radius(tip: Tip, photo: Photo) -> float:
    """The radius of a tip in pixels of a photo."""
    return tip.size / 100 * max(photo.size)


def picked(photo: Photo, at: Spot, like: Alike | None = None) -> Alike:
    """What is alike to the mean colour of 5 × 5 pixels of the photo at a place; as near as `like`."""
    x, y = (min(max(int(v), 0), most - 1) for v, most in zip(at, photo.size, strict=True))
    rows, columns = (slice(max(v - AROUND, 0), v + AROUND + 1) for v in (y, x))
    mean = photo.pixels[rows, columns].mean((0, 1), dtype=np.float64) / WHITE[photo.pixels.dtype]
    red, green, blue = (float(min(max(v, 0.0), 1.0)) for v in mean)
    return replace(like or Alike(at, 0, 0, 0), at=at, red=red, green=green, blue=blue)


def in_the_middle(kind: Kind, photo: Photo, pane: Pane, tip: Tip) -> Shape:
    """A place of that kind in the middle of what a pane shows of the photo; a gradient falls downwards."""
    seen = pane.rect.intersected(pane.photo_rect)
    x, y = pane.to_photo(seen.center())
    reach = REACH * min(seen.width(), seen.height())
    if kind is Kind.LINEAR:
        dx, dy = step(pane, 0, reach)
        return Linear((x - dx, y - dy), (x + dx, y + dy))
    if kind is Kind.RADIAL:
        return Radial((x, y), (reach / pane.scale, reach / pane.scale))
    if kind is Kind.ALIKE:
        return picked(photo, (x, y))
    return Brush((Stroke(((x, y),), radius(tip, photo), tip.softness),))


def step(pane: Pane, right: float, down: float) -> Spot:
    """What so many logical pixels to the right and down, as it is seen, are in pixels of the photo."""
    x0, y0 = pane.to_photo(QPointF(0, 0))
    x1, y1 = pane.to_photo(QPointF(right, down))
    return x1 - x0, y1 - y0
