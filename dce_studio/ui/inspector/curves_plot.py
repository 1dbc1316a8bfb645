"""From curves and readings to what the plot shows: colours, ladder, probes, ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from dce_studio.core.analysis.views import INPUTS, Curves, CurveView, Reading
from dce_studio.core.colours import CHANNELS, PROBE_COLOURS
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.plot import Band, Dot, Line, Spec

INPUT_LABEL = "Input (0 black – 1 white)"
ALL = "Red, green and blue"
LABELS = {
    CurveView.OUTPUT: "Output (0–1)",
    CurveView.GAIN: "Contrast gain (stops)",
    CurveView.FAMILY: "Output (0–1)",
}
GHOST = 1.3  # logical pixels, the width of a ghost's lines
ALIKE = 1 / 512  # channels whose curves differ by less lie upon each other
LEAST_STOPS = 2.0
MOST_STOPS = 8.0


@dataclass(frozen=True, eq=False)
class Pinned:
    """A probe's number, its reading and its curves."""

    number: int
    reading: Reading
    curves: Curves


@dataclass(frozen=True, eq=False)
class Ghost:
    """Curves beside those shown: of what, and how they are drawn."""

    name: str
    curves: Curves
    style: Qt.PenStyle


def spec(
    view: CurveView,
    curves: Curves | None,
    reading: Reading | None,
    pinned: Sequence[Pinned],
    message: str = "",
    ghosts: Sequence["Ghost"] = (),
    title: str = "",
) -> Spec:
    """The plot of these. `reading` adds its ladder x₀ … xₙ, `pinned` a thin curve and dots each.

    message: stands in place of curves where there are none at all. ghosts: others to compare with.
    title: a line above them.
    """
    if curves is None and not pinned:
        return Spec(INPUT_LABEL, LABELS[view], y_range=_range(view, []), message=message)
    bands = _bands(curves) if curves else []
    own = [*_family(curves), *_means(curves)] if curves else []
    lines = [*_reference(view), *_pinned_lines(view, pinned), *_ghost_lines(ghosts), *own]
    dots = [*_pinned_dots(view, pinned), *(_ladder(view, reading) if reading else ())]
    corner = (True, view is not CurveView.GAIN)
    drawn = [curves] if curves else [p.curves for p in pinned]
    return Spec(
        INPUT_LABEL, LABELS[view], (0, 1), _range(view, drawn), bands, lines, dots, legend=corner, title=title
    )  # fmt: skip


def _ghost_lines(ghosts: Sequence["Ghost"]) -> list[Line]:
    """Thin, in the channels' colours; one of the three bears the name, the others stay out of the legend."""
    lines = []
    for ghost in ghosts:
        for c, colour in enumerate(theme.channel_colours()):
            named = ghost.name if c == 1 else ""
            lines.append(Line(INPUTS, ghost.curves.mean[c], colour, named, GHOST, ghost.style))
    return lines


def _reference(view: CurveView) -> list[Line]:
    y = np.zeros(2) if view is CurveView.GAIN else np.array([0.0, 1.0])
    return [
        Line(np.array([0.0, 1.0]), y, theme.look().colour("muted"), "unchanged", 1.0, Qt.PenStyle.DashLine)
    ]


def _range(view: CurveView, drawn: Sequence[Curves]) -> tuple[float, float]:
    """0..1 for outputs; for gains whole stops around the data."""
    if view is not CurveView.GAIN:
        return 0.0, 1.0
    least = min((float(curves.mean.min()) for curves in drawn), default=0.0)
    most = max((float(curves.mean.max()) for curves in drawn), default=0.0)
    low = np.floor(max(min(-LEAST_STOPS, least), -MOST_STOPS))
    high = np.ceil(min(max(LEAST_STOPS, most), MOST_STOPS))
    return float(low), float(high)


def _bands(curves: Curves) -> list[Band]:
    if curves.low is None or curves.high is None:
        return []
    return [
        Band(INPUTS, curves.low[c], curves.high[c], colour, "5–95 % of pixels" if c == 1 else "")
        for c, colour in enumerate(theme.channel_colours())
    ]


def _means(curves: Curves) -> list[Line]:
    """A line each for R, G and B; one for those that coincide, which would hide all but the last."""
    colours, mean = theme.channel_colours(), curves.mean
    if np.ptp(mean, axis=0).max() < ALIKE:
        return [Line(INPUTS, mean[1], theme.look().colour("text"), f"{ALL} coincide", 2.2)]
    pairs = [(0, 1), (1, 2), (0, 2)]
    alike = next((p for p in pairs if np.abs(mean[p[0]] - mean[p[1]]).max() < ALIKE), ())
    return [Line(INPUTS, mean[c], colours[c], _called(c, alike), 2.2, _drawn(c, alike)) for c in range(3)]


def _called(channel: int, alike: tuple[int, ...]) -> str:
    other = [c for c in alike if c != channel] if channel in alike else []
    return CHANNELS[channel] + (f" (as {CHANNELS[other[0]].lower()})" if other else "")


def _drawn(channel: int, alike: tuple[int, ...]) -> Qt.PenStyle:
    """Of two lines upon each other the upper one is dashed, so that both are seen."""
    return Qt.PenStyle.DashLine if alike and channel == max(alike) else Qt.PenStyle.SolidLine


def _family(curves: Curves) -> list[Line]:
    """The curve after each step but the last, the later the stronger."""
    lines = []
    steps = len(curves.family)
    for k, step in enumerate(curves.family[:-1]):
        for c, colour in enumerate(theme.channel_colours()):
            faded = QColor(colour)
            faded.setAlphaF(0.2 + 0.5 * k / steps)
            lines.append(Line(INPUTS, step[c], faded, width=1.0))
    return lines


def _ladder(view: CurveView, reading: Reading) -> list[Dot]:
    """x₀ … xₙ above the pixel's input: where the family's curves stand there."""
    if view is CurveView.GAIN:
        at = zip(reading.begun, reading.stops, theme.channel_colours(), strict=True)
        return [Dot(float(x), float(y), colour, radius=4.0) for x, y, colour in at]
    dots = []
    for c, colour in enumerate(theme.channel_colours()):
        x = float(reading.begun[c])
        dots += [Dot(x, float(y), colour, radius=2.2) for y in reading.stairs[:-1, c]]
        dots.append(Dot(x, float(reading.after[c]), colour, radius=4.0))
    return dots


def _pinned_lines(view: CurveView, pinned: Sequence[Pinned]) -> list[Line]:
    """A probe's curve: the mean of its three."""
    return [
        Line(
            INPUTS,
            p.curves.mean.mean(0),
            QColor(PROBE_COLOURS[p.number - 1]),
            f"probe {p.number} (RGB mean)",
            1.0,
        )
        for p in pinned
    ]


def _pinned_dots(view: CurveView, pinned: Sequence[Pinned]) -> list[Dot]:
    dots = []
    for p in pinned:
        x = float(p.reading.begun.mean())
        y = float(np.interp(x, INPUTS, p.curves.mean.mean(0)))
        dots.append(Dot(x, y, QColor(PROBE_COLOURS[p.number - 1]), str(p.number), 8.0))
    return dots
