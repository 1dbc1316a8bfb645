"""What a plot shows, as values: curves, bands, dots, bars, axes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

Values = NDArray[np.floating]
AxisRange = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """A curve; one with a name stands in the legend."""

    x: Values
    y: Values
    colour: QColor
    name: str = ""
    width: float = 1.6
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


@dataclass(frozen=True, eq=False)
class Band:
    """The area between two curves."""

    x: Values
    low: Values
    high: Values
    colour: QColor
    name: str = ""


@dataclass(frozen=True)
class Dot:
    """A marked point, with a letter or number inside when it has a label."""

    x: float
    y: float
    colour: QColor
    label: str = ""
    radius: float = 3.0


@dataclass(frozen=True, eq=False)
class Bars:
    """A histogram: heights over equal cells of the x range."""

    heights: Values
    colour: QColor


@dataclass(frozen=True, eq=False)
class Spec:
    """All that a plot shows. legend: the corner, as (right, bottom). message: stands in place of curves.

    title: a line above the curves, such as their formula.
    """

    x_label: str
    y_label: str
    x_range: AxisRange = (0.0, 1.0)
    y_range: AxisRange = (0.0, 1.0)
    bands: Sequence[Band] = ()
    lines: Sequence[Line] = ()
    dots: Sequence[Dot] = ()
    bars: Bars | None = None
    legend: tuple[bool, bool] = (True, True)
    message: str = ""
    title: str = ""
    x_ticks: Sequence[tuple[float, str]] = field(default_factory=tuple)
