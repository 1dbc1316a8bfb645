"""Path tracing of the room: intersections, lights, paths. Numba, float64, no state."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from scene import (
    BALL,
    BOX,
    BRASS,
    BULB,
    BULB_R,
    BULB_Y,
    CURTAIN,
    GLAZE,
    LAMP,
    LATHE,
    LEMON,
    LINEN,
    ORANGE,
    PLASTER,
    RUG,
    SHADE,
    WINDOW,
)
from surface import albedo, gloss, noise, sky

FAR = 1e9
BULB_LIGHT = 400.0
SHADE_LIGHT = 1.9
SHADE_FORM = (1.13, 1.38, 0.185, 0.125)  # y0, y1 and the radii there
SKY_LIGHT = 0.62
SIDE = (-2.49, 0.75, 2.25, -0.9, 0.9)  # a second window beside the camera, never seen: x, y0, y1, z0, z1
SIDE_LIGHT = (0.8, 0.88, 1.05)
BRIGHTEST_BOUNCE = 0.35  # clamps what is not seen directly, against fireflies


@njit
def _hit_box(q, o, d, near):
    ox, oz = o[0] - q[0], o[2] - q[2]
    c, s = q[6], q[7]
    px, py, pz = c * ox - s * oz, o[1] - q[1], s * ox + c * oz
    dx, dy, dz = c * d[0] - s * d[2], d[1], s * d[0] + c * d[2]
    low, high = -FAR, FAR
    for a, v, h in ((px, dx, q[3]), (py, dy, q[4]), (pz, dz, q[5])):
        if abs(v) < 1e-12:
            if abs(a) > h:
                return FAR
            continue
        t0, t1 = (-h - a) / v, (h - a) / v
        low, high = max(low, min(t0, t1)), min(high, max(t0, t1))
    if low > high or high < near:
        return FAR
    return low if low > near else high


@njit
def _hit_ball(q, o, d, near):
    ox, oz = o[0] - q[0], o[2] - q[2]
    c, s = q[6], q[7]
    px, py, pz = (c * ox - s * oz) / q[3], (o[1] - q[1]) / q[4], (s * ox + c * oz) / q[5]
    dx, dy, dz = (c * d[0] - s * d[2]) / q[3], d[1] / q[4], (s * d[0] + c * d[2]) / q[5]
    a, b, e = dx * dx + dy * dy + dz * dz, px * dx + py * dy + pz * dz, px * px + py * py + pz * pz - 1
    root = b * b - a * e
    if root < 0:
        return FAR
    root = math.sqrt(root)
    t = (-b - root) / a
    if t > near:
        return t
    t = (-b + root) / a
    return t if t > near else FAR


@njit
def _hit_lathe(q, o, d, near):
    x, z, y0, y1, r0, r1 = q[0], q[1], q[2], q[3], q[4], q[5]
    if abs(y1 - y0) < 1e-7:
        t = (y0 - o[1]) / d[1] if abs(d[1]) > 1e-12 else FAR
        r = math.hypot(o[0] + t * d[0] - x, o[2] + t * d[2] - z)
        return t if t > near and min(r0, r1) <= r <= max(r0, r1) else FAR
    k = (r1 - r0) / (y1 - y0)
    ox, oz, at = o[0] - x, o[2] - z, r0 + k * (o[1] - y0)
    a = d[0] * d[0] + d[2] * d[2] - k * k * d[1] * d[1]
    b = ox * d[0] + oz * d[2] - at * k * d[1]
    e = ox * ox + oz * oz - at * at
    root = b * b - a * e
    if root < 0 or abs(a) < 1e-14:
        return FAR
    root = math.sqrt(root)
    t0, t1 = (-b - root) / a, (-b + root) / a
    low, high = min(y0, y1), max(y0, y1)
    for t in (min(t0, t1), max(t0, t1)):
        y = o[1] + t * d[1]
        if t > near and low <= y <= high and r0 + k * (y - y0) >= 0:
            return t
    return FAR


@njit
def _in_reach(b, o, d, far):
    low, high = 0.0, far
    for a in range(3):
        v = d[a] if abs(d[a]) > 1e-12 else 1e-12
        t0, t1 = (b[a] - o[a]) / v, (b[a + 3] - o[a]) / v
        low, high = max(low, min(t0, t1)), min(high, max(t0, t1))
    return low <= high


@njit
def _trace(rows, kinds, groups, boxes, o, d, far):
    """Nearest primitive along the ray before `far`: (distance, index) or (far, -1)."""
    best, found = far, -1
    for g in range(groups.shape[0]):
        if not _in_reach(boxes[g], o, d, best):
            continue
        for i in range(groups[g, 0], groups[g, 1]):
            kind = kinds[i, 0]
            if kind == BOX:
                t = _hit_box(rows[i], o, d, 1e-4)
            elif kind == BALL:
                t = _hit_ball(rows[i], o, d, 1e-4)
            else:
                t = _hit_lathe(rows[i], o, d, 1e-4)
            if t < best:
                best, found = t, i
    return best, found


@njit
def _normal(kind, q, p, n):
    if kind == LATHE:
        share = (p[1] - q[2]) / (q[3] - q[2]) if abs(q[3] - q[2]) > 1e-7 else 0.5
        nr, ny = q[6] + share * (q[8] - q[6]), q[7] + share * (q[9] - q[7])
        r = max(math.hypot(p[0] - q[0], p[2] - q[1]), 1e-9)
        n[0], n[1], n[2] = nr * (p[0] - q[0]) / r, ny, nr * (p[2] - q[1]) / r
    else:
        c, s = q[6], q[7]
        ox, oz = p[0] - q[0], p[2] - q[2]
        x, y, z = (c * ox - s * oz) / q[3], (p[1] - q[1]) / q[4], (s * ox + c * oz) / q[5]
        if kind == BALL:
            x, y, z = x / q[3], y / q[4], z / q[5]
        else:
            ax, ay, az = abs(x), abs(y), abs(z)
            x = math.copysign(1.0, x) if ax >= ay and ax >= az else 0.0
            y = math.copysign(1.0, y) if ay > ax and ay >= az else 0.0
            z = math.copysign(1.0, z) if az > ax and az > ay else 0.0
        n[0], n[1], n[2] = c * x + s * z, y, -s * x + c * z
    _unit(n)


@njit
def _unit(v):
    k = 1.0 / max(math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]), 1e-12)
    v[0] *= k
    v[1] *= k
    v[2] *= k


@njit
def _ruffle(material, p, n):
    """Bumps that the geometry does not have: peel, plaster, linen."""
    size, depth = 0.0, 0.0
    if material in (ORANGE, LEMON):
        size, depth = 420.0, 0.28
    elif material == PLASTER:
        size, depth = 45.0, 0.09
    elif material in (LINEN, RUG, CURTAIN):
        size, depth = 380.0, 0.3
    elif material == GLAZE:
        size, depth = 30.0, 0.05
    if depth > 0:
        for a in range(3):
            n[a] += depth * (noise(size * p[0] + 17 * a, size * p[1], size * p[2]) - 0.5)
        _unit(n)


@njit
def _shade(y):
    """What the lampshade gives off: linen lit from within, brightest level with the bulb."""
    return SHADE_LIGHT * (0.55 + 0.75 * math.exp(-(((y - BULB_Y) / 0.075) ** 2)))


@njit
def _scatter(n, d):
    """A cosine-weighted direction about n."""
    z = 1 - 2 * np.random.random()
    r, a = math.sqrt(max(0.0, 1 - z * z)), 2 * math.pi * np.random.random()
    d[0], d[1], d[2] = n[0] + r * math.cos(a), n[1] + r * math.sin(a), n[2] + z
    _unit(d)


@njit
def _lit(rows, kinds, groups, boxes, p, n, out, to):
    """Direct light at p with the normal n: one sample each of the bulb, its shade and both windows. Adds to out."""
    for light in range(4):
        if light == 0:
            z = 1 - 2 * np.random.random()
            r, a = math.sqrt(max(0.0, 1 - z * z)), 2 * math.pi * np.random.random()
            qx, qy, qz = (
                LAMP[0] + BULB_R * r * math.cos(a),
                BULB_Y + BULB_R * z,
                LAMP[1] + BULB_R * r * math.sin(a),
            )
        elif light == 3:
            share, a = np.random.random(), 2 * math.pi * np.random.random()
            y0, y1, r0, r1 = SHADE_FORM
            r = r0 + share * (r1 - r0)
            qx, qy, qz = LAMP[0] + r * math.cos(a), y0 + share * (y1 - y0), LAMP[1] + r * math.sin(a)
        elif light == 2:
            qx = SIDE[0]
            qy = SIDE[1] + (SIDE[2] - SIDE[1]) * np.random.random()
            qz = SIDE[3] + (SIDE[4] - SIDE[3]) * np.random.random()
        else:
            qx = WINDOW[0] + (WINDOW[1] - WINDOW[0]) * np.random.random()
            qy = WINDOW[2] + (WINDOW[3] - WINDOW[2]) * np.random.random()
            qz = WINDOW[4] + 0.2
        to[0], to[1], to[2] = qx - p[0], qy - p[1], qz - p[2]
        distance = math.sqrt(to[0] ** 2 + to[1] ** 2 + to[2] ** 2)
        _unit(to)
        facing = to[0] * n[0] + to[1] * n[1] + to[2] * n[2]
        if facing <= 0 or (light == 1 and to[2] <= 0) or (light == 2 and to[0] >= 0):
            continue
        _, blocked = _trace(rows, kinds, groups, boxes, p, to, distance - 1e-3)
        if blocked >= 0 and not (light == 0 and kinds[blocked, 1] == BULB):
            continue
        if light == 0:
            power = BULB_LIGHT * BULB_R * BULB_R * facing / (distance * distance)
            out[0] += power
            out[1] += 0.58 * power
            out[2] += 0.235 * power
        elif light == 3:
            y0, y1, r0, r1 = SHADE_FORM
            flat = abs((qx - LAMP[0]) * to[0] + (qz - LAMP[1]) * to[2]) / r
            power = 2 * math.pi * r * (y1 - y0) * flat * facing * _shade(qy) / (math.pi * distance * distance)
            out[0] += power
            out[1] += 0.6 * power
            out[2] += 0.27 * power
        elif light == 2:
            power = (
                -facing * to[0] * (SIDE[2] - SIDE[1]) * (SIDE[4] - SIDE[3]) / (math.pi * distance * distance)
            )
            for a in range(3):
                out[a] += power * SIDE_LIGHT[a]
        else:
            area = (WINDOW[1] - WINDOW[0]) * (WINDOW[3] - WINDOW[2])
            power = SKY_LIGHT * facing * to[2] * area / (math.pi * distance * distance)
            r, g, b = sky(to)
            out[0] += power * r
            out[1] += power * g
            out[2] += power * b


@njit
def _path(rows, kinds, groups, boxes, o, d, out):
    """Radiance along one camera ray into out (linear RGB); o and d are used up."""
    through, direct, n, p, to = np.ones(3), np.zeros(3), np.zeros(3), np.zeros(3), np.zeros(3)
    seen = True
    for bounce in range(6):
        t, i = _trace(rows, kinds, groups, boxes, o, d, FAR)
        if i < 0:
            if seen:
                r, g, b = sky(d)
                out[0] += through[0] * r * SKY_LIGHT
                out[1] += through[1] * g * SKY_LIGHT
                out[2] += through[2] * b * SKY_LIGHT
            return
        for a in range(3):
            p[a] = o[a] + t * d[a]
        kind, material = kinds[i, 0], kinds[i, 1]
        if material == BULB:
            if seen:
                for a in range(3):
                    out[a] += through[a] * (40.0 if bounce == 0 else 1.0)
            return
        _normal(kind, rows[i], p, n)
        if n[0] * d[0] + n[1] * d[1] + n[2] * d[2] > 0:
            n[0], n[1], n[2] = -n[0], -n[1], -n[2]
        if material == SHADE:
            if not seen:
                return
            k = _shade(p[1]) * (0.9 + 0.2 * noise(400 * p[0], 400 * p[1], 60 * p[2]))
            out[0] += through[0] * k
            out[1] += through[1] * k * 0.6
            out[2] += through[2] * k * 0.27
            return
        _ruffle(material, p, n)
        mirror, rough = gloss(material)
        facing = abs(n[0] * d[0] + n[1] * d[1] + n[2] * d[2])
        mirror += (1 - mirror) * (1 - facing) ** 5 * (1 - rough) ** 2 if mirror > 0 else 0.0
        for a in range(3):
            p[a] += 1e-4 * n[a]
            o[a] = p[a]
        r, g, b = albedo(material, i, p)
        if np.random.random() < mirror:
            along = 2 * (n[0] * d[0] + n[1] * d[1] + n[2] * d[2])
            _scatter(n, to)
            for a in range(3):
                d[a] = (d[a] - along * n[a]) + rough * rough * (to[a] - n[a])
            _unit(d)
            if material == BRASS:
                through[0], through[1], through[2] = through[0] * 0.95, through[1] * 0.7, through[2] * 0.35
            seen = True
            continue
        seen = False
        through[0], through[1], through[2] = through[0] * r, through[1] * g, through[2] * b
        direct[:] = 0
        _lit(rows, kinds, groups, boxes, p, n, direct, to)
        for a in range(3):
            out[a] += through[a] * direct[a] if bounce == 0 else min(through[a] * direct[a], BRIGHTEST_BOUNCE)
        strength = max(through[0], through[1], through[2])
        if bounce > 1:
            if np.random.random() > strength:
                return
            through /= strength
        _scatter(n, d)


@njit(parallel=True)
def expose(rows, kinds, groups, boxes, width, height, samples, eye, axes, lens, focus):
    """Mean radiance, (height, width, 3) float64 linear RGB. axes: right, up, forward rows scaled to the film."""
    image = np.zeros((height, width, 3))
    for y in prange(height):
        np.random.seed(1_000_003 + y)
        o, d, out = np.zeros(3), np.zeros(3), np.zeros(3)
        for x in range(width):
            for _ in range(samples):
                u = (x + np.random.random() - width / 2) / (width / 2)
                v = (height / 2 - y - np.random.random()) / (width / 2)
                r, a = lens * math.sqrt(np.random.random()), 2 * math.pi * np.random.random()
                lu, lv = r * math.cos(a), r * math.sin(a)
                for k in range(3):
                    target = focus * (axes[2, k] + u * axes[0, k] + v * axes[1, k])
                    shift = lu * axes[0, k] + lv * axes[1, k]
                    o[k], d[k] = eye[k] + shift, target - shift
                    out[k] = 0.0
                _unit(d)
                _path(rows, kinds, groups, boxes, o, d, out)
                for k in range(3):
                    image[y, x, k] += min(out[k], 6.0) / samples
    return image
