"""The per-pixel loops, compiled by numba; they release the GIL, so bands run on threads.

`core.curve` states the same arithmetic plainly, and the tests hold the two together.
"""

import numba
import numpy as np

_jit = numba.njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "nsz"})


@_jit
def reduce_area(pixels, x0, y0, width, height, out, row0, rows_total):  # type: ignore[no-untyped-def]
    """Area-average pixels[y0:y0+height, x0:x0+width] (H, W, 3) into rows row0 … of a (rows_total, w, 3) picture.

    `out` holds out.shape[0] of those rows, float32 in the pixels' own range.
    """
    rows, columns = out.shape[0], out.shape[1]
    sy, sx = height / rows_total, width / columns
    line = np.empty((pixels.shape[1], 3), np.float32)
    for i in range(rows):
        top, bottom = y0 + (row0 + i) * sy, y0 + (row0 + i + 1) * sy
        first, last = int(top), min(int(np.ceil(bottom - 1e-9)), y0 + height)
        line[x0 : x0 + width] = 0
        for y in range(first, last):
            weight = np.float32((min(y + 1.0, bottom) - max(float(y), top)) / sy)
            for x in range(x0, x0 + width):
                for c in range(3):
                    line[x, c] += weight * pixels[y, x, c]
        for j in range(columns):
            left, right = x0 + j * sx, x0 + (j + 1) * sx
            a, b = int(left), min(int(np.ceil(right - 1e-9)), x0 + width)
            r = g = bl = np.float32(0)
            for x in range(a, b):
                weight = np.float32((min(x + 1.0, right) - max(float(x), left)) / sx)
                r += weight * line[x, 0]
                g += weight * line[x, 1]
                bl += weight * line[x, 2]
            out[i, j, 0], out[i, j, 1], out[i, j, 2] = r, g, bl


@_jit
def grey(pixels, white, out):  # type: ignore[no-untyped-def]
    """out (h, w) float32 = the channel mean of pixels (h, w, 3) over white: the guide, in [0, 1]."""
    scale = np.float32(1 / (3 * white))
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = (np.float32(pixels[y, x, 0]) + pixels[y, x, 1] + pixels[y, x, 2]) * scale


@_jit
def sample_bilinear(maps, x, y, out):  # type: ignore[no-untyped-def]
    """out (M, h, w) = maps (M, H, W) at the map coordinates x (w,), y (h,), clamped at the borders."""
    count, height, width = maps.shape
    columns = len(x)
    index = np.empty(columns, np.int32)
    part = np.empty(columns, np.float32)
    for j in range(columns):
        u = min(max(x[j], 0.0), width - 1.0)
        index[j] = min(int(u), max(width - 2, 0))
        part[j] = u - index[j]
    row = np.empty(width + 1, np.float32)
    for i in range(len(y)):
        v = min(max(y[i], 0.0), height - 1.0)
        k = min(int(v), max(height - 2, 0))
        below = min(k + 1, height - 1)
        t = np.float32(v - k)
        for m in range(count):
            for j in range(width):
                row[j] = maps[m, k, j] + t * (maps[m, below, j] - maps[m, k, j])
            row[width] = row[width - 1]
            for j in range(columns):
                left = row[index[j]]
                out[m, i, j] = left + part[j] * (row[index[j] + 1] - left)


@_jit
def guide_alpha(alpha, offset, guide):  # type: ignore[no-untyped-def]
    """alpha (M, h, w), holding the sampled gain, becomes clip(gain·guide + offset, −1, 1)."""
    for m in range(alpha.shape[0]):
        for y in range(alpha.shape[1]):
            for x in range(alpha.shape[2]):
                a = alpha[m, y, x] * guide[y, x] + offset[m, y, x]
                alpha[m, y, x] = min(max(a, np.float32(-1)), np.float32(1))


@_jit
def develop(pixels, in_white, alpha, index, weight, scales, gamma, out, out_white):  # type: ignore[no-untyped-def]
    """The curve on pixels (h, w, 3) with alpha (S, 3, h, w) into out (h, w, 3).

    Step k uses map index[k], scaled by scales (3,), clipped to ±1, times weight[k].
    """
    height, width = pixels.shape[0], pixels.shape[1]
    line = np.empty(width, np.float32)
    one = np.float32(1)
    to_unit = np.float32(1 / in_white)
    from_unit = np.float32(out_white)
    half = np.float32(0.5 if out_white > 1 else 0)
    for y in range(height):
        for c in range(3):
            for x in range(width):
                line[x] = np.float32(pixels[y, x, c]) * to_unit
            scale = scales[c]
            for k in range(len(index)):
                a_row = alpha[index[k], c, y]
                w = weight[k]
                for x in range(width):
                    a = min(max(a_row[x] * scale, -one), one) * w
                    line[x] += a * line[x] * (one - line[x])
            if gamma != one:
                for x in range(width):
                    line[x] = line[x] ** gamma
            for x in range(width):
                out[y, x, c] = line[x] * from_unit + half
