"""The loops of noise reduction, compiled; they release the GIL, so tiles run on threads.

Planes are (h, w) float32, contiguous. Where a filter reaches beyond a plane it reads the nearest pixel.
"""

# mypy: disable-error-code=no-untyped-def

import numpy as np

from dce_studio.core.compiled import jit

_LEAST = np.float32(1e-14)
_QUARTER = np.float32(0.25)
_WINDOW = np.float32(1 / 25)
_FULLY = np.float32(2)  # where the slope is 1 + 1/2 noise is removed as far as the control says


@jit
def _within(value, scale):
    """value times scale in [0, 1], 0 for what is no number, which would spread."""
    unit = np.float32(value) * scale
    return min(max(unit, np.float32(0)), np.float32(1)) if unit == unit else np.float32(0)


@jit
def split(pixels, scale, out):
    """out (3, h, w) = brightness and two colours of pixels (h, w, 3) times scale: orthonormal axes."""
    third, half, sixth = np.float32(3**-0.5), np.float32(0.5**0.5), np.float32(6**-0.5)
    for y in range(out.shape[1]):
        row = pixels[y].reshape(-1)
        grey, across, along = out[0, y], out[1, y], out[2, y]
        for x in range(out.shape[2]):
            red, green, blue = (
                _within(row[3 * x], scale),
                _within(row[3 * x + 1], scale),
                _within(row[3 * x + 2], scale),
            )
            grey[x] = (red + green + blue) * third
            across[x] = (red - blue) * half
            along[x] = (red + blue - np.float32(2) * green) * sixth


@jit
def joined(planes, top, left, out):
    """out (h, w, 3) = the colours of planes (3, H, W) from (top, left) on, within [0, 1]."""
    third, half, sixth = np.float32(3**-0.5), np.float32(0.5**0.5), np.float32(6**-0.5)
    zero, one = np.float32(0), np.float32(1)
    for y in range(out.shape[0]):
        row = out[y].reshape(-1)
        grey, across, along = planes[0, top + y], planes[1, top + y], planes[2, top + y]
        for x in range(out.shape[1]):
            g, c, d = grey[left + x] * third, across[left + x] * half, along[left + x] * sixth
            row[3 * x] = min(max(g + c + d, zero), one)
            row[3 * x + 1] = min(max(g - np.float32(2) * d, zero), one)
            row[3 * x + 2] = min(max(g - c + d, zero), one)


@jit
def places(grey, scale, out):
    """out (h, w) uint8 = 255 times the square root of what split made of the brightness, times scale."""
    for y in range(grey.shape[0]):
        for x in range(grey.shape[1]):
            value = np.sqrt(max(grey[y, x] * scale, np.float32(0)))
            out[y, x] = np.uint8(min(value, np.float32(1)) * np.float32(255) + np.float32(0.5))


@jit
def smoothed(plane, step, out):
    """out = Haar's mean of four pixels `step` apart: (y, x), to its right, below, and below right."""
    height, width = plane.shape
    inner = max(width - step, 0)
    for y in range(height):
        a, b, o = plane[y], plane[min(y + step, height - 1)], out[y]
        for x in range(inner):
            o[x] = (a[x] + a[x + step] + b[x] + b[x + step]) * _QUARTER
        for x in range(inner, width):
            o[x] = (a[x] + a[width - 1] + b[x] + b[width - 1]) * _QUARTER


@jit
def details(plane, step, out):
    """out (3, h, w) = Haar's differences of the same four pixels: across, down, and of both."""
    height, width = plane.shape
    inner = max(width - step, 0)
    for y in range(height):
        a, b = plane[y], plane[min(y + step, height - 1)]
        o, p, q = out[0, y], out[1, y], out[2, y]
        for x in range(inner):
            s, t = a[x] - a[x + step], b[x] - b[x + step]
            u, v = a[x] + a[x + step], b[x] + b[x + step]
            o[x], p[x], q[x] = (s + t) * _QUARTER, (u - v) * _QUARTER, (s - t) * _QUARTER
        for x in range(inner, width):
            s, t = a[x] - a[width - 1], b[x] - b[width - 1]
            u, v = a[x] + a[width - 1], b[x] + b[width - 1]
            o[x], p[x], q[x] = (s + t) * _QUARTER, (u - v) * _QUARTER, (s - t) * _QUARTER


