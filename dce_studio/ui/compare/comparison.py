"""Two photos beside each other, the open one and a reference, each as its edit makes it.

Whether and with which photo is the state of `app.compare.reference`; this shows it and changes it by hand.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from dce_studio.app.studio import Studio
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.tips import tip

NEEDED = "it needs a second photo in the row of photos"
STEPS = ("reference_before", "reference_after")


class Plates(Protocol):
    """What the sides of a photo are called on a canvas."""

    def name(self, texts: tuple[str, str] | None) -> None:
        """Call the sides before and after so; None: as ever."""


class Labelled(Protocol):
    """The part of a canvas that is named."""

    @property
    def labels(self) -> Plates:
        """The plates that say what is shown."""


class TwoCanvases(Protocol):
    """The canvases of the open photo and of the one beside it."""

    @property
    def first(self) -> Labelled:
        """The open photo's."""

    @property
    def second(self) -> Labelled:
        """The reference's."""

    def set_both(self, both: bool) -> None:
        """Show both, or the first alone."""

    def say(self, text: str) -> None:
        """Say this in place of the second photo."""

    def exchange(self, exchanging: Callable[[], object]) -> None:
        """Exchange the photos by a call, and their pictures."""


class ActionsByName(Protocol):
    """The window's actions."""

    def __getitem__(self, name: str) -> QAction:
        """The action of that name."""


class PhotoRow(Protocol):
    """The part of the row of photos that is needed."""

    def selected(self) -> list[Path]:
        """The photos that are selected."""

    def show_beside(self, path: Path | None) -> None:
        """Mark the photo that the open one is compared with."""


class Comparison(QObject):
    """changed(bool): it begins, or has ended. noted(str): what came of it, for the person."""

    changed = Signal(bool)
    noted = Signal(str)

    def __init__(
        self, studio: Studio, canvases: TwoCanvases, strip: PhotoRow, actions: ActionsByName,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._studio, self._reference = studio, studio.reference
        self._canvases, self._strip, self._actions = canvases, strip, actions
        self._on = self._cropping = False
        self._plain_tip = actions["compare"].toolTip()
        self._reference.changed.connect(self._show)
        self._reference.pictured.connect(lambda *picture: canvases.say(""))
        self._reference.document.photo_changed.connect(self._say)
        self._reference.lost.connect(
            lambda: self.noted.emit("There is no other photo to compare with: the comparison has ended.")
        )
        studio.opening.connect(self._show)
        studio.library.updated.connect(self._on_updated)
        studio.library.arranged.connect(self._enable)
        studio.document.photo_changed.connect(self._enable)
        studio.document.weights_changed.connect(self._name)
        self._enable()

    @property
    def active(self) -> bool:
        """Whether two photos are compared."""
        return self._reference.path is not None

    def slots(self, swap_sides: Callable[[], object]) -> dict[str, Callable[[], object]]:
        """What the actions do, by their names. swap_sides: what swapping is while one photo is shown."""
        return {
            "compare": self.toggle, "swap": lambda: self.swap() if self.active else swap_sides(),
            "reference_before": lambda: self._reference.step(-1),
            "reference_after": lambda: self._reference.step(1),
        }  # fmt: skip

    def toggle(self) -> None:
        """Compare with the other photo that is selected, or that of the last time, or the next; or end it."""
        if self.active:
            self.end()
        else:
            self._reference.begin(self._strip.selected())
            self._enable()

    def end(self) -> None:
        """Show the open photo alone again."""
        self._reference.show(None)

    def swap(self) -> None:
        """Open the reference, and compare it with the photo that was open."""
        if (path := self._reference.path) is not None:
            self._canvases.exchange(lambda: self._studio.show(path))

    def set_cropping(self, cropping: bool) -> None:
        """Leave the canvas to the crop as long as there is one."""
        self._cropping = cropping
        self._show()

    def menu(self, parent: QWidget) -> QMenu:
        """The menu of the reference; it is gone once it is closed."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for names in (("swap", *STEPS), ("fit", "actual"), ("compare",)):
            menu.addActions([self._actions[name] for name in names])
            menu.addSeparator()
        return menu

    def fill_photo_menu(self, path: Path, menu: QMenu) -> None:
        """Add to the menu of a photo in the strip."""
        selected = self._strip.selected()
        among = selected if path in selected else [path]
        others = [one for one in among if one != self._studio.path]
        if self._reference.path in others:
            action = QAction("End the comparison", menu)
            action.triggered.connect(self.end)
        else:
            two = len(among) == 2 and len(others) == 1
            text = "Compare the two photos" if two else "Compare with the open photo"
            action = QAction(text, menu)
            action.setEnabled(len(others) == 1 and self._studio.document.photo is not None)
            action.triggered.connect(lambda: self._reference.show(others[0]))
        theme.set_icon(action, "two-photos")
        menu.addAction(action)

    def _on_updated(self, path: Path) -> None:
        if self._on and path == self._studio.path:
            self._name()

    def _show(self) -> None:
        """Follow the reference."""
        on = self.active and not self._cropping
        self._canvases.set_both(on)
        self._strip.show_beside(self._reference.path)
        self._name()
        self._say()
        self._enable()
        if on != self._on:
            self._on = on
            self.changed.emit(on)

    def _name(self) -> None:
        if not self.active or self._cropping:
            self._canvases.first.labels.name(None)
            return
        other = self._studio.document.compare
        own = "Original" if other is None else Path(other).stem
        for canvas, path, before, role in (
            (self._canvases.first, self._studio.path, own, "Editing"),
            (self._canvases.second, self._reference.path, "Original", "Reference"),
        ):
            entry = self._studio.library.entry(path) if path else None
            if entry is not None:
                stars = "  " + "★" * entry.rating if entry.rating else ""
                name = entry.path.name
                canvas.labels.name((f"{before}: {name}", f"{role}: {name}{stars}"))

    def _say(self) -> None:
        path = self._reference.path
        if path is None or self._reference.document.photo is not None:
            self._canvases.say("")
        elif self._reference.unreadable:
            self._canvases.say(f"{path.name} cannot be shown.")
        else:
            self._canvases.say(f"Opening {path.name}…")

    def _enable(self) -> None:
        possible = self._studio.document.photo is not None and self._reference.possible
        action = self._actions["compare"]
        action.setEnabled(possible or self.active)
        action.setChecked(self.active)
        reason = "" if action.isEnabled() else f"{self._plain_tip}: {NEEDED}."
        action.setToolTip(tip(reason or self._plain_tip))
        for name in STEPS:
            self._actions[name].setEnabled(self.active)
