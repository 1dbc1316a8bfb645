"""Pixels brought to another depth in bands: what that takes on the way is a band's, and not a photo's."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dce_studio.core.parallel import for_each

_ROWS = 64

Change = Callable[[NDArray[Any]], NDArray[Any]]
"""Some rows (h, W, C) → as many rows (h, W, D)."""


def mapped(
    array: NDArray[Any], change: Change, dtype: DTypeLike, channels: int | None = None
) -> NDArray[Any]:
    """`change` of all rows of an array (H, W, C): (H, W, `channels`) in `dtype`; C by default."""
    out = np.empty((*array.shape[:2], array.shape[2] if channels is None else channels), dtype)

    def band(part: slice) -> None:
        out[part] = change(array[part])

    for_each(band, row_bands(len(array)))
    return out


def widened(array: NDArray[Any], bits: int, to: int = 16) -> NDArray[Any]:
    """Scale integers (H, W, C) of `bits` bits to the full range of uint8 or uint16; white stays white."""
    white, new = (1 << bits) - 1, (1 << to) - 1

    def change(part: NDArray[Any]) -> NDArray[Any]:
        scaled: NDArray[Any] = ((part.astype(np.uint64) * new + white // 2) // white).clip(0, new)
        return scaled

    return mapped(array, change, np.uint8 if to == 8 else np.uint16)


def row_bands(rows: int) -> list[slice]:
    """Yield slices that together cover `rows` rows."""
    return [slice(top, top + _ROWS) for top in range(0, rows, _ROWS)]
