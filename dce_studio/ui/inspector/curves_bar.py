"""The two rows above the plot: whose curves, with which tool, and which side of them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dce_studio.app.preview.curves import Scope
from dce_studio.core.analysis.views import CurveView
from dce_studio.ui.widgets.buttons import give_menu, tool_button
from dce_studio.ui.widgets.tips import tip

SCOPES = {
    Scope.PHOTO: (
        "Photo",
        "The mean curve of the whole photo, and a band holding 90 % of its pixels' curves.",
    ),
    Scope.REGION: ("Region", "The mean curve of a rectangle or lasso drawn on the photo."),
    Scope.PIXEL: ("Pixel", "The curve of the pixel under the cursor; click the photo to pin a probe."),
}
ALPHA, TABLE = "alpha", "table"
FACES: dict[str, str] = {
    CurveView.OUTPUT: "Curve",
    CurveView.GAIN: "Contrast gain",
    CurveView.FAMILY: "Curve after each step",
    ALPHA: "α of each step",
    TABLE: "Table of a pixel's steps",
}
"""What can be shown of the curves: the core's views, and two that are of steps."""
TOOLS = {
    "pin": ("probe", "Pin probes: click the photo to read a pixel and keep it (up to eight)."),
    "rectangle": ("rectangle", "Draw a rectangle on the photo; its mean curve is shown."),
    "lasso": ("lasso", "Draw around a part of the photo; its mean curve is shown."),
}


class CurvesBar(QWidget):
    """scope_chosen(Scope), face_chosen(str): a key of FACES. tool_chosen(str, bool): pressed or released.

    clear_wanted: remove the region. `menu` holds what can be done with the curves: others fill it.
    """

    scope_chosen = Signal(object)
    face_chosen = Signal(str)
    tool_chosen = Signal(str, bool)
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scopes: dict[Scope, QToolButton] = {}
        self._tools: dict[str, QToolButton] = {}
        self._faces = QComboBox()
        self.menu = QMenu(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._scope_row())
        column.addLayout(self._face_row())

    def show_scope(self, scope: Scope) -> None:
        """Mark whose curves are shown."""
        self._scopes[scope].setChecked(True)

    def show_face(self, face: str) -> None:
        """Mark which face of the curves is shown."""
        self._faces.setCurrentIndex(list(FACES).index(face))

    def show_tool(self, tool: str | None) -> None:
        """Mark the tool that acts on the photo."""
        for name, button in self._tools.items():
            button.setChecked(name == tool)

    def allow_clear(self, there: bool) -> None:
        """Set whether there is a region that can be removed."""
        self._clear.setVisible(there)

    def add_button(self, button: QToolButton) -> None:
        """Add a button left of the menu."""
        self._row.insertWidget(self._row.count() - 1, button)

    def _scope_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        group = QButtonGroup(self)
        for scope, (text, help) in SCOPES.items():
            button = tool_button(f"Curves of: {text}", help, text=text, checkable=True)
            button.clicked.connect(lambda _, s=scope: self.scope_chosen.emit(s))
            group.addButton(button)
            row.addWidget(button, 1)
            self._scopes[scope] = button
        self._scopes[Scope.PHOTO].setChecked(True)
        row.addSpacing(8)
        for name, (icon, help) in TOOLS.items():
            button = tool_button(name.capitalize(), help, icon, checkable=True)
            button.clicked.connect(lambda checked, n=name: self.tool_chosen.emit(n, checked))
            row.addWidget(button)
            self._tools[name] = button
        return row

    def _face_row(self) -> QHBoxLayout:
        row = self._row = QHBoxLayout()
        row.setSpacing(2)
        self._faces.setAccessibleName("What is shown of the curves")
        self._faces.setToolTip(tip("What is shown of the curves."))
        self._faces.addItems(list(FACES.values()))
        self._faces.currentIndexChanged.connect(lambda index: self.face_chosen.emit(list(FACES)[index]))
        row.addWidget(self._faces, 1)
        row.addSpacing(4)
        self._clear = tool_button("Remove region", "Remove the region.", "trash")
        self._clear.clicked.connect(self.clear_wanted)
        row.addWidget(self._clear)
        more = tool_button("Copy or save", "Copy or save the curves.", "export")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        give_menu(more, self.menu)
        row.addWidget(more)
        return row
