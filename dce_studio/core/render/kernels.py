"""The per-pixel loops of rendering, compiled; they release the GIL, so bands run on threads.

`core.curve` states the same arithmetic plainly, and the tests hold the two together. Arrays are
C-contiguous, and rows and columns are told by offsets, not by slices: so each kernel is compiled once for
each pair of pixel types, and its inner loops become vector instructions. Sums and copies of arrays are loops,
too: what is compiled from NumPy's words for them needs the compiler when it is loaded (`core.compiled`).
"""

# mypy: disable-error-code=no-untyped-def

import numpy as np

from dce_studio.core.compiled import jit
from dce_studio.core.curve import GREY, HUE_FIRST
from dce_studio.core.render.tone_kernels import blacken, look_up

_CHUNK = 1024  # columns at a time: what is upsampled for them stays in the cache of the core
_ONE = np.float32(1)
NO_FACTOR = np.empty((0, 0), np.float32)
"""The `factor` of `develop` and `render` where there is none."""

_LEAST = np.float32(1e-12)  # in place of a division by the 0 of a black pixel
_HUE_FIRST, _GREY = np.float32(HUE_FIRST), np.float32(GREY)


@jit
def reduce_area(pixels, x0, y0, width, height, out, row0, rows_total):
    """Area-average pixels[y0:y0+height, x0:x0+width] (H, W, 3) into rows row0 … of (rows_total, w, 3).

    `out` holds out.shape[0] of those rows, float32 in the pixels' own range.
    """
    rows, columns = out.shape[0], out.shape[1]
    sy, sx = height / rows_total, width / columns
    line = np.empty(3 * width, np.float32)
    for i in range(rows):
        top, bottom = y0 + (row0 + i) * sy, y0 + (row0 + i + 1) * sy
        line[:] = 0
        for y in range(int(top), min(int(np.ceil(bottom - 1e-9)), y0 + height)):
            weight = np.float32((min(y + 1.0, bottom) - max(float(y), top)) / sy)
            row = pixels[y].reshape(-1)
            for x in range(3 * width):
                line[x] += weight * np.float32(row[3 * x0 + x])
        for j in range(columns):
            left, right = j * sx, (j + 1) * sx
            r = g = b = np.float32(0)
            for x in range(int(left), min(int(np.ceil(right - 1e-9)), width)):
                weight = np.float32((min(x + 1.0, right) - max(float(x), left)) / sx)
                r += weight * line[3 * x]
                g += weight * line[3 * x + 1]
                b += weight * line[3 * x + 2]
            out[i, j, 0], out[i, j, 1], out[i, j, 2] = r, g, b


@jit
def grey(pixels, white, out):
    """out (h, w) float32 = the channel mean of pixels (h, w, 3) over white: the guide, in [0, 1]."""
    for y in range(out.shape[0]):
        _grey_row(pixels[y].reshape(-1), 0, np.float32(1 / (3 * white)), out[y], out.shape[1])


@jit
def _grey_row(row, start, scale, out, width):
    for x in range(width):
        at = 3 * (start + x)
        out[x] = (np.float32(row[at]) + np.float32(row[at + 1]) + np.float32(row[at + 2])) * scale


@jit
def _places(at, start, stop, count, index, part):
    """The map cells left of the coordinates `at`[start:stop] and how far beyond them, clamped."""
    for j in range(start, stop):
        u = min(max(at[j], 0.0), count - 1.0)
        index[j - start] = int(u)
        part[j - start] = u - index[j - start]


@jit
def _stretch(maps, k, index, part, count, out):
    """out (M, count) = row k of maps (M, H, W), interpolated along x."""
    last = maps.shape[2] - 1
    for m in range(maps.shape[0]):
        row = maps[m, k]
        for j in range(count):
            left = row[index[j]]
            out[m, j] = left + part[j] * (row[min(index[j] + 1, last)] - left)


@jit
def _stretch_rows(maps, k, previous, index, part, count, rows):
    """rows (2, M, n): row k of the maps in rows[k % 2], row k + 1 in the other; `previous` k is kept."""
    if k == previous:
        return
    if k != previous + 1:
        _stretch(maps, k, index, part, count, rows[k % 2])
    _stretch(maps, min(k + 1, maps.shape[1] - 1), index, part, count, rows[(k + 1) % 2])


@jit
def _alpha_row(offset, gain, m, k, t, guided, guide, count, out):
    """out (count,) = α of map m between the stretched rows: clip(gain·guide + offset), or offset alone."""
    a, b = offset[k % 2, m], offset[(k + 1) % 2, m]
    if not guided:
        for j in range(count):
            out[j] = a[j] + t * (b[j] - a[j])
        return
    c, d = gain[k % 2, m], gain[(k + 1) % 2, m]
    for j in range(count):
        value = (c[j] + t * (d[j] - c[j])) * guide[j] + (a[j] + t * (b[j] - a[j]))
        out[j] = min(max(value, -_ONE), _ONE)


