"""α against the step: how far each step goes, of what is shown and of each pinned probe."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from dce_studio.core.analysis.views import Floats
from dce_studio.core.colours import CHANNELS, PROBE_COLOURS
from dce_studio.ui.inspector.curves_plot import Pinned
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.plot import Dot, Line, Spec

X, Y = "Step", "α (above 0 lifts, below darkens)"
QUARTER = 0.25  # the axis ends at a multiple of it


@dataclass(frozen=True, eq=False)
class Steps:
    """Whose, and the α that each step applies: (n, 3)."""

    name: str
    alpha: Floats


def spec(own: Steps | None, pinned: Sequence[Pinned], message: str = "", title: str = "") -> Spec:
    """The plot: R, G and B of what is shown, and the mean of each pinned probe."""
    every = [p.reading.applied for p in pinned] + ([own.alpha] if own is not None else [])
    steps = max((len(alpha) for alpha in every), default=0)
    if not steps:
        return Spec(X, Y, (0.5, 8.5), (-1, 1), message=message or "There is no step at 0 iterations.")
    lines = [Line(np.array([0.5, steps + 0.5]), np.zeros(2), theme.look().colour("faint"), width=1.0)]
    dots: list[Dot] = []
    for p in pinned:
        colour = QColor(PROBE_COLOURS[p.number - 1])
        mean = p.reading.applied.mean(1)
        lines.append(_line(mean, colour, f"probe {p.number} (RGB mean)", 1.2))
        if len(mean):
            dots.append(Dot(float(len(mean)), float(mean[-1]), colour, str(p.number), 8.0))
    if own is not None:
        for c, colour in enumerate(theme.channel_colours()):
            lines.append(_line(own.alpha[:, c], colour, CHANNELS[c], 2.2))
            dots += [Dot(k + 1.0, float(a), colour, radius=2.8) for k, a in enumerate(own.alpha[:, c])]
    low, high = _range(every)
    ticks = tuple((float(k), str(k)) for k in range(1, steps + 1))
    return Spec(
        X, Y, (0.5, steps + 0.5), (low, high), (), lines, dots,
        legend=(True, float(np.mean([a.mean() for a in every if a.size])) > (low + high) / 2),
        title=title, x_ticks=ticks,
    )  # fmt: skip


def _line(alpha: Floats, colour: QColor, name: str, width: float) -> Line:
    return Line(np.arange(1, len(alpha) + 1.0), alpha, colour, name, width, Qt.PenStyle.SolidLine)


def _range(every: Sequence[Floats]) -> tuple[float, float]:
    """Return the range of the axis: whole quarters around the data, including zero."""
    values = np.concatenate([alpha.ravel() for alpha in every])
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    bottom, top = np.floor(low / QUARTER) * QUARTER, np.ceil(high / QUARTER) * QUARTER
    return float(min(bottom, 0.0)), float(max(top, QUARTER))
