"""The loops of look-up tables, compiled by numba; tables are indexed [blue, green, red]."""

import numpy as np

from dce_studio.core.compiled import jit


@jit
def _place(value, size):  # type: ignore[no-untyped-def]
    """(cell, part) of a value in [0, 1] among `size` entries."""
    at = min(max(value, np.float32(0)), np.float32(1)) * (size - 1)
    cell = min(int(at), size - 2)
    return cell, np.float32(at - cell)


@jit
def apply_3d(colours, table, out):  # type: ignore[no-untyped-def]
    """out (N, 3) = the table (n, n, n, 3) at colours (N, 3), trilinear."""
    size = len(table)
    one = np.float32(1)
    for i in range(len(colours)):
        r, tr = _place(colours[i, 0], size)
        g, tg = _place(colours[i, 1], size)
        b, tb = _place(colours[i, 2], size)
        for c in range(3):
            low = (table[b, g, r, c] * (one - tr) + table[b, g, r + 1, c] * tr) * (one - tg)
            low += (table[b, g + 1, r, c] * (one - tr) + table[b, g + 1, r + 1, c] * tr) * tg
            high = (table[b + 1, g, r, c] * (one - tr) + table[b + 1, g, r + 1, c] * tr) * (one - tg)
            high += (table[b + 1, g + 1, r, c] * (one - tr) + table[b + 1, g + 1, r + 1, c] * tr) * tg
            out[i, c] = low * (one - tb) + high * tb


@jit
def accumulate_3d(colours, values, normal, right):  # type: ignore[no-untyped-def]
    """The normal equations of trilinear interpolation: `normal` (27, n, n, n) couples an entry with itself
    and its 26 neighbours, right (n, n, n, 3) holds the weighted values (N, 3)."""
    size = right.shape[0]
    weights = np.empty(8, np.float64)
    for i in range(len(colours)):
        r, tr = _place(colours[i, 0], size)
        g, tg = _place(colours[i, 1], size)
        b, tb = _place(colours[i, 2], size)
        for m in range(8):
            weights[m] = (tb if m & 4 else 1 - tb) * (tg if m & 2 else 1 - tg) * (tr if m & 1 else 1 - tr)
        for m in range(8):
            z, y, x = b + (m >> 2), g + ((m >> 1) & 1), r + (m & 1)
            for c in range(3):
                right[z, y, x, c] += weights[m] * values[i, c]
            for k in range(8):
                dz, dy, dx = (k >> 2) - (m >> 2), ((k >> 1) & 1) - ((m >> 1) & 1), (k & 1) - (m & 1)
                normal[(dz + 1) * 9 + (dy + 1) * 3 + dx + 1, z, y, x] += weights[m] * weights[k]


@jit
def smooth_normal(normal, weight, table, out):  # type: ignore[no-untyped-def]
    """out = (normal + weight · (graph Laplacian + identity / 1000)) · table, all (n, n, n, 3)."""
    size = table.shape[0]
    for z in range(size):
        for y in range(size):
            for x in range(size):
                for c in range(3):
                    out[z, y, x, c] = weight * table[z, y, x, c] * 1e-3
                for dz in range(-1, 2):
                    for dy in range(-1, 2):
                        for dx in range(-1, 2):
                            u, v, w = z + dz, y + dy, x + dx
                            if u < 0 or v < 0 or w < 0 or u >= size or v >= size or w >= size:
                                continue
                            a = normal[(dz + 1) * 9 + (dy + 1) * 3 + dx + 1, z, y, x]
                            if abs(dz) + abs(dy) + abs(dx) == 1:
                                for c in range(3):
                                    out[z, y, x, c] += weight * (table[z, y, x, c] - table[u, v, w, c])
                            if a != 0:
                                for c in range(3):
                                    out[z, y, x, c] += a * table[u, v, w, c]
