"""The pinned probes as a row of numbered, coloured buttons."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from dce_studio.app.state.document import Document
from dce_studio.core.colours import PROBE_COLOURS
from dce_studio.core.marks import Probe
from dce_studio.ui.widgets.buttons import tool_button
from dce_studio.ui.widgets.tips import tip

NUDGES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ProbeButton(QToolButton):
    """One probe: press to show its curves, arrow keys move it by a pixel, Delete removes it."""

    def __init__(self, document: Document, probe: Probe) -> None:
        super().__init__()
        self._document, self.number = document, probe.number
        colour = QColor(PROBE_COLOURS[probe.number - 1])
        ink = "#000000" if colour.lightnessF() > 0.45 else "#ffffff"
        self.setText(str(probe.number))
        self.setCheckable(True)
        self.setAccessibleName(f"Probe {probe.number}")
        self.setStyleSheet(
            f"QToolButton {{ background: {colour.name()}; color: {ink}; border: 2px solid transparent;"
            " border-radius: 11px; min-width: 18px; min-height: 18px; font-weight: bold; padding: 0 }"
            "QToolButton:checked, QToolButton:focus { border-color: palette(text) }"
        )
        remove = QAction("Remove", self)
        remove.triggered.connect(self.remove)
        self.addAction(remove)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.place(probe)

    def place(self, probe: Probe) -> None:
        """Say where the probe is."""
        self.setToolTip(
            tip(
                f"Probe {probe.number} at {probe.x}, {probe.y}: press to show its curves; "
                "arrow keys move it, Delete removes it."
            )
        )

    def remove(self) -> None:
        """Unpin the probe."""
        self._document.set_marks(self._document.marks.without(self.number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif key in NUDGES:
            self._nudge(*NUDGES[key])
        else:
            super().keyPressEvent(event)

    def _nudge(self, dx: int, dy: int) -> None:
        marks, photo = self._document.marks, self._document.photo
        probe = marks.probe(self.number)
        if probe and photo:
            moved = marks.moved(self.number, probe.x + dx, probe.y + dy).inside(photo.size)
            self._document.set_marks(moved, ("nudge", self.number))


class ProbeStrip(QWidget):
    """A button that follows the cursor, and one for each probe. selected(int or None): the probe to show.

    One of them is always pressed; pressing it once more changes nothing.
    """

    selected = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._buttons: dict[int, ProbeButton] = {}
        self._chosen: int | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._cursor = tool_button(
            "Follow the cursor", "Show the pixel under the cursor.", "probe", checkable=True
        )
        self._cursor.setChecked(True)
        self._cursor.clicked.connect(lambda: self.choose(None))
        self._row.addWidget(self._cursor)
        self._row.addStretch(1)
        self.setVisible(False)
        document.marks_changed.connect(self._refresh)

    @property
    def chosen(self) -> int | None:
        """The number of the probe that is shown, or None."""
        return self._chosen

    def choose(self, number: int | None) -> None:
        """Show this probe."""
        if number is not None and self._document.marks.probe(number) is None:
            number = None
        for each, button in self._buttons.items():
            button.setChecked(each == number)
        self._cursor.setChecked(number is None)
        self._chosen = number
        self.selected.emit(number)

    def _refresh(self) -> None:
        probes = {probe.number: probe for probe in self._document.marks.probes}
        for number in [n for n in self._buttons if n not in probes]:
            self._buttons.pop(number).deleteLater()
        for number, probe in probes.items():
            if number in self._buttons:
                self._buttons[number].place(probe)
            else:
                self._add(probe)
        self.setVisible(bool(probes))
        if self._chosen is not None and self._chosen not in probes:
            self.choose(None)

    def _add(self, probe: Probe) -> None:
        button = ProbeButton(self._document, probe)
        button.clicked.connect(lambda checked, n=probe.number: self.choose(n))
        self._buttons[probe.number] = button
        place = sorted(self._buttons).index(probe.number)
        self._row.insertWidget(1 + place, button)
        in_order = [self._cursor, *(self._buttons[number] for number in sorted(self._buttons))]
        for before, after in pairwise(in_order):  # else one made later comes after all of the window
            QWidget.setTabOrder(before, after)
