"""The loop of straightening, compiled."""

# mypy: disable-error-code=no-untyped-def

import numpy as np

from dce_studio.core.compiled import jit_sums

BEFORE, TAPS = 1, 4
"""Pixels along each axis that a value is made of: how many before the one it lies at or after, and in all."""


@jit_sums
def straighten(pixels, x, y, right, down, half, start, stop, out):
    """Rows start … stop of out (h, w, n) = pixels (H, W, n), of which the place (x, y) comes to its middle.

    uint8, uint16 or float32, both alike; places in pixels. right, down: (x, y), by which what a pixel of out
    further right, or further down, is made of lies elsewhere. half: what rounds a value, 0.5 for whole ones
    and 0 for floats. What lies beyond an edge is as the edge.
    """
    height, width, n = pixels.shape
    flat, edge = pixels.reshape(-1), np.empty(TAPS * TAPS * n, pixels.dtype)
    sums = np.empty(TAPS * n, np.float32)
    for row in range(start, stop):
        below = row + 0.5 - out.shape[0] / 2
        for column in range(out.shape[1]):
            beside = column + 0.5 - out.shape[1] / 2
            left, a = _weights(x + beside * right[0] + below * down[0] - 0.5, width)
            top, b = _weights(y + beside * right[1] + below * down[1] - 0.5, height)
            if 0 <= left <= width - TAPS and 0 <= top <= height - TAPS:
                _mix(flat, (top * width + left) * n, width * n, a, b, sums, half, out[row, column])
            else:
                _gather(pixels, left, top, edge)
                _mix(edge, 0, TAPS * n, a, b, sums, half, out[row, column])


@jit_sums
def _weights(at, length):
    """The first of the TAPS pixels around a place, and their weights: the cubic of Keys with a = −1/2."""
    at = min(max(at, 0.0), length - 1.0)
    first = int(at)
    t = np.float32(at - first)
    weights = (
        np.float32(((2 - t) * t - 1) * t / 2),
        np.float32(((3 * t - 5) * t * t + 2) / 2),
        np.float32(((4 - 3 * t) * t + 1) * t / 2),
        np.float32((t - 1) * t * t / 2),
    )
    return first - BEFORE, weights


@jit_sums
def _gather(pixels, left, top, out):
    """out (TAPS · TAPS · n,) = the pixels from (left, top) on, with those at the edge for those beyond it."""
    height, width, n = pixels.shape
    for j in range(TAPS):
        for i in range(TAPS):
            for c in range(n):
                row, column = min(max(top + j, 0), height - 1), min(max(left + i, 0), width - 1)
                out[(j * TAPS + i) * n + c] = pixels[row, column, c]


@jit_sums
def _mix(flat, first, line, a, b, sums, half, out):
    """out (n,) = what lies between TAPS × TAPS pixels of `flat`, from `first` on and `line` values a row.

    a, b: the weights of their columns and rows. It is held between the four in the middle.
    """
    n = len(out)
    one = np.uint64(first)
    two, three, four = one + np.uint64(line), one + np.uint64(2 * line), one + np.uint64(3 * line)
    for k in range(np.uint64(TAPS * n)):
        outer = b[0] * flat[one + k] + b[3] * flat[four + k]
        sums[k] = outer + b[1] * flat[two + k] + b[2] * flat[three + k]
    for c in range(np.uint64(n)):
        total = a[0] * sums[c] + a[1] * sums[n + c] + a[2] * sums[2 * n + c] + a[3] * sums[3 * n + c]
        place = n + c
        above, beside = flat[two + place], flat[two + place + n]
        below, across = flat[three + place], flat[three + place + n]
        least, largest = (
            min(min(above, beside), min(below, across)),
            max(max(above, beside), max(below, across)),
        )
        out[c] = min(max(total, np.float32(least)), np.float32(largest)) + half
