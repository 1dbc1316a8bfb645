"""What the surfaces of the room and the sky behind its window look like: procedural, linear RGB."""

from __future__ import annotations

import math

from numba import njit
from scene import (
    APPLE,
    BOOK,
    BOTTLE,
    BRASS,
    CLAY,
    CREAM,
    CURTAIN,
    DARK_WOOD,
    FLOOR,
    FRAME,
    GLAZE,
    LEAF,
    LEMON,
    LINEN,
    ORANGE,
    PAGES,
    PAINTING,
    PEAR,
    PLASTER,
    RUG,
    WOOD,
)


@njit
def _hash(x, y, z):
    h = (x * 374761393 + y * 668265263 + z * 1440662683) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 668265263) & 0xFFFFFFFF
    return float((h ^ (h >> 16)) & 0xFFFFFF) / 16777216.0


@njit
def noise(x, y, z):
    """Value noise in [0, 1], one lattice cell per unit."""
    ix, iy, iz = int(math.floor(x)), int(math.floor(y)), int(math.floor(z))
    fx, fy, fz = x - ix, y - iy, z - iz
    fx, fy, fz = fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy), fz * fz * (3 - 2 * fz)
    total = 0.0
    for k in range(8):
        a, b, c = k & 1, (k >> 1) & 1, k >> 2
        weight = (fx if a else 1 - fx) * (fy if b else 1 - fy) * (fz if c else 1 - fz)
        total += weight * _hash(ix + a, iy + b, iz + c)
    return total


@njit
def _clouds(x, y, z):
    return (
        0.5 * noise(x, y, z) + 0.3 * noise(2.1 * x, 2.1 * y, 2.1 * z) + 0.2 * noise(4.3 * x, 4.3 * y, 4.3 * z)
    )


@njit
def _wood(u, v, w, dark):
    """Boards along u; grain stretched along it."""
    warp = 0.35 * noise(1.5 * u, 6 * v, w)
    grain = _clouds(2.2 * u, 38 * v + 9 * warp, 38 * w)
    fine = noise(9 * u, 260 * v, 260 * w)
    tone = (0.55 + 0.65 * grain) * (0.86 + 0.22 * fine) * dark
    return 0.42 * tone, 0.235 * tone, 0.115 * tone


@njit
def _boards(x, z):
    row = int(math.floor(x / 0.14))
    along = z + 0.9 * _hash(row, 3, 1)
    board = int(math.floor(along / 1.3))
    r, g, b = _wood(along, x + 7.3 * board, 0.5 * row, 0.55 + 0.35 * _hash(row, board, 9))
    gap = abs(x / 0.14 - row - 0.5) > 0.485 or abs(along / 1.3 - board - 0.5) > 0.4985
    k = 0.25 if gap else 1.0
    return r * k, g * k, b * k


@njit
def _painting(u, v):
    """A small abstract shore: sky, a sun, bands of land and water. u, v in metres."""
    stroke = 0.06 * (_clouds(14 * u, 90 * v, 2.0) - 0.5)
    height = 9 * (v - 1.42) + stroke * 9
    sun = math.hypot(u - 0.86, v - 1.9 + stroke * 0.3)
    if sun < 0.055:
        return 0.85, 0.42, 0.16
    if height > 3.4 + 0.5 * math.sin(9 * u):
        return 0.62 + stroke * 3, 0.55 + stroke * 2, 0.44
    if height > 2.7 + 0.4 * math.sin(6 * u + 1):
        return 0.16, 0.3 + stroke, 0.36 + stroke * 2
    if height > 2.2:
        return 0.12 + stroke, 0.22, 0.24
    return 0.55 + stroke * 3, 0.4 + stroke * 3, 0.22


@njit
def _rug(x, z):
    u, v = x / 1.5, (z - 1.6) / 1.3
    edge = max(abs(u), abs(v))
    thread = 0.75 + 0.5 * noise(230 * x, 3.0, 230 * z)
    lozenge = (abs(u * 4 - math.floor(u * 4 + 0.5)) + abs(v * 3.5 - math.floor(v * 3.5 + 0.5))) * 2
    r, g, b = 0.34, 0.06, 0.055
    if edge > 0.93 or 0.8 < edge < 0.835:
        r, g, b = 0.5, 0.4, 0.26
    elif edge > 0.835:
        r, g, b = 0.06, 0.09, 0.2
    elif lozenge < 0.35:
        r, g, b = 0.07, 0.1, 0.22
    elif lozenge < 0.5:
        r, g, b = 0.52, 0.4, 0.24
    return r * thread, g * thread, b * thread


@njit
def _book(row, y):
    pick = int(_hash(int(row * 7919), 5, 2) * 6)
    band = 0.5 + 0.5 * math.sin(180 * y)
    tones = (
        (0.36, 0.07, 0.06),
        (0.07, 0.16, 0.3),
        (0.5, 0.36, 0.12),
        (0.07, 0.22, 0.16),
        (0.55, 0.5, 0.42),
        (0.2, 0.1, 0.2),
    )
    r, g, b = tones[pick]
    k = 1.25 if band > 0.985 else 1.0
    return r * k, g * k, b * k


