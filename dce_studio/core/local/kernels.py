"""The compiled loops of local strength: shapes drawn, fitted to the photo's edges, and sampled.

Planes are (h, w) float32, C-contiguous, of a reduced copy of the photo. Coordinates of shapes are photo
pixels; sx, sy are photo pixels for each cell. Loops fill rows row0 … row1 of what they are given, so that
bands of rows run on threads.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np

from dce_studio.core.compiled import jit

_ZERO, _ONE = np.float32(0), np.float32(1)


@jit
def _smooth(t):
    """0 below 0, 1 above 1, between them a rise without corners."""
    t = min(max(t, _ZERO), _ONE)
    return t * t * (np.float32(3) - np.float32(2) * t)


@jit
def paint(points, radius, softness, erase, sx, sy, row0, row1, out):
    """Lead a brush along points (n, 2): out becomes the larger of itself and the stroke, or less by it.

    The result does not depend on how a line is cut into pieces.
    """
    least = max(sx, sy)  # a harder edge than a cell is wide would have stairs
    width = max(softness * radius, least)
    reach = radius + np.float32(0.5) * (width - softness * radius)
    last = max(len(points) - 1, 1)
    for k in range(last):
        ax, ay = points[k, 0], points[k, 1]
        bx, by = points[min(k + 1, len(points) - 1), 0], points[min(k + 1, len(points) - 1), 1]
        dx, dy = bx - ax, by - ay
        inverse = _ONE / max(dx * dx + dy * dy, np.float32(1e-12))
        top, bottom = int((min(ay, by) - reach) / sy), int((max(ay, by) + reach) / sy) + 2
        left, right = int((min(ax, bx) - reach) / sx), int((max(ax, bx) + reach) / sx) + 2
        left, right = max(left, 0), min(right, out.shape[1])
        for i in range(max(top, row0), min(bottom, row1)):
            y = (np.float32(i) + np.float32(0.5)) * sy - ay
            for j in range(left, right):
                x = (np.float32(j) + np.float32(0.5)) * sx - ax
                part = min(max((x * dx + y * dy) * inverse, _ZERO), _ONE)
                u, v = x - part * dx, y - part * dy
                value = _smooth((reach - np.sqrt(u * u + v * v)) / width)
                out[i, j] = min(out[i, j], _ONE - value) if erase else max(out[i, j], value)


@jit
def gradient(ends, sx, sy, row0, row1, out):
    """Fill with 1 before the first of two places, ends (4,), and 0 beyond the second, falling between."""
    x0, y0 = ends[0], ends[1]
    dx, dy = ends[2] - x0, ends[3] - y0
    inverse = _ONE / max(dx * dx + dy * dy, np.float32(1e-12))
    for i in range(row0, row1):
        y = (np.float32(i) + np.float32(0.5)) * sy - y0
        for j in range(out.shape[1]):
            x = (np.float32(j) + np.float32(0.5)) * sx - x0
            out[i, j] = _ONE - _smooth((x * dx + y * dy) * inverse)


@jit
def ellipse(given, outside, sx, sy, row0, row1, out):
    """Fill with 1 inside the turned ellipse, 0 beyond it; the other way round where `outside`.

    given (7,): its centre, radii, cosine and sine of the angle, softness.
    """
    x0, y0, rx, ry = given[0], given[1], given[2], given[3]
    cosine, sine, softness = given[4], given[5], given[6]
    width = max(softness, max(sx, sy) / min(rx, ry))
    reach = _ONE + np.float32(0.5) * (width - softness)
    for i in range(row0, row1):
        y = (np.float32(i) + np.float32(0.5)) * sy - y0
        for j in range(out.shape[1]):
            x = (np.float32(j) + np.float32(0.5)) * sx - x0
            u, v = (cosine * x + sine * y) / rx, (cosine * y - sine * x) / ry
            value = _smooth((reach - np.sqrt(u * u + v * v)) / width)
            out[i, j] = _ONE - value if outside else value


@jit
def likeness(copy, wanted, brightness, colour, row0, row1, out):
    """Fill with how alike the pixels of copy (h, w, 3) are to the colour wanted (3,), all in [0, 1].

    Brightness is told by the root of the channels' mean, as in the guide; colour by how the channels' roots
    differ, as shares of it.
    """
    bright = np.sqrt((wanted[0] + wanted[1] + wanted[2]) / np.float32(3))
    red, blue = _colour(wanted[0], wanted[1], wanted[2], bright)
    for i in range(row0, row1):
        for j in range(out.shape[1]):
            r, g, b = copy[i, j, 0], copy[i, j, 1], copy[i, j, 2]
            own = np.sqrt((r + g + b) / np.float32(3))
            p, q = _colour(r, g, b, own)
            away = np.sqrt((p - red) * (p - red) + (q - blue) * (q - blue))
            near = _ONE - _beyond(abs(own - bright), brightness)
            out[i, j] = near * (_ONE - _beyond(away, colour))


@jit
def _colour(red, green, blue, bright):
    """How red and blue differ from green, as shares of the brightness; little in the black."""
    share = _ONE / (bright + np.float32(0.05))
    return (np.sqrt(red) - np.sqrt(green)) * share, (np.sqrt(blue) - np.sqrt(green)) * share


@jit
def _beyond(distance, limit):
    """0 up to the limit, 1 from twice it on."""
    return _smooth((distance - limit) / max(limit, np.float32(1e-3)))


@jit
def fit(drawn, guide, radius, epsilon, row0, row1, slope, intercept):
    """slope, intercept: drawn ≈ slope · guide + intercept by least squares in each (2 · radius + 1)² window.

    epsilon: added to the guide's variance. A window has as much as lies inside of the planes.
    """
    height, width = drawn.shape
    sums = np.zeros((4, width), np.float64)  # of the columns: double precision keeps what cancels
    inverse = np.empty(width, np.float32)
    _counts(width, radius, inverse)
    for y in range(max(row0 - radius, 0), min(row0 + radius, height)):
        _add(drawn, guide, y, 1.0, sums)
    for y in range(row0, row1):
        if y + radius < height:
            _add(drawn, guide, y + radius, 1.0, sums)
        if y - radius - 1 >= 0 and y > row0:
            _add(drawn, guide, y - radius - 1, -1.0, sums)
        rows = np.float32(1) / np.float32(min(y + radius, height - 1) - max(y - radius, 0) + 1)
        a = b = c = d = 0.0
        for x in range(min(radius, width)):
            a += sums[0, x]
            b += sums[1, x]
            c += sums[2, x]
            d += sums[3, x]
        for x in range(width):
            if x + radius < width:
                a += sums[0, x + radius]
                b += sums[1, x + radius]
                c += sums[2, x + radius]
                d += sums[3, x + radius]
            if x - radius - 1 >= 0:
                a -= sums[0, x - radius - 1]
                b -= sums[1, x - radius - 1]
                c -= sums[2, x - radius - 1]
                d -= sums[3, x - radius - 1]
            share = rows * inverse[x]
            mask, grey = a * share, b * share
            rise = (d * share - mask * grey) / (max(c * share - grey * grey, 0.0) + epsilon)
            slope[y, x] = rise
            intercept[y, x] = mask - rise * grey


@jit
def _add(drawn, guide, y, sign, sums):
    for x in range(drawn.shape[1]):
        m, g = np.float64(drawn[y, x]), np.float64(guide[y, x])
        sums[0, x] += sign * m
        sums[1, x] += sign * g
        sums[2, x] += sign * g * g
        sums[3, x] += sign * m * g


@jit
def _counts(width, radius, inverse):
    for x in range(width):
        inverse[x] = _ONE / np.float32(min(x + radius, width - 1) - max(x - radius, 0) + 1)


@jit
def spread(slope, intercept, radius, stretch, row0, row1, gain, offset):
    """gain, offset: the means of slope and intercept over the windows, so stretched that 0 and 1 are reached.

    stretch: what lies within it of 0 or 1 becomes 0 or 1.
    """
    height, width = slope.shape
    sums = np.zeros((2, width), np.float64)
    inverse = np.empty(width, np.float32)
    _counts(width, radius, inverse)
    wider = _ONE + np.float32(2) * stretch
    for y in range(max(row0 - radius, 0), min(row0 + radius, height)):
        _add_two(slope, intercept, y, 1.0, sums)
    for y in range(row0, row1):
        if y + radius < height:
            _add_two(slope, intercept, y + radius, 1.0, sums)
        if y - radius - 1 >= 0 and y > row0:
            _add_two(slope, intercept, y - radius - 1, -1.0, sums)
        rows = _ONE / np.float32(min(y + radius, height - 1) - max(y - radius, 0) + 1)
        a = b = 0.0
        for x in range(min(radius, width)):
            a += sums[0, x]
            b += sums[1, x]
        for x in range(width):
            if x + radius < width:
                a += sums[0, x + radius]
                b += sums[1, x + radius]
            if x - radius - 1 >= 0:
                a -= sums[0, x - radius - 1]
                b -= sums[1, x - radius - 1]
            share = rows * inverse[x]
            gain[y, x] = wider * (a * share)
            offset[y, x] = wider * (b * share) - stretch


@jit
def _add_two(slope, intercept, y, sign, sums):
    for x in range(slope.shape[1]):
        sums[0, x] += sign * slope[y, x]
        sums[1, x] += sign * intercept[y, x]


@jit
def guide(pixels, white, row0, row1, out):
    """Rows row0 … row1 of out (h, w): the root of the channels' mean of pixels (h, w, 3), in [0, 1]."""
    scale = np.float32(1 / (3 * white))
    for i in range(row0, row1):
        row = pixels[i].reshape(-1)
        for j in range(out.shape[1]):
            total = np.float32(row[3 * j]) + np.float32(row[3 * j + 1]) + np.float32(row[3 * j + 2])
            out[i, j] = np.sqrt(max(total * scale, _ZERO))


