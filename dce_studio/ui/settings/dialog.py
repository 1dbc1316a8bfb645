"""The settings dialog: keeping of edits, the start, Auto's aim, the largest photo, the screen's profile."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from dce_studio.app.settings import AUTO_RANGE, MEGAPIXELS_RANGE
from dce_studio.app.studio import Studio
from dce_studio.ui.settings.screen import DisplayChoice
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.boxes import name_fields
from dce_studio.ui.widgets.number import NumberField, WholeField, make_easy
from dce_studio.ui.widgets.tips import tip


class SettingsDialog(QDialog):
    """Each change takes effect at once and is remembered; it blocks nothing."""

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        settings = studio.settings
        self.keep = QCheckBox("Keep edits and ratings beside the photos")
        self.keep.setToolTip(
            tip("Edits are written to photo.jpg.dce.json once editing rests, stars to photo.jpg.xmp.")
        )
        self.keep.setChecked(settings.keep_edits)
        self.reopen = QCheckBox("Open the photos of last time")
        self.reopen.setToolTip(
            tip("Those that were open when the program ended, as File › Reopen last session.")
        )
        self.reopen.setChecked(settings.reopen)
        self.target = NumberField(minimum=AUTO_RANGE[0], maximum=AUTO_RANGE[1], singleStep=0.01)
        self.target.lineEdit().setTextMargins(*theme.INSET)
        self.target.setToolTip(tip("The mean of the enhanced photo's values, black being 0 and white 1."))
        self.target.setKeyboardTracking(False)
        self.target.setValue(settings.auto_target)
        self.limit = WholeField(minimum=round(MEGAPIXELS_RANGE[0]), maximum=round(MEGAPIXELS_RANGE[1]))
        self.limit.lineEdit().setTextMargins(*theme.INSET)
        self.limit.setToolTip(tip("A small file that claims to be a huge photo could fill the memory."))
        self.limit.setSuffix(" MP")
        self.limit.setSingleStep(50)
        self.limit.setKeyboardTracking(False)
        self.limit.setValue(round(settings.megapixels))
        for box in (self.target, self.limit):
            make_easy(box)
        self.display = DisplayChoice(studio.screen)
        self.keep.toggled.connect(studio.keeping.keep_edits)
        self.reopen.toggled.connect(lambda on: setattr(settings, "reopen", on))
        self.target.valueChanged.connect(lambda value: setattr(settings, "auto_target", value))
        self.limit.valueChanged.connect(studio.use_limit)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        form.addRow("Edits", self.keep)
        form.addRow("At the start", self.reopen)
        form.addRow("Auto aims at a brightness of", self.target)
        form.addRow("Largest photo to open", self.limit)
        form.addRow("Display profile", self.display)
        name_fields(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(buttons)
