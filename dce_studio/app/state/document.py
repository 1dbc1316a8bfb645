"""The one mutable object behind the window: what is open, what is done with it, what is pointed at.

Panels get the Document only: they listen to its signals and propose values; none knows another.
"""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from dce_studio.core.analysis.overlay import Overlay
from dce_studio.core.edit import Edit
from dce_studio.core.history import History
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.marks import Marks
from dce_studio.core.photo import Photo


class Point(NamedTuple):
    """A place on the photo, in photo pixels; (0, 0) is the outer corner of the first pixel."""

    x: float
    y: float


@dataclass(frozen=True, eq=False)
class Step:
    """What led to a state, told from all others. what: its name, as "Auto", or "" where the change tells."""

    what: str = ""


@dataclass(frozen=True)
class Snapshot:
    """One state of the history: the edit, the marks, and the rating, 0 … 5; None: none was given here.

    step: what led here. States that differ in it alone are equal.
    """

    edit: Edit = field(default_factory=Edit)
    marks: Marks = field(default_factory=Marks)
    rating: int | None = None
    step: Step = field(default_factory=Step, compare=False)

    def changed(self, what: str = "", **fields: Any) -> "Snapshot":
        """The state that a step of this name leads to, with other values of these fields."""
        return replace(self, step=Step(what), **fields)


def fresh() -> History[Snapshot]:
    """The history of a photo just opened."""
    return History(Snapshot())


