"""The plots of the training dialog: loss traces, brightness of the photos found, the mean curve."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.plot import Bars, Line, Plot, Spec, Values
from dce_studio.ui.widgets.tips import tip

POINTS = 400
"""A trace draws at most so many: steps beyond are averaged in twos, fours …"""

AXIS = 74
"""Logical pixels for the numbers and the name beside a trace."""


def plotting() -> Any:
    """pyqtgraph, imported when first asked for: it takes a quarter of a second.

    Not by a worker: it goes through Qt's classes, which crashed the window that was busy with them.
    """
    import pyqtgraph

    pyqtgraph.setConfigOption("exitCleanup", False)  # it would search all objects that there are
    return pyqtgraph


class Trace(QWidget):
    """One loss by step, as it comes in; the averages of blocks of steps once there are many.

    Zoom with the wheel, move by dragging, and see all again with the button in the corner.
    """

    def __init__(self, name: str, help: str, parent: QWidget | None = None) -> None:
        pyqtgraph = plotting()
        super().__init__(parent)
        self.setAccessibleName(f"Loss: {name}")
        self.setToolTip(tip(help))
        look = theme.look()
        plot = self._plot = pyqtgraph.PlotWidget(background=look.colour("panel"))
        plot.setLabels(bottom="step", left=name)
        plot.setMenuEnabled(False)
        plot.showGrid(x=True, y=True, alpha=0.12)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(look.colour("edge"))
            axis.setTextPen(look.colour("muted"))
            axis.enableAutoSIPrefix(False)
        plot.getAxis("left").setWidth(AXIS)  # or each number shown would move the plots
        ratio = self.devicePixelRatioF()  # these pens count in pixels of the screen
        self._each = plot.plot(pen=pyqtgraph.mkPen(look.colour("faint"), width=ratio), antialias=True)
        self._course = plot.plot(pen=pyqtgraph.mkPen(look.colour("accent"), width=2 * ratio), antialias=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(plot)
        self.clear()

    @property
    def shown(self) -> tuple[Values, Values]:
        """The steps and the values that are drawn; both empty until there are two."""
        steps, values = self._each.getData()
        return (np.array([]), np.array([])) if steps is None else (steps, values)

    def sizeHint(self) -> QSize:
        return QSize(220, 130)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 90)

    def clear(self) -> None:
        """Forget all."""
        self._steps: list[float] = []
        self._values: list[float] = []
        self._block = 1
        self._pending: list[tuple[float, float]] = []
        self._show()

    def cut(self, step: int) -> None:
        """Forget what came after this step: a training that goes on from its checkpoint makes them again."""
        kept = [pair for pair in zip(self._steps, self._values, strict=True) if pair[0] <= step]
        self._steps, self._values = [s for s, _ in kept], [v for _, v in kept]
        self._pending = [pair for pair in self._pending if pair[0] <= step]
        self._show()

    def add(self, step: int, value: float) -> None:
        """The loss of a step."""
        self._take(step, value)
        self._show()

    def fill(self, pairs: Iterable[tuple[int, float]]) -> None:
        """The losses of many steps at once."""
        for step, value in pairs:
            self._take(step, value)
        self._show()

    def _take(self, step: int, value: float) -> None:
        self._pending.append((float(step), value))
        if len(self._pending) < self._block:
            return
        steps, values = zip(*self._pending, strict=True)
        self._pending = []
        self._steps.append(sum(steps) / len(steps))
        self._values.append(sum(values) / len(values))
        if len(self._steps) > POINTS:
            self._halve()

    def _halve(self) -> None:
        self._block *= 2
        self._steps = [(a + b) / 2 for a, b in zip(self._steps[::2], self._steps[1::2], strict=False)]
        self._values = [(a + b) / 2 for a, b in zip(self._values[::2], self._values[1::2], strict=False)]

    def _show(self) -> None:
        steps, values = np.array(self._steps), np.array(self._values)
        finite = np.isfinite(values)
        steps, values = steps[finite], values[finite]
        if len(values) < 2:
            steps = values = np.array([])
        for side in ("left", "bottom"):
            self._plot.getAxis(side).setStyle(showValues=len(values) > 0)
        self._each.setData(steps, values)
        self._course.setData(steps, _smoothed(values))


def _smoothed(values: Values) -> Values:
    """The running mean that makes a course visible in noise."""
    out = np.empty_like(values)
    mean = values[0] if len(values) else 0.0
    for k, value in enumerate(values):
        mean += (value - mean) / min(k + 1, 12)
        out[k] = mean
    return out


class BrightnessBars(Plot):
    """How many photos there are of each brightness."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Brightness of the photos", "How many photos have which mean brightness", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_counts(self, counts: Sequence[int]) -> None:
        """Photos in each tenth of [0, 1]."""
        heights = np.array(counts, float)
        colour = theme.look().colour("muted")
        top = (0.0, max(1.0, float(heights.max(initial=1)) * 1.1))
        self.show_spec(Spec("mean brightness", "photos", y_range=top, bars=Bars(heights, colour)))
        self.show()

    def sizeHint(self) -> QSize:
        return QSize(320, 130)


class MeanCurve(Plot):
    """The mean curve of a sample photo, R, G and B."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Mean curve", "The mean curve of the sample photo chosen", parent)
        self.clear()

    def clear(self) -> None:
        """Show no curve yet."""
        self.show_spec(Spec("in", "out", message="after the first epoch"))

    def show_curves(self, curves: Sequence[Sequence[float]]) -> None:
        """R, G, B: outputs for inputs evenly spaced over [0, 1]."""
        lines = [
            Line(np.linspace(0, 1, len(values)), np.array(values), colour, name)
            for values, colour, name in zip(curves, theme.channel_colours(), "RGB", strict=False)
        ]
        self.show_spec(Spec("in", "out", lines=lines))
