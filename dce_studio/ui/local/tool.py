"""Local strength on the photo: a modal tool that paints, draws places out, and moves them by mouse and keys.

While a drag goes on its edit is only tried: the picture follows, and the state changes once, when the hand
lets go. So a stroke is one entry of undo and one writing of the sidecar, and Esc leaves nothing behind.
"""

from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from dce_studio.app.state.document import Document, Point
from dce_studio.core.local.values import Alike, Brush, Shape
from dce_studio.ui.canvas.hooks import Decoration, ModalTool, Pane, PhotoMouse
from dce_studio.ui.local.beginnings import in_the_middle, picked, radius, step
from dce_studio.ui.local.brush_keys import BrushKeys
from dce_studio.ui.local.drags import Drag, GripDrag, OutDrag, StrokeDrag, hit
from dce_studio.ui.local.grips import WHOLE, dragged, grips
from dce_studio.ui.local.hints import hint
from dce_studio.ui.local.layer import LocalLayer
from dce_studio.ui.local.places import Kind, LocalPlaces

LIVE_MS = 25  # between the edits that are tried while a hand draws; its stroke is drawn at each move
STEP, FAST = 3.0, 10.0  # logical pixels that an arrow key moves a place, and how many times that with Shift
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class LocalSurface(Protocol):
    """The part of the canvas that local strength needs, beside what every widget has."""

    def set_modal(self, tool: ModalTool | None) -> None:
        """Give all presses and keys to this tool, or to none."""

    def add_decoration(self, decoration: Decoration) -> None:
        """Draw this above the photo."""

    def panes(self) -> list[Pane]:
        """The views of the photo."""


