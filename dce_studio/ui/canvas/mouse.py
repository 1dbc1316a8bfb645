"""The mouse on the canvas: the divider, panning, and tools. One button's drag belongs to one of them."""

from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from dce_studio.ui.canvas import paint
from dce_studio.ui.canvas.hooks import Pane, PhotoMouse, Tool

REACH = 7  # logical pixels from the divider within which it is grabbed


class Surface(Protocol):
    """The part of the canvas that the mouse reads and changes."""

    @property
    def is_split(self) -> bool:
        """Whether there is a divider now."""

    @property
    def vertical(self) -> bool:
        """Whether the divider is upright."""

    def panes(self) -> list[Pane]:
        """The panes, from left to right; none with no photo."""

    def photo_mouse(self, event: QMouseEvent) -> PhotoMouse:
        """A mouse event in photo pixels."""

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the photo by device pixels."""

    def set_divider(self, divider: float) -> None:
        """Move the split."""

    def devicePixelRatioF(self) -> float:
        """Device pixels per logical one, as of any widget; so are the others below."""

    def setCursor(self, shape: Qt.CursorShape, /) -> None: ...

    def unsetCursor(self) -> None: ...

    def update(self) -> None: ...


class CanvasMouse:
    """Asks in this order: panning (middle button, space), tools that are always there, the divider,
    the chosen tool; a left drag that nobody takes pans. While there is a modal tool it is asked in place of
    the others, and the divider after it."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self.always: list[Tool] = []
        self.chosen: Tool | None = None
        self.modal: Tool | None = None
        self.on_divider = False
        self.took_right = False  # a tool took the last press of the right button: it wants no menu
        self._dragging: Tool | str | None = None
        self._button = Qt.MouseButton.NoButton
        self._last = QPointF()
        self._space = False

    def press(self, event: QMouseEvent) -> None:
        """Handle a press."""
        if self._dragging is not None:
            return
        self._button, self._last = event.button(), event.position()
        self._dragging = self._taker(event)
        if event.button() == Qt.MouseButton.RightButton:
            self.took_right = self._dragging is not None
        self._set_cursor(event)

    def move(self, event: QMouseEvent) -> None:
        """Handle a move."""
        if self._dragging is None:
            self._set_on_divider(self.near_divider(event.position()))
            self._set_cursor(event)
        elif self._dragging == "pan":
            delta = (event.position() - self._last) * self._canvas.devicePixelRatioF()
            self._last = event.position()
            self._canvas.pan_by(delta.x(), delta.y())
        elif self._dragging == "divider":
            self._move_divider(event.position())
        elif not isinstance(self._dragging, str):
            self._dragging.move(self._canvas.photo_mouse(event))

    def release(self, event: QMouseEvent) -> None:
        """Handle a release."""
        if event.button() != self._button:
            return
        dragging, self._dragging = self._dragging, None
        if dragging is not None and not isinstance(dragging, str):
            dragging.release(self._canvas.photo_mouse(event))
        self._set_cursor(event)

    def leave(self) -> None:
        """Handle the mouse leaving the canvas."""
        if self._dragging is None:
            self._set_on_divider(False)

    def forget(self) -> None:
        """Drop what is being dragged, because another photo is shown."""
        self._dragging = None

    def set_space(self, down: bool) -> None:
        """The space bar makes any drag a pan."""
        self._space = down
        if down:
            self._canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self._canvas.unsetCursor()

    def _taker(self, event: QMouseEvent) -> Tool | str | None:
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            return "pan"
        mouse = self._canvas.photo_mouse(event)
        if self.modal is not None and self.modal.press(mouse):
            return self.modal
        for tool in self.always if self.modal is None else []:
            if tool.press(mouse):
                return tool
        if left and mouse.on_divider:
            return "divider"
        if self.modal is not None:
            return "pan" if left else None
        if self.chosen and self.chosen.press(mouse):
            return self.chosen
        return "pan" if left else None

    def near_divider(self, at: QPointF) -> bool:
        """Whether a place on the canvas is where the split is dragged by."""
        if not self._canvas.is_split:
            return False
        pane = self._canvas.panes()[0]
        if not pane.rect.intersected(pane.photo_rect).adjusted(-REACH, -REACH, REACH, REACH).contains(at):
            return False
        place = at.x() if self._canvas.vertical else at.y()
        return abs(place - paint.divider_at(pane, self._canvas.vertical)) <= REACH

    def _move_divider(self, at: QPointF) -> None:
        pane = self._canvas.panes()[0]
        seen = pane.rect.intersected(pane.photo_rect)
        if self._canvas.vertical:
            self._canvas.set_divider((at.x() - seen.left()) / max(seen.width(), 1))
        else:
            self._canvas.set_divider((at.y() - seen.top()) / max(seen.height(), 1))

    def _set_on_divider(self, on: bool) -> None:
        if on != self.on_divider:
            self.on_divider = on
            self._canvas.update()

    def _set_cursor(self, event: QMouseEvent) -> None:
        shape = self._shape(self._canvas.photo_mouse(event))
        if shape is None:
            self._canvas.unsetCursor()
        else:
            self._canvas.setCursor(shape)

    def _shape(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        if self._dragging == "pan":
            return Qt.CursorShape.ClosedHandCursor
        if self._space:
            return Qt.CursorShape.OpenHandCursor
        if not isinstance(self._dragging, str) and self._dragging is not None:
            return self._dragging.cursor(mouse)
        for tool in self.always if self.modal is None else [self.modal]:
            if (shape := tool.cursor(mouse)) is not None:
                return shape
        if mouse.on_divider or self._dragging == "divider":
            return Qt.CursorShape.SplitHCursor if self._canvas.vertical else Qt.CursorShape.SplitVCursor
        return self.chosen.cursor(mouse) if self.chosen and self.modal is None else None
