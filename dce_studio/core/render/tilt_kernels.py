"""The loop of straightening, compiled."""

# mypy: disable-error-code=no-untyped-def

import numpy as np

from dce_studio.core.compiled import jit_sums

BEFORE, TAPS = 1, 4
"""Pixels along each axis that a value is made of: how many before the one it lies at or after, and in all."""


@jit_sums
def straighten(pixels, x, y, right, down, half, start, stop, out):
    """Rows start … stop of out (h, w, n) = pixels (H, W, n), of which the place (x, y) comes to its middle.

    right, down: by how much (x, y) a pixel to the right, or further down, lies elsewhere. half: what rounds
    a value, 0.5 for whole ones. What lies beyond an edge is as the edge: there pixels have been repeated,
    BEFORE of them at the left and at the top, TAPS − BEFORE − 1 at the right and at the bottom.
    """
    height, width, n = pixels.shape
    flat, line = pixels.reshape(-1), n * width
    sums = np.empty(TAPS * n, np.float32)
    for row in range(start, stop):
        below = row + 0.5 - out.shape[0] / 2
        for column in range(out.shape[1]):
            beside = column + 0.5 - out.shape[1] / 2
            at_x = x + beside * right[0] + below * down[0] - 0.5
            at_y = y + beside * right[1] + below * down[1] - 0.5
            left, (a0, a1, a2, a3) = _weights(at_x, width - TAPS)
            top, (b0, b1, b2, b3) = _weights(at_y, height - TAPS)
            one = np.uint64(top * line + left * n)
            two, three, four = one + np.uint64(line), one + np.uint64(2 * line), one + np.uint64(3 * line)
            for k in range(np.uint64(TAPS * n)):
                outer = b0 * flat[one + k] + b3 * flat[four + k]
                sums[k] = outer + b1 * flat[two + k] + b2 * flat[three + k]
            for c in range(np.uint64(n)):
                total = a0 * sums[c] + a1 * sums[n + c] + a2 * sums[2 * n + c] + a3 * sums[3 * n + c]
                place = n + c
                a, b = flat[two + place], flat[two + place + n]
                d, e = flat[three + place], flat[three + place + n]
                least, largest = min(min(a, b), min(d, e)), max(max(a, b), max(d, e))
                out[row, column, c] = min(max(total, np.float32(least)), np.float32(largest)) + half


@jit_sums
def _weights(at, last):
    """The first of the TAPS pixels around a place of an edge, at most `last`, and their weights.

    They are those of the cubic of Keys with a = −1/2.
    """
    at = min(max(at, 0.0), last)
    first = int(at)
    t = np.float32(at - first)
    weights = (
        ((2 - t) * t - 1) * t / 2,
        ((3 * t - 5) * t * t + 2) / 2,
        ((4 - 3 * t) * t + 1) * t / 2,
        (t - 1) * t * t / 2,
    )
    return first, (
        np.float32(weights[0]),
        np.float32(weights[1]),
        np.float32(weights[2]),
        np.float32(weights[3]),
    )
