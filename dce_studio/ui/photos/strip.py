"""The panel of the opened photos: the filmstrip, and beside it what of them it shows, in which order."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dce_studio.app.state.arrangement import Arrangement, Order, ShownPhotos
from dce_studio.app.studio import Studio
from dce_studio.core.files.metadata.rating import MOST
from dce_studio.ui.photos.filmstrip import Filmstrip
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.buttons import give_menu, tool_button

SHOWN: tuple[tuple[ShownPhotos, str], ...] = (
    ("all", "&All photos"), ("edited", "&Edited"), ("exported", "E&xported"), ("failed", "&Failed"),
)  # fmt: skip
ORDERS: tuple[tuple[Order, str], ...] = (
    ("opened", "As &opened"), ("name", "&Name"), ("taken", "Time &taken"), ("modified", "Time of the &file"),
    ("rating", "&Rating"),
)  # fmt: skip


class PhotosPanel(QWidget):
    """Shows the library's arrangement and proposes others to the studio."""

    def __init__(self, studio: Studio, filmstrip: Filmstrip) -> None:
        super().__init__()
        self._studio, self._library = studio, studio.library
        self.filmstrip = filmstrip
        self.show_all = QPushButton("Show all")
        self.show_all.clicked.connect(self._show_all)
        self.filter = self._button("Filter the photos", "filter")
        self.sort = self._button("Sort the photos", "sort")
        self.count = theme.label("", "muted")
        self._actions: list[tuple[QAction, Callable[[Arrangement], bool]]] = []
        self._fill_filter(self._menu(self.filter))
        self._fill_sort(self._menu(self.sort))
        self._lay_out()
        self._library.arranged.connect(self._update)
        self._update()

    def _lay_out(self) -> None:
        self._pages = QStackedLayout()
        self._pages.addWidget(self.filmstrip)
        self._pages.addWidget(self._empty())
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        column.setContentsMargins(4, 2, 2, 2)
        column.setSpacing(0)
        for widget in (self.filter, self.sort, self.count):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        row.addLayout(column)
        row.addLayout(self._pages, 1)
        QWidget.setTabOrder(self.filmstrip, self.filter)
        QWidget.setTabOrder(self.filter, self.sort)

    def _empty(self) -> QWidget:
        page = QWidget()
        layout = QHBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(theme.label("No photo matches this filter", "muted"))
        layout.addWidget(self.show_all)
        layout.addStretch(1)
        return page

    def _button(self, name: str, icon: str) -> QToolButton:
        button = tool_button(name, name, icon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _menu(self, button: QToolButton) -> QMenu:
        menu = QMenu(button)
        give_menu(button, menu)
        return menu

    def _fill_filter(self, menu: QMenu) -> None:
        self._choices(menu, "shown", SHOWN)
        menu.addSeparator()
        stars = [(n, f"{n} {'star' if n == 1 else 'stars'} or better") for n in range(1, MOST)]
        self._choices(menu, "stars", ((0, "An&y rating"), *stars, (MOST, f"{MOST} stars")))

    def _fill_sort(self, menu: QMenu) -> None:
        self._choices(menu, "order", ORDERS)
        menu.addSeparator()
        backwards = menu.addAction("&Backwards")
        backwards.setCheckable(True)
        backwards.triggered.connect(lambda on: self._propose(backwards=on))
        self._actions.append((backwards, lambda arrangement: arrangement.backwards))

    def _choices(self, menu: QMenu, field: str, choices: tuple[tuple[Any, str], ...]) -> None:
        """Add actions of which one is chosen: a value of that field of the arrangement."""
        group = QActionGroup(menu)
        for value, text in choices:
            action = group.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(partial(self._choose, field, value))
            menu.addAction(action)
            self._actions.append((action, partial(_has, field, value)))

    def _choose(self, field: str, value: object, checked: bool = True) -> None:
        self._propose(**{field: value})

    def _propose(self, **changes: Any) -> None:
        self._studio.arrange(replace(self._library.arrangement, **changes))

    def _show_all(self) -> None:
        self._propose(shown="all", stars=0)
        self.filmstrip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _update(self) -> None:
        arrangement, shown, opened = self._library.arrangement, self._library.rowCount(), self._library.opened
        for action, chosen in self._actions:
            action.setChecked(chosen(arrangement))
        theme.set_icon(self.filter, "filter", "accent" if arrangement.filters else "text")
        self.count.setText(f"{shown}/{opened}" if arrangement.filters and opened else "")
        self.count.setToolTip(f"{shown} of {opened} photos are shown")
        self._pages.setCurrentIndex(1 if opened and not shown else 0)


def _has(field: str, value: object, arrangement: Arrangement) -> bool:
    return bool(getattr(arrangement, field) == value)
