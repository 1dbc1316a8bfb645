"""The first page of the training dialog: which photos, and how."""

import sys
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dce_studio.core.engine.architecture import NETWORKS
from dce_studio.core.runs.events import Scanned
from dce_studio.ui.training.plots import BrightnessBars
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.boxes import name_fields
from dce_studio.ui.widgets.dropping import Dropping
from dce_studio.ui.widgets.folders import pictures
from dce_studio.ui.widgets.number import NumberField, WholeField, make_easy
from dce_studio.ui.widgets.tips import tip

MOST_LINES = 12  # of a tooltip
RECOMMENDED = "As recommended"
LENGTHS = (("Short: 300 steps", 300), ("Normal: 1000 steps", 1000), ("Long, better: 4000 steps", 4000))
USUAL = {"size": 64, "batch": 16, "lr": 0.002}
"""What the recipe takes where nothing is chosen, to be shown as numbers; a test holds them to it."""
PRECISIONS = ((RECOMMENDED, ""), ("float32, exact", "float32"), ("bfloat16, faster", "bfloat16"))
FRAMINGS = (
    (RECOMMENDED, ""),
    ("Whole photos", "whole"),
    ("Random crops", "crop"),
    ("Made square, as published", "squash"),
)
FORMS = ((RECOMMENDED, ""), ("As in the published program", "code"), ("As in the paper", "paper"))


