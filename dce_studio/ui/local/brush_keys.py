"""The keys and the wheel that change the brush, as long as a person paints."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QWidget

from dce_studio.ui.local.places import LocalPlaces
from dce_studio.ui.widgets.keys import BRUSH

LARGER, SOFTER = 1.15, 0.1  # a step of the size and of the softness
NOTCH = 120  # what a notch of the wheel turns


class BrushKeys(QObject):
    """Act anywhere in the canvas's window while they are on; on the canvas Ctrl and the wheel do too."""

    def __init__(self, places: LocalPlaces, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._places, self._canvas, self.on = places, canvas, False
        slots: dict[str, Callable[[], None]] = {
            "smaller": lambda: self.resize(1 / LARGER), "larger": lambda: self.resize(LARGER),
            "harder": lambda: self.soften(-SOFTER), "softer": lambda: self.soften(SOFTER),
            "erase": lambda: places.set_tip(erase=not places.tip.erase),
        }  # fmt: skip
        self._keys = [self._shortcut(BRUSH[name], slot, canvas) for name, slot in slots.items()]

    def set_on(self, on: bool) -> None:
        """Listen to them, or leave them to others."""
        self.on = on
        (self._canvas.installEventFilter if on else self._canvas.removeEventFilter)(self)
        for key in self._keys:
            key.setEnabled(on)

    def resize(self, factor: float) -> None:
        """A brush of another size."""
        self._places.set_tip(size=self._places.tip.size * factor)

    def soften(self, by: float) -> None:
        """A softer brush, or a harder one."""
        self._places.set_tip(softness=self._places.tip.softness + by)

    def _shortcut(self, key: str, slot: Callable[[], None], canvas: QWidget) -> QShortcut:
        made = QShortcut(QKeySequence(key), canvas)
        made.setEnabled(False)
        made.activated.connect(slot)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QWheelEvent):
            return False
        sizes = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if sizes:
            self.resize(LARGER ** (event.angleDelta().y() / NOTCH))
        return sizes
