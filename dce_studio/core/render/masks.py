"""Local strengths → masks: drawn on a copy of the photo, and fitted to its edges.

A mask is a local linear function of the photo's brightness, as α is (`guided`): in each window
drawn ≈ gain·g + offset, and both are averaged over the windows. So a mask that crosses an edge follows it, as
far as the window reaches, and where the photo has no edge it fades. g is the root of the grey value, as the
photos are dark: an edge between 4 and 16 of 255 is one.

A mask is made of one copy of the photo, whatever of the photo is shown, and sampled at each pixel: a view, a
band, a tile and the whole have the same values.
"""

from dataclasses import replace
from math import dist

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.local import kernels
from dce_studio.core.local.drawing import ROWS, drawn
from dce_studio.core.local.values import Alike, Brush, Linear, Local, Radial, Shape
from dce_studio.core.maps import Mask, Masks
from dce_studio.core.noise.darks import in_darks
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import Photo, read_only
from dce_studio.core.render.sampling import bands, masks_guide, reduced_unit

AT, LEAST = 1024, 256
"""Long edge in pixels of the copy that masks are drawn on, of large photos and of small ones."""

_CELL = 4
"""Pixels of the photo in a cell of the copy, between the two: so many that the copy has little noise."""

WIDEST = 1 / 8
"""The largest radius of the windows, as a share of the long edge."""

_OF_LIKENESS = 1 / 128
"""The radius at full feather of what is alike, which follows the edges as it is, as such a share."""

EPSILON = 1e-3
"""Added to the variance of g in the windows: fainter edges than its root are faded over."""

_WHOLE = 1e-3
"""What is as near to 0 or 1 becomes it: outside of a mask the photo stays to the bit."""


def masks_of(
    photo: Photo, locals: tuple[Local, ...], earlier: Masks | None = None, whole: Size | None = None
) -> Masks | None:
    """The masks of an edit's local strengths; None where it has none, and had none before.

    earlier: those of an edit of the same photo, of which what has not changed is used again. whole: the size
    of the photo, where this is a small copy of it.
    """
    if not locals and earlier is None:
        return None
    if earlier is None:
        size = fit(photo.size, min(AT, max(LEAST, max(photo.size) // _CELL)))
        copy = reduced_unit(photo, Box.whole(photo.size), size)
        earlier = Masks(copy, masks_guide(copy), noise=in_darks(photo))
    each = tuple(_made(local, index, earlier, whole or photo.size) for index, local in enumerate(locals))
    return replace(earlier, each=each)


def _made(local: Local, index: int, earlier: Masks, photo: Size) -> Mask:
    """The mask of one local, made of what an earlier edit's masks hold of it, there or elsewhere."""
    same = [mask for mask in earlier.each if mask.local.shape == local.shape]
    ready = next((mask for mask in same if mask.local.feather == local.feather), None)
    if ready is not None:
        return replace(ready, local=local)
    if same:
        plane = same[0].drawn
    else:
        before = [(mask.local.shape, mask.drawn) for mask in earlier.each[index : index + 1]]
        plane = drawn(local.shape, earlier.copy, photo, *before)
    cells = max(earlier.size) / max(photo) * local.feather * _reach(local.shape, max(photo))
    return Mask(local, plane, *_fitted(plane, earlier.guide, round(cells)))


def _reach(shape: Shape, edge: int) -> float:
    """The windows' radius at full feather, in pixels of a photo with that long edge.

    It is in proportion to the shape: a window as large as a mask would thin it out. Two windows reach two
    radii, so the middle third of a brush or an ellipse stays full.
    """
    match shape:
        case Brush(strokes):
            own = max((stroke.radius for stroke in strokes), default=0.0) / 3
        case Linear(start, end):
            own = dist(start, end) / 2
        case Radial(radii=radii):
            own = min(radii) / 3
        case Alike():
            own = edge * _OF_LIKENESS
    return min(own, edge * WIDEST)


def _fitted(
    plane: NDArray[np.float32], guide: NDArray[np.float32], radius: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], Box | None]:
    """gain, offset (h, w) of a drawn mask, and the part beyond which it is 0: there nothing is computed."""
    gain, offset = np.zeros_like(plane), np.full_like(plane, -_WHOLE)
    around = _around(plane, 2 * radius + 1)
    if around is None:
        return gain, offset, None
    part = np.s_[around.y : around.y + around.height, around.x : around.x + around.width]
    inner, grey = read_only(plane[part]), read_only(guide[part])
    slope, intercept, risen, fallen = (np.empty_like(inner) for _ in range(4))
    rows = bands(len(inner), ROWS)
    for_each(lambda r: kernels.fit(inner, grey, radius, np.float32(EPSILON), *r, slope, intercept), rows)
    stretch = np.float32(_WHOLE)
    for_each(lambda r: kernels.spread(slope, intercept, radius, stretch, *r, risen, fallen), rows)
    gain[part], offset[part] = risen, fallen
    return gain, offset, around


def _around(plane: NDArray[np.float32], margin: int) -> Box | None:
    """The cells of what is not 0, and so many more on each side, inside of the plane; None where all is 0."""
    rows, columns = (np.flatnonzero(plane.any(axis)) for axis in (1, 0))
    if not len(rows):
        return None
    top, left = (max(int(found[0]) - margin, 0) for found in (rows, columns))
    bottom = min(int(rows[-1]) + 1 + margin, plane.shape[0])
    right = min(int(columns[-1]) + 1 + margin, plane.shape[1])
    return Box(left, top, right - left, bottom - top)
