"""From panel to panel by keys: Tab swaps the sides on the photo, so another key leads away from it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def go(stops: Sequence[QWidget], step: int) -> None:
    """Give the focus to the first control of the next of these that are shown; step −1: of the one before.

    One that lies inside another comes after it.
    """
    shown = [(stop, first) for stop in stops if (first := _first(stop)) is not None]
    now = QApplication.focusWidget()
    inside = [now is not None and (stop is now or stop.isAncestorOf(now)) for stop, _ in shown]
    here = max((k for k, is_inside in enumerate(inside) if is_inside), default=-1 if step > 0 else 0)
    if shown:
        shown[(here + step) % len(shown)][1].setFocus(Qt.FocusReason.TabFocusReason)


def _first(stop: QWidget) -> QWidget | None:
    """The first in the order of Tab that takes the focus, the stop itself too; None where none is shown."""
    if _takes(stop):
        return stop
    widget = stop.nextInFocusChain()
    while widget is not None and widget is not stop:
        if stop.isAncestorOf(widget) and _takes(widget):
            return widget
        widget = widget.nextInFocusChain()
    return None


def _takes(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isEnabled() and not widget.visibleRegion().isEmpty()
