"""Keys that show something as long as they are held down: the original, the loupe."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


class Held:
    """Keys that act while they are down: the window asks it of each key that nothing else took."""

    def __init__(self, slots: dict[Qt.Key, Callable[[bool], object]]) -> None:
        self._slots = slots

    def pressed(self, event: QKeyEvent) -> bool:
        """A key went down; True takes it."""
        return not event.modifiers() and self._turn(event, True)

    def released(self, event: QKeyEvent) -> bool:
        """A key came up; True takes it."""
        return self._turn(event, False)

    def let_go(self) -> None:
        """All keys are up: the window is no longer the one that hears of them."""
        for slot in self._slots.values():
            slot(False)

    def _turn(self, event: QKeyEvent, down: bool) -> bool:
        slot = self._slots.get(Qt.Key(event.key()))
        if slot is None:
            return False
        if down or not event.isAutoRepeat():  # a repeated press may follow a release that was not told so
            slot(down)
        return True
