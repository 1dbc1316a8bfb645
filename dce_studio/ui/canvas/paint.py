"""How a pane of the canvas is drawn: the photo, the divider, the labels. Functions over values."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen

from dce_studio.app.preview.frame import Frame, View
from dce_studio.core.geometry import Box
from dce_studio.ui.canvas.hooks import Decoration, Pane, Side, orientation, straightening
from dce_studio.ui.canvas.labels import Labels, draw_label

GRIP = 11  # radius of the divider's handle, logical pixels


@dataclass(frozen=True, eq=False)
class Shown:
    """What the panes show. opacity: of the overlay, 0 without one; hot: the cursor is on the divider.

    labels: of the sides, or None for none. exposed: logical widget pixels outside of which nothing is drawn.
    """

    placeholder: QImage | None
    overview: Frame | None
    frame: Frame | None
    swapped: bool
    labels: Labels | None
    opacity: float
    vertical: bool
    hot: bool
    exposed: QRectF


def paint_pane(painter: QPainter, pane: Pane, shown: Shown, decorations: Sequence[Decoration]) -> None:
    """All of a pane: the photo, the divider, what others draw above both. The clip is changed."""
    painter.setClipRect(pane.rect)
    paint_photo(painter, pane, shown)
    painter.setClipRect(pane.rect)
    if pane.shows == "split":
        draw_divider(painter, pane, shown.vertical, shown.hot, shown.exposed)
    for decoration in decorations:
        painter.save()
        painter.setClipRect(pane.rect)
        decoration.paint(painter, pane)
        painter.restore()


def paint_photo(painter: QPainter, pane: Pane, shown: Shown) -> None:
    """The photo in a pane: one side, or both with their labels. The clip is changed."""
    if pane.shows != "split":
        _paint_side(painter, pane, shown, pane.shows)
        _paint_label(painter, pane, pane.rect, shown, pane.shows, False)
        return
    sides: tuple[Side, Side] = ("after", "before") if shown.swapped else ("before", "after")
    for index, (area, side) in enumerate(zip(side_rects(pane, shown.vertical), sides, strict=True)):
        painter.setClipRect(area)
        _paint_side(painter, pane, shown, side)
        _paint_label(painter, pane, area, shown, side, bool(index))


def _paint_side(painter: QPainter, pane: Pane, shown: Shown, side: Side) -> None:
    frames = [frame for frame in (shown.overview, shown.frame) if frame]
    if shown.placeholder and not frames:
        draw_image(painter, pane, shown.placeholder, View(Box.whole(pane.photo), pane.photo))
    if shown.frame and shown.frame.view.box == visible(pane):
        frames = [shown.frame]
    for frame in frames:
        draw_image(painter, pane, frame.before if side == "before" else frame.after, frame.view)
        if frame.overlay and frame is shown.frame and shown.opacity:
            painter.setOpacity(shown.opacity)
            draw_image(painter, pane, frame.overlay, frame.view)
            painter.setOpacity(1.0)


def visible(pane: Pane) -> Box | None:
    """The photo pixels in the pane, or None when there are none."""
    box = pane.viewport.visible()
    return None if box is None else pane.placed.photo_box(box)


def _paint_label(painter: QPainter, pane: Pane, area: QRectF, shown: Shown, side: Side, second: bool) -> None:
    if shown.labels and (shown.frame or shown.overview):
        text = shown.labels.texts[0 if side == "before" else 1]
        area = area.adjusted(0, shown.labels.covered, 0, 0)
        seen = area.intersected(pane.photo_rect)
        at_end = second and shown.vertical, second and not shown.vertical
        draw_label(painter, seen, area, text, *at_end, shown.exposed)


def draw_image(painter: QPainter, pane: Pane, picture: QImage, part: View) -> None:
    """Draw a picture of a view where it lies; pixel for pixel when it was made for this zoom and tilt."""
    placed, zoom, tilted = pane.placed, pane.viewport.zoom, part.tilted
    painter.save()
    painter.setClipRect(pane.photo_rect, Qt.ClipOperation.IntersectClip)  # of a frame from before the crop
    if placed.tilt != (0.0 if tilted is None else tilted.tilt):
        _draw_turned(painter, pane, picture, part)
        painter.restore()
        return
    seen = placed.seen_box(part.box) if tilted is None else placed.box_of(tilted)
    left, top = pane.viewport.to_pane(seen.x, seen.y)
    width, height = (length * zoom for length in placed.laid(seen.size))
    painter.translate(pane.rect.topLeft())
    painter.scale(1 / pane.dpr, 1 / pane.dpr)
    if abs(picture.width() - width) < 1 and abs(picture.height() - height) < 1:
        painter.translate(round(left), round(top))
        painter.setTransform(orientation(placed, picture.width(), picture.height()), True)
        painter.drawImage(0, 0, picture)
    else:
        painter.translate(left, top)
        painter.setTransform(orientation(placed, width, height), True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, width, height), picture)
    painter.restore()


def _draw_turned(painter: QPainter, pane: Pane, picture: QImage, part: View) -> None:
    """Draw a picture of another tilt, as while it is straightened: by the screen's own filter."""
    lies, transform = QRectF(*part.box), pane.transform
    if part.tilted is not None:
        lies = QRectF(0, 0, *part.tilted.upright)
        transform = straightening(part.tilted).inverted()[0] * transform
    painter.setTransform(transform, True)
    painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
    painter.drawImage(lies, picture)