class TrainForm(QWidget):
    """folders_changed(): other folders were picked, to be scanned."""

    folders_changed = Signal()

    def __init__(self, weights: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folders = QListWidget()
        self.folders.setMaximumHeight(92)
        self.folders.setAccessibleName("Folders of photos")
        self.remove = QPushButton("Remove")
        self.found = theme.label("Choose one or more folders of photos.", "muted")
        self.bars = BrightnessBars()
        self.warnings = theme.label("", "warning")
        self.arch = _combo((f"{name}, {each.words}", name) for name, each in NETWORKS.items())
        self.length = _combo(LENGTHS)
        self.start = _combo((("New weights", ""), ("", "")))
        self.show_weights(weights)
        self.target = _number(0.25, 0.9, 0.05)
        self.edge, self.batch, self.seed = _whole(31, 1024), _whole(0, 256), _whole(-1, 2**31 - 1)
        self.lr = _number(0.0, 1e-1, 1e-4, 5)
        self.steps = _whole(0, 1_000_000)
        for name, box in (("size", self.edge), ("batch", self.batch), ("lr", self.lr)):
            box.setSpecialValueText(f"{USUAL[name]:g}, as recommended")
        self.steps.setSpecialValueText("By the length")
        self.framing, self.losses = _combo(FRAMINGS), _combo(FORMS)
        self.precision, self.device = _combo(PRECISIONS), _combo(_devices())
        self.augment = QCheckBox("Vary the exposure of the photos")
        self.augment.setChecked(True)
        self.advanced_shown = QCheckBox("Advanced")
        self.advanced = self._advanced()
        self.advanced.hide()
        self.advanced_shown.toggled.connect(self.advanced.setVisible)
        self._lay_out()
        self._allow_remove()
        self._dropping = Dropping(self, lambda held: None, self._on_dropped)

    def paths(self) -> list[Path]:
        """The folders picked."""
        return [Path(self.folders.item(k).text()) for k in range(self.folders.count())]

    def add(self, folder: Path) -> None:
        """Pick a folder."""
        if folder not in self.paths():
            self.folders.addItem(str(folder))
            self._on_changed()

    def show_weights(self, weights: str) -> None:
        """Offer the weights in use as the start."""
        self.start.setItemText(1, f"The weights in use ({Path(weights).stem})")
        self.start.setItemData(1, weights)

    def arguments(self) -> list[str]:
        """What the command is to be called with, but for the output."""
        start = self.start.currentData()
        words = [str(path) for path in self.paths()]
        words += [f"--weights={start}"] if start else [f"--arch={self.arch.currentData()}"]
        words += [f"--steps={self.steps.value() or self.length.currentData()}"]
        numbers: dict[str, WholeField | NumberField] = {
            "e": self.target,
            "size": self.edge,
            "batch": self.batch,
            "seed": self.seed,
            "lr": self.lr,
        }
        words += [f"--{name}={box.value():g}" for name, box in numbers.items() if box.value() > box.minimum()]
        combos = {
            "framing": self.framing, "losses": self.losses, "precision": self.precision,
            "device": self.device,
        }  # fmt: skip
        words += [f"--{name}={combo.currentData()}" for name, combo in combos.items() if combo.currentData()]
        return words + ([] if self.augment.isChecked() else ["--augment=0", "--reference=0"])

    def show_scan(self, scanned: Scanned) -> None:
        """Say what was found."""
        parts = [f"{scanned.photos} photos", f"mean brightness {scanned.mean:.2f}"]
        if scanned.duplicates:
            parts.append(f"{scanned.duplicates} duplicates left out")
        if scanned.unreadable:
            parts.append(f"{len(scanned.unreadable)} unreadable")
        self.found.setText(" · ".join(parts))
        self.found.setToolTip(tip(_some(list(scanned.unreadable.values()))))
        if scanned.photos:
            self.bars.show_counts(scanned.brightness)

    def show_note(self, text: str) -> None:
        """Say how the scan goes, or why it failed."""
        self.found.setText(text)

    def show_warnings(self, warnings: list[str]) -> None:
        """Say what the person should know about the photos."""
        self.warnings.setText("\n".join(warnings))
        self.warnings.setVisible(bool(warnings))

    def _lay_out(self) -> None:
        self.warnings.setWordWrap(True)
        self.warnings.hide()
        self.found.setWordWrap(True)
        form = _form()
        form.addRow("Start from", self.start)
        form.addRow("Network", self.arch)
        form.addRow("Length", self.length)
        form.addRow("Brightness to aim at", self.target)
        name_fields(form)
        self.target.setToolTip(tip("E: the mean brightness that patches of the result are drawn to."))
        self.start.currentIndexChanged.connect(lambda: self.arch.setEnabled(not self.start.currentData()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._folder_row())
        column.addWidget(self.found)
        column.addWidget(self.bars)
        column.addWidget(self.warnings)
        columns = QHBoxLayout()  # side by side: below each other they are too high for small screens
        columns.setSpacing(24)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self.advanced_shown)
        left.addStretch(1)
        columns.addLayout(left, 1)
        columns.addWidget(self.advanced, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(columns)
        column.addStretch(1)

    def _folder_row(self) -> QHBoxLayout:
        add, remove = QPushButton("Add folder…"), self.remove
        add.setToolTip(tip("Choose a folder of photos; all below it count too"))
        theme.set_icon(add, "plus")
        theme.set_icon(remove, "minus")
        add.clicked.connect(self._browse)
        remove.clicked.connect(self._remove)
        buttons = QVBoxLayout()
        for button in (add, remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.folders, 1)
        row.addLayout(buttons)
        return row

    def _advanced(self) -> QWidget:
        page, form = QWidget(), _form()
        page.setLayout(form)
        form.addRow("Steps", self.steps)
        form.addRow("Long edge, px", self.edge)
        form.addRow("Photos in a step", self.batch)
        form.addRow("Learning rate", self.lr)
        form.addRow("Framing", self.framing)
        form.addRow("Losses", self.losses)
        form.addRow("Device", self.device)
        form.addRow("Precision", self.precision)
        form.addRow("Seed", self.seed)
        form.addRow("", self.augment)
        name_fields(form)
        return page

    def _browse(self) -> None:
        chooser = QFileDialog(self, "Folder of photos", str(pictures()))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda folder: self.add(Path(folder)))
        chooser.open()

    def _remove(self) -> None:
        row = self.folders.currentRow()
        if row < 0:
            row = self.folders.count() - 1
        if row >= 0:
            self.folders.takeItem(row)
            self._on_changed()

    def _on_changed(self) -> None:
        """Other folders: what was found in those before counts no more."""
        self._allow_remove()
        self.bars.hide()
        self.found.setToolTip(tip(""))
        self.folders_changed.emit()

    def _allow_remove(self) -> None:
        some = self.folders.count() > 0
        self.remove.setEnabled(some)
        self.remove.setToolTip(
            tip("Leave out the folder selected" if some else "There is no folder to remove")
        )

    def _on_dropped(self, paths: list[Path]) -> None:
        for path in paths:
            self.add(path if path.is_dir() else path.parent)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._dropping.enter(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._dropping.drop(event)


def _devices() -> tuple[tuple[str, str], ...]:
    """Where it can be trained: a device that torch has not found here is told when the training starts."""
    apple = (("Apple GPU", "mps"),) if sys.platform == "darwin" else ()
    return ((RECOMMENDED, ""), ("CPU", "cpu"), ("NVIDIA GPU", "cuda"), *apple)


def _some(lines: list[str]) -> str:
    """The first of the lines, and how many more there are."""
    rest = len(lines) - MOST_LINES
    return "\n".join(lines[:MOST_LINES] + ([f"… and {rest} more"] if rest > 0 else []))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(14)
    form.setVerticalSpacing(8)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _combo(choices: Iterable[tuple[str, object]]) -> QComboBox:
    combo = QComboBox()
    for text, value in choices:
        combo.addItem(text, value)
    return combo


def _whole(low: int, high: int) -> WholeField:
    """A number from low + 1 up; low itself stands for what the recipe recommends."""
    box = WholeField(minimum=low, maximum=high, value=low)
    box.lineEdit().setTextMargins(*theme.INSET)
    box.setSpecialValueText(RECOMMENDED)
    make_easy(box)
    return box


def _number(low: float, high: float, step: float, decimals: int = 2) -> NumberField:
    """The same for fractions."""
    box = NumberField(minimum=low, maximum=high, singleStep=step, decimals=decimals)
    box.lineEdit().setTextMargins(*theme.INSET)
    box.setSpecialValueText(RECOMMENDED)
    box.setValue(low)
    make_easy(box)
    return box
