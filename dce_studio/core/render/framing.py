"""The frame put to pixels: cut out, straightened, mirrored and turned; exactly, but for what is straightened.

What is straightened lies between the photo's pixels, and is found from sixteen of them by Catmull and Rom's
cubic, which is sharp, and held between the four nearest ones, so that nothing rings. It is found among the
encoded values, as a screen does. Source: R. Keys, "Cubic Convolution Interpolation for Digital Image
Processing", IEEE Transactions on Acoustics, Speech, and Signal Processing 29(6), 1981.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import WHOLE, Box, Framing, Placed, Size, cos_sin
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import Photo, Pixels, read_only
from dce_studio.core.render import tilt_kernels
from dce_studio.core.render.sampling import bands


def oriented(pixels: NDArray[Any], frame: Framing) -> NDArray[Any]:
    """Upright pixels (h, w, …), mirrored and turned as the frame says: a view of them."""
    return np.rot90(pixels[:, ::-1] if frame.mirrored else pixels, -frame.turns)


def cut(pixels: NDArray[Any], box: Box) -> NDArray[Any]:
    """The box of a photo's pixels (H, W, …): a view of them."""
    return pixels[box.y : box.y + box.height, box.x : box.x + box.width]


def straightened(pixels: Pixels, placed: Placed, size: Size | None = None) -> Pixels:
    """The frame's upright pixels (h, w, …), of those of its box, (H, W, …), which may be reduced.

    uint8, uint16 or float32, contiguous; those returned have the same dtype. size: what they are to have;
    None: reduced as the box is. Where the frame is not tilted, the pixels themselves.
    """
    if not placed.tilt:
        return pixels
    height, width = pixels.shape[:2]
    box, upright = placed.box, placed.upright
    across, down = width / box.width, height / box.height
    size = size or placed.upright_size(Size(width, height))
    out = np.empty((size.height, size.width, *pixels.shape[2:]), pixels.dtype)
    cos, sin = cos_sin(placed.tilt)
    x, y = upright.width / size.width, upright.height / size.height  # of the photo, in a pixel of the result
    steps = (x * cos * across, -x * sin * down), (y * sin * across, y * cos * down)
    middle = (placed.x - box.x) * across, (placed.y - box.y) * down
    half = np.float32(0 if pixels.dtype == np.float32 else 0.5)
    source, target = read_only(pixels.reshape(height, width, -1)), out.reshape(*out.shape[:2], -1)
    for_each(
        lambda rows: tilt_kernels.straighten(source, *middle, *steps, half, *rows, target),
        bands(size.height),
    )
    return out


def framed(photo: Photo, pixels: Pixels, frame: Framing) -> Photo:
    """The photo as it is exported: with these pixels, upright and of the frame's box alone, as it is shown.

    Its transparency is cut, straightened and turned alike.
    """
    turned = np.ascontiguousarray(shown(pixels, frame, photo.size))
    return replace(photo, pixels=turned, alpha=framed_alpha(photo, frame))


def shown(pixels: Pixels, frame: Framing, photo: Size, size: Size | None = None) -> NDArray[Any]:
    """Pixels (H, W, …) of the frame's box on a photo of that size, as they are shown.

    size: what they have, upright, or are reduced to (`Placed.box_size`); None: that of the frame, or alike.
    """
    return oriented(straightened(pixels, frame.placed(photo), size), frame)


def framed_alpha(photo: Photo, frame: Framing) -> Pixels | None:
    """The photo's transparency as the frame has it, (h, w), or None."""
    if photo.alpha is None or frame == WHOLE:
        return photo.alpha
    inside = np.ascontiguousarray(cut(photo.alpha, frame.box(photo.size)))
    return np.ascontiguousarray(shown(inside, frame, photo.size))