def side_rects(pane: Pane, vertical: bool) -> tuple[QRectF, QRectF]:
    """Return the parts of a split pane that show the sides before and after, in logical widget pixels."""
    rect = pane.rect
    at = divider_at(pane, vertical)
    if vertical:
        return QRectF(rect.left(), rect.top(), at - rect.left(), rect.height()), QRectF(
            at, rect.top(), rect.right() - at, rect.height()
        )
    return QRectF(rect.left(), rect.top(), rect.width(), at - rect.top()), QRectF(
        rect.left(), at, rect.width(), rect.bottom() - at
    )


def divider_at(pane: Pane, vertical: bool) -> float:
    """Return the divider's x or y in logical widget pixels; it is always on the visible part of the photo."""
    seen = pane.rect.intersected(pane.photo_rect)
    start, length = (seen.left(), seen.width()) if vertical else (seen.top(), seen.height())
    at = start + pane.divider * length
    return round(at * pane.dpr) / pane.dpr


def draw_divider(painter: QPainter, pane: Pane, vertical: bool, hot: bool, exposed: QRectF) -> None:
    """Draw a light line with a dark edge, which shows on any photo, and a grip in its middle."""
    at, seen = divider_at(pane, vertical), pane.rect.intersected(pane.photo_rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for width, colour in ((3, QColor(0, 0, 0, 110)), (2 if hot else 1, QColor(255, 255, 255, 235))):
        half = width / 2
        if vertical:
            painter.fillRect(QRectF(at - half, seen.top(), width, seen.height()), colour)
        else:
            painter.fillRect(QRectF(seen.left(), at - half, seen.width(), width), colour)
    middle = QPointF(at, seen.center().y()) if vertical else QPointF(seen.center().x(), at)
    reach = QPointF(GRIP + 2, GRIP + 2)
    if exposed.intersects(QRectF(middle - reach, middle + reach)):
        _draw_grip(painter, middle, vertical, hot)


def _draw_grip(painter: QPainter, centre: QPointF, vertical: bool, hot: bool) -> None:
    radius = GRIP + (1 if hot else 0)
    painter.setPen(QPen(QColor(0, 0, 0, 90), 1))
    painter.setBrush(QColor(255, 255, 255, 240))
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(QPen(QColor(40, 40, 42), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for side in (-1, 1):
        tip, back, spread = side * 6.5, side * 3.0, 3.2
        for sign in (-1, 1):
            a, b = (tip, 0.0), (back, sign * spread)
            if not vertical:
                a, b = (a[1], a[0]), (b[1], b[0])
            painter.drawLine(centre + QPointF(*a), centre + QPointF(*b))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def backdrop(palette: QPalette) -> QColor:
    """Return the neutral grey around the photo, from the palette's darkest role."""
    return palette.color(QPalette.ColorRole.Dark)
