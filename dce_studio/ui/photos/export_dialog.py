"""The export dialog: where, as what, with which metadata; then progress. It blocks nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dce_studio.app.files.export import Exporter
from dce_studio.app.files.weigh import Weighed
from dce_studio.app.settings import Settings
from dce_studio.core import files
from dce_studio.core.batch.events import Batch, Item
from dce_studio.core.batch.naming import TEMPLATE, Names, free_target, result_name
from dce_studio.core.edit import Edit
from dce_studio.core.files.formats import FORMATS
from dce_studio.core.geometry import Size
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.output.options import Output
from dce_studio.core.photo import Photo
from dce_studio.ui.photos.export_presets import PresetRow
from dce_studio.ui.photos.size_row import SizeRow
from dce_studio.ui.photos.weight import Weight
from dce_studio.ui.widgets import bars, theme
from dce_studio.ui.widgets.boxes import name_fields
from dce_studio.ui.widgets.folders import home_of, instead_of, takes_files
from dce_studio.ui.widgets.number import WholeField, make_easy
from dce_studio.ui.widgets.tips import tip

BITS = (("", "As in the photo"), ("8", "8 bits"), ("16", "16 bits"))
COLOURS = (
    ("photo", "As in the photo"), ("srgb", "sRGB"), ("display-p3", "Display P3"), ("adobe-rgb", "Adobe RGB"),
)  # fmt: skip
STRIP = (("none", "Keep all"), ("gps", "Keep, without the place (GPS)"), ("all", "Remove"))


@dataclass(frozen=True, eq=False)
class Source:
    """A photo to export with its own edit; photo, maps: what is there of it already, or None (see Item).

    shaped: the maps that its file is weighed with, or None.
    """

    path: Path
    edit: Edit
    photo: Photo | None = None
    maps: CurveMaps | None = None
    shaped: ShapedMaps | None = None


@dataclass(frozen=True)
class With:
    """What all photos are exported with. device: "auto" or the name of one; megapixels: as in Batch."""

    weights: str
    device: str
    megapixels: float | None = None


class ExportDialog(QDialog):
    """Asks how to export, then shows the progress; the exporter reports the results."""

    def __init__(
        self, sources: Sequence[Source], using: With, exporter: Exporter, settings: Settings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._sources, self._using, self._exporter, self._settings = sources, using, exporter, settings
        self._sure_of: frozenset[Path] = frozenset()
        self._started = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export" if len(sources) == 1 else f"Export {len(sources)} photos")
        self.format = _combo([(name, each.label) for name, each in FORMATS.items()])
        self.bits, self.strip, self.colours, self.size_row = (
            _combo(BITS),
            _combo(STRIP),
            _combo(COLOURS),
            SizeRow(_result_size(sources)),
        )
        self.reveal = QCheckBox("Show them in their folder afterwards")
        self.presets = PresetRow(settings, self.choices, self.apply)
        self.quality = WholeField(minimum=1, maximum=100)
        self.quality.lineEdit().setTextMargins(*theme.INSET)
        make_easy(self.quality)
        self.name, self.folder = QLineEdit(), QLineEdit()
        self.dither = QCheckBox("Dither, so that lifted shadows do not band")
        self.written, self.warning = theme.label("", "muted"), theme.label("", "warning")
        self.weight = Weight(exporter.jobs, self._weighed, len(sources) > 1)
        self.go = QPushButton("Export")
        self.progress, self.state = QProgressBar(), QLabel()
        self.pause = QPushButton("Pause")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._form())
        self._pages.addWidget(self._running())
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.addWidget(self._pages)
        self._restore()
        self._connect()
        self._on_choice()
        self.setMinimumWidth(500)

    def targets(self) -> list[Path]:
        """The files that will be written, one for each photo. Raises ValueError for an impossible name."""
        folder, suffix = Path(self.folder.text()).expanduser(), self.format.currentData()
        found: list[Path] = []
        taken = Names()
        for source in self._sources:
            name = result_name(self.name.text(), source.path, source.edit, self._using.weights)
            found.append(free_target(folder / f"{name}.{suffix}", source.path, taken))
            taken.add(found[-1])
        return found

    def _form(self) -> QWidget:
        page, form = QWidget(), QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Preset", self.presets)
        form.addRow("Format", self.format)
        form.addRow("Quality", self.quality)
        form.addRow("Depth", self.bits)
        form.addRow("", self.dither)
        form.addRow("Size", self.size_row)
        form.addRow("Colours", self.colours)
        form.addRow("Metadata", self.strip)
        form.addRow("Name", self.name)
        form.addRow("Folder", self._folder_row())
        form.addRow("", self.reveal)
        form.addRow("", self.written)
        form.addRow("", self.weight.label)
        name_fields(form)
        self.folder.setAccessibleName("Folder")  # which is no field of the form, but in a row of one
        self.name.setToolTip(tip("{name}, {weights}, {iterations} and other values of the edit can be used."))
        self.warning.setWordWrap(True)
        self.written.setWordWrap(True)
        self.warning.hide()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self.warning)
        column.addSpacing(8)
        column.addStretch(1)
        column.addLayout(self._buttons())
        return page

    def _folder_row(self) -> QHBoxLayout:
        row, browse = QHBoxLayout(), QPushButton("Choose…")
        browse.setAutoDefault(False)
        row.setSpacing(8)
        browse.clicked.connect(self._browse)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        return row

    def _buttons(self) -> QHBoxLayout:
        row, cancel = QHBoxLayout(), QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.close)
        self.go.setDefault(True)
        self.go.clicked.connect(self._on_go)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.go)
        return row

    def _running(self) -> QWidget:
        page = QWidget()
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self._exporter.cancel)
        self.pause.setCheckable(True)
        self.pause.setVisible(len(self._sources) > 1)
        self.pause.toggled.connect(self._on_pause)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.pause)
        row.addWidget(cancel)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.state)
        column.addWidget(self.progress)
        column.addStretch(1)
        column.addLayout(row)
        return page

    def _connect(self) -> None:
        for combo in (self.format, self.bits, self.strip, self.colours):
            combo.currentIndexChanged.connect(self._on_choice)
        self.quality.valueChanged.connect(self._on_choice)
        self.size_row.changed.connect(self._on_choice)
        for line in (self.name, self.folder):
            line.textChanged.connect(self._on_choice)
        self._exporter.progressed.connect(self._on_progress)
        self._exporter.waiting.connect(self._on_waiting)
        self._exporter.finished.connect(self._on_finished)

    def _restore(self) -> None:
        keys = (*self.choices(), "name", "folder", "reveal")
        found = {key: value for key in keys if (value := self._settings.export_choice(key, ""))}
        self.apply({"quality": "95", "dither": "1", "size": "photo"} | found)
        self.reveal.setChecked(found.get("reveal") == "1")
        self.name.setText(found.get("name", TEMPLATE))
        self.folder.setText(found.get("folder", "") or str(home_of(self._sources[0].path)))

    def choices(self) -> dict[str, str]:
        """What a preset keeps: all but name and folder."""
        return {
            "format": self.format.currentData(), "bits": self.bits.currentData(),
            "strip": self.strip.currentData(), "quality": str(self.quality.value()),
            "dither": "1" if self.dither.isChecked() else "0", "size": self.size_row.text(),
            "profile": self.colours.currentData(),
        }  # fmt: skip

    def apply(self, choices: dict[str, str]) -> None:
        """Choose so; what is not among the choices stays."""
        combos = {"format": self.format, "bits": self.bits, "strip": self.strip, "profile": self.colours}
        for key, combo in combos.items():
            if key in choices:
                combo.setCurrentIndex(max(combo.findData(choices[key]), 0))
        quality = choices.get("quality", "")
        if quality.isdecimal() and len(quality) < 4:
            self.quality.setValue(int(quality))
        if "dither" in choices:
            self.dither.setChecked(choices["dither"] == "1")
        if "size" in choices:
            self.size_row.set_text(choices["size"])

    def _remember(self) -> None:
        values = self.choices() | {
            "name": self.name.text(), "folder": self.folder.text(),
            "reveal": "1" if self.reveal.isChecked() else "0",
        }  # fmt: skip
        for key, value in values.items():
            self._settings.set_export_choice(key, value)

    def _on_choice(self) -> None:
        chosen = self.format.currentData()
        self.presets.forget()
        self.weight.follow()
        self.quality.setEnabled(FORMATS[chosen].lossy)
        self.bits.setEnabled(FORMATS[chosen].deep)
        self.dither.setEnabled(not FORMATS[chosen].deep or self.bits.currentData() == "8")
        self._sure_of = frozenset()
        self.warning.hide()
        self.go.setText("Export")
        try:
            targets = self.targets()
        except ValueError as error:
            self.written.setText(str(error))
            self.go.setEnabled(False)
            return
        more = f" and {len(targets) - 1} more" if len(targets) > 1 else ""
        self.written.setText(f"{targets[0].name}{more}")
        self.go.setEnabled(True)

    def _browse(self) -> None:
        chooser = QFileDialog(self, "Export to", self.folder.text())
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.folder.setText)
        chooser.open()

    def _on_go(self) -> None:
        targets = self.targets()
        own = {source.path for source in self._sources} & set(targets)
        if own:
            self._warn(f"{min(own).name} is an original, which is never written to: choose another name.")
            return
        if not takes_files(targets[0].parent):
            self._go_elsewhere(targets[0].parent)
            return
        there = frozenset(target for target in targets if target.exists())
        if there - self._sure_of:
            self._sure_of = there
            first = min(there)
            what = first.name if len(there) == 1 else f"{first.name} and {len(there) - 1} more"
            self._warn(f"{what} would be replaced.")
            self.go.setText("Replace")
            return
        self._start(targets, there)

    def _go_elsewhere(self, folder: Path) -> None:
        """Choose another folder in place of one that takes no files, and say so."""
        other = instead_of(folder)
        if other is not None:
            self.folder.setText(str(other))
        then = f"{other} was chosen instead" if other else "choose another folder"
        self._warn(f"Nothing can be saved in {folder}: {then}.")

    def _warn(self, text: str) -> None:
        self.warning.setText(text)
        self.warning.show()

    def _options(self) -> "files.WriteOptions":
        bits = self.bits.currentData() if self.bits.isEnabled() else ""
        return files.WriteOptions(
            format=self.format.currentData(), quality=self.quality.value(), bits=int(bits) if bits else None,
            dither=self.dither.isChecked(), strip=self.strip.currentData(),
        )  # fmt: skip

    def _output(self) -> Output:
        return Output(self.size_row.long_edge(), self.size_row.size_wanted(), self.colours.currentData())

    def _weighed(self) -> Weighed | None:
        """What tells how large the files are: the photo shown, where there is one."""
        shown = next((each for each in self._sources if each.photo and each.shaped), None)
        if shown is None or shown.photo is None or shown.shaped is None:
            return None
        return Weighed(shown.photo, shown.shaped, shown.edit, self._output(), self._options())

    def _start(self, targets: list[Path], there: frozenset[Path]) -> None:
        self.weight.stop()
        options = self._options()
        self._remember()
        self._started = True
        self._pages.setCurrentIndex(1)
        items = [
            Item(
                source.path, target, source.edit, overwrite=target in there,
                photo=source.photo, maps=source.maps,
            )
            for source, target in zip(self._sources, targets, strict=True)
        ]  # fmt: skip
        using = self._using
        self._exporter.start(
            Batch(
                items,
                weights=using.weights,
                options=options,
                output=self._output(),
                device=using.device,
                megapixels=using.megapixels,
            )
        )

    def _on_progress(self, done: int, total: int, fraction: float) -> None:
        bars.set_value(self.progress, round(1000 * (done + fraction) / max(total, 1)))
        if self.pause.isChecked():
            return
        count = f"Photo {min(done + 1, total)} of {total}" if total > 1 else "Exporting"
        left = self._exporter.seconds_left
        self.state.setText(count if left is None else f"{count}, {_duration(left)} left")

    def _on_pause(self, paused: bool) -> None:
        self.pause.setText("Go on" if paused else "Pause")
        self._exporter.pause(paused)
        if paused:
            self.state.setText("Pausing after this photo…")

    def _on_waiting(self, done: int, total: int) -> None:
        self.progress.setValue(round(1000 * done / max(total, 1)))
        self.state.setText(f"Paused; {done} of {total} photos done")

    def _on_finished(self) -> None:
        if self._started:
            self.close()

    def reject(self) -> None:
        """End what runs and close. Qt's own closeEvent comes here; calling close() would lead nowhere."""
        self.weight.stop()
        if self._started and self._exporter.running:
            self._exporter.cancel()
        super().reject()


def _result_size(sources: Sequence[Source]) -> Size | None:
    """The size of the only photo's result, where it is known."""
    photo = sources[0].photo if len(sources) == 1 else None
    return None if photo is None else sources[0].edit.framing.size(photo.size)


def _combo(choices: Sequence[tuple[str, str]]) -> QComboBox:
    made = QComboBox()
    for data, text in choices:
        made.addItem(text, data)
    return made


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
