"""Zooming and panning: which part of the photo the canvas looks at."""

from PySide6.QtCore import QPointF, SignalInstance

from dce_studio.app.state.document import Point
from dce_studio.core.geometry import Size
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.canvas.viewport import Viewport


class Zooming:
    """What the canvas can be asked to look at; it says by `set_viewport` what came of it."""

    _viewport: Viewport | None
    stuck: SignalInstance

    def fit(self) -> None:
        """The whole photo."""
        if self._viewport:
            self.set_viewport(self._fit(self._viewport.photo))

    def actual_size(self, at: QPointF | None = None) -> None:
        """100 %: one photo pixel is one device pixel; around the middle, or a place on the canvas."""
        self.zoom_to(1.0, at)

    def show_place(self, at: Point) -> None:
        """100 %, with a place of the photo where it is on the canvas now."""
        if self._viewport:
            self.zoom_to(1.0, self.panes()[0].to_widget(*at))

    def toggle_zoom(self, at: QPointF | None = None) -> None:
        """Fitted ↔ 100 %."""
        if self._viewport and self._viewport.fitted and self._viewport.zoom != 1:
            self.actual_size(at)
        else:
            self.fit()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in or out around the middle, or a place on the canvas."""
        if self._viewport:
            self.zoom_to(self._viewport.zoom * factor, at)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom to device pixels per photo pixel."""
        if self._viewport is None:
            return
        pane = self.pane_at(at) if at else self.panes()[0]
        at = at or pane.rect.center()
        x, y = (at.x() - pane.rect.x()) * pane.dpr, (at.y() - pane.rect.y()) * pane.dpr
        self.set_viewport(self._viewport.zoomed_to(zoom, x, y))

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the photo by device pixels."""
        if self._viewport and (panned := self._viewport.panned(dx, dy)) != self._viewport:
            self.set_viewport(panned)
        elif self._viewport:
            self.stuck.emit(dx, dy)

    # What the canvas has

    def panes(self) -> list[Pane]:
        """The panes, from left to right; none with no photo."""
        raise NotImplementedError

    def pane_at(self, at: QPointF) -> Pane:
        """The pane at, or nearest to, a place on the canvas. Only with a photo."""
        raise NotImplementedError

    def set_viewport(self, viewport: Viewport) -> None:
        """Look at the photo so."""
        raise NotImplementedError

    def _fit(self, photo: Size) -> Viewport:
        raise NotImplementedError
