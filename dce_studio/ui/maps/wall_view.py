"""The wall itself: a tile per map, rows or columns of R, G, B, with the cursor and the view of the photo."""

import math
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from dce_studio.app.preview.wall import WallPictures, map_rectangle
from dce_studio.app.state.document import Document, Point
from dce_studio.core.colours import CHANNELS
from dce_studio.core.geometry import Box
from dce_studio.core.maps import AlphaMaps
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.scale import draw_scale

GAP = 4.0
DIMMED = 0.28  # opacity of a step that is off
WHEEL_ZOOM = 1.0015

MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class MapCell(NamedTuple):
    """A map's place: its cell, and the rectangle its picture fills."""

    step: int
    channel: int
    rect: QRectF


class WallView(QWidget):
    """chosen(step, channel): clicked. zoom_wanted(factor, Point), pan_wanted(dx, dy): in photo pixels."""

    chosen = Signal(int, int)
    zoom_wanted = Signal(float, object)
    pan_wanted = Signal(float, float)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._pictures: WallPictures | None = None
        self._view: Box | None = None
        self._follow = False
        self._cell = (0, 0)
        self._kept: tuple[object, QPixmap] | None = None
        self._drag: QPointF | None = None
        self._dragged = False
        self.message = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Wall of curve parameter maps")
        document.hover_changed.connect(self.update)
        document.edit_changed.connect(self.update)
        document.map_changed.connect(self.update)

    def show_pictures(self, pictures: WallPictures | None) -> None:
        """Show these pictures, or the message for None."""
        self._pictures = pictures
        self.update()

    def set_view(self, box: Box | None) -> None:
        """The part of the photo that the canvas shows."""
        self._view = box
        self.update()

    def set_follow(self, follow: bool) -> None:
        """Whether each tile shows just that part."""
        self._follow = follow
        self.update()

    def tiles(self) -> list[MapCell]:
        """All tiles, in the arrangement that makes them largest: steps as rows or as columns."""
        if self._pictures is None:
            return []
        maps = self._pictures.maps
        shown = self._shown(maps)
        aspect = shown.width / shown.height
        label = self.fontMetrics().height() + 4.0
        area = QRectF(self.rect()).adjusted(2.2 * label, label, -4, -(2 * label + 8))
        tall = _fit(area, maps.steps, 3, aspect)
        wide = _fit(area, 3, maps.steps, aspect)
        steps_down = tall[0] >= wide[0]
        width, height = tall if steps_down else wide
        made = []
        for step in range(maps.steps):
            for channel in range(3):
                row, column = (step, channel) if steps_down else (channel, step)
                x, y = area.left() + column * (width + GAP), area.top() + row * (height + GAP)
                made.append(MapCell(step, channel, QRectF(x, y, width, height)))
        return made

    def tile_at(self, at: QPointF) -> MapCell | None:
        """The tile under a place."""
        return next((tile for tile in self.tiles() if tile.rect.contains(at)), None)

    def to_photo(self, tile: MapCell, at: QPointF) -> Point | None:
        """The photo point under a place of a tile."""
        if self._pictures is None:
            return None
        shown = self._shown(self._pictures.maps)
        return Point(
            shown.x + (at.x() - tile.rect.left()) / tile.rect.width() * shown.width,
            shown.y + (at.y() - tile.rect.top()) / tile.rect.height() * shown.height,
        )

    def is_on(self, step: int, steps: int) -> bool:
        """Whether a step acts at the present iteration count."""
        return step < math.ceil(self._document.edit.iterations) and steps > 0

    def _shown(self, maps: AlphaMaps) -> Box:
        return self._view if self._follow and self._view is not None else maps.box

    # Painting

    def _paint_tile(self, painter: QPainter, tile: MapCell, pictures: WallPictures) -> None:
        maps, look = pictures.maps, theme.look()
        picture = pictures.tiles[tile.step][tile.channel]
        x0, y0, x1, y1 = map_rectangle(maps, self._shown(maps))
        sx, sy = picture.width() / maps.size.width, picture.height() / maps.size.height
        source = QRectF(x0 * sx, y0 * sy, max((x1 - x0) * sx, 1e-3), max((y1 - y0) * sy, 1e-3))
        painter.setOpacity(1.0 if self.is_on(tile.step, maps.steps) else DIMMED)
        painter.drawImage(tile.rect, picture, source)
        painter.setOpacity(1.0)
        if self._document.selected_map == (tile.step, tile.channel):
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(tile.rect.adjusted(-1, -1, 1, 1))
        if self.hasFocus() and self._cell == (tile.step, tile.channel):
            painter.setPen(QPen(look.colour("text"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(tile.rect.adjusted(2, 2, -2, -2))

    def _base(self, pictures: WallPictures) -> QPixmap:
        """Return the picture of all but the cursor, kept while only the cursor moves."""
        on = tuple(self.is_on(step, pictures.maps.steps) for step in range(pictures.maps.steps))
        ratio = self.devicePixelRatioF()
        key = (
            pictures, self.size(), ratio, on, self._view, self._follow, self._document.selected_map,
            self._cell if self.hasFocus() else None, theme.look(),
        )  # fmt: skip
        if self._kept is None or self._kept[0] != key:
            base = QPixmap(self.size() * ratio)
            base.setDevicePixelRatio(ratio)
            base.fill(theme.look().colour("panel"))
            painter = QPainter(base)
            hints = QPainter.RenderHint
            painter.setRenderHints(hints.Antialiasing | hints.SmoothPixmapTransform)
            painter.setFont(self.font())
            tiles = self.tiles()
            for tile in tiles:
                self._paint_tile(painter, tile, pictures)
                self._paint_view(painter, tile, pictures.maps)
            self._paint_labels(painter, tiles, pictures)
            painter.end()
            self._kept = (key, base)
        return self._kept[1]

    def _paint_view(self, painter: QPainter, tile: MapCell, maps: AlphaMaps) -> None:
        """The part of the photo in view, where tiles show the whole."""
        shown, view = self._shown(maps), self._view
        if view is None or self._follow or view == maps.box:
            return
        sx, sy = tile.rect.width() / shown.width, tile.rect.height() / shown.height
        left, top = tile.rect.left() + (view.x - shown.x) * sx, tile.rect.top() + (view.y - shown.y) * sy
        painter.setPen(QPen(QColor(0, 0, 0, 170), 1))
        painter.drawRect(QRectF(left, top, view.width * sx, view.height * sy).intersected(tile.rect))

    def _paint_cursor(self, painter: QPainter, tile: MapCell, maps: AlphaMaps) -> None:
        """Where the cursor is on the photo."""
        shown, hover = self._shown(maps), self._document.hover
        if hover is None:
            return
        x = tile.rect.left() + (hover.x - shown.x) / shown.width * tile.rect.width()
        y = tile.rect.top() + (hover.y - shown.y) / shown.height * tile.rect.height()
        if tile.rect.contains(x, y):
            for pen in (QPen(QColor(255, 255, 255, 200), 2.4), QPen(QColor(0, 0, 0, 220), 1)):
                painter.setPen(pen)
                painter.drawLine(QPointF(x - 5, y), QPointF(x + 5, y))
                painter.drawLine(QPointF(x, y - 5), QPointF(x, y + 5))

    def _paint_labels(self, painter: QPainter, tiles: list[MapCell], pictures: WallPictures) -> None:
        steps_down = _steps_down(tiles)
        height = self.fontMetrics().height()
        look = theme.look()
        align = Qt.AlignmentFlag
        for tile in tiles:
            on = self.is_on(tile.step, pictures.maps.steps)
            step = "all" if pictures.maps.steps == 1 else str(tile.step + 1)
            above, beside = (
                (CHANNELS[tile.channel], step) if steps_down else (step, CHANNELS[tile.channel][0])
            )
            painter.setPen(look.colour("muted" if on else "faint"))
            if tile.rect.top() == tiles[0].rect.top():
                place = QRectF(tile.rect.left(), tile.rect.top() - height - 2, tile.rect.width(), height)
                painter.drawText(place, int(align.AlignCenter), above)
            if tile.rect.left() == tiles[0].rect.left():
                place = QRectF(0, tile.rect.top(), tile.rect.left() - 6, tile.rect.height())
                painter.drawText(place, int(align.AlignRight | align.AlignVCenter), beside)
        bottom = max(tile.rect.bottom() for tile in tiles)
        bar = QRectF(tiles[0].rect.left(), bottom + 6, min(260.0, self.width() - tiles[0].rect.left() - 8), 8)
        painter.setPen(look.colour("muted"))
        shared = pictures.shared
        words = "above 0 lifts, below darkens; faded steps are off"
        if shared is not None:
            draw_scale(painter, bar, shared, "")
            painter.drawText(QRectF(0, bar.top() - 4, bar.left() - 6, height), int(align.AlignRight), "α")
        else:
            bar.setWidth(0)
            words = f"each map on a scale of its own; {words}"
        if bar.right() + 20 + self.fontMetrics().horizontalAdvance(words) < self.width():
            painter.drawText(QPointF(bar.right() + 14, bar.bottom() + 4), words)

    def _tooltip(self, tile: MapCell, maps: AlphaMaps) -> str:
        values = maps.alpha[tile.step, tile.channel]
        which = "all steps" if maps.steps == 1 else f"step {tile.step + 1}"
        off = "" if self.is_on(tile.step, maps.steps) else ", off at this iteration count"
        figures = f"mean {values.mean():+.3f}, from {values.min():+.3f} to {values.max():+.3f}".replace(
            "-", "−"
        )
        return f"α of {which}, {CHANNELS[tile.channel].lower()}{off}: {figures}. Click to enlarge."

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(640, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
            )
            painter.fillRect(self.rect(), theme.look().colour("panel"))
            if self._pictures is None:
                painter.setPen(theme.look().colour("muted"))
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(QRectF(self.rect()), int(flags), self.message)
            else:
                painter.drawPixmap(0, 0, self._base(self._pictures))
                for tile in self.tiles():
                    self._paint_cursor(painter, tile, self._pictures.maps)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            tile = self.tile_at(QPointF(event.pos()))
            if tile and self._pictures:
                QToolTip.showText(event.globalPos(), self._tooltip(tile, self._pictures.maps), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        tile = self.tile_at(event.position())
        self._document.set_hover(self.to_photo(tile, event.position()) if tile else None)
        if self._drag is None or not event.buttons() or self._pictures is None or not tile:
            return
        moved = event.position() - self._drag
        if self._dragged or moved.manhattanLength() > 4:
            shown = self._shown(self._pictures.maps)
            scale = shown.width / tile.rect.width() * (1 if self._follow else -1)
            self.pan_wanted.emit(moved.x() * scale, moved.y() * scale)
            self._drag, self._dragged = event.position(), True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._dragged and (tile := self.tile_at(event.position())):
            self._cell = (tile.step, tile.channel)
            self.chosen.emit(tile.step, tile.channel)
        self._drag = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        tile = self.tile_at(event.position())
        if tile and (at := self.to_photo(tile, event.position())):
            self.zoom_wanted.emit(WHEEL_ZOOM ** event.angleDelta().y(), at)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._document.set_hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._pictures is None or (key not in MOVES and key not in (Qt.Key.Key_Return, Qt.Key.Key_Space)):
            super().keyPressEvent(event)
            return
        if key in MOVES:
            tiles = self.tiles()
            down = _steps_down(tiles)
            d_step, d_channel = MOVES[key] if down else MOVES[key][::-1]
            steps = self._pictures.maps.steps
            self._cell = (self._cell[0] + d_step) % steps, (self._cell[1] + d_channel) % 3
            self.update()
        else:
            self.chosen.emit(*self._cell)


def _steps_down(tiles: list[MapCell]) -> bool:
    """Whether steps are rows; else they are columns."""
    return tiles[1].rect.left() > tiles[0].rect.left()


def _fit(area: QRectF, rows: int, columns: int, aspect: float) -> tuple[float, float]:
    """The largest tile of that aspect, so many of which fit."""
    width = max((area.width() - (columns - 1) * GAP) / columns, 4.0)
    height = max((area.height() - (rows - 1) * GAP) / rows, 4.0)
    return (height * aspect, height) if width / height > aspect else (width, width / aspect)
