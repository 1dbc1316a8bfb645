"""The mouse on the photo: where a place is, dragging through places, painting."""

# mypy: disable-error-code=no-untyped-call
# pytest-qt's mouse is not typed.

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from dce_studio.core.local.values import Brush
from dce_studio.ui.local.places import Kind
from dce_studio.ui.main_window import MainWindow

LEFT, ALT, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


def at(window: MainWindow, x: float, y: float) -> QPoint:
    """Where a place of the photo is on the canvas."""
    return window.canvas.panes()[-1].to_widget(x, y).toPoint()


def drag(
    window: MainWindow, qtbot: QtBot, *places: tuple[float, float], keys: Qt.KeyboardModifier = NONE,
    release: bool = True,
) -> None:  # fmt: skip
    """A drag through places of the photo."""
    canvas, spots = window.canvas, [at(window, *place) for place in places]
    qtbot.mousePress(canvas, LEFT, keys, spots[0])
    for spot in spots[1:]:
        qtbot.mouseMove(canvas, spot)
    if release:
        qtbot.mouseRelease(canvas, LEFT, keys, spots[-1])


def paint(window: MainWindow, qtbot: QtBot, *places: tuple[float, float]) -> Brush:
    """A stroke of a new brush: the brush that it made."""
    window.local.panel.add[Kind.BRUSH].click()
    drag(window, qtbot, *places)
    shape = window.document.edit.locals[-1].shape
    assert isinstance(shape, Brush)
    return shape
