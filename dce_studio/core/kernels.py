"""The per-pixel loops, compiled by numba; they release the GIL, so bands run on threads.

`core.curve` states the same arithmetic plainly, and the tests hold the two together.
"""

import numba
import numpy as np

_jit = numba.njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "nsz"})


@_jit
def reduce_area(pixels, x0, y0, width, height, out, row0, rows_total):  # type: ignore[no-untyped-def]
    """Area-average pixels[y0:y0+height, x0:x0+width] (H, W, 3) into rows row0 … of (rows_total, w, 3).

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
def add_area(alpha, x0, y0, sx, sy, out):  # type: ignore[no-untyped-def]
    """Add alpha (S, 3, h, w), at (x0, y0) of a picture, to out (S, 3, H, W): its area averages.

    A cell of `out` is sy × sx ≥ 1 picture pixels.
    """
    height, width = alpha.shape[2], alpha.shape[3]
    left = np.empty(width, np.int32)
    share = np.empty(width, np.float32)  # of a pixel, what lies in its left cell
    for x in range(width):
        cell = int((x0 + x) / sx)
        left[x] = min(cell, out.shape[3] - 1)
        share[x] = min(max((cell + 1) * sx - (x0 + x), 0.0), 1.0)
    area = np.float32(1 / (sx * sy))
    row = np.empty(out.shape[3] + 1, np.float32)
    first, last = left[0], left[width - 1] + 2
    for y in range(height):
        cell = int((y0 + y) / sy)
        above = min(max((cell + 1) * sy - (y0 + y), 0.0), 1.0)
        top = min(cell, out.shape[2] - 1)
        for s in range(alpha.shape[0]):
            for c in range(3):
                row[first:last] = 0
                for x in range(width):
                    value = alpha[s, c, y, x] * area
                    row[left[x]] += value * share[x]
                    row[left[x] + 1] += value * (np.float32(1) - share[x])
                stop = min(last, out.shape[3])
                for j in range(first, stop):
                    out[s, c, top, j] += row[j] * np.float32(above)
                if above < 1 and top + 1 < out.shape[2]:
                    for j in range(first, stop):
                        out[s, c, top + 1, j] += row[j] * np.float32(1 - above)


@_jit
def box_mean(plane, r, out):  # type: ignore[no-untyped-def]
    """out (h, w) = the mean of plane (h, w) float32 over the (2r + 1)² window, as much as lies inside."""
    height, width = plane.shape
    column = np.zeros(width, np.float64)
    for y in range(min(r, height)):
        for x in range(width):
            column[x] += plane[y, x]
    for y in range(height):
        if y + r < height:
            for x in range(width):
                column[x] += plane[y + r, x]
        if y - r - 1 >= 0:
            for x in range(width):
                column[x] -= plane[y - r - 1, x]
        rows = min(y + r, height - 1) - max(y - r, 0) + 1
        total = 0.0
        for x in range(min(r, width)):
            total += column[x]
        for x in range(width):
            if x + r < width:
                total += column[x + r]
            if x - r - 1 >= 0:
                total -= column[x - r - 1]
            columns = min(x + r, width - 1) - max(x - r, 0) + 1
            out[y, x] = total / (rows * columns)


@_jit
def guide_moments(guide, r, mean, variance):  # type: ignore[no-untyped-def]
    """The guide's (h, w) local mean and variance."""
    box_mean(guide, r, mean)
    box_mean(guide * guide, r, variance)
    for y in range(guide.shape[0]):
        for x in range(guide.shape[1]):
            variance[y, x] = max(variance[y, x] - mean[y, x] * mean[y, x], np.float32(0))


@_jit
def guided_plane(plane, guide, mean, variance, r, eps, gain, offset):  # type: ignore[no-untyped-def]
    """gain, offset (h, w) of one map: plane ≈ gain·guide + offset locally, averaged over windows."""
    local = np.empty_like(plane)
    box_mean(plane, r, local)
    slope = np.empty_like(plane)
    box_mean(plane * guide, r, slope)
    for y in range(plane.shape[0]):
        for x in range(plane.shape[1]):
            a = (slope[y, x] - local[y, x] * mean[y, x]) / (variance[y, x] + np.float32(eps))
            slope[y, x] = a
            local[y, x] -= a * mean[y, x]
    box_mean(slope, r, gain)
    box_mean(local, r, offset)


@_jit
def develop(pixels, x0, y0, in_white, alpha, index, weight, scales, gamma, out, x1, y1, out_white):  # type: ignore[no-untyped-def]
    """The curve on pixels (H, W, 3) from (x0, y0) on with alpha (S, 3, h, w) into out from (x1, y1) on.

    Step k uses map index[k], scaled by scales (3,), clipped to ±1, times weight[k].
    """
    height, width = alpha.shape[2], alpha.shape[3]
    line = np.empty(width, np.float32)
    one = np.float32(1)
    to_unit = np.float32(1 / in_white)
    from_unit = np.float32(out_white)
    half = np.float32(0.5 if out_white > 1 else 0)
    for y in range(height):
        for c in range(3):
            for x in range(width):
                line[x] = np.float32(pixels[y0 + y, x0 + x, c]) * to_unit
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
                out[y1 + y, x1 + x, c] = line[x] * from_unit + half
