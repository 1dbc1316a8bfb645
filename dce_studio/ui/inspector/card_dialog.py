"""The curve card: seen as it will be, copied, or saved as a picture, a drawing or a short film."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from dce_studio.app.jobs import Job, Jobs
from dce_studio.app.state.document import Document
from dce_studio.core.card.style import STYLES
from dce_studio.core.edit import Edit
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.photo import Photo
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.folders import beside
from dce_studio.ui.widgets.tips import tip

if TYPE_CHECKING:
    from dce_studio.core.card.content import Content

LANE = "card"
REST_MS = 250  # from the last change to the redrawing of the card
LOOKS = (("dark", "Dark"), ("white", "White, for papers"))
PICTURES = "PNG picture (*.png);;SVG drawing (*.svg)"
FILMS = "Animated GIF (*.gif);;Animated WebP (*.webp);;MP4, by FFmpeg (*.mp4)"
WORDS = (
    "Before and after, and what was done to two or three places. Pin probes on the photo to choose them; "
    "the film shows the iterations running."
)

Points = tuple[tuple[int, int, int], ...]


class CardDialog(QDialog):
    """Not modal: probes are pinned beside it, and the card follows. It says itself what was done.

    saved(Path): a file was written.
    """

    saved = Signal(object)

    def __init__(self, document: Document, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self._card: Content | None = None
        self._job: list[Job] = []
        job = self._job  # Esc deletes the dialog without a closeEvent
        self.destroyed.connect(lambda: _cancel(job))
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._make)
        self.setWindowTitle("Curve card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preview, self.style_ = CardView(), QComboBox()
        self._text = theme.label(WORDS, "muted")
        self._buttons: dict[str, QPushButton] = {}
        self._build()
        for signal in (document.photo_changed, document.result_changed, document.marks_changed):
            signal.connect(self._rest.start)
        self._make()

    @property
    def card(self) -> "Content | None":
        """The card that is shown, or None until it is made."""
        return self._card

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.preview.image)
        self._text.setText("Copied: paste it wherever pictures go.")

    def save(self, path: Path) -> None:
        """Write the card, in a worker; by the suffix a picture, a drawing or a film."""
        if self._card is not None:
            picture = path.suffix.lower() in (".png", ".svg")
            self._text.setText("Saving…" if picture else "Making the film…")
            self._jobs.submit(
                "files", save, self._card, path, self.style_.currentData(), title=f"Saving {path.name}",
                done=lambda _: self._on_saved(path), failed=self._on_failed,
            )  # fmt: skip

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.preview, 1)
        self._text.setWordWrap(True)
        column.addWidget(self._text)
        row = QHBoxLayout()
        for data, text in LOOKS:
            self.style_.addItem(text, data)
        self.style_.setAccessibleName("Look of the card")
        self.style_.setToolTip(tip("Dark as the program is, or white for papers."))
        self.style_.currentIndexChanged.connect(self._make)
        row.addWidget(self.style_)
        row.addStretch(1)
        for name, text, icon, slot in (
            ("copy", "Copy", "copy", self.copy),
            ("film", "Save film…", "film", lambda: self._ask("film", FILMS, ".gif")),
            ("save", "Save picture…", "save", lambda: self._ask("card", PICTURES, ".png")),
        ):
            button = self._buttons[name] = QPushButton(text)
            theme.set_icon(button, icon)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        column.addLayout(row)
        self._enable(False)
        self.resize(920, 640)

    def _make(self) -> None:
        photo, maps, document = self._document.photo, self._document.shaped, self._document
        if photo is None or maps is None:
            self._card = None
            self.preview.show_image(QImage(), "Open a photo to make a card of it.")
            self._enable(False)
            return
        if self.preview.image.isNull():
            self.preview.show_image(QImage(), "Drawing the card…")
        points = tuple((p.number, p.x, p.y) for p in document.marks.probes)
        self._job[:] = [self._jobs.submit(
            LANE, make, photo, maps, document.edit, points, self.style_.currentData(), done=self._on_made,
        )]  # fmt: skip

    def _on_made(self, made: "tuple[Content, QImage]") -> None:
        self._card, image = made
        self.preview.show_image(image)
        self._enable(True)

    def _on_saved(self, path: Path) -> None:
        if isValid(self):
            self._text.setText(f"Saved to {path}.")
            self.saved.emit(path)

    def _on_failed(self, error: Exception) -> None:
        if isValid(self):
            self._text.setText(WORDS)
        self._jobs.failed.emit(None, error)

    def _ask(self, what: str, filters: str, suffix: str) -> None:
        photo = self._document.photo
        suggested = Path(beside(photo.path if photo else None, f"_{what}"))
        chooser = QFileDialog(self, f"Save the {what}", str(suggested.parent), filters)
        chooser.selectFile(suggested.name)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(suffix[1:])
        chooser.filterSelected.connect(lambda name: chooser.setDefaultSuffix(name.split(".")[-1].rstrip(")")))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda name: self.save(Path(name)))
        chooser.open()

    def _enable(self, there: bool) -> None:
        for button in self._buttons.values():
            button.setEnabled(there)


class CardView(QWidget):
    """The card, as large as fits, or a word in its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image, self._words = QImage(), ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The card")

    def show_image(self, image: QImage, words: str = "") -> None:
        """Show a picture, or the words if it is empty."""
        self.image, self._words = image, words
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(888, 500)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if self.image.isNull():
                painter.setPen(theme.look().colour("muted"))
                painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._words)
            else:
                size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
                ratio = self.devicePixelRatioF()
                drawn = self.image.scaled(size * ratio, mode=Qt.TransformationMode.SmoothTransformation)
                left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
                painter.drawImage(QRectF(left, top, size.width(), size.height()), drawn)


def _cancel(jobs: list[Job]) -> None:
    for job in jobs:
        job.cancel()


def make(
    photo: Photo, maps: ShapedMaps, edit: Edit, points: Points, look: str, tick: Callable[[float], None]
) -> "tuple[Content, QImage]":
    """The card's content and its picture. For a worker."""
    from dce_studio.core.card import content, files

    tick(0.0)
    card = content.content(photo, maps, edit, points)
    tick(0.3)
    drawn = files.picture(card, STYLES[look])
    data = drawn.convert("RGBA").tobytes()
    image = QImage(data, drawn.width, drawn.height, 4 * drawn.width, QImage.Format.Format_RGBA8888)
    return card, image.convertToFormat(QImage.Format.Format_RGB32)


def save(card: "Content", path: Path, look: str, tick: Callable[[float], None]) -> None:
    """Write the card as the suffix of `path` says. For a worker; raises StudioError."""
    from dce_studio.core.card import files

    files.save(card, path, STYLES[look], tick)
