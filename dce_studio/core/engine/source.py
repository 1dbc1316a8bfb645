"""What the network sees of a photo: its pixels as sRGB in [0, 1], reduced to the size of estimation."""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.files.colour.convert import to_srgb
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import NONE, Exposure
from dce_studio.core.photo import WHITE, Photo, Pixels
from dce_studio.core.render.rendering import reduced
from dce_studio.core.render.sampling import reduced_unit
from dce_studio.core.whole.exposure import seen

Unit = NDArray[np.float32]
"""Pixels (h, w, 3) float32 in [0, 1]."""

STORED_GUIDED = 1 << 19
"""Pixels: guided maps of more, of which there are three sets, are area-averaged to this many."""


def network_input(photo: Photo, pixels: Pixels, exposure: Exposure = NONE) -> Unit:
    """What the network sees of these pixels of the photo: (h, w, 3) float32 in [0, 1], as sRGB.

    exposure: how the photo is exposed for the network. NaN becomes 0, as a single one would
    spread over everything around it.
    """
    return seen(_unit(photo, pixels), exposure)


def _unit(photo: Photo, pixels: Pixels) -> Unit:
    pixels = to_srgb(photo, pixels)
    unit = pixels.astype(np.float32)
    if pixels.dtype == np.float32:
        np.nan_to_num(unit, copy=False, nan=0.0, posinf=1.0, neginf=0.0)
        return np.clip(unit, 0, 1, out=unit)
    unit /= np.float32(WHITE[pixels.dtype])
    return unit


def network_pixels(photo: Photo, size: Size, copy: Unit | None = None) -> Pixels:
    """The photo at the size of estimation; float32 when small, as a dark photo has few levels.

    copy: a reduced photo, from which smaller ones are made faster than from the original.
    """
    if size == photo.size:
        return photo.pixels
    if copy is not None and max(size) <= max(copy.shape[:2]):
        return reduced_unit(Photo(photo.path, copy), Box(0, 0, copy.shape[1], copy.shape[0]), size)
    if size.width * size.height > STORED_GUIDED:
        return reduced(photo, None, size)
    return reduced_unit(photo, Box.whole(photo.size), size)
