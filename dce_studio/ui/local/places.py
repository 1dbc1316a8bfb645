"""The places of local strength as the window handles them: which is chosen, what is drawn next, each change.

The places themselves are the edit's; here is only what a person is doing with them. The panel and the tool on
the canvas both talk to this, and neither knows the other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from dce_studio.app.settings import BRUSH_SIZE, BRUSH_SIZES, BRUSH_SOFTNESS
from dce_studio.app.state.document import Document
from dce_studio.core.edit import Edit
from dce_studio.core.local.values import LONGEST_NAME, MOST, Alike, Brush, Linear, Local, Radial, Shape
from dce_studio.ui.local.grips import grips

AMOUNT = 0.5
"""Of a new place."""


class Kind(StrEnum):
    """What a place can be; the values are its name, and its icon's in small letters."""

    BRUSH = "Brush"
    LINEAR = "Linear"
    RADIAL = "Radial"
    ALIKE = "Alike"

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return self.value.lower()


KINDS = {Brush: Kind.BRUSH, Linear: Kind.LINEAR, Radial: Kind.RADIAL, Alike: Kind.ALIKE}


def kind_of(local: Local) -> Kind:
    """What a place is."""
    return KINDS[type(local.shape)]


@dataclass(frozen=True)
class Tip:
    """What is painted with. size: the radius in per cent of the photo's long edge; softness: 0 … 1."""

    size: float = BRUSH_SIZE
    softness: float = BRUSH_SOFTNESS
    erase: bool = False


