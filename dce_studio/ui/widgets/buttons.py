"""Tool buttons as the panels use them."""

from PySide6.QtWidgets import QToolButton

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
