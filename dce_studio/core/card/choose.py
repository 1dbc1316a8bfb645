"""Chooses the probes of a card when none are pinned: at a dark, a middle and a light place."""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import Size
from dce_studio.core.photo import Photo

CELLS = 24  # along the long edge
MARGIN = 0.08  # share of the photo along its edges without probes
APART = 0.22  # least distance of two probes, as a share of the photo's diagonal
TONES = (0.25, 0.65, 0.97)  # the shares of the photo that are darker than each probe


def choose(photo: Photo, before: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Return up to three places in photo pixels, the darkest first. before: the photo reduced, sRGB."""
    bright = before.mean(2)
    light = _cells(bright)
    rows, columns = light.shape
    ys, xs = (np.arange(rows) + 0.5) / rows, (np.arange(columns) + 0.5) / columns
    inner = np.outer((ys > MARGIN) & (ys < 1 - MARGIN), (xs > MARGIN) & (xs < 1 - MARGIN))
    free = inner if inner.any() else np.ones_like(inner)
    found: list[tuple[float, float]] = []
    for tone in TONES:
        away = np.abs(light - np.quantile(light, tone))
        away[~free] = np.inf
        if not np.isfinite(away).any():
            break
        row, column = (int(k) for k in np.unravel_index(int(away.argmin()), away.shape))
        found.append(_typical(bright, light, row, column))
        free = free & (_distance(xs, ys, found[-1], photo.size) > APART)
    return [(int(x * photo.size.width), int(y * photo.size.height)) for x, y in found]


def _typical(
    bright: NDArray[np.float64], light: NDArray[np.float64], row: int, column: int
) -> tuple[float, float]:
    """Return the pixel of a cell that is nearest to its mean brightness, in fractions of width and height."""
    edge = _edge(bright.shape)
    top, left = row * edge, column * edge
    away = np.abs(bright[top : top + edge, left : left + edge] - light[row, column])
    y, x = np.unravel_index(int(away.argmin()), away.shape)
    return (left + int(x) + 0.5) / bright.shape[1], (top + int(y) + 0.5) / bright.shape[0]


def _edge(shape: tuple[int, ...]) -> int:
    """The edge of a cell in pixels."""
    return max(1, max(shape) // CELLS)


def _distance(
    xs: NDArray[np.float64], ys: NDArray[np.float64], at: tuple[float, float], size: Size
) -> NDArray[np.float64]:
    """From a place to each cell, in the photo's diagonals."""
    across, down = (xs[None] - at[0]) * size.width, (ys[:, None] - at[1]) * size.height
    distance: NDArray[np.float64] = np.hypot(across, down) / np.hypot(size.width, size.height)
    return distance


def _cells(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over cells, CELLS along the long edge."""
    edge = _edge(light.shape)
    rows, columns = max(1, light.shape[0] // edge), max(1, light.shape[1] // edge)
    high, wide = min(rows * edge, light.shape[0]), min(columns * edge, light.shape[1])
    part = light[:high, :wide].reshape(rows, high // rows, columns, wide // columns)
    means: NDArray[np.float64] = part.mean((1, 3))
    return means