@jit
def calm(plane, x, y, noise, row0, row1, out):
    """Rows row0 … row1 of a guide, out (h, w), moved to the copy's own as far as they differ by noise alone.

    plane: the copy's guide, sampled bilinearly at the cells x (w,), y (h,). noise: the deviation of grey
    values, which is noise / (2 g) of their root g. What differs by more than four times that stays.
    """
    height, width = plane.shape
    count = len(x)
    left, part = np.empty(count, np.int32), np.empty(count, np.float32)
    _places(x, 0, width, left, part)
    lines = np.empty((2, count), np.float32)
    previous = -2
    for i in range(row0, row1):
        v = min(max(y[i], 0.0), height - 1.0)
        k = int(v)
        if k != previous:
            if k != previous + 1:
                _stretch(plane[k], left, part, lines[k % 2])
            _stretch(plane[min(k + 1, height - 1)], left, part, lines[(k + 1) % 2])
            previous = k
        _calm_row(lines[k % 2], lines[(k + 1) % 2], np.float32(v - k), noise, out[i])


@jit
def _calm_row(upper, lower, t, noise, out):
    for j in range(len(out)):
        own = upper[j] + t * (lower[j] - upper[j])
        away = out[j] - own
        least = np.float32(2) * noise / (own + np.float32(0.05))
        power = away * away
        out[j] = own + away * power / (power + least * least + np.float32(1e-12))