class LocalPlaces(QObject):
    """changed: anything of it, or the edit's places. refused(str): a change that cannot be, and why."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._chosen: int | None = None
        self._armed: Kind | None = None
        self._tip = Tip()
        self._masked = False
        self._pointed: int | None = None
        self._told: tuple[object, ...] = ()
        document.photo_changed.connect(self.forget)
        document.edit_changed.connect(self._on_edit)

    # What there is

    @property
    def all(self) -> tuple[Local, ...]:
        """The places of the edit that is shown."""
        return self._document.edit.locals

    @property
    def full(self) -> bool:
        """Whether there are as many as there can be."""
        return len(self.all) >= MOST

    @property
    def chosen(self) -> int | None:
        """The index of the place that is worked on."""
        return self._chosen

    @property
    def local(self) -> Local | None:
        """The place that is worked on."""
        return None if self._chosen is None else self.all[self._chosen]

    @property
    def armed(self) -> Kind | None:
        """What the next drag or click on the photo makes."""
        return self._armed

    @property
    def paints(self) -> bool:
        """Whether a drag on the photo paints."""
        if self._armed is not None:
            return self._armed is Kind.BRUSH
        return self.local is not None and isinstance(self.local.shape, Brush)

    @property
    def tip(self) -> Tip:
        """What is painted with."""
        return self._tip

    @property
    def masked(self) -> bool:
        """Whether the chosen place's mask is shown all the time."""
        return self._masked

    @property
    def pointed(self) -> int | None:
        """The index of the place whose row is pointed at."""
        return self._pointed

    # What is worked on

    def choose(self, index: int | None) -> None:
        """Work on this place; nothing new is drawn then."""
        self._chosen = index if index is not None and 0 <= index < len(self.all) else None
        self._armed = None
        self.changed.emit()

    def arm(self, kind: Kind | None) -> None:
        """Draw such a place next, if there is room for one."""
        if kind is not None and self.full:
            self.refused.emit(f"There are {MOST} places, as many as there can be: delete one first.")
            return
        self._armed = kind
        self.changed.emit()

    def set_tip(self, **changes: float) -> None:
        """Paint with another size, softness, or erase."""
        tip = replace(self._tip, **changes)  # type: ignore[arg-type]  # mypy: erase alone is a bool
        least, most = BRUSH_SIZES
        size, softness = min(max(tip.size, least), most), min(max(tip.softness, 0.0), 1.0)
        self._tip = replace(tip, size=size, softness=softness)
        self.changed.emit()

    def set_masked(self, on: bool) -> None:
        """Show the chosen place's mask all the time, or no longer."""
        self._masked = on
        self.changed.emit()

    def point(self, index: int | None) -> None:
        """Say whose row is pointed at."""
        if index != self._pointed:
            self._pointed = index
            self.changed.emit()

    def forget(self) -> None:
        """Choose nothing, draw nothing: another photo is shown."""
        self._chosen = self._armed = self._pointed = None
        self.changed.emit()

    # Changes of the edit

    def added(self, shape: Shape) -> Edit:
        """The edit with a new place of that shape, named by its kind."""
        edit, kind = self._document.state.edit, KINDS[type(shape)]
        return edit.with_locals(*edit.locals, Local(shape, AMOUNT, fresh_name(kind.value, edit.locals)))

    def with_shape(self, shape: Shape) -> Edit:
        """The edit with the chosen place in that shape."""
        return self._with(lambda local: replace(local, shape=shape))

    def propose(self, make: Callable[[], Edit], gesture: object = None, chosen: int | None = None) -> None:
        """Propose the edit that `make` returns; one that cannot be is refused, and told.

        chosen: the index of a place of that edit to work on from then on; both are told as one change.
        """
        try:
            edit = make()
        except ValueError as error:
            self._document.try_edit(None)
            self.refused.emit(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            return
        if chosen is not None:
            self._chosen, self._armed = chosen, None
        self._document.propose(edit, gesture)

    def add(self, shape: Shape) -> None:
        """Propose a new place and choose it."""
        self.propose(lambda: self.added(shape), chosen=len(self._document.state.edit.locals))

    def change(self, gesture: object = None, index: int | None = None, **changes: object) -> None:
        """Propose other values for the place at an index, or the chosen one."""
        self.propose(
            lambda: self._with(lambda local: replace(local, **changes), index),  # type: ignore[arg-type]
            gesture,
        )

    def rename(self, index: int, name: str) -> None:
        """Call a place so; it keeps its name where this is none."""
        name = " ".join(name.split())[:LONGEST_NAME]
        if name:
            self.change(index=index, name=name)
        self.changed.emit()

    def delete(self) -> None:
        """Take the chosen place away; the one after it is chosen."""
        index, edit = self._chosen, self._document.state.edit
        if index is not None and index < len(edit.locals):
            rest = edit.locals[:index] + edit.locals[index + 1 :]
            if not rest:
                self.clear()
                return
            self.propose(lambda: edit.with_locals(*rest), chosen=min(index, len(rest) - 1))

    def duplicate(self) -> None:
        """Put a copy of the chosen place after it, and choose that."""
        index, edit = self._chosen, self._document.state.edit
        if index is None or index >= len(edit.locals):
            return
        if self.full:
            self.arm(Kind.BRUSH)  # says why there can be no other
            return
        copied = edit.locals[index]
        copy = replace(copied, name=fresh_name(copied.name, edit.locals))
        before, after = edit.locals[: index + 1], edit.locals[index + 1 :]
        self.propose(lambda: edit.with_locals(*before, copy, *after), chosen=index + 1)

    def clear(self) -> None:
        """Take all places away, as one entry of undo."""
        if self._armed is not None:
            self.arm(None)
        self.propose(lambda: self._document.state.edit.with_locals())  # after which none is chosen

    # Inside

    def _with(self, change: Callable[[Local], Local], index: int | None = None) -> Edit:
        edit = self._document.state.edit
        at = self._chosen if index is None else index
        return edit.with_locals(*(change(local) if i == at else local for i, local in enumerate(edit.locals)))

    def _on_edit(self) -> None:
        count = len(self.all)
        if self._chosen is not None and self._chosen >= count:
            self._chosen = count - 1 if count else None
        if self._pointed is not None and self._pointed >= count:
            self._pointed = None
        before, self._told = self._told, tuple(_told(local) for local in self.all)
        if not self._document.drawing or self._told != before:  # a brush that is led on looks the same
            self.changed.emit()


def _told(local: Local) -> object:
    """What others show of a place as long as it is drawn: of a brush, all but its strokes beyond the grip."""
    if not isinstance(local.shape, Brush):
        return local
    return replace(local, shape=Brush()), grips(local.shape)


def fresh_name(name: str, others: tuple[Local, ...]) -> str:
    """The name with the least number, from 1, that no other place has."""
    stem = name.rstrip("0123456789").rstrip() or name
    taken = {local.name for local in others}
    return next(f"{stem} {n}" for n in range(1, MOST + 2) if f"{stem} {n}" not in taken)
