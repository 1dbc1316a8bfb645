"""All that local strength draws above the photo: mask, places with their grips, stroke and brush."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QRegion

from dce_studio.app.state.document import Document, Point
from dce_studio.ui.canvas.hooks import Pane
from dce_studio.ui.local import drawing
from dce_studio.ui.local.beginnings import radius
from dce_studio.ui.local.drags import Drag, StrokeDrag
from dce_studio.ui.local.pictures import MaskLayer, StrokeLayer
from dce_studio.ui.local.places import LocalPlaces
from dce_studio.ui.widgets import theme

EDGE = 6  # logical pixels around the brush that its lines and its middle take


class LocalLayer:
    """Draws a pane as the document, the places and what is being dragged ask for."""

    def __init__(self, document: Document, places: LocalPlaces) -> None:
        self._document, self._places = document, places
        self._mask, self._stroke = MaskLayer(document), StrokeLayer()

    def paint(self, painter: QPainter, pane: Pane, drag: Drag | None, grip: str, brush: Point | None) -> None:
        """grip: the one that the keys move; brush: where it is held above the photo, by hand or by keys."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        masked = self.masked
        if masked is not None:
            self._mask.paint(painter, pane, masked)
        if not isinstance(drag, StrokeDrag):
            self._paint_places(painter, pane, grip)
        elif masked is None:
            self._stroke.paint(painter, pane, drag)
        if brush is not None:
            self._paint_tip(painter, pane, drag, brush)

    @property
    def masked(self) -> int | None:
        """The place whose mask is shown: whose row is pointed at, or else that is worked on if so wished."""
        places = self._places
        if places.pointed is not None or not places.masked:
            return places.pointed
        return self._new if places.armed is not None else places.chosen

    @property
    def _new(self) -> int | None:
        """The place that is being drawn, once there is something of it; the film tries edits without one."""
        last = len(self._places.all) - 1
        return last if last >= len(self._document.state.edit.locals) else None

    def tip_region(self, panes: list[Pane]) -> QRegion:
        """What the brush covers on these panes, and a stroke that goes on there."""
        at, photo, found = self._document.hover, self._document.photo, QRegion()
        if at is not None and photo is not None:
            for pane in panes:
                reach = radius(self._places.tip, photo) * pane.scale + EDGE
                middle = pane.to_widget(*at)
                square = QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach)
                found += square.toAlignedRect()
        return found

    def _paint_places(self, painter: QPainter, pane: Pane, grip: str) -> None:
        places = self._places.all
        worked_on = self._new if self._places.armed is not None else self._places.chosen
        for index, local in enumerate(places):
            if index != worked_on:
                drawing.draw_pin(painter, pane, local.shape, local.on)
        if worked_on is not None:
            shape = places[worked_on].shape
            drawing.draw_shape(painter, pane, shape)
            drawing.draw_grips(painter, pane, shape, grip, theme.look().colour("accent"))

    def _paint_tip(self, painter: QPainter, pane: Pane, drag: Drag | None, at: Point) -> None:
        photo, tip = self._document.photo, self._places.tip
        if photo is not None and self._places.paints:
            erase = drag.erase if isinstance(drag, StrokeDrag) else tip.erase
            drawing.draw_tip(painter, pane, at, radius(tip, photo), tip.softness, erase)