@jit
def _places(x, first, width, left, part):
    """The cells left of the places x[first:] and how far beyond them those lie, clamped."""
    for j in range(len(left)):
        u = min(max(x[first + j], 0.0), width - 1.0)
        left[j] = int(u)
        part[j] = u - left[j]


@jit
def scale(guide, gain, offset, x, y, amount, row0, row1, first, last, out):
    """Rows row0 … row1 and columns first … last of out (h, w) times 1 + amount · m.

    m is clip(gain · guide + offset, 0, 1). guide: (h, w); gain, offset: planes, sampled bilinearly at the
    cells x (w,), y (h,).
    """
    height, width = gain.shape
    count = last - first
    left, part = np.empty(count, np.int32), np.empty(count, np.float32)
    _places(x, first, width, left, part)
    lines = np.empty((2, 2, count), np.float32)
    previous = -2
    for i in range(row0, row1):
        v = min(max(y[i], 0.0), height - 1.0)
        k = int(v)
        if k != previous:
            if k != previous + 1:
                _stretch(gain[k], left, part, lines[k % 2, 0])
                _stretch(offset[k], left, part, lines[k % 2, 1])
            below = min(k + 1, height - 1)
            _stretch(gain[below], left, part, lines[(k + 1) % 2, 0])
            _stretch(offset[below], left, part, lines[(k + 1) % 2, 1])
            previous = k
        upper, lower = lines[k % 2], lines[(k + 1) % 2]
        row = out[i, first:last]
        _apply(upper[0], lower[0], upper[1], lower[1], np.float32(v - k), guide[i, first:last], amount, row)


@jit
def _apply(gain, gain_below, offset, offset_below, t, guide, amount, out):
    """One row of `scale`, of rows of its own: so it becomes vector instructions."""
    for j in range(len(out)):
        slope = gain[j] + t * (gain_below[j] - gain[j])
        value = slope * guide[j] + (offset[j] + t * (offset_below[j] - offset[j]))
        out[j] *= _ONE + amount * min(max(value, _ZERO), _ONE)


@jit
def _stretch(row, left, part, out):
    last = len(row) - 1
    for j in range(len(out)):
        first = row[left[j]]
        out[j] = first + part[j] * (row[min(left[j] + 1, last)] - first)
