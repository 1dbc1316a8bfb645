"""Local strengths → masks: drawn on a copy of the photo, and fitted to its edges.

A mask is a local linear function of the photo's brightness, as α is (`guided`): in each window
drawn ≈ gain·g + offset, and both are averaged over the windows. So a mask that crosses an edge follows it, as
far as the window reaches, and where the photo has no edge it fades. g is the root of the grey value, as the
photos are dark: an edge between 4 and 16 of 255 is one.

A mask is made of a copy of AT pixels, whatever of the photo is shown, and sampled at each pixel: a view, a
band, a tile and the whole have the same values.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.local import kernels
from dce_studio.core.local.drawing import ROWS, drawn
from dce_studio.core.local.values import Local
from dce_studio.core.maps import Mask, Masks
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import Photo, read_only
from dce_studio.core.render.sampling import bands, masks_guide, reduced_unit

AT = 1024
"""Long edge in pixels of the copy that masks are drawn on."""

REACH = 1 / 24
"""The windows' radius at full feather, as a share of the copy's long edge."""

EPSILON = 1e-3
"""Added to the variance of g in the windows: fainter edges than its root are faded over."""

_WHOLE = 1e-3
"""What is as near to 0 or 1 becomes it: outside of a mask the photo stays to the bit."""


def masks_of(photo: Photo, locals: tuple[Local, ...], earlier: Masks | None = None) -> Masks | None:
    """The masks of an edit's local strengths; None where it has none, and had none before.

    earlier: those of an edit of the same photo, of which what has not changed is used again.
    """
    if not locals and earlier is None:
        return None
    if earlier is None:
        size = fit(photo.size, AT)
        copy = reduced_unit(photo, Box.whole(photo.size), size)
        earlier = Masks(copy, masks_guide(copy))
    each = tuple(_made(local, index, earlier, photo.size) for index, local in enumerate(locals))
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
    gain, offset = _fitted(plane, earlier.guide, round(local.feather * REACH * max(earlier.size)))
    return Mask(local, plane, gain, offset)


def _fitted(
    plane: NDArray[np.float32], guide: NDArray[np.float32], radius: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """gain, offset (h, w) of a drawn mask: where it is 0 all around they are 0 without being computed."""
    gain, offset = np.zeros_like(plane), np.full_like(plane, -_WHOLE)
    part = _around(plane, 2 * radius + 1)
    if part is None:
        return gain, offset
    inner, grey = read_only(plane[part]), read_only(guide[part])
    slope, intercept, risen, fallen = (np.empty_like(inner) for _ in range(4))
    rows = bands(len(inner), ROWS)
    for_each(lambda r: kernels.fit(inner, grey, radius, np.float32(EPSILON), *r, slope, intercept), rows)
    stretch = np.float32(_WHOLE)
    for_each(lambda r: kernels.spread(slope, intercept, radius, stretch, *r, risen, fallen), rows)
    gain[part], offset[part] = risen, fallen
    return gain, offset


def _around(plane: NDArray[np.float32], margin: int) -> tuple[slice, slice] | None:
    """The rows and columns of what is not 0, and so many more on each side; None where all is 0."""
    parts = []
    for axis in (1, 0):
        found = np.flatnonzero(plane.any(axis))
        if not len(found):
            return None
        parts.append(slice(max(int(found[0]) - margin, 0), int(found[-1]) + 1 + margin))
    return parts[0], parts[1]
