"""The Presets menu, of the Edit menu and of the Adjust panel: apply, save, delete, import, export."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QMessageBox, QWidget

from dce_studio.app.files.presets import BUILT_IN
from dce_studio.app.studio import Studio
from dce_studio.core.edit import Edit
from dce_studio.core.files.sidecar import SUFFIX, SavedEdit
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.folders import used_last

FILES = f"Presets (*{SUFFIX});;All files (*)"

DEFAULT = SavedEdit(Edit(), name="Default")


class PresetMenu(QObject):
    """Fills a menu and keeps it in step with the presets; `apply` gets the edit that was chosen."""

    def __init__(self, menu: QMenu, studio: Studio, apply: Callable[..., object], window: QWidget) -> None:
        super().__init__(window)
        self._menu, self._studio, self._apply, self._window = menu, studio, apply, window
        self._presets = studio.presets
        self._delete, self._export = QMenu("&Delete", menu), QMenu("&Export", menu)
        self._of_photo: list[QAction] = []  # what only makes sense with one
        self._presets.changed.connect(self.fill)
        studio.document.photo_changed.connect(self._enable)
        self.fill()

    def fill(self) -> None:
        """Fill the menu with the present presets."""
        names = self._presets.all
        for menu in (self._menu, self._delete, self._export):
            menu.clear()
        self._of_photo = [self._entry(self._menu, DEFAULT, self._give)]
        for preset in BUILT_IN:
            self._of_photo.append(self._entry(self._menu, preset, self._give))
        self._menu.addSeparator()
        for preset in names:
            self._of_photo.append(self._entry(self._menu, preset, self._use))
            self._entry(self._delete, preset, self._ask_delete)
            self._entry(self._export, preset, self._ask_export)
        self._menu.addSeparator()
        save = self._menu.addAction("&Save as a preset…", self._ask_name)
        theme.set_icon(save, "save")
        self._of_photo.append(save)
        self._enable()
        theme.set_icon(self._menu.addAction("&Import…", self._ask_import), "open")
        for menu in (self._export, self._delete):
            self._menu.addMenu(menu)
            menu.setEnabled(bool(names))

    def _enable(self) -> None:
        here = self._studio.document.photo is not None
        for action in self._of_photo:
            action.setEnabled(here)

    def _entry(self, menu: QMenu, preset: SavedEdit, slot: Callable[[SavedEdit], object]) -> QAction:
        action = menu.addAction(preset.name.replace("&", "&&"))
        action.triggered.connect(lambda: slot(preset))
        return action

    def _give(self, preset: SavedEdit) -> None:
        name = f"‘{preset.name}’"
        self._apply(preset.edit, what=f"{name} for", name=f"preset {name}")

    def _use(self, preset: SavedEdit) -> None:
        self._give(preset)
        used = self._studio.document.weights
        if preset.weights != used:
            made, now = Path(preset.weights).stem, Path(used).stem
            self._studio.noted.emit(f"This preset was made with the weights {made}; those in use are {now}.")

    def _ask_name(self) -> None:
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Save as a preset")
        dialog.setLabelText("Name")
        dialog.textValueSelected.connect(self._on_name)
        dialog.open()

    def _on_name(self, text: str) -> None:
        name = " ".join(text.split())
        document = self._studio.document
        if not name:
            self._studio.reported.emit("A preset needs a name: write one.", "")
            return
        preset = SavedEdit(document.state.edit.laid_on(Edit()), document.weights, name)
        if self._presets.find(name):
            self._ask(f"There is a preset {name}. Replace it?", lambda: self._presets.save(preset))
        else:
            self._presets.save(preset)

    def _ask_delete(self, preset: SavedEdit) -> None:
        self._ask(f"Delete the preset {preset.name}?", lambda: self._presets.delete(preset.name))

    def _ask_import(self) -> None:
        chooser = self._chooser("Import presets", QFileDialog.FileMode.ExistingFiles)
        chooser.filesSelected.connect(self._take_in)
        chooser.open()

    def _ask_export(self, preset: SavedEdit) -> None:
        chooser = self._chooser("Export the preset", QFileDialog.FileMode.AnyFile)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(SUFFIX[1:])
        chooser.selectFile("".join(c if c.isalnum() or c in " -_" else "_" for c in preset.name) + SUFFIX)
        chooser.fileSelected.connect(lambda name: self._presets.write_out(preset, Path(name)))
        chooser.open()

    def _take_in(self, names: list[str]) -> None:
        for name in names:
            self._presets.take_in(Path(name))

    def _chooser(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        chooser = QFileDialog(self._window, title, used_last(self._studio.settings.folder), FILES)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(mode)
        return chooser

    def _ask(self, question: str, then: Callable[[], object]) -> None:
        """Return a dialog that asks a question and blocks nothing."""
        box = QMessageBox(QMessageBox.Icon.Question, "Presets", question, parent=self._window)
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(then)
        box.open()
