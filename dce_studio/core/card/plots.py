"""The two plots of a probe: its curve, and its steps as arrows that are labelled α₁ … αₙ."""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from dce_studio.core.analysis.views import INPUTS
from dce_studio.core.card import glyphs
from dce_studio.core.card.content import Probed
from dce_studio.core.card.scene import Disc, FilledShape, Polyline, Position, Primitive, Rect, Text
from dce_studio.core.card.style import Style

HEAD = 7.0  # length of an arrow head
SIZES = (
    (14.0, 11.5),
    (12.0, 10.0),
)  # of the steps' names and numbers; the second where the first has no room
APART = 3.0  # points between two names or numbers
LEAST = 0.12  # the least range of brightness on the scale of the steps


class Area(NamedTuple):
    """Where a plot's curves lie."""

    x: float
    y: float
    width: float
    height: float

    def place(self, x: float, y: float) -> Position:
        """From 0 … 1 to points, y upwards."""
        return self.x + x * self.width, self.y + (1 - y) * self.height


def curve_plot(area: Area, probe: Probed, colour: str, style: Style) -> list[Primitive]:
    """Output over input; an arrow climbs from the probe's own input to what becomes of it."""
    items: list[Primitive] = [Rect(*area, style.field)]
    for quarter in (0.25, 0.5, 0.75):
        items.append(Polyline((area.place(quarter, 0), area.place(quarter, 1)), style.grid, 1))
        items.append(Polyline((area.place(0, quarter), area.place(1, quarter)), style.grid, 1))
    items.append(Polyline((area.place(0, 0), area.place(1, 1)), style.muted, 1.2, dashed=True))
    points = tuple(area.place(float(x), float(y)) for x, y in zip(INPUTS, probe.curve, strict=True))
    items.append(Polyline(points, colour, 3.2))
    x, end = probe.tone, float(np.interp(probe.tone, INPUTS, probe.curve))
    items += _arrow(area.place(x, x), area.place(x, end), style.text, 1.8)
    items.append(Disc(*area.place(x, end), 5, colour, style.field))
    items.append(Disc(*area.place(x, x), 3.5, style.muted))
    return [*items, *_axis_words(area, style)]


def _axis_words(area: Area, style: Style) -> list[Primitive]:
    below, left = area.y + area.height, area.x - 8
    return [
        Text(left, below + 2, "0", 12, style.muted, "end"),
        Text(left, area.y + 9, "1", 12, style.muted, "end"),
        Text(area.x + area.width, below + 17, "1", 12, style.muted, "end"),
        Text(area.x + area.width / 2, below + 18, "tone before → tone after", 13, style.muted, "middle"),
    ]


def steps_plot(area: Area, probe: Probed, last: Probed, colour: str, style: Style) -> list[Primitive]:
    """x₀ … xₙ from left to right: each step an arrow with its α; the scales are those of `last`."""
    count = max(len(last.alpha), 1)
    low, high = _scale(last)
    items: list[Primitive] = [Rect(*area, style.field)]

    def place(step: float, value: float) -> Position:
        return area.place((0.4 + step) / (count + 0.8), (value - low) / (high - low))

    for step in range(count + 1):
        x = place(step, low)[0]
        items.append(Polyline(((x, area.y), (x, area.y + area.height)), style.grid, 1))
    stairs = [place(_at(k, probe), float(value)) for k, value in enumerate(probe.stairs)]
    for start, end in pairwise(stairs):
        items += _arrow(start, end, colour, 2.4, short=4)
    items += _steps_words(area, probe, last, stairs, style)
    items += [Disc(x, y, 3.4, style.text) for x, y in stairs]
    return [*items, *_ends(area, stairs, probe, style)]


def _at(step: int, probe: Probed) -> float:
    """Return the horizontal position of a step, of which the last may be partly done."""
    whole = len(probe.alpha)
    part = probe.part
    return step if step < whole or part == 0 else whole - 1 + part


def _scale(probe: Probed) -> tuple[float, float]:
    """The brightnesses at the lower and the upper edge."""
    low, high = float(probe.stairs.min()), float(probe.stairs.max())
    middle, half = (low + high) / 2, max(high - low, LEAST) / 2
    return middle - 1.25 * half, middle + 1.45 * half


def _steps_words(
    area: Area, probe: Probed, last: Probed, stairs: list[Position], style: Style
) -> list[Primitive]:
    """Each step's name above its arrow and its α below the plot, in its column; fewer where they are many.

    The last one of the film is always among them, and they stand still while it runs.
    """
    count = len(last.alpha)
    names = [_name(k) for k in range(1, count + 1)]
    (size, small), every = _fitting(names, [_number(a) for a in last.alpha], _column(area, last))
    items: list[Primitive] = []
    for k, (start, end) in enumerate(pairwise(stairs)):
        if (count - 1 - k) % every == 0:
            x, above = area.x + (0.9 + k) * _column(area, last), min(start[1], end[1]) - 8
            items.append(Text(x, above, names[k], size, style.text, "middle"))
            value, below = _number(probe.alpha[k]), area.y + area.height + 17
            items.append(Text(x, below, value, small, style.muted, "middle"))
    return items


def _column(area: Area, last: Probed) -> float:
    """The width of a step."""
    return area.width / (max(len(last.alpha), 1) + 0.8)


def _fitting(names: list[str], values: list[str], column: float) -> tuple[tuple[float, float], int]:
    """The sizes of names and numbers, and every how many of them fit into columns of this width."""

    def wide(sizes: tuple[float, float]) -> float:
        pairs = zip((names, values), sizes, strict=True)
        longest = (glyphs.width(text, size) for texts, size in pairs for text in texts)
        return APART + max(longest, default=0.0)

    sizes = next((each for each in SIZES if wide(each) <= column), SIZES[-1])
    return sizes, max(math.ceil(wide(sizes) / column), 1)


def _name(step: int) -> str:
    return "α" + "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(step))


def _number(alpha: float) -> str:
    return f"{round(float(alpha), 2) + 0:.2f}".replace("0.", ".", 1).replace("-", "−")


def _ends(area: Area, stairs: list[Position], probe: Probed, style: Style) -> list[Primitive]:
    """The brightness at both ends, beside the plot, and what the numbers below it are."""
    items: list[Primitive] = [Text(area.x - 8, area.y + area.height + 17, "α", 13, style.muted, "end")]
    apart = abs(stairs[-1][1] - stairs[0][1]) > 14
    for (_, y), value in zip((stairs[0], stairs[-1]), (probe.stairs[0], probe.stairs[-1]), strict=True):
        said = f"{value:.0%}".replace("%", " %")
        if apart or y == stairs[0][1]:
            items.append(Text(area.x - 7, y + 4, said, 11.5, style.muted, "end"))
    return items


def _arrow(start: Position, end: Position, colour: str, width: float, short: float = 0.0) -> list[Primitive]:
    """Return a line with an arrow head, which ends `short` points before either point."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    if length < HEAD + 2 * short:
        return [Polyline((start, end), colour, width)]
    ux, uy = dx / length, dy / length
    tip = end[0] - ux * short, end[1] - uy * short
    root = start[0] + ux * short, start[1] + uy * short
    neck = tip[0] - ux * HEAD, tip[1] - uy * HEAD
    side = HEAD * 0.5
    wings = (neck[0] - uy * side, neck[1] + ux * side), (neck[0] + uy * side, neck[1] - ux * side)
    return [Polyline((root, neck), colour, width), FilledShape((tip, *wings), colour)]