@jit
def shrink(band, place, variances, squares, sums):
    """Multiply each coefficient of band (h, w) by the share of the energy around it that is not noise.

    variances (256,): the noise's, by `places`. squares (5, w), sums (w + 4,): room. Around it is 5 × 5.
    """
    height, width = band.shape
    for y in range(-2, height):
        ahead = min(y + 2, height - 1)
        if y + 2 < height or y == -2:
            source, line = band[ahead], squares[(y + 2) % 5]
            for x in range(width):
                line[x] = source[x] * source[x]
        else:
            source, line = squares[(y + 1) % 5], squares[(y + 2) % 5]
            for x in range(width):
                line[x] = source[x]
        if y == -2:
            for back in (3, 4):  # rows above the first are like it
                for x in range(width):
                    squares[back, x] = squares[0, x]
        if y < 0:
            continue
        _across(squares, sums, width)
        row, index = band[y], place[y]
        for x in range(width):
            energy = (sums[x] + sums[x + 1] + sums[x + 2] + sums[x + 3] + sums[x + 4]) * _WINDOW
            left = energy - variances[index[x]]
            row[x] *= max(left, np.float32(0)) / max(energy, _LEAST)


@jit
def _across(squares, sums, width):
    a, b, c, d, e = squares[0], squares[1], squares[2], squares[3], squares[4]
    for x in range(width):
        sums[x + 2] = a[x] + b[x] + c[x] + d[x] + e[x]
    sums[0] = sums[1] = sums[2]
    sums[width + 2] = sums[width + 3] = sums[width + 1]


@jit
def rebuild(plane, bands, step, rows, out):
    """out (h, w) = what `smoothed` and `details` (3, h, w) were made of: the mean of its four wholes.

    rows (2, w): room.
    """
    height, width = plane.shape
    here, beside = rows[0], rows[1]
    for y in range(height):
        up = max(y - step, 0)
        a, d, e, f = plane[y], bands[0, y], bands[1, y], bands[2, y]
        b, g, h, i = plane[up], bands[0, up], bands[1, up], bands[2, up]
        for x in range(width):
            here[x] = a[x] + d[x] + e[x] + f[x] + b[x] + g[x] - h[x] - i[x]
            beside[x] = a[x] - d[x] + e[x] - f[x] + b[x] - g[x] - h[x] + i[x]
        o = out[y]
        for x in range(min(step, width)):
            o[x] = (here[x] + beside[0]) * _QUARTER
        for x in range(step, width):
            o[x] = (here[x] + beside[x - step]) * _QUARTER


@jit
def steady(pixels, scale, clean, slopes, deviations, amount, tolerated, out):
    """out (h, w, 3) float32 = pixels times scale, moved towards clean as far as the curve lifts their noise.

    clean, slopes: (h, w, 3) float32: the pixels without noise, and the slope of the curve there. deviations
    (2, 256): the noise, by `places` of clean. amount (2,): the share to remove, of brightness and of colour.
    tolerated: the variance after the curve of which half is left.
    """
    third, zero, one = np.float32(1 / 3), np.float32(0), np.float32(1)
    for y in range(out.shape[0]):
        row, goal, rise, result = (
            pixels[y].reshape(-1), clean[y].reshape(-1), slopes[y].reshape(-1), out[y].reshape(-1)
        )  # fmt: skip
        for x in range(out.shape[1]):
            r, g, b = (
                np.float32(row[3 * x]) * scale,
                np.float32(row[3 * x + 1]) * scale,
                np.float32(row[3 * x + 2]) * scale,
            )
            p, q, s = goal[3 * x], goal[3 * x + 1], goal[3 * x + 2]
            slope = (rise[3 * x] + rise[3 * x + 1] + rise[3 * x + 2]) * third
            lifted = min(max((slope - one) * _FULLY, zero), one)
            grey = np.sqrt(min(max((p + q + s) * third, zero), one))
            place = int(grey * np.float32(255) + np.float32(0.5))
            light, colour = slope * deviations[0, place], slope * deviations[1, place]
            u = amount[0] * lifted * light * light / (light * light + tolerated)
            v = amount[1] * lifted * colour * colour / (colour * colour + tolerated)
            common = ((p - r) + (q - g) + (s - b)) * third
            result[3 * x] = _bounded(r + u * common + v * (p - r - common), r)
            result[3 * x + 1] = _bounded(g + u * common + v * (q - g - common), g)
            result[3 * x + 2] = _bounded(b + u * common + v * (s - b - common), b)


@jit
def _bounded(value, was):
    """value, within [0, 1] or as far beyond 1 as it was."""
    return max(min(value, max(was, np.float32(1))), np.float32(0))
