"""The frame put to pixels: cut out, mirrored and turned, each exactly."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import WHOLE, Box, Framing
from dce_studio.core.photo import Photo, Pixels


def oriented(pixels: NDArray[Any], frame: Framing) -> NDArray[Any]:
    """Upright pixels (h, w, …), mirrored and turned as the frame says: a view of them."""
    return np.rot90(pixels[:, ::-1] if frame.mirrored else pixels, -frame.turns)


def cut(pixels: NDArray[Any], box: Box) -> NDArray[Any]:
    """The box of a photo's pixels (H, W, …): a view of them."""
    return pixels[box.y : box.y + box.height, box.x : box.x + box.width]


def framed(photo: Photo, pixels: Pixels, frame: Framing) -> Photo:
    """The photo as it is exported: with these pixels, upright and of the frame's box alone, turned.

    Its transparency is cut and turned alike.
    """
    turned = np.ascontiguousarray(oriented(pixels, frame))
    return replace(photo, pixels=turned, alpha=framed_alpha(photo, frame))


def framed_alpha(photo: Photo, frame: Framing) -> Pixels | None:
    """The photo's transparency as the frame has it, (h, w), or None."""
    if photo.alpha is None or frame == WHOLE:
        return photo.alpha
    return np.ascontiguousarray(oriented(cut(photo.alpha, frame.box(photo.size)), frame))
