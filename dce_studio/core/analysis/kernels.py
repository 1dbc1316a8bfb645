"""The inspector's loops over many pixels' curves, compiled by numba; they release the GIL."""

import numpy as np

from dce_studio.core.compiled import jit_sums
from dce_studio.core.render.kernels import power
from dce_studio.core.render.tone_kernels import blacken

BLOCK = 1024
"""Pixels worked on at a time: their α and values stay in the caches nearest to the core."""

OUTPUT_BINS = 4096
"""Histogram cells over [0, 1]; a percentile is exact to one cell."""

OCTAVES = 16
"""Slopes are counted from 2^−16 to 2^16."""

LEAST = np.float32(1e-7)
"""Outputs below the rounding of float32 near 1 count as this in gamma's slope, which is infinite at 0."""

SLOPE_BINS = 2 * OCTAVES * 256
"""Histogram cells of slopes, 256 to the octave: the top bits of a float32 count in stops."""


@jit_sums
def _scaled(alpha, index, weight, scale, start, stop, out):  # type: ignore[no-untyped-def]
    """out (n, stop − start) = the α that each step applies to the pixels start … stop of alpha (S, N)."""
    one = np.float32(1)
    for k in range(len(index)):
        row = alpha[index[k]]
        w = weight[k]
        for j in range(stop - start):
            out[k, j] = min(max(row[start + j] * scale, -one), one) * w


@jit_sums
def output_spread(alpha, index, weight, scale, gamma, black, inputs, total, counts):  # type: ignore[no-untyped-def]
    """Sum and histogram of N pixels' outputs at each input, of one channel.

    alpha (S, N), inputs (I,): adds the outputs, gamma and black point included, to total (I,) and
    counts the outputs before both (which keep their order) in counts (I, OUTPUT_BINS).
    """
    count = alpha.shape[1]
    steps = np.empty((len(index), BLOCK), np.float32)
    line = np.empty(BLOCK, np.float32)
    cell = np.empty(BLOCK, np.int32)
    one = np.float32(1)
    for start in range(0, count, BLOCK):
        n = min(BLOCK, count - start)
        _scaled(alpha, index, weight, scale, start, start + n, steps)
        for i in range(len(inputs)):
            line[:n] = inputs[i]
            for k in range(len(index)):
                for j in range(n):
                    line[j] += steps[k, j] * line[j] * (one - line[j])
            for j in range(n):
                cell[j] = min(np.int32(line[j] * np.float32(OUTPUT_BINS)), np.int32(OUTPUT_BINS - 1))
            cells = counts[i]
            for j in range(n):
                cells[cell[j]] += 1
            if gamma != one:
                power(line, gamma, n)
            if black > 0:
                blacken(line, black, 0, n)
            part = np.float32(0)
            for j in range(n):
                part += line[j]
            total[i] += part


@jit_sums
def slope_spread(alpha, index, weight, scale, gamma, black, inputs, total, counts):  # type: ignore[no-untyped-def]
    """As `output_spread`, of the slopes, within 2^±OCTAVES: counts (I, SLOPE_BINS), 256 to a stop.

    What the black point makes black has none.
    """
    count = alpha.shape[1]
    steps = np.empty((len(index), BLOCK), np.float32)
    line = np.empty(BLOCK, np.float32)
    slope = np.empty(BLOCK, np.float32)
    bits = slope.view(np.int32)
    one, two = np.float32(1), np.float32(2)
    least, most = np.float32(2.0**-OCTAVES), np.float32(2.0**OCTAVES * 0.999)
    base = (127 - OCTAVES) << 8
    for start in range(0, count, BLOCK):
        n = min(BLOCK, count - start)
        _scaled(alpha, index, weight, scale, start, start + n, steps)
        for i in range(len(inputs)):
            line[:n] = inputs[i]
            slope[:n] = one
            for k in range(len(index)):
                for j in range(n):
                    slope[j] *= one + steps[k, j] * (one - two * line[j])
                    line[j] += steps[k, j] * line[j] * (one - line[j])
            if black > 0:
                dark = black ** (one / gamma)
                for j in range(n):
                    slope[j] = slope[j] / (one - black) if line[j] > dark else np.float32(0)
            if gamma != one:
                for j in range(n):
                    line[j] = max(line[j], LEAST)
                power(line, gamma - one, n)
                for j in range(n):
                    slope[j] *= gamma * line[j]
            part = np.float32(0)
            for j in range(n):
                slope[j] = min(max(slope[j], least), most)
                part += slope[j]
            total[i] += part
            cells = counts[i]
            for j in range(n):
                cells[(bits[j] >> 15) - base] += 1


@jit_sums
def family_sums(alpha, index, weight, scale, gamma, black, inputs, total):  # type: ignore[no-untyped-def]
    """Adds to total (n, I) the sum of N pixels' outputs after each step, with gamma and black point."""
    count = alpha.shape[1]
    steps = np.empty((len(index), BLOCK), np.float32)
    line = np.empty(BLOCK, np.float32)
    lifted = np.empty(BLOCK, np.float32)
    one = np.float32(1)
    for start in range(0, count, BLOCK):
        n = min(BLOCK, count - start)
        _scaled(alpha, index, weight, scale, start, start + n, steps)
        for i in range(len(inputs)):
            line[:n] = inputs[i]
            for k in range(len(index)):
                part = np.float32(0)
                for j in range(n):
                    line[j] += steps[k, j] * line[j] * (one - line[j])
                    lifted[j] = line[j]
                if gamma != one:
                    power(lifted, gamma, n)
                if black > 0:
                    blacken(lifted, black, 0, n)
                for j in range(n):
                    part += lifted[j]
                total[k, i] += part


@jit_sums
def _ranked(counts, rank):  # type: ignore[no-untyped-def]
    """Where the value of whole rank 0 … N − 1 lies in a histogram (cells,) of [0, 1]."""
    below = 0
    cell = 0
    while cell < len(counts) - 1 and below + counts[cell] <= rank:
        below += counts[cell]
        cell += 1
    return (cell + (rank - below + 0.5) / max(counts[cell], 1)) / len(counts)


@jit_sums
def percentile(counts, q, out):  # type: ignore[no-untyped-def]
    """out (I,) = the q-quantiles of N values in histograms (I, cells) of [0, 1], linear between ranks."""
    for i in range(len(out)):
        total = 0
        for cell in range(counts.shape[1]):
            total += counts[i, cell]
        rank = q * (total - 1)
        first = int(rank)
        low = _ranked(counts[i], first)
        high = _ranked(counts[i], min(first + 1, total - 1))
        out[i] = min(max(low + (rank - first) * (high - low), 0.0), 1.0)


@jit_sums
def count_values(pixels, counts):  # type: ignore[no-untyped-def]
    """Add to counts (3, 256) how often each channel of pixels (h, w, 3) uint8 has each value."""
    for y in range(pixels.shape[0]):
        for x in range(pixels.shape[1]):
            for c in range(3):
                counts[c, pixels[y, x, c]] += 1
