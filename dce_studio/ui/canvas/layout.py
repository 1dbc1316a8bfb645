"""The ways to compare: which panes there are, and which side each of them shows."""

from typing import Literal

from PySide6.QtCore import QRect, QRectF

from dce_studio.ui.canvas.hooks import Side

Mode = Literal["split-vertical", "split-horizontal", "side-by-side", "single"]
MODES: tuple[Mode, ...] = ("split-vertical", "split-horizontal", "side-by-side", "single")

GAP = 2  # logical pixels between the panes side by side


def rects(mode: Mode, whole: QRect) -> list[QRectF]:
    """Return the panes of a canvas, from left to right; two side by side have the same size."""
    if mode != "side-by-side":
        return [QRectF(whole)]
    half = (whole.width() - GAP) // 2
    return [QRectF(0, 0, half, whole.height()), QRectF(half + GAP, 0, half, whole.height())]


def sides(mode: Mode, swapped: bool, peek: bool) -> tuple[Side, ...]:
    """What each pane shows. swapped: the sides are exchanged; peek: the side before, everywhere."""
    first: Side = "after" if swapped and not peek else "before"
    second: Side = "before" if swapped or peek else "after"
    if mode == "side-by-side":
        return (first, second)
    return (second,) if mode == "single" or peek else ("split",)
