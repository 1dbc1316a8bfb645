"""The bar above the canvas while the photo is cropped: ratio, turns, flips, and the end of it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from dce_studio.core.geometry import MOST_TILT, Size
from dce_studio.core.local.carry import RATIOS as FIXED
from dce_studio.ui.frame.guides import GUIDES
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.number import NumberField, make_easy
from dce_studio.ui.widgets.tips import tip

RATIOS: tuple[tuple[str, float | None], ...] = (
    ("Free", None),
    ("Original", 0.0),
    *((f"{long} : {short}", long / short) for long, short in FIXED),
)
"""Names and the longer edge over the shorter; 0 stands for the photo's own, None for any."""


ROUNDED = 2.5
"""Pixels by which a crop may miss its ratio, as its edges are whole ones."""

TILT_STEP = 0.1
"""Degrees of a step of straightening."""


class CropBar(QWidget):
    """ratio_changed: another ratio, or the same on its side. turned(int quarters clockwise), flipped.

    tilted(float degrees clockwise): straightened so far. guide_changed(str): other lines, a key of GUIDES.
    reset, done, cancelled: the buttons.
    """

    ratio_changed = Signal()
    turned = Signal(int)
    flipped = Signal()
    tilted = Signal(float)
    guide_changed = Signal(str)
    reset = Signal()
    done = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._upright = False
        self.ratios, self.size_label = QComboBox(), QLabel()
        self.ratios.addItems([name for name, _ in RATIOS])
        self.ratios.setAccessibleName("Ratio of the crop")
        self.ratios.setToolTip(tip("Width over height of the crop."))
        self.ratios.currentIndexChanged.connect(lambda index: self.ratio_changed.emit())
        self.guides = QComboBox()
        for name, (text, _) in GUIDES.items():
            self.guides.addItem(text, name)
        self.guides.setAccessibleName("Guides")
        self.guides.setToolTip(tip("Lines to compose by (O goes through them)."))
        self.guides.currentIndexChanged.connect(lambda index: self.guide_changed.emit(self.guide))
        for box in (self.ratios, self.guides):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.tilt = NumberField(minimum=-MOST_TILT, maximum=MOST_TILT, singleStep=TILT_STEP, decimals=2)
        self.tilt.setSuffix("°")
        self.tilt.setAccessibleName("Straighten, degrees clockwise")
        self.tilt.setToolTip(tip("Straighten by so many degrees; or drag outside of the crop."))
        self.tilt.lineEdit().setTextMargins(*theme.INSET)
        self.tilt.valueChanged.connect(self.tilted.emit)
        make_easy(self.tilt)
        self.line = self._tool("straighten", "Draw a line that is to be level or upright (Ctrl + drag)")
        self.line.setCheckable(True)
        self.size_label.setSizePolicy(  # it gives way where the window is narrow
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(4)
        row.addWidget(self.ratios)
        row.addWidget(self._tool("swap", "Exchange width and height (X)", self.swap))
        row.addSpacing(4)
        row.addWidget(self._tool("turn-left", "Turn left", lambda: self.turned.emit(-1)))
        row.addWidget(self._tool("turn-right", "Turn right", lambda: self.turned.emit(1)))
        row.addWidget(self._tool("flip", "Flip left and right", self.flipped.emit))
        row.addWidget(self.line)
        row.addWidget(self.tilt)
        row.addSpacing(4)
        row.addWidget(self.guides)
        row.addWidget(self.size_label, 1)
        row.addWidget(self._tool("reset", "Reset: all of the photo, not tilted", self.reset.emit))
        row.addWidget(self._tool("cancel", "Cancel: framed as before (Esc)", self.cancelled.emit))
        done = QPushButton("Done")
        done.clicked.connect(lambda checked=False: self.done.emit())
        row.addWidget(done)
        self.hide()

    def ratio(self, seen: Size) -> float | None:
        """Width over height that the crop is held to on a photo seen at that size; None: any."""
        value = RATIOS[self.ratios.currentIndex()][1]
        if value is None:
            return None
        if value == 0:
            value = max(seen) / min(seen)
        return 1 / value if self._upright else value

    def follow(self, crop: Size, seen: Size) -> None:
        """Tell the ratio of a crop that came about otherwise, by Undo or a turn: the same one, or any."""
        for upright in (self._upright, not self._upright):
            self._upright = upright
            ratio = self.ratio(seen)
            if ratio is None or abs(crop.width - crop.height * ratio) <= ROUNDED * max(ratio, 1):
                return
        self.begin(seen)

    def begin(self, seen: Size) -> None:
        """Any ratio, lying or standing as the photo does."""
        self._upright = seen.height > seen.width
        self.ratios.blockSignals(True)
        self.ratios.setCurrentIndex(0)
        self.ratios.blockSignals(False)
        self.show()

    def swap(self) -> None:
        """The same ratio on its side."""
        self._upright = not self._upright
        self.ratio_changed.emit()

    @property
    def guide(self) -> str:
        """The lines that are drawn: a key of GUIDES."""
        return str(self.guides.currentData())

    def set_guide(self, name: str) -> None:
        """Draw these lines."""
        self.guides.setCurrentIndex(max(self.guides.findData(name), 0))

    def next_guide(self) -> None:
        """Draw the next lines, after the last none and the first again."""
        self.guides.setCurrentIndex((self.guides.currentIndex() + 1) % self.guides.count())

    def show_size(self, size: Size) -> None:
        """Tell how many pixels are left."""
        self.size_label.setText(f"{size.width} × {size.height}")

    def show_tilt(self, degrees: float) -> None:
        """Tell by how much it is straightened; what is being typed stays."""
        if round(degrees, self.tilt.decimals()) != self.tilt.value():
            self.tilt.blockSignals(True)
            self.tilt.setValue(degrees)
            self.tilt.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End or cancel by the keys that do so on the photo, whichever control has them.

        Return after a number only takes that.
        """
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.tilt.hasFocus():
            self.tilt.selectAll()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _tool(self, icon: str, text: str, slot: Callable[[], object] = lambda: None) -> QToolButton:
        made = QToolButton()
        made.setToolTip(tip(text))
        made.setAccessibleName(text)
        theme.set_icon(made, icon)
        made.clicked.connect(lambda checked=False: slot())
        return made
