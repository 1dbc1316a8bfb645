"""A picture in the screen's colours, by Qt: several times as fast as the colour engine that reads photos.

Qt does not follow every profile. Each pair is tried once on a grid of colours, against that engine, and left
to it where the two differ.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace, QImage

from dce_studio.core.files.colour import icc

AGREED = 4  # levels of 255: a curve that rises steeply from black differs by as much within either's rounding
LEVELS = (0, 4, 16, 40, 80, 128, 190, 255)

Spaces = tuple[QColorSpace, QColorSpace]


def convert(picture: QImage, source: bytes | None, display: bytes) -> bool:
    """Convert a picture in place from an ICC profile (None: sRGB) to another.

    Returns False and leaves the picture untouched where Qt differs from the colour engine.
    """
    spaces = _spaces(source or icc.srgb(), display)
    if spaces is not None:
        _convert(picture, spaces)
    return spaces is not None


@lru_cache(maxsize=16)
def _spaces(source: bytes, display: bytes) -> Spaces | None:
    if any(icc.space(profile) != "RGB" or not icc.is_sound(profile) for profile in (source, display)):
        return None
    spaces = QColorSpace.fromIccProfile(source), QColorSpace.fromIccProfile(display)
    if not (spaces[0].isValid() and spaces[1].isValidTarget()):
        return None
    grid = np.array(np.meshgrid(LEVELS, LEVELS, LEVELS), np.uint8).reshape(3, -1).T[None].copy()
    off = np.abs(_by_qt(grid, spaces).astype(int) - icc.transform(grid, source, display))
    return spaces if off.max() <= AGREED else None


def _by_qt(grid: NDArray[np.uint8], spaces: Spaces) -> NDArray[np.uint8]:
    """(1, w, 3) converted."""
    width = grid.shape[1]
    picture = QImage(grid.data, width, 1, 3 * width, QImage.Format.Format_RGB888)
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    _convert(picture, spaces)
    raw = np.frombuffer(picture.constBits(), np.uint8).reshape(1, width, 4)
    return raw[..., 2::-1].copy()  # the picture's memory goes with it


def _convert(picture: QImage, spaces: Spaces) -> None:
    picture.setColorSpace(spaces[0])
    picture.convertToColorSpace(spaces[1])
