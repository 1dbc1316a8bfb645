"""The Adjust panel: a control for each field of Edit, in their order."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from dce_studio.app.state.document import Document
from dce_studio.core.edit import Edit, ranges
from dce_studio.ui.adjust.control import Control
from dce_studio.ui.widgets import theme

NUMBER_WIDTH = 66


class AdjustPanel(QWidget):
    """Shows the document's edit and proposes others: the controls scroll, the buttons below them stay.

    auto_wanted: the button Auto was pressed.
    """

    auto_wanted = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        page, scroll = QWidget(), QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.controls = self._build(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addWidget(scroll, 1)
        column.addLayout(self._foot())
        document.edit_changed.connect(self._show)
        document.photo_changed.connect(self._show)
        self._show()

    def reset_all(self) -> None:
        """Propose the defaults, as one entry of undo."""
        self._document.propose(Edit())

    def _build(self, page: QWidget) -> dict[str, Control]:
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 2, 8, 4)
        column.setSpacing(2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        defaults = Edit()
        controls = {}
        for row, (name, limits) in enumerate(ranges().items()):
            control = Control(name, limits, float(getattr(defaults, name)), grid, row)
            control.number.setFixedWidth(NUMBER_WIDTH)
            control.number.setAlignment(Qt.AlignmentFlag.AlignRight)
            control.proposed.connect(lambda value, gesture, name=name: self._propose(name, value, gesture))
            controls[name] = control
        column.addStretch(1)
        return controls

    def _foot(self) -> QHBoxLayout:
        auto = _button("Auto", "auto", "Chooses the iterations that give this photo a good brightness.")
        auto.clicked.connect(self.auto_wanted)
        reset = _button(
            "Reset all", "reset", "Sets every control to its default; Undo brings the values back."
        )
        reset.clicked.connect(self.reset_all)
        self.presets = _button("Presets", "more", "Applies a named edit, or keeps this one under a name.")
        foot = QHBoxLayout()
        foot.setContentsMargins(5, 0, 8, 0)  # the button's own margin brings its icon below the names
        foot.addWidget(self.presets)
        foot.addStretch(1)
        foot.addWidget(auto)
        foot.addWidget(reset)
        return foot

    def _propose(self, name: str, value: float, gesture: object) -> None:
        wanted = round(value) if name == "detail" else value
        self._document.propose(self._document.state.edit.with_(**{name: wanted}), gesture)

    def _show(self) -> None:
        for name, control in self.controls.items():
            control.show_value(getattr(self._document.edit, name))
        self.setEnabled(self._document.photo is not None)


def _button(text: str, icon: str, help: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("flat", True)
    made.setToolTip(help)
    theme.set_icon(made, icon)
    return made
