"""Buttons as the panels use them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.tips import tip


def tool_button(name: str, help: str, icon: str = "", text: str = "", checkable: bool = False) -> QToolButton:
    """A tool button; `icon` is one of the drawn ones and follows the theme."""
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(tip(help))
    button.setText(text)
    button.setCheckable(checkable)
    if icon:
        theme.set_icon(button, icon)
    return button


def give_menu(button: QPushButton | QToolButton, menu: QMenu) -> None:
    """Let a button open a menu, and look as before once it is closed.

    The mouse leaves the button while the menu has it, which Qt does not tell the button.
    """

    def leave() -> None:
        over = button.rect().contains(button.mapFromGlobal(QCursor.pos()))
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, over)
        button.update()

    button.setMenu(menu)
    menu.aboutToHide.connect(leave)
