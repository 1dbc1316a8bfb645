"""Two canvases that look at the same place of their photos: what moves the one moves the other."""

from functools import partial

from PySide6.QtCore import QObject

from dce_studio.core.geometry import Box
from dce_studio.ui.canvas.viewport import Viewport
from dce_studio.ui.canvas.widget import Canvas


class Link(QObject):
    """Joins two canvases while it is on: both fitted, or at the same zoom to pixels and relative place.

    A photo that comes into one of them is looked at where the one before it was.
    """

    def __init__(self, first: Canvas, second: Canvas) -> None:
        super().__init__(first)
        self._first, self._on, self._busy = first, False, False
        self._last: Viewport | None = None
        for canvas, other in ((first, second), (second, first)):
            canvas.begin_at = self._begin_at
            canvas.moved.connect(partial(self._follow, canvas, other))
            canvas.stuck.connect(partial(self._pass_on, canvas, other))

    def set_on(self, on: bool) -> None:
        """Join them where the first one is, or no longer."""
        if on != self._on:
            self._on, self._last = on, self._first.viewport

    def _begin_at(self, fitted: Viewport) -> Viewport:
        return fitted.like(self._last) if self._on and self._last is not None else fitted

    def _pass_on(self, stuck: Canvas, other: Canvas, dx: float, dy: float) -> None:
        """Move the other photo where this one is seen whole, and has no place to move to."""
        view = stuck.viewport
        if self._on and not self._busy and view is not None and view.visible() == Box.whole(view.photo):
            self._busy = True
            other.pan_by(dx, dy)
            self._busy = False
            self._last = other.viewport

    def _follow(self, moved: Canvas, other: Canvas) -> None:
        if not self._on or self._busy or moved.viewport is None:
            return
        self._last = moved.viewport
        if other.viewport is not None:
            self._busy = True
            other.set_viewport(other.viewport.like(moved.viewport))
            self._busy = False
