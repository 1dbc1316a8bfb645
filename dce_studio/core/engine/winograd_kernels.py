"""The loops of `winograd`, compiled: pixels to the points of F(4, 3) and back, all channels at once."""

# mypy: disable-error-code=no-untyped-def

import numpy as np

from dce_studio.core.compiled import jit

POINTS = 6
OUTPUTS = 4

_2, _4, _5, _8 = np.float32(2), np.float32(4), np.float32(5), np.float32(8)


@jit
def to_points(x, y0, x0, channel, channels, out):
    """Points of x (H, W, C) from (y0, x0) on, zero outside, into out (h, n, 6 · channels) at `channel`."""
    height, width, count = x.shape
    border = np.empty(POINTS * count, np.float32)
    for i in range(out.shape[0]):
        y = y0 + i
        row = x[min(max(y, 0), height - 1)].reshape(-1)
        for j in range(out.shape[1]):
            left = x0 + OUTPUTS * j
            if 0 <= y < height and left >= 0 and left + POINTS <= width:
                d = row[left * count : (left + POINTS) * count]
            else:
                for k in range(POINTS):
                    inside = 0 <= y < height and 0 <= left + k < width
                    for c in range(count):
                        border[k * count + c] = row[(left + k) * count + c] if inside else np.float32(0)
                d = border
            _points(d, count, channel, channels, out[i, j])


@jit
def _points(d, count, channel, channels, out):
    """B^T d: six pixels d (6 · count) → six points in out (6 · channels)."""
    d0, d1, d2 = d[:count], d[count : 2 * count], d[2 * count : 3 * count]
    d3, d4, d5 = d[3 * count : 4 * count], d[4 * count : 5 * count], d[5 * count :]
    at, end = channel, channel + count
    p = out[at:end]
    for c in range(count):
        p[c] = _4 * d0[c] - _5 * d2[c] + d4[c]
    p = out[channels + at : channels + end]
    for c in range(count):
        p[c] = d4[c] - _4 * d2[c] + (d3[c] - _4 * d1[c])
    p = out[2 * channels + at : 2 * channels + end]
    for c in range(count):
        p[c] = d4[c] - _4 * d2[c] - (d3[c] - _4 * d1[c])
    p = out[3 * channels + at : 3 * channels + end]
    for c in range(count):
        p[c] = d4[c] - d2[c] + _2 * (d3[c] - d1[c])
    p = out[4 * channels + at : 4 * channels + end]
    for c in range(count):
        p[c] = d4[c] - d2[c] - _2 * (d3[c] - d1[c])
    p = out[5 * channels + at : 5 * channels + end]
    for c in range(count):
        p[c] = _4 * d1[c] - _5 * d3[c] + d5[c]


@jit
def from_points(products, bias, floor, top, out):
    """max(A^T m + bias, floor): products (h, n, 6 · C) into rows top … top + h of out (H, W, C)."""
    for i in range(products.shape[0]):
        for j in range(products.shape[1]):
            _outputs(products[i, j], bias, floor, out[top + i, OUTPUTS * j :])


@jit
def _outputs(products, bias, floor, out):
    """Six products (6 · C) → the first, at most four, of out (w, C)."""
    count = len(bias)
    m0, m1, m2 = products[:count], products[count : 2 * count], products[2 * count : 3 * count]
    m3, m4, m5 = products[3 * count : 4 * count], products[4 * count : 5 * count], products[5 * count :]
    pixel = out[0]
    for c in range(count):
        pixel[c] = max(m0[c] + m1[c] + m2[c] + m3[c] + m4[c] + bias[c], floor)
    if len(out) > 1:
        pixel = out[1]
        for c in range(count):
            pixel[c] = max(m1[c] - m2[c] + _2 * (m3[c] - m4[c]) + bias[c], floor)
    if len(out) > 2:
        pixel = out[2]
        for c in range(count):
            pixel[c] = max(m1[c] + m2[c] + _4 * (m3[c] + m4[c]) + bias[c], floor)
    if len(out) > 3:
        pixel = out[3]
        for c in range(count):
            pixel[c] = max(m1[c] - m2[c] + _8 * (m3[c] - m4[c]) + m5[c] + bias[c], floor)
