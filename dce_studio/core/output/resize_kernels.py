"""The loops of resizing, compiled."""

# mypy: disable-error-code=no-untyped-def

import numpy as np

from dce_studio.core.compiled import jit_sums


@jit_sums
def columns(light, starts, weights, lows, highs, out):
    """out (h, w, 3) = rows of light (h, W, 3), resampled along x.

    weights (w, n) are those of the pixels from starts (w,) on. Each value stays between the least and the
    largest of the pixels lows … highs (w,) nearest to it, so that nothing rings.
    """
    for y in range(light.shape[0]):
        row = light[y].reshape(-1)
        for x in range(len(starts)):
            for c in range(3):
                total = np.float32(0)
                for k in range(weights.shape[1]):
                    total += weights[x, k] * row[3 * (starts[x] + k) + c]
                least = largest = row[3 * lows[x] + c]
                for place in range(lows[x] + 1, highs[x] + 1):
                    value = row[3 * place + c]
                    least, largest = min(least, value), max(largest, value)
                out[y, x, c] = min(max(total, least), largest)


@jit_sums
def rows(light, first, starts, weights, lows, highs, out):
    """out (h, w, 3) = columns of light (H, w, 3), resampled along y; row 0 of light is row `first` of all."""
    width = 3 * light.shape[1]
    total = np.empty(width, np.float32)
    for y in range(len(starts)):
        total[:] = 0
        for k in range(weights.shape[1]):
            row = light[starts[y] + k - first].reshape(-1)
            weight = weights[y, k]
            for x in range(width):
                total[x] += weight * row[x]
        target = out[y].reshape(-1)
        for x in range(width):
            least = largest = light[lows[y] - first].reshape(-1)[x]
            for place in range(lows[y] + 1 - first, highs[y] + 1 - first):
                value = light[place].reshape(-1)[x]
                least, largest = min(least, value), max(largest, value)
            target[x] = min(max(total[x], least), largest)