@jit
def sample(pixels, white, offset, gain, guided, x, y, row0, row1, out):
    """Rows row0 … row1 of out (M, h, w): α of pixels (h, w, 3) at the map coordinates x (w,), y (h,).

    offset, gain: (M, H, W); without `guided`, offset is α itself and gain is not read.
    """
    count, height = offset.shape[0], offset.shape[1]
    index, part = np.empty(_CHUNK, np.int32), np.empty(_CHUNK, np.float32)
    offsets = np.empty((2, count, _CHUNK), np.float32)
    gains = np.empty((2, count if guided else 1, _CHUNK), np.float32)
    guide = np.empty(_CHUNK, np.float32)
    grey_scale = np.float32(1 / (3 * white))
    for start in range(0, len(x), _CHUNK):
        stop = min(start + _CHUNK, len(x))
        n = stop - start
        _places(x, start, stop, offset.shape[2], index, part)
        previous = -2
        for i in range(row0, row1):
            v = min(max(y[i], 0.0), height - 1.0)
            k = int(v)
            _stretch_rows(offset, k, previous, index, part, n, offsets)
            if guided:
                _stretch_rows(gain, k, previous, index, part, n, gains)
                _grey_row(pixels[i].reshape(-1), start, grey_scale, guide, n)
            previous = k
            for m in range(count):
                _alpha_row(offsets, gains, m, k, np.float32(v - k), guided, guide, n, out[m, i, start:stop])


@jit
def mix(pixels, white, offset, gain, x, y, share, lift, row0, row1, out):
    """Rows row0 … row1 of out (M, h, w), the α of pixels (h, w, 3): to `share` as it is, else guided maps' α.

    offset, gain: the guided maps, (M, H, W), sampled as in `sample`. lift (n,): what is added to each α there
    was, within ±1, by the pixel's largest channel, from 0 to white.
    """
    count, height = offset.shape[0], offset.shape[1]
    index, part = np.empty(_CHUNK, np.int32), np.empty(_CHUNK, np.float32)
    offsets, gains = np.empty((2, count, _CHUNK), np.float32), np.empty((2, count, _CHUNK), np.float32)
    guide, alpha, risen = (
        np.empty(_CHUNK, np.float32),
        np.empty(_CHUNK, np.float32),
        np.empty(_CHUNK, np.float32),
    )
    line = _line()
    grey_scale, to_place = np.float32(1 / (3 * white)), np.float32((len(lift) - 1) / white)
    for start in range(0, len(x), _CHUNK):
        stop = min(start + _CHUNK, len(x))
        n = stop - start
        _places(x, start, stop, offset.shape[2], index, part)
        previous = -2
        for i in range(row0, row1):
            v = min(max(y[i], 0.0), height - 1.0)
            k = int(v)
            row = pixels[i].reshape(-1)
            _stretch_rows(offset, k, previous, index, part, n, offsets)
            _stretch_rows(gain, k, previous, index, part, n, gains)
            _grey_row(row, start, grey_scale, guide, n)
            _load(row, start, to_place, line, n)
            for j in range(n):
                risen[j] = lift[int(max(max(line[j], line[_CHUNK + j]), line[2 * _CHUNK + j]))]
            previous = k
            for m in range(count):
                _alpha_row(offsets, gains, m, k, np.float32(v - k), True, guide, n, alpha)
                own = out[m, i, start:stop]
                for j in range(n):
                    value = min(max(own[j] + risen[j], -_ONE), _ONE)
                    own[j] = alpha[j] + share * (value - alpha[j])


@jit
def _step(line, alpha, scale, weight, count):
    """One curve step on a line, α scaled, clipped to ±1, weighted."""
    for x in range(count):
        a = min(max(alpha[x] * scale, -_ONE), _ONE) * weight
        v = line[x]
        line[x] = v + a * v * (_ONE - v)


@jit
def _load(row, start, to_unit, line, count):
    """Interleaved pixels, in [0, 1], into the channels of `line` (`_line`), and beside them."""
    for x in range(count):
        at = 3 * (start + x)
        line[x] = np.float32(row[at]) * to_unit
        line[_CHUNK + x] = np.float32(row[at + 1]) * to_unit
        line[2 * _CHUNK + x] = np.float32(row[at + 2]) * to_unit
    for x in range(3 * _CHUNK):
        line[3 * _CHUNK + x] = line[x]


