"""The Adjust panel: what is wanted most at the top; the other fields of Edit once they are asked for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from dce_studio.app.state.document import Document
from dce_studio.core.edit import Edit, ranges
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.control import Control
from dce_studio.ui.widgets.tips import tip

NUMBER_WIDTH = 66
MARGIN = 6  # logical pixels below the buttons and above them
FIRST = ("strength", "keep_colour", "noise")
"""The fields that are always in sight; the others are under "More", in their order."""
AUTO_HELP = (
    "Chooses the iterations that give this photo a good brightness, the black point where darks would turn "
    "grey, and as much of Noise and Colour noise as takes away what they lift into view."
)


class AdjustPanel(QWidget):
    """Shows the document's edit and proposes others: the controls scroll, the buttons below them stay.

    auto_wanted, reset_wanted: the button Auto or Reset was pressed. more_shown(bool): all controls are shown,
    or the first.
    """

    auto_wanted = Signal()
    reset_wanted = Signal()
    more_shown = Signal(bool)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        page, scroll = QWidget(), QScrollArea()
        self._page = page
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.controls = self._build(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        column.addWidget(scroll, 1)
        self._foot = self._buttons()
        column.addLayout(self._foot)
        document.edit_changed.connect(self._show)
        document.photo_changed.connect(self._show)
        self.show_more(False)
        self._show()

    def show_more(self, on: bool) -> None:
        """Show all controls, or the first alone."""
        self.more.setChecked(on)
        for name, control in self.controls.items():
            if name not in FIRST:
                control.set_shown(on)
        theme.set_icon(self.more, "chevron-up" if on else "chevron-down")
        self._say_more()

    def wanted_height(self) -> int:
        """The height in logical pixels that shows all controls without scrolling."""
        self._rows.activate()
        return self._page.sizeHint().height() + self._foot.sizeHint().height() + MARGIN

    def reset_all(self) -> None:
        """Propose the defaults, as one entry of undo; the photo keeps its crop."""
        self._document.propose(Edit().laid_on(self._document.state.edit))

    def _build(self, page: QWidget) -> dict[str, Control]:
        column = self._rows = QVBoxLayout(page)
        column.setContentsMargins(14, 2, 8, 4)
        column.setSpacing(2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        defaults = Edit()
        controls = {}
        fields = ranges()
        first = [name for name in FIRST if name in fields]
        for row, name in enumerate([*first, *(name for name in fields if name not in first)]):
            limits = fields[name]
            control = Control(name, limits, float(getattr(defaults, name)), grid, row)
            control.number.setFixedWidth(NUMBER_WIDTH)
            control.number.setAlignment(Qt.AlignmentFlag.AlignRight)
            control.proposed.connect(lambda value, gesture, name=name: self._propose(name, value, gesture))
            controls[name] = control
        column.addStretch(1)
        return controls

    def _buttons(self) -> QHBoxLayout:
        self.more = _button("More", "chevron-down", "Shows all controls, or the first alone.")
        self.more.setCheckable(True)
        self.more.clicked.connect(self._on_more)
        auto = _button("Auto", "auto", AUTO_HELP)
        auto.clicked.connect(self.auto_wanted)
        reset = _button("Reset", "reset", "Sets every control to its default; Undo brings the values back.")
        reset.clicked.connect(self.reset_wanted)
        self.presets = _button("Presets", "more", "Applies a named edit, or keeps this one under a name.")
        foot = QHBoxLayout()
        foot.setContentsMargins(5, 0, 8, 0)  # the button's own margin brings its icon below the names
        foot.setSpacing(0)
        foot.addWidget(self.more)
        foot.addStretch(1)
        foot.addWidget(self.presets)
        foot.addWidget(auto)
        foot.addWidget(reset)
        return foot

    def _on_more(self, on: bool) -> None:
        self.show_more(on)
        self.more_shown.emit(on)

    def _say_more(self) -> None:
        """Say on the button More how many hidden controls differ from their defaults."""
        edit, plain = self._document.edit, Edit()
        changed = [n for n in self.controls if n not in FIRST and getattr(edit, n) != getattr(plain, n)]
        hidden = len(changed) if not self.more.isChecked() else 0
        self.more.setText("Less" if self.more.isChecked() else f"More ({hidden})" if hidden else "More")
        names = ", ".join(ranges()[name].label for name in changed)
        self.more.setToolTip(
            tip(f"Changed: {names}." if hidden else "Shows all controls, or the first alone.")
        )

    def _propose(self, name: str, value: float, gesture: object) -> None:
        wanted = round(value) if name == "detail" else value
        self._document.propose(self._document.state.edit.with_(**{name: wanted}), gesture)

    def _show(self) -> None:
        """Show the edit, unless another page lies above this one."""
        if self.isHidden():
            return
        for name, control in self.controls.items():
            control.show_value(getattr(self._document.edit, name))
        self._say_more()
        self.setEnabled(self._document.photo is not None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()


def _button(text: str, icon: str, help: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("flat", True)
    made.setToolTip(tip(help))
    theme.set_icon(made, icon)
    return made