class LocalTool(QObject):
    """changed(bool): it has the canvas, or not. paints(bool): a drag paints. hinted(str): what to do."""

    changed = Signal(bool)
    paints = Signal(bool)
    hinted = Signal(str)

    def __init__(
        self, document: Document, places: LocalPlaces, surface: LocalSurface, widget: QWidget
    ) -> None:
        """surface, widget: the canvas, as what it offers to tools and as a widget."""
        super().__init__(widget)
        self._document, self._places, self._surface, self._widget = document, places, surface, widget
        self.active = False
        self._layer = LocalLayer(document, places)
        self._drag: Drag | None = None
        self._grip = WHOLE
        self._hand: Point | None = None  # where the keys hold the brush
        self._painting, self._hint = False, ""
        self._under_tip = QRegion()
        self._live = QTimer(self, singleShot=True, interval=LIVE_MS)
        self._live.timeout.connect(self._show_live)
        self._keys = BrushKeys(places, widget)
        surface.add_decoration(self)
        places.changed.connect(self._follow)
        document.hover_changed.connect(self._on_hover)
        document.result_changed.connect(self._on_result)
        document.photo_changed.connect(self._drop)

    # What can be asked for

    def begin(self) -> None:
        """Take the mouse and the keys of the canvas."""
        if not self.active:
            self.active = True
            self._surface.set_modal(self)
            self.changed.emit(True)
            self._follow()

    def end(self) -> None:
        """Leave the places as they are."""
        if self.active:
            self.cancel()
            self.active = False
            self._places.forget()
            self._surface.set_modal(None)
            self.changed.emit(False)
            self._follow()

    def cancel(self) -> bool:
        """Drop what is being drawn; whether there was anything."""
        going = self._drag is not None
        if going:
            self._drop()
            self._document.try_edit(None)
        return going

    def place_in_the_middle(self) -> None:
        """Put what is to be drawn next into the middle of what is seen of the photo."""
        kind, photo, panes = self._places.armed, self._document.photo, self._surface.panes()
        if kind is not None and photo is not None and panes:
            self._places.add(in_the_middle(kind, photo, panes[-1], self._places.tip))
            self._grip = WHOLE

    # The mouse and the keys

    def press(self, mouse: PhotoMouse) -> bool:
        """Take a grip, another place's pin, or begin to draw."""
        if mouse.button != Qt.MouseButton.LeftButton or mouse.pane.shows == "before":
            return False
        if self._drag is None:
            self._hand = None
        if self._drag is not None or self._document.photo is None:
            return True
        free = not self._draws or bool(mouse.modifiers & Qt.KeyboardModifier.ControlModifier)
        if free and self._take(mouse):
            return True
        if mouse.on_divider or not mouse.inside or not self._draws:
            return False
        self._begin_drawing(mouse)
        return True

    def move(self, mouse: PhotoMouse) -> None:
        """Go on with what the press began; the picture follows a moment later."""
        if self._drag is not None:
            self._drag.move(mouse)
            if not isinstance(self._drag, StrokeDrag):  # a stroke lies below the brush, which is drawn anew
                self._widget.update()
            if not self._live.isActive():
                self._live.start()

    def release(self, mouse: PhotoMouse) -> None:
        """Propose what was made, as one entry."""
        drag, places = self._drag, self._places
        if drag is None:
            return
        self._drop()
        shape = self._picked(drag.shape(finished=True))
        if shape is None:
            self._document.try_edit(None)
        elif drag.new:
            places.add(shape)
        else:
            places.propose(lambda: places.with_shape(shape))

    def cursor(self, mouse: PhotoMouse) -> Qt.CursorShape | None:
        """A hand above a grip or a pin, a cross where a drag draws."""
        if mouse.pane.shows == "before":
            return None
        free = not self._draws or bool(mouse.modifiers & Qt.KeyboardModifier.ControlModifier)
        if isinstance(self._drag, GripDrag) or (free and self._hit(mouse) is not None):
            return Qt.CursorShape.PointingHandCursor
        if mouse.on_divider and self._drag is None:
            return None
        return Qt.CursorShape.CrossCursor if self._draws and mouse.inside else None

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move, Tab goes on to the next grip or place, Return puts it in the middle, Delete, Esc.

        A brush that is there is taken in hand by Return, set down by the next, and lifted by the one after.
        """
        key, places = Qt.Key(event.key()), self._places
        if key == Qt.Key.Key_Escape:
            self.escape()
        elif key in RETURNS and places.paints and (places.armed is None or self._drag is not None):
            self._press_brush()
        elif key in RETURNS and places.armed is not None:
            self.place_in_the_middle()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and places.chosen is not None:
            self.cancel()
            places.delete()
        elif key == Qt.Key.Key_Tab and places.all:
            if self._drag is None:
                self._next()
        elif key in ARROWS and places.local is not None and (self._hand is not None or self._drag is None):
            fast = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self._nudge if self._hand is None else self._lead)(*ARROWS[key], fast)
        else:
            return False
        return True

    def escape(self) -> None:
        """Drop the stroke being drawn; or lay the brush aside; or draw nothing new; or end."""
        if self.cancel():
            return
        if self._hand is not None:
            self._hand = None
            self._widget.update()
        elif self._places.armed is not None:
            self._places.arm(None)
        else:
            self.end()

    # Drawing

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """The mask, the places, the stroke and the brush; nothing on the original."""
        if not self.active or pane.shows == "before":
            return
        pointed = self._document.hover if self._widget.underMouse() else None
        self._layer.paint(painter, pane, self._drag, self._grip, self._hand or pointed)

    # Inside: drawing and dragging

    @property
    def _draws(self) -> bool:
        """Whether a press on the photo draws."""
        return self._places.armed is not None or self._places.paints

    def _begin_drawing(self, mouse: PhotoMouse) -> None:
        places, photo = self._places, self._document.photo
        assert photo is not None
        if places.armed is Kind.ALIKE:
            places.add(picked(photo, (mouse.at.x, mouse.at.y)))
        elif places.armed in (Kind.LINEAR, Kind.RADIAL):
            self._drag = OutDrag(mouse, places.armed is Kind.LINEAR)
        else:
            erase = places.tip.erase != bool(mouse.modifiers & Qt.KeyboardModifier.AltModifier)
            shape = places.local.shape if places.armed is None and places.local is not None else None
            before = shape if isinstance(shape, Brush) else None
            self._drag = StrokeDrag(mouse, before, radius(places.tip, photo), places.tip.softness, erase)
            self._live.start()
        self._grip = WHOLE
        self._widget.update()

    def _take(self, mouse: PhotoMouse) -> bool:
        """Take the grip or pin under the mouse, and choose its place."""
        hit = self._hit(mouse)
        if hit is None:
            return False
        index, grip = hit
        if index != self._places.chosen:
            self._places.choose(index)
        self._grip, local = grip, self._places.local
        assert local is not None
        self._drag = GripDrag(mouse, local.shape, grip)
        self._widget.update()
        return True

    def _hit(self, mouse: PhotoMouse) -> tuple[int, str] | None:
        return hit(self._places.all, self._places.chosen, mouse)

    def _show_live(self) -> None:
        """Try the edit as it would be if the hand let go now."""
        drag, places = self._drag, self._places
        shape = None if drag is None else self._picked(drag.shape())
        if drag is None or shape is None:
            return
        try:
            edit = places.added(shape) if drag.new else places.with_shape(shape)
        except ValueError:
            return  # more than an edit can hold: told when the hand lets go
        self._document.try_edit(edit)

    def _picked(self, shape: Shape | None) -> Shape | None:
        """The shape, with the colour of its place where it holds one."""
        photo, local = self._document.photo, self._places.local
        if not isinstance(shape, Alike) or photo is None or local is None or shape == local.shape:
            return shape
        return picked(photo, shape.at, shape)

    def _drop(self) -> None:
        self._drag = None
        self._live.stop()
        self._widget.update()

    # Inside: keys

    def _nudge(self, i: int, j: int, fast: bool) -> None:
        places, panes, photo = self._places, self._surface.panes(), self._document.photo
        local = places.local
        if local is None or not panes or photo is None:
            return
        held, length = grips(local.shape), STEP * (FAST if fast else 1)
        grip = self._grip if self._grip in held else WHOLE
        if grip not in held:
            return
        dx, dy = step(panes[-1], i * length, j * length)
        shape = dragged(local.shape, grip, held[grip][0] + dx, held[grip][1] + dy)
        if isinstance(shape, Alike):
            shape = picked(photo, shape.at, shape)
        places.propose(lambda: places.with_shape(shape), ("nudge", places.chosen, grip))

    def _press_brush(self) -> None:
        """Take the brush in hand in the middle of what is seen, set it down, or lift it."""
        panes = self._surface.panes()
        if not panes or self._document.photo is None:
            return
        if self._hand is None:
            pane = panes[-1]
            self._hand = pane.to_photo(pane.rect.intersected(pane.photo_rect).center())
        elif self._drag is None:
            self._begin_drawing(self._held(panes[-1], self._hand))
        else:
            self.release(self._held(panes[-1], self._hand))
        self._widget.update()

    def _lead(self, i: int, j: int, fast: bool) -> None:
        """Lead the brush on over the photo, which it paints where it was set down."""
        panes, length = self._surface.panes(), STEP * (FAST if fast else 1)
        if self._hand is None or not panes:
            return
        dx, dy = step(panes[-1], i * length, j * length)
        there = Point(self._hand.x + dx, self._hand.y + dy)
        if panes[-1].shows_place(there):
            self._hand = there
            self.move(self._held(panes[-1], there))
            self._widget.update()

    def _held(self, pane: Pane, at: Point) -> PhotoMouse:
        """The brush in hand as a mouse that is there."""
        none = Qt.KeyboardModifier.NoModifier
        return PhotoMouse(at, pane.to_widget(*at), pane, Qt.MouseButton.LeftButton, none)

    def _next(self) -> None:
        """Go on to the next grip of the chosen place, or to the next place after its last."""
        places = self._places
        names = list(grips(places.local.shape)) if places.local is not None else []
        if self._grip in names[:-1] and not places.paints:
            self._grip = names[names.index(self._grip) + 1]
            self._widget.update()
        else:
            self._grip, self._hand = WHOLE, None
            places.choose(0 if places.chosen is None else (places.chosen + 1) % len(places.all))

    # Inside: following

    def _follow(self) -> None:
        """Bring the keys, the hint and the canvas in step with the places."""
        painting = self.active and self._places.paints
        if painting != self._painting:
            self._painting = painting
            if self._hand is not None:
                self._hand = None
                self.cancel()
            self._keys.set_on(painting)
            self.paints.emit(painting)
        said = hint(self._places) if self.active else ""
        if said != self._hint:
            self._hint = said
            self.hinted.emit(said)
        self._widget.update()

    def _on_hover(self) -> None:
        """Draw anew where the brush was and where it is, which is less than all of the canvas."""
        if self.active and self._places.paints:
            here = self._layer.tip_region(self._surface.panes())
            self._widget.update(self._under_tip.united(here))
            self._under_tip = here

    def _on_result(self) -> None:
        """The masks are those of the maps shown."""
        if self.active and self._layer.masked is not None:
            self._widget.update()