@jit
def _balance(line, tables, count):
    """The white balance on what `_load` has made of a photo's pixels; tables: those of `tones.table`."""
    if tables.shape[1] == 0:
        return
    for c in range(3):
        look_up(line, tables[c], c * _CHUNK, count)
    for x in range(3 * _CHUNK):
        line[3 * _CHUNK + x] = line[x]


@jit
def _blacken(line, black, count):
    """The black point on results, the channels of `line`."""
    if black == 0:
        return
    for c in range(3):
        blacken(line, black, c * _CHUNK, count)


@jit
def _line():
    """R, G, B of up to _CHUNK pixels, then R, G, B of the originals: one array, at fixed distances.

    So the compiler sees that the six do not overlap, and a loop over all of them becomes vector instructions.
    """
    return np.empty(6 * _CHUNK, np.float32)


@jit
def _channel(line, c):
    return line[c * _CHUNK : (c + 1) * _CHUNK]


@jit
def _finish(line, gamma, keep, count):
    """Gamma, then `curve.keep_colour`, on the channels of `line` (`_line`), in [0, 1].

    Keep colour is a·y + b·x + d, with the same a, b, d for the three channels.
    """
    if gamma != _ONE:
        for c in range(3):
            power(_channel(line, c), gamma, count)
    if keep == 0:
        return
    red, green, blue = line[:_CHUNK], line[_CHUNK : 2 * _CHUNK], line[2 * _CHUNK : 3 * _CHUNK]
    reds, greens, blues = line[3 * _CHUNK : 4 * _CHUNK], line[4 * _CHUNK : 5 * _CHUNK], line[5 * _CHUNK :]
    left = _ONE - keep
    hue_first = left * min(_HUE_FIRST * keep, _ONE)
    for x in range(count):
        high = max(max(reds[x], greens[x]), blues[x])
        low = min(min(reds[x], greens[x]), blues[x])
        largest = max(max(red[x], green[x]), blue[x])
        least = min(min(red[x], green[x]), blue[x])
        spread = high - low
        hue = hue_first * spread / (spread + _GREY * high + _LEAST)
        part = hue * (largest - least) / max(spread, _LEAST)
        a, b, d = left - hue, part + keep * largest / max(high, _LEAST), hue * least - part * low
        red[x] = min(a * red[x] + b * reds[x] + d, _ONE)
        green[x] = min(a * green[x] + b * greens[x] + d, _ONE)
        blue[x] = min(a * blue[x] + b * blues[x] + d, _ONE)


@jit
def _store(line, row, start, white, count):
    """Interleaved pixels from the channels of `line` (`_line`), in [0, 1]."""
    scale = np.float32(white)
    half = np.float32(0.5)
    red, green, blue = line[:_CHUNK], line[_CHUNK : 2 * _CHUNK], line[2 * _CHUNK : 3 * _CHUNK]
    if white > 1:
        for x in range(count):
            at = 3 * (start + x)
            row[at] = np.int32(red[x] * scale + half)
            row[at + 1] = np.int32(green[x] * scale + half)
            row[at + 2] = np.int32(blue[x] * scale + half)
    else:
        for x in range(count):
            at = 3 * (start + x)
            row[at], row[at + 1], row[at + 2] = red[x], green[x], blue[x]


@jit
def power(line, gamma, count):
    """line ** gamma in place, 0 staying 0, for values ≥ 0; to 1e-7 of 1, and never beyond 2^±126.

    In a form that becomes vector instructions: 2^(γ·log2 x) by the polynomials of Cephes' logf and exp2f (S.
    L. Moshier, public domain).
    """
    for x in range(count):
        bits = np.float32(max(line[x], np.float32(1e-30))).view(np.int32)
        exponent = (bits - np.int32(0x3F3504F3)) >> np.int32(23)  # so that the mantissa is in [√½, √2)
        f = np.int32(bits - (exponent << np.int32(23))).view(np.float32) - _ONE
        p = np.float32(7.0376836292e-2)
        p = p * f - np.float32(1.1514610310e-1)
        p = p * f + np.float32(1.1676998740e-1)
        p = p * f - np.float32(1.2420140846e-1)
        p = p * f + np.float32(1.4249322787e-1)
        p = p * f - np.float32(1.6668057665e-1)
        p = p * f + np.float32(2.0000714765e-1)
        p = p * f - np.float32(2.4999993993e-1)
        p = p * f + np.float32(3.3333331174e-1)
        log = f * f * f * p - np.float32(0.5) * f * f + f
        t = (log * np.float32(1.4426950408889634) + np.float32(exponent)) * gamma
        t = min(max(t, np.float32(-126)), np.float32(126))
        whole = np.floor(t + np.float32(0.5))
        r = t - whole
        q = np.float32(1.535336188319500e-4)
        q = q * r + np.float32(1.339887440266574e-3)
        q = q * r + np.float32(9.618437357674640e-3)
        q = q * r + np.float32(5.550332471162809e-2)
        q = q * r + np.float32(2.402264791363012e-1)
        q = q * r + np.float32(6.931472028550421e-1)
        q = q * r + _ONE
        scale = np.int32((np.int32(whole) + np.int32(127)) << np.int32(23)).view(np.float32)
        line[x] = q * scale if line[x] > 0 else np.float32(0)


