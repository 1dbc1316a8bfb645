"""The loops of white balance and black point (`tones`), compiled; `kernels` has them among its own."""

# mypy: disable-error-code=no-untyped-def

import numpy as np

from dce_studio.core.compiled import jit


@jit
def look_up(values, table, start, count):
    """values[start : start + count], in [0, 1], become what the table (n,) has, between nodes too."""
    cells = np.int32(len(table) - 1)
    scale = np.float32(cells)
    for x in range(start, start + count):
        place = values[x] * scale
        cell = min(np.int32(place), cells - np.int32(1))
        left = table[cell]
        values[x] = left + (place - np.float32(cell)) * (table[cell + 1] - left)


@jit
def blacken(values, black, start, count):
    """values[start : start + count], in [0, 1], above `black`, which becomes 0; 1 stays."""
    scale = np.float32(1) / (np.float32(1) - black)
    for x in range(start, start + count):
        values[x] = max((values[x] - black) * scale, np.float32(0))
