"""The menu of a place on the photo: what can be done there, then what is done to the view and the photo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from dce_studio.ui.widgets import theme

Entry = QAction | QMenu | None
"""An action, a menu below this one, or None for a line between."""


@dataclass(frozen=True)
class Deed:
    """Something to do at a place. icon: its name, "" for none; possible: whether it can be done now."""

    text: str
    icon: str
    do: Callable[[], object]
    possible: bool = True


def fill(menu: QMenu, here: Sequence[Deed], rest: Sequence[Entry]) -> None:
    """Fill a menu with what can be done at the place, then the entries that are the same everywhere."""
    for deed in here:
        action = menu.addAction(deed.text)
        action.triggered.connect(lambda checked=False, deed=deed: deed.do())
        action.setEnabled(deed.possible)
        if deed.icon:
            theme.set_icon(action, deed.icon)
    if here:
        menu.addSeparator()
    for entry in rest:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry.title()).addActions(entry.actions())  # an own menu, which goes with this one
        else:
            menu.addAction(entry)
