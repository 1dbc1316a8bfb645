"""Probes and the region on the photo: drawn on every view of it, dragged, drawn, removed."""

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from dce_studio.app.state.document import Document, Point
from dce_studio.core.colours import PROBE_COLOURS
from dce_studio.core.marks import Handle, Polygon, Probe, Rectangle, Region, handle_points, hit, resized
from dce_studio.ui.canvas.hooks import Pane, PhotoMouse

RADIUS = 9.0  # logical pixels, of a probe's disc
REACH = 10.0  # logical pixels within which a probe or a handle is caught
LASSO_STEP = 2.0  # logical pixels between the points of a lasso

RESIZE_CURSORS: dict[Handle, Qt.CursorShape] = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor, (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor, (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor, (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor, (0, 1): Qt.CursorShape.SizeVerCursor,
}  # fmt: skip


class MarksDecoration:
    """Draws the region's outline with its handles, and each probe as a numbered disc in its colour."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """Draw in logical widget pixels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marks = self._document.marks
        if marks.region is not None:
            _paint_region(painter, pane, marks.region)
        for probe in marks.probes:
            _paint_probe(painter, pane, probe)


class ProbeSignal(QObject):
    """pressed(int): the probe of that number was pressed on the photo."""

    pressed = Signal(int)


class MarksTool:
    """Always there: drags a probe, or the region by its inside or handles; right-click removes either."""

    def __init__(self, document: Document, on_probe: ProbeSignal) -> None:
        self._document, self._on_probe = document, on_probe
        self._probe: int | None = None
        self._handle: Handle | str | None = None
        self._region: Region | None = None
        self._from = Point(0, 0)
        self._gesture: object = None

    def press(self, mouse: PhotoMouse) -> bool:
        """Begin to drag the probe or the part of the region there; a right click removes it."""
        marks, reach = self._document.marks, REACH / mouse.pane.scale
        self._gesture, self._from = object(), mouse.at
        probe = marks.nearest(*mouse.at, reach)
        held = hit(marks.region, *mouse.at, reach) if marks.region else None
        if mouse.button is Qt.MouseButton.RightButton:
            return self._remove(probe, held)
        if mouse.button is not Qt.MouseButton.LeftButton:
            return False
        self._probe, self._handle, self._region = None, None, marks.region
        if probe is not None:
            self._probe = probe.number
            self._on_probe.pressed.emit(probe.number)
        elif held is not None and (held != "inside" or self._grips_inside(mouse)):
            self._handle = held
        return self._probe is not None or self._handle is not None

    def move(self, mouse: PhotoMouse) -> None:
        """Drag it; all of one drag is one undo entry."""
        photo, marks = self._document.photo, self._document.marks
        if photo is None:
            return
        if self._probe is not None:
            marks = marks.moved(self._probe, *mouse.at).inside(photo.size)
        elif self._region is not None:
            marks = marks.with_region(self._dragged(self._region, mouse.at))
        self._document.set_marks(marks, self._gesture)

    def release(self, mouse: PhotoMouse) -> None:
        """Let go."""
        self._probe = self._handle = self._region = None

    def cursor(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        """A hand above a probe, arrows above a handle."""
        marks, reach = self._document.marks, REACH / mouse.pane.scale
        if marks.nearest(*mouse.at, reach):
            return Qt.CursorShape.PointingHandCursor
        held = hit(marks.region, *mouse.at, reach) if marks.region else None
        if held == "inside":
            return Qt.CursorShape.SizeAllCursor if self._grips_inside(mouse) else None
        return RESIZE_CURSORS.get(held) if held is not None else None

    def _grips_inside(self, mouse: PhotoMouse) -> bool:
        """Whether a press inside moves the region: near its outline, or with Shift; the rest stays free."""
        region, at, reach = self._document.marks.region, mouse.at, REACH / mouse.pane.scale
        if region is None or mouse.modifiers & Qt.KeyboardModifier.ShiftModifier:
            return region is not None
        around = [(at.x + dx, at.y + dy) for dx in (-reach, reach) for dy in (-reach, reach)]
        return not all(bool(region.contains(x, y)) for x, y in around)

    def _dragged(self, region: Region, at: Point) -> Region:
        if isinstance(self._handle, tuple):
            return resized(region, self._handle, *at)
        return region.moved(at.x - self._from.x, at.y - self._from.y)

    def _remove(self, probe: Probe | None, held: Handle | str | None) -> bool:
        marks = self._document.marks
        if probe is not None:
            self._document.set_marks(marks.without(probe.number))
        elif held is not None and held != "inside":
            self._document.set_marks(marks.with_region(None))
        else:
            return False
        return True


class PinTool:
    """A click pins a probe; further moves of that press drag it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._number: int | None = None
        self._gesture: object = None

    def press(self, mouse: PhotoMouse) -> bool:
        """Pin a probe at the place."""
        if mouse.button is not Qt.MouseButton.LeftButton or not mouse.inside or self._document.marks.full:
            return False
        self._gesture = object()
        before = self._document.marks
        after = before.pinned(*mouse.at)
        self._number = next(p.number for p in after.probes if before.probe(p.number) is None)
        self._document.set_marks(after, self._gesture)
        return True

    def move(self, mouse: PhotoMouse) -> None:
        """Drag the new probe."""
        photo = self._document.photo
        if self._number is not None and photo is not None:
            marks = self._document.marks.moved(self._number, *mouse.at).inside(photo.size)
            self._document.set_marks(marks, self._gesture)

    def release(self, mouse: PhotoMouse) -> None:
        """Let go."""
        self._number = None

    def cursor(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        """A cross on the photo."""
        return Qt.CursorShape.CrossCursor if mouse.inside else None


class RegionTool:
    """Draws the region: a rectangle, or a lasso."""

    def __init__(self, document: Document, lasso: bool) -> None:
        self._document, self._lasso = document, lasso
        self._points: list[Point] = []
        self._gesture: object = None

    def press(self, mouse: PhotoMouse) -> bool:
        """Begin a region."""
        if mouse.button is not Qt.MouseButton.LeftButton or self._document.photo is None:
            return False
        self._points, self._gesture = [self._on_photo(mouse.at)], object()
        return True

    def move(self, mouse: PhotoMouse) -> None:
        """Extend the region; the curves follow."""
        at = self._on_photo(mouse.at)
        if not self._lasso:
            self._propose(Rectangle.between(*self._points[0], *at))
            return
        last = self._points[-1]
        if max(abs(at.x - last.x), abs(at.y - last.y)) * mouse.pane.scale >= LASSO_STEP:
            self._points.append(at)
            if len(self._points) >= 3:
                self._propose(Polygon(tuple((p.x, p.y) for p in self._points)))

    def release(self, mouse: PhotoMouse) -> None:
        """Finish the region; a click without a move removes it."""
        if len(self._points) == 1 and self._on_photo(mouse.at) == self._points[0]:
            self._propose(None)

    def cursor(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        """A cross on the photo."""
        return Qt.CursorShape.CrossCursor if mouse.inside else None

    def _propose(self, region: Region | None) -> None:
        self._document.set_marks(self._document.marks.with_region(region), self._gesture)

    def _on_photo(self, at: Point) -> Point:
        photo = self._document.photo
        if photo is None:
            return at
        width, height = photo.size
        return Point(min(max(at.x, 0.0), float(width)), min(max(at.y, 0.0), float(height)))


def _paint_region(painter: QPainter, pane: Pane, region: Region) -> None:
    outline = QPolygonF([pane.to_widget(x, y) for x, y in region.outline])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, 160), 3), QPen(QColor("#ffffff"), 1.2, Qt.PenStyle.DashLine)):
        painter.setPen(pen)
        painter.drawPolygon(outline)
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1))
    painter.setBrush(QColor("#ffffff"))
    for x, y in handle_points(region).values():
        at = pane.to_widget(x, y)
        painter.drawRect(QRectF(at.x() - 3, at.y() - 3, 6, 6))


def _paint_probe(painter: QPainter, pane: Pane, probe: Probe) -> None:
    """A disc on a stem beside the pixel, so that the pixel itself stays in sight."""
    pixel = pane.to_widget(probe.x + 0.5, probe.y + 0.5)
    disc = pixel + QPointF(RADIUS + 4, -(RADIUS + 4))
    colour = QColor(PROBE_COLOURS[probe.number - 1])
    half = max(3.0, pane.scale / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, 180), 3), QPen(colour, 1.5)):
        painter.setPen(pen)
        painter.drawRect(QRectF(pixel.x() - half, pixel.y() - half, 2 * half, 2 * half))
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1.2))
    painter.setBrush(colour)
    painter.drawEllipse(disc, RADIUS, RADIUS)
    painter.setPen(QColor("#000000" if colour.lightnessF() > 0.45 else "#ffffff"))
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(
        QRectF(disc.x() - 10, disc.y() - 10, 20, 20), int(Qt.AlignmentFlag.AlignCenter), str(probe.number)
    )