class Document(QObject):
    """Owned by the GUI thread. Every signal comes after the change.

    photo_changed: another photo, or none. maps_changed: the CurveMaps of the photo, or None while there
    are none. edit_changed: the edit shown. result_changed: what the result is made of, which is
    `shaped`, `compare_shaped` and the edit. marks_changed: the present ones. rating_changed: the present one.
    history_changed: what can be undone or redone, once for each entry, however long its gesture goes on.
    hover_changed: the place under the cursor, or None. overlay_changed: it or its opacity. map_changed: the
    selected map. weights_changed: the name of the weights, or of those compared with. preview_changed: the
    canvas shows a new frame.
    """

    photo_changed = Signal()
    maps_changed = Signal()
    edit_changed = Signal()
    result_changed = Signal()
    marks_changed = Signal()
    rating_changed = Signal()
    history_changed = Signal()
    hover_changed = Signal()
    overlay_changed = Signal()
    map_changed = Signal()
    weights_changed = Signal()
    preview_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photo: Photo | None = None
        self._maps: CurveMaps | None = None
        self._compare_maps: CurveMaps | None = None
        self._shaped: ShapedMaps | None = None
        self._compare_shaped: ShapedMaps | None = None
        self._history = fresh()
        self._tried: Edit | None = None
        self._weights = "dce"
        self._compare: str | None = None
        self._hover: Point | None = None
        self._overlay: Overlay | None = None
        self._overlay_opacity = 0.6
        self._selected_map: tuple[int, int] | None = None

    @property
    def photo(self) -> Photo | None:
        """The photo that is open, at full size."""
        return self._photo

    @property
    def maps(self) -> CurveMaps | None:
        """The photo's maps; those of earlier weights or detail stay until the new ones are ready."""
        return self._maps

    @property
    def compare_maps(self) -> CurveMaps | None:
        """The photo's maps by the weights compared with."""
        return self._compare_maps

    @property
    def shaped(self) -> ShapedMaps | None:
        """The maps shaped by the edit; earlier ones stay until the new ones are made."""
        return self._shaped

    @property
    def compare_shaped(self) -> ShapedMaps | None:
        """The shaped maps of the weights compared with."""
        return self._compare_shaped

    @property
    def history(self) -> History[Snapshot]:
        """The photo's history, to be kept while another photo is shown."""
        return self._history

    @property
    def state(self) -> Snapshot:
        """The present state."""
        return self._history.present

    @property
    def edit(self) -> Edit:
        """The edit that is shown: the present state's, or the one tried in its place."""
        return self.state.edit if self._tried is None else self._tried

    @property
    def trying(self) -> bool:
        """Whether an edit is shown that is not part of the state."""
        return self._tried is not None

    @property
    def drawing(self) -> bool:
        """Whether a place is being drawn: the edit that is tried has others than the state's."""
        return self._tried is not None and self._tried.locals != self.state.edit.locals

    @property
    def marks(self) -> Marks:
        """The present probes and region."""
        return self.state.marks

    @property
    def weights(self) -> str:
        """Name or path of the weights in use."""
        return self._weights

    @property
    def compare(self) -> str | None:
        """Name or path of the weights shown in place of the original, or None."""
        return self._compare

    @property
    def hover(self) -> Point | None:
        """The place under the cursor, None off the photo."""
        return self._hover

    @property
    def overlay(self) -> Overlay | None:
        """The overlay laid over the photo, or None."""
        return self._overlay

    @property
    def overlay_opacity(self) -> float:
        """0 … 1."""
        return self._overlay_opacity

    @property
    def selected_map(self) -> tuple[int, int] | None:
        """(step, channel) of the map that is enlarged, both from 0."""
        return self._selected_map

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier state."""
        return bool(self._history.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone state."""
        return bool(self._history.future)

    def set_photo(self, photo: Photo | None, history: History[Snapshot] | None = None) -> None:
        """Show this photo with its history; maps, hover and selection of the old one are dropped."""
        self._photo, self._history, self._tried = photo, history or fresh(), None
        self._maps = self._compare_maps = self._shaped = self._compare_shaped = self._hover = None
        self.photo_changed.emit()
        self.maps_changed.emit()
        self.result_changed.emit()
        self.hover_changed.emit()
        self._emit_state()

    def set_maps(self, maps: CurveMaps | None) -> None:
        """The maps of the present photo."""
        self._maps = maps
        self.maps_changed.emit()

    def set_compare_maps(self, maps: CurveMaps | None) -> None:
        """The maps of the present photo by the weights compared with."""
        self._compare_maps = maps
        self.maps_changed.emit()

    def set_shaped(self, maps: ShapedMaps | None, compare: ShapedMaps | None) -> None:
        """The maps and those compared with, as the edit shapes them."""
        self._shaped, self._compare_shaped = maps, compare
        self.result_changed.emit()

    def set_weights(self, name: str) -> None:
        """Use these weights, by name or path."""
        if name != self._weights:
            self._weights = name
            self.weights_changed.emit()

    def set_compare(self, name: str | None) -> None:
        """Compare with these weights in place of the original; None ends it."""
        if name != self._compare:
            self._compare = name
            self._compare_maps = self._compare_shaped = None
            self.weights_changed.emit()

    def propose(self, edit: Edit, gesture: object = None, what: str = "") -> None:
        """Make this the edit; all of one gesture's proposals are one undo entry. what: as in Step."""
        shown, was_trying, self._tried = self.edit, self.trying, None
        if edit != self.state.edit:
            self._push(self._history.push(self.state.changed(what, edit=edit), gesture))
        if edit != shown or was_trying:
            self._emit_edit()

    def try_edit(self, edit: Edit | None) -> None:
        """Show an edit without changing the state or its history. None, a proposal, undo or redo ends it."""
        shown, ended, self._tried = self.edit, self.trying and edit is None, edit
        if self.edit != shown or ended:
            self._emit_edit()

    def set_marks(self, marks: Marks, gesture: object = None) -> None:
        """Make these the marks; all of one gesture's are one undo entry. Undone edits can still be redone."""
        if marks != self.marks:
            state = self.state.changed(marks=marks)
            self._push(self._history.beside(state, lambda undone: replace(undone, marks=marks), gesture))
            self.marks_changed.emit()

    def rate(self, rating: int) -> None:
        """Give the photo this rating, 0 … 5."""
        if rating != self.state.rating:
            self._push(self._history.push(self.state.changed(rating=rating)))
            self.rating_changed.emit()

    def undo(self) -> None:
        """Go back one entry, if there is one."""
        self._move(self._history.undo())

    def redo(self) -> None:
        """Go forward one entry, if there is one."""
        self._move(self._history.redo())

    def set_hover(self, point: Point | None) -> None:
        """Set where the cursor is, in photo pixels; None off the photo."""
        if point != self._hover:
            self._hover = point
            self.hover_changed.emit()

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Lay this over the photo, or nothing."""
        if overlay != self._overlay:
            self._overlay = overlay
            self.overlay_changed.emit()

    def set_overlay_opacity(self, opacity: float) -> None:
        """0 … 1."""
        opacity = min(max(opacity, 0.0), 1.0)
        if opacity != self._overlay_opacity:
            self._overlay_opacity = opacity
            self.overlay_changed.emit()

    def select_map(self, selected: tuple[int, int] | None) -> None:
        """Enlarge the map (step, channel), both from 0."""
        if selected != self._selected_map:
            self._selected_map = selected
            self.map_changed.emit()

    def _push(self, history: History[Snapshot]) -> None:
        before, self._history = self._history, history
        if len(history.past) != len(before.past):
            self.history_changed.emit()

    def _move(self, history: History[Snapshot]) -> None:
        if history is self._history:  # nothing to undo or redo
            self.try_edit(None)
        else:
            self._history, self._tried = history, None
            self._emit_state()

    def _emit_edit(self) -> None:
        """Emit `edit_changed`, and `result_changed` unless the maps must be shaped again first."""
        made = self._shaped, self._compare_shaped
        fits = all(each is None or each.suit(self.edit) for each in made)
        self.edit_changed.emit()
        if fits:
            self.result_changed.emit()

    def _emit_state(self) -> None:
        self._emit_edit()
        self.marks_changed.emit()
        self.rating_changed.emit()
        self.history_changed.emit()
