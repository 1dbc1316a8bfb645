"""The canvas: the photo before and after, split, side by side or single.

It shows Frames and says which View it needs; it renders nothing itself. Others plug in decorations and
tools (see `hooks`), and convert places by `pane_at(...).to_photo` and `Pane.to_widget`.

    view, zoom … → view_changed → app.preview.live renders in a worker → set_frame → paint
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from dce_studio.app.preview.frame import Frame
from dce_studio.app.state.document import Document, Point
from dce_studio.core.geometry import WHOLE, Framing, Placed, Size
from dce_studio.core.photo import Photo
from dce_studio.ui.canvas import layout, paint
from dce_studio.ui.canvas.framed import Framed
from dce_studio.ui.canvas.hooks import Decoration, ModalTool, Pane, PhotoMouse, Tool
from dce_studio.ui.canvas.labels import Labels
from dce_studio.ui.canvas.layout import MODES, Mode
from dce_studio.ui.canvas.mouse import CanvasMouse
from dce_studio.ui.canvas.sides import Sides
from dce_studio.ui.canvas.viewport import Viewport
from dce_studio.ui.canvas.zooming import Zooming
from dce_studio.ui.widgets.ring import Ring

__all__ = ["MODES", "Canvas", "Mode"]

WHEEL_ZOOM = 1.0015  # per unit of angle; a notch of 120 gives 1.2
KEY_PAN = 80  # device pixels


class Canvas(Framed, Zooming, Sides, QWidget):
    """Signals: view_changed: another View is needed (see `view`). zoom_changed: for the status bar.

    moved: the photo is looked at elsewhere; not because the canvas has another size. stuck(dx, dy): it could
    not be moved by these device pixels.
    mode_changed: split, side by side or single, or the sides were swapped. swap_wanted: the key for it.
    menu_wanted(Point or None, QPoint): the menu of a place of the photo, at that place of the screen.
    failed(Exception): something of it could not be painted; to be connected with a queue, as it is painting.
    begin_at: where a photo that is newly shown is looked at, told from where it would be fitted.
    """

    view_changed = Signal()
    moved = Signal()
    stuck = Signal(float, float)
    zoom_changed = Signal()
    mode_changed = Signal()
    menu_wanted = Signal(object, QPoint)
    swap_wanted = Signal()
    failed = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._viewport: Viewport | None = None
        self._placed = WHOLE.placed(Size(1, 1))
        self.begin_at: Callable[[Viewport], Viewport] = lambda fitted: fitted
        self._placeholder: QImage | None = None
        self._overview: Frame | None = None
        self._frame: Frame | None = None
        self._faulty = False  # something of this photo could not be painted, which was told
        self._decorations: list[Decoration] = []
        self._panes: tuple[tuple[object, ...], list[Pane]] = (), []
        self.labels = Labels(document, self.update)
        self._mouse, self._ring = CanvasMouse(self), Ring(self)
        self._modal: ModalTool | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Photo, before and after")
        document.photo_changed.connect(self._on_photo_changed)
        document.edit_changed.connect(self._follow_framing)
        document.overlay_changed.connect(self.update)
        document.weights_changed.connect(self.update)

    # What it shows

    @property
    def viewport(self) -> Viewport | None:
        """Where what is shown of the photo lies in a pane, or None. Panes side by side have the same."""
        return self._viewport

    @property
    def hover(self) -> Point | None:
        """The place of the photo under the cursor, None off it."""
        return self._document.hover

    def is_of(self, photo: Photo) -> bool:
        """Whether it shows this photo."""
        return self._document.photo is photo

    def show_placeholder(self, picture: QImage, framing: Framing = WHOLE) -> None:
        """A fast picture of a photo that is still being read, upright, and the photo's framing."""
        self._placeholder, self._overview, self._frame = picture, None, None
        self._placed = framing.placed(Size(picture.width(), picture.height()))
        self._viewport = self._fit(self._placed.size)
        self.update()

    def set_frame(self, frame: Frame) -> None:
        """Show the frame of the view."""
        self._frame = frame
        self.update()

    def set_overview(self, frame: Frame) -> None:
        """Set a frame of the whole photo, to show where the view's frame does not reach yet."""
        self._overview = frame
        self.update()

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown."""
        return self._frame

    def set_viewport(self, viewport: Viewport) -> None:
        """Show the photo in this viewport."""
        if viewport == self._viewport:
            return
        self._viewport = viewport
        self._tell_moved()

    # Places

    def panes(self) -> list[Pane]:
        """The panes, from left to right, the same ones until they change; none with no photo."""
        if self._viewport is None:
            return []
        of = self._viewport, self.devicePixelRatioF(), self._placed, self._divider
        key = self.rect(), self._shown_mode, self._shown_sides, *of
        if key != self._panes[0]:
            self._panes = key, self._made_panes(*of)
        return self._panes[1]

    def _made_panes(self, viewport: Viewport, dpr: float, placed: Placed, divider: float) -> list[Pane]:
        rects = layout.rects(self._shown_mode, self.rect())
        return [
            Pane(rect, viewport, dpr, side, placed, divider)
            for rect, side in zip(rects, self._shown_sides, strict=True)
        ]

    def pane_at(self, at: QPointF) -> Pane:
        """The pane at, or nearest to, a place on the canvas. Only with a photo."""
        panes = self.panes()
        return next((p for p in panes if p.rect.contains(at)), panes[0 if at.x() < self.width() / 2 else -1])

    def photo_mouse(self, event: QMouseEvent) -> PhotoMouse:
        """A mouse event in photo pixels. Only with a photo."""
        where = event.position()
        pane, on_divider = self.pane_at(where), self._mouse.near_divider(where)
        return PhotoMouse(pane.to_photo(where), where, pane, event.button(), event.modifiers(), on_divider)

    # What others plug in

    def add_decoration(self, decoration: Decoration) -> None:
        """Draw this above the photo, in every pane."""
        self._decorations.append(decoration)
        self.update()

    def add_tool(self, tool: Tool) -> None:
        """Always offer presses to this one, before the chosen tool."""
        self._mouse.always.append(tool)

    def set_tool(self, tool: Tool | None) -> None:
        """Set the tool that the person has chosen, or None."""
        self._mouse.chosen = tool

    def set_modal(self, tool: ModalTool | None) -> None:
        """Give this tool all presses and keys; None ends it."""
        self._mouse.modal = self._modal = tool
        self.update()

    def refresh(self) -> None:
        """Repaint, because a decoration has changed."""
        self.update()

    # Inside

    def _on_photo_changed(self) -> None:
        photo = self._document.photo
        self._overview = self._frame = None
        self._faulty = self._faulty and photo is None  # none is there while the next one is read
        self._mouse.forget()
        if photo is None:
            self._viewport = self._placeholder = None
        else:
            old, self._placed = self._viewport, self._framed(photo)
            size = self._placed.size
            fresh = old is None or self._placeholder is not None
            self._viewport = self.begin_at(self._fit(size)) if fresh or old is None else old.with_photo(size)
        self._tell_view()

    def _relayout(self) -> None:
        if self._viewport:
            self._viewport = self._viewport.with_pane(self._pane_size())
        self._tell_view()

    def _tell_moved(self) -> None:
        self._tell_view()
        if self._document.photo is not None:
            self.moved.emit()

    def _tell_view(self) -> None:
        self.update()
        self.zoom_changed.emit()
        self.view_changed.emit()

    def _fit(self, photo: Size) -> Viewport:
        """Return the fitted viewport.

        Small photos are enlarged only by the scale of a screen with tiny pixels.
        """
        return Viewport.fit(photo, self._pane_size(), max(1.0, self.devicePixelRatioF()))

    def _pane_size(self) -> Size:
        rect, dpr = layout.rects(self._shown_mode, self.rect())[0], self.devicePixelRatioF()
        return Size(max(1, round(rect.width() * dpr)), max(1, round(rect.height() * dpr)))

    def _shown(self, exposed: QRectF) -> paint.Shown:
        labels = None if self._uncropped and not self._peek else self.labels  # a crop is of the result
        return paint.Shown(
            self._placeholder, self._overview, self._frame, self._swapped, labels,
            self._document.overlay_opacity if self._document.overlay else 0.0, self.vertical,
            self._mouse.on_divider, exposed,
        )  # fmt: skip

    def _paint_panes(self, painter: QPainter, exposed: QRectF) -> None:
        shown = self._shown(exposed)
        for pane in self.panes():
            if pane.rect.intersects(exposed):
                paint.paint_pane(painter, pane, shown, self._decorations)

    def _tell_fault(self, error: Exception) -> None:
        """Tell it once for a photo: the report lies over the canvas, which is painted anew below it."""
        if not self._faulty:
            self._faulty = True
            self.failed.emit(error)

    def _hover(self, at: QPointF | None) -> None:
        point: Point | None = None
        if at is not None and self._viewport:
            pane = self.pane_at(at)
            place = pane.to_photo(at)
            point = place if pane.shows_place(place) else None
        self._document.set_hover(point if self._document.photo else None)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the backdrop, and what can be painted of the panes: no exception gets as far as Qt.

        One that C code raised ends the program there, and so does any that leaves a painter active.
        """
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), paint.backdrop(self.palette()))
            try:
                self._paint_panes(painter, QRectF(event.rect()))
            except Exception as error:  # noqa: BLE001 - becomes the reporter's
                self._tell_fault(error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._relayout()
        self._ring.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.zoom_by(WHEEL_ZOOM ** event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ring.forget()
        if self._viewport:
            self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._viewport:
            self._mouse.move(event)
            self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._viewport:
            self._mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        free = not self._mouse.on_divider and self._modal is None
        if self._modal is not None and self._viewport:
            self._mouse.press(event)  # of two quick presses Qt calls the second so
        elif event.button() == Qt.MouseButton.LeftButton and self._viewport and free:
            self.toggle_zoom(event.position())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        self._mouse.leave()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._viewport is None or self._modal is not None or self._document.photo is None:
            return
        at = QPointF(event.pos())
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            pane = self.panes()[0]
            at = pane.rect.intersected(pane.photo_rect).center()
        elif self._mouse.took_right:
            return
        pane = self.pane_at(at)
        place = pane.to_photo(at)
        self.menu_wanted.emit(place if pane.shows_place(place) else None, self.mapToGlobal(at.toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (KEY_PAN, 0),
            Qt.Key.Key_Right: (-KEY_PAN, 0),
            Qt.Key.Key_Up: (0, KEY_PAN),
            Qt.Key.Key_Down: (0, -KEY_PAN),
        }
        key = Qt.Key(event.key())
        if self._modal is not None and self._viewport and self._modal.key(event):
            return
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._mouse.set_space(True)
        elif key == Qt.Key.Key_Tab:
            self.swap_wanted.emit()
        elif key in steps:
            self.pan_by(*steps[key])
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._mouse.set_space(False)
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring.follow(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring.follow(event)
        self._mouse.set_space(False)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._relayout()
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value(), event.position())
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
        ):
            self.keyPressEvent(event)  # before Qt moves the focus; Shift+Tab still does
            return True
        return super().event(event)
