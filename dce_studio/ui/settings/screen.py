"""The choice of the display's colour profile: the system's, which is named, or a file's."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from dce_studio.app.screen.profiles import SYSTEM_CONVERTS, Screen
from dce_studio.ui.widgets.tips import tip

PROFILES = "Colour profiles (*.icc *.icm *.ICC *.ICM);;All files (*)"
WIDTH = 26  # characters: a longer name is cut
AUTOMATIC, IN_USE, A_FILE = "automatic", "in use", "a file"


class DisplayChoice(QComboBox):
    """Shows what the screen uses and proposes another; the screen says when that is done."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(WIDTH)
        self.setAccessibleName("Display profile")
        self.setToolTip(
            tip(
                "The screen shows the photo in these colours. Values, histogram and exports stay as they are."
            )
        )
        self.setEnabled(not SYSTEM_CONVERTS)
        self.activated.connect(self._on_activated)
        screen.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        name, chosen = self._screen.profile.name, self._screen.chosen
        self.clear()
        self.addItem("Automatic" if chosen else f"Automatic ({name})", AUTOMATIC)
        if chosen:
            self.addItem(name, IN_USE)
            self.setItemData(1, chosen, Qt.ItemDataRole.ToolTipRole)
        self.addItem("A file…", A_FILE)
        self.setCurrentIndex(1 if chosen else 0)

    def _on_activated(self, index: int) -> None:
        what = self.itemData(index)
        if what == AUTOMATIC:
            self._screen.choose("")
        elif what == A_FILE:
            self._choose_file()

    def _choose_file(self) -> None:
        chooser = QFileDialog(self, "The display's profile", self._screen.chosen, PROFILES)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self._screen.choose)
        chooser.rejected.connect(self._fill)
        chooser.open()
