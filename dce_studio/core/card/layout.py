"""A card's content as a scene: the two pictures at the left, a panel for each probe, the formula below."""

import math
from dataclasses import dataclass

from dce_studio.core.card.content import Content, Probed
from dce_studio.core.card.plots import Area, curve_plot, steps_plot
from dce_studio.core.card.scene import Disc, Drawing, Picture, Primitive, Rect, Text
from dce_studio.core.card.style import DARK, Style
from dce_studio.core.colours import PROBE_COLOURS
from dce_studio.core.edit import Edit

WIDTH, HEIGHT = 1600.0, 900.0
EDGE, GAP = 48.0, 18.0
TOP, BOTTOM = 122.0, 806.0
WIDEST = 640.0  # of the two pictures together
HEADING, PAD = 78.0, 18.0
FORMULA = "xₙ = xₙ₋₁ + αₙ · xₙ₋₁ · (1 − xₙ₋₁)"


@dataclass(frozen=True)
class Slot:
    """Where a picture lies."""

    x: float
    y: float
    width: float
    height: float


def scene(card: Content, whole: Content | None = None, style: Style = DARK) -> Drawing:
    """The drawing of a card. whole: the card at its last iteration, whose scales a film keeps."""
    final = whole or card
    places = _pictures(card)
    left = max(place.x + place.width for place in places) + 2 * GAP
    panels = _panels(left, len(card.probes))
    items: list[Primitive] = [*_header(card, style)]
    for place, pixels, name in zip(places, (card.before, card.after), ("Before", "After"), strict=True):
        items.append(Picture(place.x, place.y, place.width, place.height, pixels))
        items += _label(place, name)
        items += [item for probe in card.probes for item in _mark(place, probe)]
    for probe, last, panel in zip(card.probes, final.probes, panels, strict=True):
        items += _panel(probe, last, panel, style)
    return Drawing(WIDTH, HEIGHT, style.ground, (*items, *_footer(card, style)))


def _pictures(card: Content) -> tuple[Slot, Slot]:
    """Above each other where the photo is wide, side by side where it is high; as large as there is room."""
    aspect, room = card.size.width / card.size.height, BOTTOM - TOP
    if aspect >= 1:
        width = min((room - GAP) / 2 * aspect, WIDEST)
        height = width / aspect
        top = TOP + (room - 2 * height - GAP) / 2
        return Slot(EDGE, top, width, height), Slot(EDGE, top + height + GAP, width, height)
    width = min(room * aspect, (WIDEST - GAP) / 2)
    height = width / aspect
    top = TOP + (room - height) / 2
    return Slot(EDGE, top, width, height), Slot(EDGE + width + GAP, top, width, height)


def _panels(left: float, count: int) -> list[Slot]:
    room = WIDTH - EDGE - left
    width = (room - (count - 1) * GAP) / max(count, 1)
    return [Slot(left + k * (width + GAP), TOP, width, BOTTOM - TOP) for k in range(count)]


def _header(card: Content, style: Style) -> list[Primitive]:
    n = f"{round(card.edit.iterations, 2):g}"
    said = f"Light-enhancement curves · {n} iterations · weights {card.weights}"
    right = WIDTH - EDGE
    return [
        Text(EDGE, 68, _short(card.name), 30, style.text), Text(EDGE, 98, said, 17, style.muted),
        Text(right, 68, "DCE Studio", 22, style.accent, "end"),
        Text(right, 98, "every curve that touched the photo", 15, style.muted, "end"),
    ]  # fmt: skip


def _footer(card: Content, style: Style) -> list[Primitive]:
    said = f"A network looks at the photo once and gives each pixel its own α.{_after(card.edit)}"
    return [
        Text(EDGE, 856, FORMULA, 27, style.text),
        Text(WIDTH - EDGE, 854, said, 16, style.muted, "end"),
    ]


def _after(edit: Edit) -> str:
    """What follows the steps, as a sentence, or ""."""
    gamma = [f"gamma {edit.gamma:g}"] if edit.gamma != 1 else []
    keep = [f"Keep colour {edit.keep_colour:g}"] if edit.keep_colour else []
    return f" Then {' and '.join(gamma + keep)}." if gamma or keep else ""


def _label(place: Slot, name: str) -> list[Primitive]:
    width = 16 + 8.6 * len(name)
    return [
        Rect(place.x + 12, place.y + 12, width, 28, "#161616", 6),
        Text(place.x + 12 + width / 2, place.y + 31, name, 15, "#f0f0f0", "middle"),
    ]


def _mark(place: Slot, probe: Probed) -> list[Primitive]:
    x, y = place.x + probe.x * place.width, place.y + probe.y * place.height
    return _number(x, y, probe.number, 12)


def _number(x: float, y: float, number: int, radius: float) -> list[Primitive]:
    colour = PROBE_COLOURS[number - 1]
    return [
        Disc(x, y, radius, colour, "#101010"),
        Text(x, y + radius * 0.42, str(number), radius * 1.25, _ink(colour), "middle"),
    ]


def _ink(colour: str) -> str:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#000000" if max(red, green, blue) + min(red, green, blue) > 230 else "#ffffff"


def _panel(probe: Probed, last: Probed, place: Slot, style: Style) -> list[Primitive]:
    first, _, rest = probe.words.partition(": ")
    x = place.x + PAD
    head = [
        Rect(place.x, place.y, place.width, place.height, style.panel, 10),
        *_number(x + 13, place.y + 36, probe.number, 14),
        Text(x + 40, place.y + 34, first, 20, style.text),
        Text(x + 40, place.y + 58, rest, 14.5, style.muted),
    ]
    inner = place.width - 2 * PAD - 26
    room = place.height - HEADING - 2 * PAD - 92
    high = min(inner, math.floor(room * 0.56))
    curve = Area(x + 26, place.y + HEADING + PAD, inner, high)
    steps = Area(x + 26, curve.y + high + 54, inner, room - high)
    colour = style.probe(PROBE_COLOURS[probe.number - 1])
    return [*head, *curve_plot(curve, probe, colour, style), *steps_plot(steps, probe, last, colour, style)]


def _short(name: str) -> str:
    return name if len(name) <= 48 else f"{name[:30]}…{name[-16:]}"
