"""What others may plug into the canvas: decorations that draw, tools that take the mouse.

A decoration is asked to paint once per pane, above the photo. A tool is offered every press; the first
that answers True gets the moves and the release of that button.

    canvas.add_decoration(decoration)
    canvas.add_tool(tool)                  always there, e.g. to drag probes; asked first
    canvas.set_tool(tool | None)           the one that a person has chosen, e.g. rectangle or lasso
    canvas.set_modal(tool | None)          takes all presses and keys until it is ended, e.g. the crop
    canvas.refresh()                       draw again after the decoration's own state changed
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from dce_studio.app.state.document import Document, Point
from dce_studio.core.geometry import Placed, Size
from dce_studio.ui.canvas.viewport import Viewport

Side = Literal["before", "after", "split"]


def side_names(document: Document) -> tuple[str, str]:
    """What the sides before and after are called: by the weights where two of them are compared."""
    if document.compare is None:
        return "Original", "Enhanced"
    return Path(document.compare).stem, Path(document.weights).stem


@dataclass(frozen=True)
class Pane:
    """One view of the photo on the canvas. rect: logical widget pixels; dpr: device pixels per logical one.

    shows: which side of the comparison; with "split", `divider` is the part of the rect, 0..1, that shows
    the side before. placed: what of the photo is shown, and which way up. The viewport knows what is shown
    alone; all places that a pane gives and takes are of the photo.
    """

    rect: QRectF
    viewport: Viewport
    dpr: float
    shows: Side
    placed: Placed
    divider: float = 0.5

    @property
    def photo(self) -> Size:
        """The photo's size."""
        return self.placed.photo

    @property
    def scale(self) -> float:
        """Logical widget pixels per photo pixel."""
        return self.viewport.zoom / self.dpr

    @cached_property
    def transform(self) -> QTransform:
        """Photo pixels → logical widget pixels."""
        left, top = self.viewport.origin
        x, y = self.rect.x() + left / self.dpr, self.rect.y() + top / self.dpr
        turned = straightening(self.placed) * orientation(self.placed, *self.placed.upright)
        return turned * QTransform(self.scale, 0, 0, self.scale, x, y)

    @cached_property
    def photo_rect(self) -> QRectF:
        """What is shown of the photo, in logical widget pixels; may reach beyond the pane."""
        left, top = self.viewport.origin
        width, height = self.placed.size
        at = QPointF(self.rect.x() + left / self.dpr, self.rect.y() + top / self.dpr)
        return QRectF(at, QSizeF(width * self.scale, height * self.scale))

    def to_widget(self, x: float, y: float) -> QPointF:
        """Photo pixels → logical widget pixels."""
        return self.transform.map(QPointF(x, y))

    def to_photo(self, at: QPointF) -> Point:
        """Logical widget pixels → photo pixels; may lie beyond the photo."""
        x, y = self.viewport.to_photo(
            (at.x() - self.rect.x()) * self.dpr, (at.y() - self.rect.y()) * self.dpr
        )
        return Point(*self.placed.place(x, y))

    def part_of(self, at: Point) -> tuple[float, float]:
        """Photo pixels → parts of the width and the height of what is shown, as it lies on the screen."""
        seen, rect = self.to_widget(*at), self.photo_rect
        return (seen.x() - rect.x()) / rect.width(), (seen.y() - rect.y()) / rect.height()

    def at_part(self, x: float, y: float) -> Point:
        """Parts of the width and the height of what is shown → photo pixels."""
        rect = self.photo_rect
        return self.to_photo(QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()))

    def shows_place(self, at: Point) -> bool:
        """Whether a place of the photo is on what is shown of it."""
        return self.placed.shows(*at)


def straightening(placed: Placed) -> QTransform:
    """Places of the photo → in the upright, straightened picture of the frame."""
    width, height = placed.upright
    tilted = QTransform.fromTranslate(-placed.x, -placed.y) * QTransform().rotate(placed.tilt)
    return tilted * QTransform.fromTranslate(width / 2, height / 2)


def orientation(placed: Placed, width: float, height: float) -> QTransform:
    """Places in an upright picture of that size → in the mirrored and turned one."""
    made = QTransform(-1, 0, 0, 1, width, 0) if placed.mirrored else QTransform()
    for _ in range(placed.turns):
        made = made * QTransform(0, 1, -1, 0, height, 0)
        width, height = height, width
    return made


@dataclass(frozen=True)
class PhotoMouse:
    """A mouse event. at: photo pixels, may lie beyond the photo; widget: logical widget pixels.

    on_divider: whether it is where a split is dragged by.
    """

    at: Point
    widget: QPointF
    pane: Pane
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    on_divider: bool = False

    @property
    def inside(self) -> bool:
        """Whether it is on what is shown of the photo."""
        return self.pane.shows_place(self.at)


class Decoration(Protocol):
    """Draws above the photo: probes, regions, legends."""

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """Draw in logical widget pixels, clipped to the pane. The painter is restored afterwards."""


class Tool(Protocol):
    """Takes the mouse on the photo."""

    def press(self, mouse: PhotoMouse) -> bool:
        """Handle a press of the left button, or of the right one for a menu; return True to take the drag."""

    def move(self, mouse: PhotoMouse) -> None:
        """Handle a move while the button that was taken is down."""

    def release(self, mouse: PhotoMouse) -> None:
        """Handle the release of the button that was taken."""

    def cursor(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        """Return the cursor's shape while no button is down, or None to leave it to the next tool."""


class ModalTool(Tool, Protocol):
    """A tool that has the canvas to itself, and its keys."""

    def key(self, event: QKeyEvent) -> bool:
        """A key went down; True takes it."""
