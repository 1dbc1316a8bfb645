"""The panel of local strength: what to add, the list of places, the sliders of the one that is worked on."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from dce_studio.app.state.document import Document
from dce_studio.core.local.values import MOST
from dce_studio.ui.local.place_list import PlaceList
from dce_studio.ui.local.places import Kind, LocalPlaces
from dce_studio.ui.local.sliders import Sliders
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.buttons import tool_button
from dce_studio.ui.widgets.keys import BRUSH, key_of
from dce_studio.ui.widgets.tips import tip

EMPTY = "Make parts of the photo brighter or darker: paint them, draw a gradient, or click on their colour."
ADDS = {
    Kind.BRUSH: "Paints a new place.",
    Kind.LINEAR: "Draws a gradient along a line, as for a sky or a floor.",
    Kind.RADIAL: "Draws an ellipse, as around a face or a lamp.",
    Kind.ALIKE: "Takes what looks like a colour that you click on, wherever it is.",
}
FULL = tip(f"There are {MOST} places, as many as there can be: delete one first.")
MARGIN = 6  # logical pixels


class LocalPanel(QWidget):
    """begun: something is to be drawn, so that the canvas should listen. escaped: Esc was pressed here."""

    begun = Signal()
    escaped = Signal()

    def __init__(self, document: Document, places: LocalPlaces, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._places = document, places
        self.add = {kind: self._add_button(kind) for kind in Kind}
        self.list, self.sliders = PlaceList(places), Sliders(places)
        self.list.escaped.connect(self.escaped)
        self.empty = QLabel(EMPTY)
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "muted")
        self.empty.setContentsMargins(14, 6, 14, 6)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        column.addLayout(self._head())
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column.addWidget(self.sliders)
        column.addStretch(0)
        column.addLayout(self._foot())
        places.changed.connect(self.follow)
        document.photo_changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show what can be done now."""
        places, chosen = self._places, self._places.chosen is not None
        for kind, button in self.add.items():
            button.setChecked(places.armed is kind)
            if button.isEnabled() == places.full:
                button.setEnabled(not places.full)
                button.setToolTip(FULL if places.full else tip(ADDS[kind]))
        self.empty.setVisible(not places.all)
        self.list.setVisible(bool(places.all))
        self.show_mask.setChecked(places.masked)
        self.erase.setChecked(places.tip.erase)
        self.erase.setVisible(places.paints)
        for button in (self.copy, self.delete):
            button.setEnabled(chosen)
        self.reset.setEnabled(bool(places.all))
        self.setEnabled(self._document.photo is not None)

    def wanted_height(self) -> int:
        """The height in logical pixels for three places and the sliders of one."""
        rows = self.list.sizeHint().height() + self.sliders.full_height() + MARGIN
        head, foot = (button.sizeHint().height() for button in (self.show_mask, self.reset))
        return rows + head + foot + 3 * MARGIN

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(2)
        for button in self.add.values():
            row.addWidget(button, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        self.show_mask = tool_button(
            "Show where it acts", f"Shows where it acts, in a colour ({key_of('local_mask')}).", "mask",
            checkable=True,
        )  # fmt: skip
        self.show_mask.clicked.connect(self._places.set_masked)
        self.erase = tool_button(
            "Erase", f"Paints away what was painted ({BRUSH['erase']}, or hold Alt).", "erase", checkable=True
        )
        self.erase.clicked.connect(lambda on: self._places.set_tip(erase=on))
        self.copy = tool_button("Duplicate", "Duplicates the place.", "copy")
        self.copy.clicked.connect(self._places.duplicate)
        self.delete = tool_button("Delete", "Deletes the place (Delete).", "trash")
        self.delete.clicked.connect(self._places.delete)
        self.reset = QPushButton("Reset")
        self.reset.setProperty("flat", True)
        self.reset.setToolTip(tip("Deletes all places; Undo brings them back."))
        theme.set_icon(self.reset, "reset")
        self.reset.clicked.connect(self._places.clear)
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(2)
        for button in (self.show_mask, self.erase):
            row.addWidget(button)
        row.addStretch(1)
        for widget in (self.copy, self.delete, self.reset):
            row.addWidget(widget)
        return row

    def _add_button(self, kind: Kind) -> QToolButton:
        made = tool_button(f"Add: {kind.value}", ADDS[kind], kind.icon, kind.value, checkable=True)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setIconSize(QSize(16, 16))
        made.clicked.connect(lambda on: self._on_add(kind if on else None))
        return made

    def _on_add(self, kind: Kind | None) -> None:
        self._places.arm(kind)
        self.follow()
        if kind is not None:
            self.begun.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
