"""The loops over maps, compiled; as `kernels`, which are those over pixels, they release the GIL."""

# mypy: disable-error-code=no-untyped-def

import numpy as np

from dce_studio.core.compiled import jit

_ONE, _2 = np.float32(1), np.float32(2)


@jit
def alpha_planes(sigma, y0, x0, out):
    """out (M, h, w) = 2 · sigma − 1, from (y0, x0) of sigma (H, W, M) on; M is a multiple of 3."""
    maps = out.shape[0]
    for i in range(out.shape[1]):
        row = sigma[y0 + i].reshape(-1)
        for m in range(0, maps, 3):  # three at a time: faster than one, as they share the cache lines read
            r, g, b = out[m, i], out[m + 1, i], out[m + 2, i]
            for j in range(out.shape[2]):
                at = (x0 + j) * maps + m
                r[j] = _2 * row[at] - _ONE
                g[j] = _2 * row[at + 1] - _ONE
                b[j] = _2 * row[at + 2] - _ONE


@jit
def add_area(alpha, x0, y0, sx, sy, out):
    """Add alpha (S, 3, h, w), at (x0, y0) of a picture, to out (S, 3, H, W): its area averages.

    A cell of `out` is sy × sx ≥ 1 picture pixels.
    """
    height, width = alpha.shape[2], alpha.shape[3]
    left = np.empty(width, np.int32)
    share = np.empty(width, np.float32)  # of a pixel, what lies in its left cell
    for x in range(width):
        cell = min(int((x0 + x) / sx), out.shape[3] - 1)
        left[x] = cell
        share[x] = min(max((cell + 1) * sx - (x0 + x), 0.0), 1.0)
    area = np.float32(1 / (sx * sy))
    row = np.empty(out.shape[3] + 1, np.float32)
    first, last = left[0], min(left[width - 1] + 2, out.shape[3])
    for y in range(height):
        top = min(int((y0 + y) / sy), out.shape[2] - 1)
        above = np.float32(min(max((top + 1) * sy - (y0 + y), 0.0), 1.0))
        for s in range(alpha.shape[0]):
            for c in range(3):
                row[first : last + 1] = 0
                for x in range(width):
                    value = alpha[s, c, y, x] * area
                    row[left[x]] += value * share[x]
                    row[left[x] + 1] += value * (_ONE - share[x])
                for j in range(first, last):
                    out[s, c, top, j] += row[j] * above
                if above < 1 and top + 1 < out.shape[2]:
                    for j in range(first, last):
                        out[s, c, top + 1, j] += row[j] * (_ONE - above)


@jit
def move(own, towards, smoothing, coupling, limit, step, row0, row1, out):
    """Rows row0 … row1 of out[step]: `own` moved towards `towards`, then R, G, B towards their mean.

    The result stays within ±limit. own, towards, out: (S, 3, h, w); smoothing, coupling in [0, 1].
    """
    third = np.float32(1 / 3)
    for i in range(row0, row1):
        for j in range(own.shape[3]):
            r, g, b = own[step, 0, i, j], own[step, 1, i, j], own[step, 2, i, j]
            r += smoothing * (towards[step, 0, i, j] - r)
            g += smoothing * (towards[step, 1, i, j] - g)
            b += smoothing * (towards[step, 2, i, j] - b)
            mean = (r + g + b) * third
            out[step, 0, i, j] = min(max(r + coupling * (mean - r), -limit), limit)
            out[step, 1, i, j] = min(max(g + coupling * (mean - g), -limit), limit)
            out[step, 2, i, j] = min(max(b + coupling * (mean - b), -limit), limit)