@jit
def _multiply(alpha, factor, out, count):
    """out (count,), another array than α: what local strengths make of it, by vector instructions."""
    for x in range(count):
        out[x] = alpha[x] * factor[x]


@jit
def develop(
    pixels, in_white, x0, y0, alpha, ax, ay, width, height, steps, gamma, factor, out, out_white, x1, y1
):
    """The curve on width × height pixels (H, W, 3) from (x0, y0) on, into `out` from (x1, y1) on.

    alpha: (S, 3, …, …), read from (ax, ay) on. factor: (…, …), read there too, what α is multiplied by; of
    height 0 where α is as it is. steps: (index (n,), weight (n,), scales (3,), keep, tables,
    black): step k uses map index[k], scaled by its channel's scale, clipped to ±1, times weight[k]. keep: how
    far the result is moved to the original's colour (`curve.keep_colour`). tables, black: those of `tones`.
    """
    index, weight, scales, keep, tables, black = steps
    line, scaled = _line(), np.empty(_CHUNK, np.float32)
    to_unit = np.float32(1 / in_white)
    for y in range(height):
        source = pixels[y0 + y].reshape(-1)
        for start in range(0, width, _CHUNK):
            n = min(_CHUNK, width - start)
            _load(source, x0 + start, to_unit, line, n)
            _balance(line, tables, n)
            for c in range(3):
                channel = _channel(line, c)
                for k in range(len(index)):
                    row = alpha[index[k], c, ay + y, ax + start : ax + start + n]
                    if len(factor):
                        _multiply(row, factor[ay + y, ax + start : ax + start + n], scaled, n)
                        _step(channel, scaled, scales[c], weight[k], n)
                    else:
                        _step(channel, row, scales[c], weight[k], n)
            _finish(line, gamma, keep, n)
            _blacken(line, black, n)
            _store(line, out[y1 + y].reshape(-1), x1 + start, out_white, n)


@jit
def render(pixels, in_white, row0, row1, offset, gain, guided, x, y, steps, gamma, factor, out, out_white):
    """`sample` and `develop` at once for rows row0 … row1 of pixels (h, w, 3), without α in memory.

    The result is the same to the bit: both are made of the same rows. factor: as in `develop`, (h, w) or of
    height 0.
    """
    index, weight, scales, keep, tables, black = steps
    count, height = offset.shape[0], offset.shape[1]
    places, part = np.empty(_CHUNK, np.int32), np.empty(_CHUNK, np.float32)
    offsets = np.empty((2, count, _CHUNK), np.float32)
    gains = np.empty((2, count if guided else 1, _CHUNK), np.float32)
    guide, alpha = np.empty(_CHUNK, np.float32), np.empty(_CHUNK, np.float32)
    line, scaled = _line(), np.empty(_CHUNK, np.float32)
    grey_scale, to_unit = np.float32(1 / (3 * in_white)), np.float32(1 / in_white)
    for start in range(0, len(x), _CHUNK):
        stop = min(start + _CHUNK, len(x))
        n = stop - start
        _places(x, start, stop, offset.shape[2], places, part)
        previous = -2
        for i in range(row0, row1):
            v = min(max(y[i], 0.0), height - 1.0)
            k = int(v)
            row = pixels[i].reshape(-1)
            _stretch_rows(offset, k, previous, places, part, n, offsets)
            if guided:
                _stretch_rows(gain, k, previous, places, part, n, gains)
                _grey_row(row, start, grey_scale, guide, n)
            previous = k
            _load(row, start, to_unit, line, n)
            _balance(line, tables, n)
            for c in range(3):
                channel = _channel(line, c)
                for s in range(len(index)):
                    m = 3 * index[s] + c
                    _alpha_row(offsets, gains, m, k, np.float32(v - k), guided, guide, n, alpha)
                    if len(factor):
                        _multiply(alpha, factor[i, start : start + n], scaled, n)
                        _step(channel, scaled, scales[c], weight[s], n)
                    else:
                        _step(channel, alpha, scales[c], weight[s], n)
            _finish(line, gamma, keep, n)
            _blacken(line, black, n)
            _store(line, out[i].reshape(-1), start, out_white, n)
