"""Named ways to export: a row of the export dialog, kept in the settings."""

import json
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QPushButton, QWidget

from dce_studio.app.settings import Settings
from dce_studio.ui.widgets.tips import tip

Choices = dict[str, str]
"""The dialog's choices by name, as they are remembered."""

BUILT_IN: dict[str, Choices] = {
    "For the web": {
        "format": "jpg", "quality": "85", "size": "edge 2048", "profile": "srgb", "strip": "gps",
    },
    "For printing": {
        "format": "tiff", "bits": "16", "size": "photo", "profile": "adobe-rgb", "strip": "none",
    },
    "To keep": {
        "format": "jxl", "quality": "100", "bits": "", "size": "photo", "profile": "photo", "strip": "none",
    },
}  # fmt: skip


def load(settings: Settings) -> dict[str, Choices]:
    """The presets of the person, by name; none where what is stored makes no sense."""
    try:
        stored = json.loads(settings.export_choice("presets", "{}"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(stored, dict):
        return {}
    return {
        name: {key: value for key, value in choices.items() if isinstance(value, str)}
        for name, choices in stored.items()
        if isinstance(choices, dict)
    }


class PresetRow(QWidget):
    """A box of names, and buttons to keep and delete one. `choices` gives the dialog's, `apply` sets them."""

    def __init__(
        self, settings: Settings, choices: Callable[[], Choices], apply: Callable[[Choices], object]
    ) -> None:
        super().__init__()
        self._settings, self._choices, self._apply = settings, choices, apply
        self.names, self.keep, self.delete = QComboBox(), QPushButton("Save…"), QPushButton("Delete")
        self.keep.setToolTip(tip("Saves the choices below as a preset, under a name."))
        self.delete.setToolTip(tip("Deletes this preset."))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.names, 1)
        for button in (self.keep, self.delete):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.setFocusProxy(self.names)
        self.names.activated.connect(lambda index: self._on_chosen())
        self.keep.clicked.connect(self._ask_name)
        self.delete.clicked.connect(self._delete)
        self._fill("")

    def forget(self) -> None:
        """The choices are no preset's any more."""
        self.names.setCurrentIndex(0)
        self.delete.setEnabled(False)

    def keep_as(self, name: str) -> None:
        """Keep the dialog's choices under a name."""
        name = " ".join(name.split())[:80]
        if name:
            self._store(load(self._settings) | {name: self._choices()})
            self._fill(name)

    def _fill(self, chosen: str) -> None:
        mine = load(self._settings)
        self.names.clear()
        self.names.setAccessibleName("Export preset")
        self.names.addItem("No preset", "")
        for name in [*BUILT_IN, *(name for name in mine if name not in BUILT_IN)]:
            self.names.addItem(name, name)
        self.names.setCurrentIndex(max(self.names.findData(chosen), 0))
        self.delete.setEnabled(chosen in mine)

    def _on_chosen(self) -> None:
        name, mine = self.names.currentData(), load(self._settings)
        if name:
            self._apply(mine.get(name) or BUILT_IN[name])
            self.names.setCurrentIndex(self.names.findData(name))
        self.delete.setEnabled(name in mine)

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Save these choices as a preset")
        dialog.setLabelText("Name")
        dialog.textValueSelected.connect(self.keep_as)
        dialog.open()

    def _delete(self) -> None:
        mine = load(self._settings)
        mine.pop(self.names.currentData(), None)
        self._store(mine)
        self._fill("")

    def _store(self, mine: dict[str, Choices]) -> None:
        self._settings.set_export_choice("presets", json.dumps(mine))
