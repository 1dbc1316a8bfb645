"""The bar above the canvas while the photo is cropped: ratio, turns, flips, and the end of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from dce_studio.core.geometry import Size
from dce_studio.core.local.carry import RATIOS as FIXED
from dce_studio.ui.frame.guides import GUIDES
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.tips import tip

RATIOS: tuple[tuple[str, float | None], ...] = (
    ("Free", None),
    ("Original", 0.0),
    *((f"{long} : {short}", long / short) for long, short in FIXED),
)
"""Names and the longer edge over the shorter; 0 stands for the photo's own, None for any."""


class CropBar(QWidget):
    """ratio_changed: another ratio, or the same on its side. turned(int quarters clockwise), flipped.

    guide_changed(str): other lines, a key of GUIDES. reset, done, cancelled: the buttons.
    """

    ratio_changed = Signal()
    turned = Signal(int)
    flipped = Signal()
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
        row.addSpacing(4)
        row.addWidget(self.guides)
        row.addSpacing(4)
        row.addWidget(self.size_label, 1)
        for text, signal in (("Reset", self.reset), ("Cancel", self.cancelled), ("Done", self.done)):
            button = QPushButton(text)
            button.clicked.connect(lambda checked=False, signal=signal: signal.emit())
            row.addWidget(button)
        self.hide()

    def ratio(self, seen: Size) -> float | None:
        """Width over height that the crop is held to on a photo seen at that size; None: any."""
        value = RATIOS[self.ratios.currentIndex()][1]
        if value is None:
            return None
        if value == 0:
            value = max(seen) / min(seen)
        return 1 / value if self._upright else value

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End or cancel by the keys that do so on the photo, whichever control has them."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _tool(self, icon: str, text: str, slot: object) -> QToolButton:
        made = QToolButton()
        made.setToolTip(tip(text))
        made.setAccessibleName(text)
        theme.set_icon(made, icon)
        made.clicked.connect(lambda checked=False: slot())  # type: ignore[operator]
        return made
