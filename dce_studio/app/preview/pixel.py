"""The photo's own value at a pixel, before and after, whatever size it is shown at."""

import numpy as np
from numpy.typing import NDArray

from dce_studio.app.preview.estimator import contains
from dce_studio.app.preview.exact import cut
from dce_studio.app.preview.frame import Request
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo, Pixels

Colour = tuple[int, ...]


def values(request: Request, x: int, y: int, exact: CurveMaps | None = None) -> tuple[Colour, Colour] | None:
    """(R, G, B) of photo pixel (x, y) on both sides of what was asked for, as sRGB, 0..255.

    exact: that pixel's own maps, where the photo's are averages and they are known (`ExactPixels`); else the
    averages are used. None outside the photo, and while the maps the edit asks for are not ready, because
    this runs on the GUI thread.
    """
    photo = request.photo
    if not (0 <= x < photo.size.width and 0 <= y < photo.size.height):
        return None
    edit, whole = request.edit, request.whole
    maps = exact or _maps_at(request, x, y)
    sides = _side(photo, request.compare, edit, x, y), _side(photo, maps, edit, x, y, whole)
    before, after = (None if side is None else _displayed(photo, side) for side in sides)
    return None if before is None or after is None else (before, after)


def _maps_at(request: Request, x: int, y: int) -> CurveMaps | None:
    """The request's maps, or the whole photo's where those are of a part that the pixel is not in."""
    part = request.maps is not None and not contains(request.maps.box, Box(x, y, 1, 1))
    return request.whole if part else request.maps


def _side(
    photo: Photo, maps: CurveMaps | None, edit: Edit, x: int, y: int, whole: CurveMaps | None = None
) -> Pixels | None:
    """The pixel (1, 1, 3) as rendering makes it with these maps; as it is without maps.

    None where the maps with the edit's controls in them are not ready.
    """
    from dce_studio.core.render import rendering
    from dce_studio.core.render.shape import at_hand, shaped

    if maps is None:
        return photo.pixels[y : y + 1, x : x + 1]
    part = whole is not None and maps.box != whole.box
    ready = at_hand(photo, whole if part and whole else maps, edit)
    if ready is None:
        return None
    if part:
        ready = shaped(photo, cut(maps, x, y), edit, whole)
    sampled = rendering.sample_grid(photo, ready, np.array([x]), np.array([y]))
    out = np.empty_like(sampled.pixels)
    rendering.develop_into(sampled.pixels, sampled.alpha, Box(0, 0, 1, 1), edit, out)
    return out


def _displayed(photo: Photo, pixel: Pixels) -> Colour:
    from dce_studio.core.files import display_pixels

    shown: NDArray[np.uint8] = display_pixels(photo, pixel)
    return tuple(map(int, shown[0, 0]))