@njit
def albedo(material, row, p):
    """Linear reflectance of a surface at the point p."""
    x, y, z = p[0], p[1], p[2]
    mottle = _clouds(3 * x, 3 * y, 3 * z)
    if material == PLASTER:
        k = 0.86 + 0.1 * mottle + 0.1 * noise(60 * x, 60 * y, 60 * z)
        return 0.5 * k, 0.53 * k, 0.47 * k
    if material == FLOOR:
        return _boards(x, z)
    if material == WOOD:
        return _wood(
            x, y + 0.25 * math.floor(z / 0.2), z, 0.95 + 0.15 * _hash(int(math.floor(z / 0.2)), 2, 2)
        )
    if material == DARK_WOOD:
        return _wood(y, x, z, 0.4)
    if material == RUG:
        return _rug(x, z)
    if material == PAINTING:
        return _painting(x, y) if x < 1.3 else _painting(0.75 + 0.9 * (x - 1.62), y - 0.22)
    if material == BOOK:
        return _book(row, y)
    if material == ORANGE:
        k = 0.9 + 0.2 * noise(300 * x, 300 * y, 300 * z)
        return 0.82 * k, 0.3 * k, 0.035
    if material == LEMON:
        k = 0.9 + 0.2 * noise(260 * x, 260 * y, 260 * z)
        return 0.85 * k, 0.62 * k, 0.06
    if material == APPLE:
        k = _clouds(25 * x, 6 * y, 25 * z)
        return 0.42 + 0.25 * k, 0.05 + 0.3 * k * k, 0.035
    if material == PEAR:
        k = _clouds(30 * x, 30 * y, 30 * z)
        return 0.42 + 0.1 * k, 0.44, 0.09
    if material == LEAF:
        k = 0.6 + 0.8 * _hash(int(row), 4, 4)
        return 0.06 * k, 0.19 * k, 0.045 * k
    if material == CLAY:
        k = 0.8 + 0.4 * mottle
        return 0.46 * k, 0.2 * k, 0.11 * k
    if material == GLAZE:
        k = 0.75 + 0.5 * _clouds(20 * x, 20 * y, 20 * z)
        return 0.05 * k, 0.16 * k, 0.26 * k
    if material in (CREAM, PAGES):
        k = 0.9 if material == CREAM else 0.62 + 0.3 * noise(4 * x, 900 * y, 4 * z)
        return 0.74 * k, 0.69 * k, 0.58 * k
    if material == LINEN:
        k = 0.82 + 0.3 * noise(420 * x, 420 * y, 60 * z) * noise(60 * x, 420 * y, 420 * z)
        stripe = material == LINEN and y > 0.7 and y < 0.76 and abs(abs(x + 0.08) - 0.19) < 0.012
        return (0.2 * k, 0.3 * k, 0.38 * k) if stripe else (0.68 * k, 0.64 * k, 0.56 * k)
    if material == CURTAIN:
        k = 0.85 + 0.2 * noise(300 * x, 300 * y, 300 * z)
        return 0.3 * k, 0.115 * k, 0.075 * k
    if material == BOTTLE:
        return 0.012, 0.035, 0.016
    if material == FRAME:
        return _wood(y, x, z, 0.3)
    if material == BRASS:
        return 0.55, 0.4, 0.18
    return 0.8, 0.74, 0.62


@njit
def gloss(material):
    """Mirror share at normal incidence and roughness."""
    if material in (ORANGE, LEMON, PEAR, CLAY):
        return 0.03, 0.35
    if material in (APPLE, GLAZE, CREAM):
        return 0.045, 0.12
    if material == BOTTLE:
        return 0.07, 0.02
    if material == BRASS:
        return 0.5, 0.25
    if material in (WOOD, FLOOR, DARK_WOOD, FRAME):
        return 0.035, 0.28
    if material == LEAF:
        return 0.03, 0.4
    return 0.0, 1.0


@njit
def sky(d):
    """Evening sky, hills and a few lit windows behind the glass, by direction."""
    up, side = d[1], d[0] / max(d[2], 0.05)
    hill = (
        0.012
        + 0.03 * math.sin(3.1 * side + 0.7)
        + 0.022 * noise(9 * side, 0.0, 5.0)
        + 0.008 * noise(60 * side, 0.0, 5.0)
    )
    roof = -0.012 + 0.045 * _hash(int(math.floor(side * 19)), 1, 7)
    if up < max(hill, roof):
        cell = _hash(int(math.floor(side * 230)), int(math.floor(up * 300)), 3)
        if up < roof - 0.006 and cell > 0.968:
            return 1.6, 0.95, 0.4
        k = 0.05 if up < roof else 0.09
        return 0.35 * k, 0.45 * k, 0.7 * k
    glow = math.exp(-16 * max(up, 0.0))
    cloud = _clouds(3 * side, 16 * up, 1.0)
    streak = max(0.0, cloud - 0.48) * 2.2 * math.exp(-5 * up)
    r = 0.1 + 1.25 * glow + 0.7 * streak
    g = 0.2 + 0.55 * glow + 0.3 * streak
    b = 0.5 + 0.1 * glow + 0.25 * streak
    return r, g, b
