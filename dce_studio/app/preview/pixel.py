"""The photo's own value at a pixel, before and after, whatever size it is shown at."""

import numpy as np
from numpy.typing import NDArray

from dce_studio.app.preview.estimator import contains
from dce_studio.app.preview.exact import cut
from dce_studio.app.preview.frame import FrameRequest
from dce_studio.core import files
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.photo import Photo, Pixels
from dce_studio.core.render import rendering
from dce_studio.core.render.shape import shaped_part

Colour = tuple[int, ...]


def values(
    request: FrameRequest, x: int, y: int, exact: CurveMaps | None = None
) -> tuple[Colour, Colour] | None:
    """Return (R, G, B) of photo pixel (x, y) on both sides of what was asked for, as sRGB, 0..255.

    exact: that pixel's own maps, where the photo's are averages and they are known (`ExactPixels`); else
    those of the part in view are used, or the averages. None outside the photo.
    """
    photo = request.photo
    if not (0 <= x < photo.size.width and 0 <= y < photo.size.height):
        return None
    sides = (
        _side(photo, request.compare, request.edit, x, y),
        _side(photo, _maps_at(request, x, y, exact), request.edit, x, y),
    )
    before, after = (_displayed(photo, side) for side in sides)
    return before, after


def _maps_at(request: FrameRequest, x: int, y: int, exact: CurveMaps | None) -> ShapedMaps | None:
    """The best maps there are of the pixel, shaped by the request's edit."""
    whole, part = request.maps, request.part
    if exact is None and part is not None and contains(part.box, Box(x, y, 1, 1)):
        exact = cut(part, x, y)
    return whole if whole is None or exact is None else shaped_part(request.photo, exact, whole)


def _side(photo: Photo, maps: ShapedMaps | None, edit: Edit, x: int, y: int) -> Pixels:
    """The pixel (1, 1, 3) as rendering makes it with these maps; as it is without maps."""
    if maps is None:
        return photo.pixels[y : y + 1, x : x + 1]
    sampled = rendering.sample_pixel(photo, maps, x, y)
    calm = sampled.pixels if sampled.noise is None else rendering.steadied_rows(sampled, edit, 0, 1)
    out = np.empty_like(sampled.pixels)
    rendering.develop_into(calm, sampled.alpha, Box(0, 0, 1, 1), edit, out)
    return out


def _displayed(photo: Photo, pixel: Pixels) -> Colour:
    shown: NDArray[np.uint8] = files.display_pixels(photo, pixel)
    return tuple(map(int, shown[0, 0]))
