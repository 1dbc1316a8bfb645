"""What stands in the photo's place while there is none: an invitation, or why one cannot be shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dce_studio.ui.widgets import theme


class EmptyPage(QFrame):
    """open_wanted, sample_wanted: a button was pressed. Dropping is the window's."""

    open_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("empty")
        self._picture, self._title = QLabel(), theme.label("", "title")
        self._hint = theme.label("", "muted")
        self._zone = QFrame()
        self._zone.setObjectName("dropzone")
        self._zone.setFixedSize(440, 290)
        outer = QVBoxLayout(self)
        outer.addWidget(self._zone, 0, Qt.AlignmentFlag.AlignCenter)
        self._fill(QVBoxLayout(self._zone))

    def set_hot(self, hot: bool) -> None:
        """Set whether something that can be dropped is held above the window."""
        self._zone.setProperty("hot", hot)
        self._zone.style().unpolish(self._zone)
        self._zone.style().polish(self._zone)

    def invite(self) -> None:
        """Ask for a photo."""
        self._picture.setPixmap(theme.app_icon().pixmap(76, 76))
        self._title.setText("Drop a dark photo here")
        self._hint.setText("or a whole folder. Your files are never changed.")

    def show_failure(self, name: str, reason: str) -> None:
        """Say which photo cannot be shown, and why."""
        self._picture.setPixmap(theme.pixmap("warning", 64, "warning", self.devicePixelRatioF()))
        metrics = self._title.fontMetrics()
        title = f"{name} cannot be shown"
        self._title.setText(metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, 400))
        self._hint.setText(reason)

    def _fill(self, column: QVBoxLayout) -> None:
        picture = self._picture
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.invite()
        column.addStretch(1)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(10)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._hint)
        column.addSpacing(16)
        column.addLayout(self._buttons())
        column.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        opening, sample = QPushButton("Open photo…"), QPushButton("Try the sample")
        opening.setDefault(True)
        opening.setAutoDefault(True)
        opening.clicked.connect(self.open_wanted)
        sample.clicked.connect(self.sample_wanted)
        row.addStretch(1)
        row.addWidget(opening)
        row.addWidget(sample)
        row.addStretch(1)
        return row
