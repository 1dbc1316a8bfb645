"""The room of the sample photo: primitives in metres, x right, y up, z away from the camera."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

BOX, BALL, LATHE, DISC = range(4)
(
    PLASTER,
    FLOOR,
    WOOD,
    DARK_WOOD,
    BRASS,
    SHADE,
    BULB,
    ORANGE,
    LEMON,
    APPLE,
    GLAZE,
    CREAM,
    BOOK,
    PAGES,
    LEAF,
    CLAY,
    RUG,
    PAINTING,
    FRAME,
    LINEN,
    CURTAIN,
    BOTTLE,
    PEAR,
) = range(23)
LAMP = (1.38, 4.02)  # x, z of its axis
BULB_Y, BULB_R = 1.25, 0.045
WINDOW = (-1.62, -0.34, 0.98, 2.2, 4.3)  # x0, x1, y0, y1, z


@dataclass
class Scene:
    """Primitives in groups; a group is skipped when a ray misses its bounding box."""

    rows: list[list[float]] = field(default_factory=list)
    kinds: list[tuple[int, int]] = field(default_factory=list)
    groups: list[tuple[int, int]] = field(default_factory=list)
    start: int = 0

    def add(self, kind: int, material: int, *numbers: float) -> None:
        self.rows.append([*numbers, *([0.0] * (12 - len(numbers)))])
        self.kinds.append((kind, material))

    def box(self, material: int, low: tuple[float, ...], high: tuple[float, ...], turn: float = 0.0) -> None:
        centre = [(a + b) / 2 for a, b in zip(low, high, strict=True)]
        half = [(b - a) / 2 for a, b in zip(low, high, strict=True)]
        self.add(BOX, material, *centre, *half, math.cos(turn), math.sin(turn))

    def ball(
        self, material: int, centre: tuple[float, ...], radii: tuple[float, ...], turn: float = 0.0
    ) -> None:
        self.add(BALL, material, *centre, *radii, math.cos(turn), math.sin(turn))

    def lathe(self, material: int, x: float, z: float, y: float, profile: list[tuple[float, float]]) -> None:
        """Turn a profile of (radius, height) about the vertical axis; normals are smooth along it."""
        p = np.array(profile)
        edge = np.diff(p, axis=0)
        normal = np.stack([edge[:, 1], -edge[:, 0]], 1) / np.linalg.norm(edge, axis=1)[:, None]
        ends = np.concatenate([normal[:1], normal[:-1] + normal[1:], normal[-1:]])
        for i, ((r0, y0), (r1, y1)) in enumerate(zip(profile, profile[1:], strict=False)):
            self.add(LATHE, material, x, z, y + y0, y + y1, r0, r1, *ends[i], *ends[i + 1])

    def close(self) -> None:
        self.groups.append((self.start, len(self.rows)))
        self.start = len(self.rows)

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        rows, kinds = np.array(self.rows), np.array(self.kinds)
        boxes = np.array([_bounds(rows[a:b], kinds[a:b]) for a, b in self.groups])
        return rows, kinds, np.array(self.groups), boxes


def _bounds(rows: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    low, high = np.full(3, 1e9), np.full(3, -1e9)
    for row, (kind, _) in zip(rows, kinds, strict=True):
        if kind == LATHE:
            r = max(row[4], row[5])
            a = np.array([row[0] - r, min(row[2], row[3]), row[1] - r])
            b = np.array([row[0] + r, max(row[2], row[3]), row[1] + r])
        elif kind == DISC:
            a, b = row[:3] - row[3], row[:3] + row[3]
        else:
            reach = math.hypot(row[3], row[5])
            extent = np.array([reach, row[4], reach])
            a, b = row[:3] - extent, row[:3] + extent
        low, high = np.minimum(low, a), np.maximum(high, b)
    return np.concatenate([low - 1e-4, high + 1e-4])


def build() -> Scene:
    scene = Scene()
    for part in (_room, _window, _sideboard, _lamp, _plant, _wall, _table, _bowl, _table_things, _chair):
        part(scene)
    return scene


def _room(s: Scene) -> None:
    x0, x1, y0, y1, z = WINDOW
    s.box(FLOOR, (-4, -0.1, -4), (4, 0, 4.5))
    s.box(PLASTER, (-4, 2.75, -4), (4, 2.85, 4.5))
    s.box(PLASTER, (-2.6, 0, -4), (-2.5, 2.8, 4.5))
    s.box(PLASTER, (2.5, 0, -4), (2.6, 2.8, 4.5))
    s.box(PLASTER, (-4, 0, -4.1), (4, 2.8, -4))
    s.box(PLASTER, (-2.6, 0, z), (x0, 2.8, z + 0.22))
    s.box(PLASTER, (x1, 0, z), (2.6, 2.8, z + 0.22))
    s.box(PLASTER, (x0, 0, z), (x1, y0, z + 0.22))
    s.box(PLASTER, (x0, y1, z), (x1, 2.8, z + 0.22))
    s.box(CREAM, (x1, 0, z - 0.015), (2.5, 0.11, z))
    s.box(CREAM, (-2.5, 0, z - 0.015), (x1, 0.11, z))
    s.box(RUG, (-1.5, 0, 0.3), (1.5, 0.012, 2.9))
    s.close()


def _window(s: Scene) -> None:
    x0, x1, y0, y1, z = WINDOW
    middle = (x0 + x1) / 2
    for a, b in ((x0, x0 + 0.05), (x1 - 0.05, x1), (middle - 0.03, middle + 0.03)):
        s.box(CREAM, (a, y0, z + 0.06), (b, y1, z + 0.12))
    for a, b in ((y0, y0 + 0.05), (y1 - 0.05, y1), (1.72, 1.75)):
        s.box(CREAM, (x0, a, z + 0.065), (x1, b, z + 0.115))
    s.box(CREAM, (x0 - 0.08, y0 - 0.04, z - 0.12), (x1 + 0.08, y0, z + 0.06))
    s.lathe(
        CLAY,
        -0.62,
        z - 0.03,
        y0,
        [(0.0, 0.002), (0.05, 0.002), (0.066, 0.1), (0.07, 0.1), (0.06, 0.09), (0, 0.09)],
    )
    rng = np.random.default_rng(5)
    for _ in range(16):
        angle, lean = rng.uniform(0, 6.28), rng.uniform(0.01, 0.05)
        at = (
            -0.62 + lean * math.cos(angle),
            y0 + 0.1 + rng.uniform(0.02, 0.1),
            z - 0.03 + lean * math.sin(angle),
        )
        s.ball(LEAF, at, (0.014, 0.035, 0.008), angle)
    s.close()
    folds = [(-1.98 + 0.045 * i, 0.03 * math.sin(i * 1.9)) for i in range(9)]
    folds += [(-0.27 + 0.045 * i, 0.03 * math.sin(i * 2.2 + 1)) for i in range(8)]
    for x, shift in folds:
        s.lathe(CURTAIN, x, 4.2 + shift * 0.6, 0.06, [(0.036, 0.0), (0.031, 1.1), (0.026, 2.33)])
    s.box(BRASS, (-2.1, 2.385, 4.19), (0.12, 2.405, 4.21))
    s.close()


def _sideboard(s: Scene) -> None:
    s.box(WOOD, (0.3, 0.76, 3.72), (2.1, 0.8, 4.28))
    s.box(WOOD, (0.33, 0.14, 3.76), (2.07, 0.76, 4.27))
    for i in range(3):
        a = 0.36 + i * 0.567
        s.box(WOOD, (a, 0.17, 3.742), (a + 0.545, 0.735, 3.76))
        s.ball(BRASS, (a + 0.48, 0.48, 3.73), (0.014, 0.014, 0.014))
    for x in (0.42, 1.98):
        s.lathe(DARK_WOOD, x, 3.84, 0, [(0.014, 0), (0.026, 0.15)])
    s.close()
    heights, colours = (0.2, 0.235, 0.19, 0.215, 0.205, 0.24), (0.034, 0.042, 0.028, 0.05, 0.03, 0.037)
    x = 0.46
    for height, width in zip(heights, colours, strict=True):
        s.box(BOOK, (x, 0.8, 3.9), (x + width - 0.002, 0.8 + height, 4.06))
        s.box(PAGES, (x + 0.004, 0.804, 3.905), (x + width - 0.006, 0.803 + height, 4.063))
        x += width
    s.close()
    s.lathe(
        GLAZE,
        0.98,
        3.97,
        0.8,
        [
            (0.0, 0.001),
            (0.05, 0.001),
            (0.085, 0.06),
            (0.092, 0.11),
            (0.07, 0.17),
            (0.036, 0.215),
            (0.034, 0.245),
            (0.046, 0.265),
            (0.03, 0.26),
            (0.0, 0.2),
        ],
    )
    s.close()


def _lamp(s: Scene) -> None:
    x, z = LAMP
    s.lathe(BRASS, x, z, 0.8, [(0.0, 0.016), (0.085, 0.014), (0.088, 0.0)])
    s.lathe(
        GLAZE,
        x,
        z,
        0.815,
        [(0.03, 0.0), (0.075, 0.06), (0.085, 0.12), (0.06, 0.19), (0.022, 0.24), (0.012, 0.26)],
    )
    s.lathe(BRASS, x, z, 1.07, [(0.008, 0.0), (0.008, 0.12)])
    s.lathe(SHADE, x, z, 1.13, [(0.185, 0.0), (0.125, 0.25)])
    s.ball(BULB, (x, BULB_Y, z), (BULB_R, BULB_R, BULB_R))
    s.close()


def _plant(s: Scene) -> None:
    s.lathe(
        CLAY,
        1.87,
        3.98,
        0.8,
        [
            (0.0, 0.001),
            (0.06, 0.001),
            (0.085, 0.15),
            (0.092, 0.15),
            (0.092, 0.165),
            (0.08, 0.165),
            (0.075, 0.14),
            (0, 0.14),
        ],
    )
    rng = np.random.default_rng(11)
    for _ in range(46):
        angle, height = rng.uniform(0, 2 * math.pi), rng.uniform(0.0, 1.0)
        spread = 0.05 + 0.17 * math.sin(math.pi * (0.15 + 0.75 * height))
        at = (1.87 + spread * math.cos(angle), 1.0 + 0.34 * height, 3.98 + spread * math.sin(angle))
        s.ball(
            LEAF,
            at,
            (0.075 * rng.uniform(0.7, 1.1), 0.009 + 0.02 * rng.random(), 0.03),
            -angle + rng.uniform(-0.3, 0.3),
        )
    for _ in range(9):
        angle = rng.uniform(0, 6.28)
        s.ball(
            LEAF, (1.87 + 0.03 * math.cos(angle), 1.08, 3.98 + 0.03 * math.sin(angle)), (0.004, 0.15, 0.004)
        )
    s.close()


def _wall(s: Scene) -> None:
    for x0, x1, y0, y1 in ((0.52, 1.06, 1.42, 2.12), (1.62, 2.06, 1.72, 2.2)):
        s.box(FRAME, (x0, y0, 4.265), (x1, y1, 4.3))
        s.box(LINEN, (x0 + 0.025, y0 + 0.025, 4.262), (x1 - 0.025, y1 - 0.025, 4.266))
        s.box(PAINTING, (x0 + 0.085, y0 + 0.085, 4.26), (x1 - 0.085, y1 - 0.085, 4.263))
    s.close()


def _table(s: Scene) -> None:
    s.box(WOOD, (-1.05, 0.7, 0.95), (0.95, 0.74, 1.95))
    s.box(WOOD, (-0.98, 0.61, 1.02), (0.88, 0.7, 1.04))
    s.box(WOOD, (-0.98, 0.61, 1.86), (0.88, 0.7, 1.88))
    for x in (-0.98, 0.82):
        for z in (1.0, 1.84):
            s.box(WOOD, (x, 0, z), (x + 0.06, 0.7, z + 0.06))
    s.box(LINEN, (-0.32, 0.74, 0.95), (0.16, 0.7425, 1.95))
    s.close()


def _bowl(s: Scene) -> None:
    x, y, z = -0.08, 0.7425, 1.5
    s.lathe(
        CREAM,
        x,
        z,
        y,
        [
            (0.0, 0.001),
            (0.075, 0.001),
            (0.08, 0.018),
            (0.13, 0.05),
            (0.165, 0.1),
            (0.172, 0.112),
            (0.165, 0.11),
            (0.13, 0.065),
            (0.08, 0.03),
            (0.0, 0.022),
        ],
    )
    s.close()
    s.ball(ORANGE, (x - 0.07, y + 0.095, z - 0.045), (0.046, 0.044, 0.046))
    s.ball(ORANGE, (x + 0.045, y + 0.09, z - 0.07), (0.044, 0.043, 0.044))
    s.ball(LEMON, (x + 0.085, y + 0.1, z + 0.03), (0.046, 0.033, 0.034), 0.6)
    s.ball(APPLE, (x - 0.06, y + 0.1, z + 0.055), (0.045, 0.042, 0.045))
    s.ball(APPLE, (x + 0.01, y + 0.15, z - 0.005), (0.044, 0.041, 0.044))
    s.ball(DARK_WOOD, (x + 0.013, y + 0.196, z - 0.005), (0.0025, 0.014, 0.0025))
    s.close()
    s.ball(LEMON, (0.24, 0.773, 1.27), (0.047, 0.033, 0.033), 2.5)
    s.ball(ORANGE, (0.36, 0.784, 1.42), (0.045, 0.044, 0.045))
    s.ball(PEAR, (-0.46, 0.783, 1.28), (0.043, 0.043, 0.043))
    s.ball(PEAR, (-0.455, 0.822, 1.283), (0.026, 0.035, 0.026))
    s.ball(DARK_WOOD, (-0.452, 0.862, 1.284), (0.0025, 0.016, 0.0025))
    s.close()


def _table_things(s: Scene) -> None:
    y = 0.74
    mug = [
        (0.0, 0.001),
        (0.038, 0.001),
        (0.042, 0.006),
        (0.043, 0.092),
        (0.041, 0.095),
        (0.039, 0.092),
        (0.038, 0.03),
        (0.0, 0.03),
    ]
    s.lathe(GLAZE, 0.42, 1.22, y, mug)
    for i in range(25):
        a = -1.25 + 2.5 * i / 24
        s.ball(
            GLAZE, (0.46 + 0.027 * math.cos(a), y + 0.05 + 0.029 * math.sin(a), 1.205), (0.006, 0.006, 0.006)
        )
    s.close()
    bottle = [
        (0.0, 0.001),
        (0.037, 0.001),
        (0.039, 0.008),
        (0.039, 0.16),
        (0.034, 0.19),
        (0.018, 0.215),
        (0.0145, 0.235),
        (0.0145, 0.275),
        (0.017, 0.277),
        (0.017, 0.29),
        (0.0, 0.29),
    ]
    s.lathe(BOTTLE, -0.42, 1.66, y, bottle)
    s.close()
    stack = (
        (0.62, 1.6, 0.11, 0.15, 0.035, 0.18),
        (0.63, 1.6, 0.1, 0.14, 0.026, -0.12),
        (0.61, 1.605, 0.085, 0.12, 0.03, 0.34),
    )
    for x, z, w, d, h, turn in stack:
        s.box(BOOK, (x - w, y, z - d), (x + w, y + 0.004, z + d), turn)
        s.box(BOOK, (x - w, y + h - 0.004, z - d), (x + w, y + h, z + d), turn)
        s.box(BOOK, (x - w, y, z - d), (x - w + 0.004, y + h, z + d), turn)
        s.box(
            PAGES,
            (x - w + 0.004, y + 0.003, z - d + 0.005),
            (x + w - 0.005, y + h - 0.003, z + d - 0.005),
            turn,
        )
        y += h
    s.close()


def _chair(s: Scene) -> None:
    for x in (-0.95, -0.55):
        s.box(DARK_WOOD, (x, 0, 2.62), (x + 0.035, 0.96, 2.655))
        s.box(DARK_WOOD, (x, 0, 2.2), (x + 0.035, 0.45, 2.235))
    for y in (0.62, 0.76, 0.9):
        s.box(DARK_WOOD, (-0.95, y, 2.63), (-0.53, y + 0.07, 2.65))
    s.box(LINEN, (-0.97, 0.44, 2.18), (-0.5, 0.475, 2.66))
    s.close()
