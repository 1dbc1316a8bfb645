"""The title of a dock with two pages: a tab for each, and the button that closes the dock."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QToolButton, QWidget

from dce_studio.ui.widgets.buttons import tool_button


class TitleTabs(QWidget):
    """chosen(int): a page was chosen by a person. closed: the dock is to be closed.

    Dragged beside its tabs it moves the dock, as a title does.
    """

    chosen = Signal(int)
    closed = Signal()

    def __init__(self, titles: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tabs, self.close_button = QTabBar(), _close_button()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(" or ".join(titles))
        for title in titles:
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(self.chosen)
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.close_button)

    def show_page(self, index: int) -> None:
        """Mark a page as the one shown."""
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(index)
        self.tabs.blockSignals(False)


def _close_button() -> QToolButton:
    made = tool_button("Close", "Closes this panel; View › Panels brings it back.", "close")
    made.setIconSize(QSize(12, 12))
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
