"""Make a look-up table of the photo's enhancement: how near it comes is shown before it can be saved."""

import math
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from dce_studio.app.jobs import Job, Jobs
from dce_studio.app.state.document import Document
from dce_studio.core.analysis import luts
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.photo import Photo
from dce_studio.core.render.shape import shaped
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.folders import beside
from dce_studio.ui.widgets.tips import tip

LANE = "lut"
CHOICES = {
    3: ("3D table, 33 × 33 × 33", "Maps each colour to a colour; for most photo and film programs."),
    1: ("1D table, 256 entries", "A curve for each of R, G and B."),
}
WHY = (
    "A table gives equal colours equal results wherever they are in the photo; the estimated curves differ "
    "from place to place, so a table only comes near. Local strength is left out."
)
GRADES = (
    (45.0, "hardly to be told apart"),
    (35.0, "close"),
    (28.0, "visibly different"),
    (0.0, "a rough likeness"),
)


def _cancel(jobs: list[Job]) -> None:
    for job in jobs:
        job.cancel()


class LutDialog(QDialog):
    """Not modal: the photo stays in sight. Fits again when the edit, the photo or the choice changes.

    noted(str): what was done, for the person.
    """

    noted = Signal(str)

    def __init__(self, document: Document, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self._fitted: luts.Fitted | None = None
        self._job: list[Job] = []
        job = self._job  # Esc deletes the dialog without a closeEvent
        self.destroyed.connect(lambda: _cancel(job))
        self.setWindowTitle("Look-up table")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        document.photo_changed.connect(self.refit)
        document.result_changed.connect(self.refit)
        self.refit()

    @property
    def dimensions(self) -> int:
        """1 or 3."""
        return next(d for d, button in self._choices.items() if button.isChecked())

    @property
    def fitted(self) -> luts.Fitted | None:
        """The table, once it is fitted."""
        return self._fitted

    def refit(self) -> None:
        """Fit a table to what is done to the photo now."""
        self._set(None)
        photo, maps, shaped = self._document.photo, self._document.maps, self._document.shaped
        self._busy.setVisible(photo is not None and maps is not None)
        if photo is None or maps is None:
            self._jobs.cancel(LANE)
            self._text.setText("Open a photo to make a table of its enhancement.")
            return
        self._text.setText("Fitting …")
        self._job[:] = [self._jobs.submit(
            LANE, fit, photo, maps, shaped, self._document.state.edit, self.dimensions, done=self._set,
            progress=lambda part: self._busy.setValue(round(100 * part)), failed=self._on_failed,
        )]  # fmt: skip

    def save(self, path: Path) -> None:
        """Write the table, in a worker."""
        if self._fitted is not None:
            self._jobs.submit(
                "files", save, self._fitted.lut, path, title=f"Saving {path.name}",
                done=lambda _: self._on_saved(path),
            )  # fmt: skip

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self._choices: dict[int, QRadioButton] = {}
        for dimensions, (text, help) in CHOICES.items():
            button = QRadioButton(text)
            button.setToolTip(tip(help))
            column.addWidget(button)
            self._choices[dimensions] = button
        self._choices[3].setChecked(True)
        self._choices[3].toggled.connect(self.refit)
        self._text = theme.label("")
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(380)
        column.addWidget(self._text)
        self._busy = QProgressBar()
        self._busy.setRange(0, 100)
        self._busy.setTextVisible(False)
        column.addWidget(self._busy)
        why = theme.label(WHY, "muted")
        why.setWordWrap(True)
        column.addWidget(why)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._save = QPushButton("Save .cube…")
        self._save.setMinimumWidth(2 * self.fontMetrics().horizontalAdvance(self._save.text()))
        buttons.addButton(self._save, QDialogButtonBox.ButtonRole.ActionRole)
        self._save.clicked.connect(self._ask_path)
        buttons.rejected.connect(self.close)
        column.addWidget(buttons)

    def _set(self, fitted: luts.Fitted | None) -> None:
        self._fitted = fitted
        self._save.setEnabled(fitted is not None)
        if fitted is not None:
            self._busy.setVisible(False)
            self._text.setText(honesty(fitted.psnr))

    def _on_failed(self, error: Exception) -> None:
        self._busy.setVisible(False)
        self._text.setText("The table could not be fitted.")
        self._jobs.failed.emit(None, error)

    def _on_saved(self, path: Path) -> None:
        if isValid(self):  # it may be closed meanwhile
            self.noted.emit(f"Look-up table saved to {path}.")

    def _ask_path(self) -> None:
        photo = self._document.photo
        suggested = beside(photo.path if photo else None, f"_{self.dimensions}d.cube")
        name, _ = QFileDialog.getSaveFileName(self, "Save look-up table", suggested, "Cube table (*.cube)")
        if name:
            self.save(Path(name))


def honesty(psnr: float) -> str:
    """A sentence on how near the table comes."""
    if math.isinf(psnr):
        return "On this photo the table's result equals the true one."
    grade = next(text for least, text in GRADES if psnr >= least)
    return f"On this photo the table's result is {psnr:.1f} dB PSNR from the true one: {grade}."


def fit(
    photo: Photo, maps: CurveMaps, earlier: ShapedMaps | None, edit: Edit, dimensions: int,
    tick: Callable[[float], None],
) -> luts.Fitted:  # fmt: skip
    """Fit a table to what the edit does to the photo, for a worker; raises what `tick` raises."""
    return luts.fit(photo, shaped(photo, maps, edit, earlier), edit, dimensions, tick)


def save(lut: luts.Lut, path: Path, tick: Callable[[float], None]) -> None:
    """Write the table as a .cube file. For a worker; raises StudioError."""
    tick(0.0)
    try:
        luts.save_cube(lut, path)
    except OSError as error:
        raise StudioError(f"{path} cannot be written: {error.strerror or error}.") from error
