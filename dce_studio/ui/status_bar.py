"""The status bar: the pixel under the cursor, zoom, size, device, time, work in progress, a training."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from dce_studio.app.jobs import Job, Jobs
from dce_studio.app.preview import pixel
from dce_studio.app.preview.exact import ExactPixels
from dce_studio.app.preview.frame import FrameRequest
from dce_studio.app.preview.live import Preview
from dce_studio.app.state.document import Document
from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.widgets import bars, theme
from dce_studio.ui.widgets.tips import tip

LATE_MS = 500  # work that takes longer gets a bar and a cancel button
CALM_MS = 40  # from a pixel to the next while a place is drawn, when the hand is to be followed first

ESTIMATED = "Where the curves were estimated, and how long it took."
STARRY = "starry sky"
KEPT_DARK = "Points of light on a smooth, dark ground: taken for a starry sky, the photo is kept a night."


class PixelReading:
    """What is said of the pixel of a photo that is under the cursor. name: of the photo, or ""."""

    def __init__(self, document: Document, preview: Preview, exact: ExactPixels, name: str = "") -> None:
        self._document, self._preview, self._exact = document, preview, exact
        self._name = f"{name}  " if name else ""

    def text(self) -> str:
        """The place and its values; "" where the cursor is not on the photo."""
        point, frame = self._document.hover, self._preview.frame
        if point is None:
            return ""
        x, y = int(point.x), int(point.y)
        text = f"{self._name}{x}, {y}"
        values = self._values(frame.request, x, y) if frame else None
        if values:
            before, after = (" ".join(f"{v:3d}" for v in side) for side in values)
            text += f"     R G B  {before}  →  {after}"
        return text

    def _values(self, request: FrameRequest, x: int, y: int) -> tuple[pixel.Colour, pixel.Colour] | None:
        known = request.maps is not None and request.maps.source is self._document.maps
        here = self._exact(x, y) if known else None
        return pixel.values(request, x, y, here)


class StatusBar(QStatusBar):
    """Shows the document's state, and by `show_training` that of a training.

    training_clicked(): the person wants to see more of the training.
    """

    training_clicked = Signal()

    def __init__(
        self, document: Document, canvas: Canvas, preview: Preview, exact: ExactPixels, jobs: Jobs,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._canvas, self.exact = document, canvas, exact
        self._readings: list[PixelReading] = []
        self.setSizeGripEnabled(False)
        self.pixel, self.zoom, self.size_label, self.device = QLabel(), QLabel(), QLabel(), QLabel()
        self.training = QToolButton()
        self.training.hide()
        self.work = Work(jobs)
        self.hint = QLabel()
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self.pixel, 1)
        self.addWidget(self.hint, 2)
        self.hint.hide()
        for widget in (self.training, *self.work.widgets(), self.device, self.size_label, self.zoom):
            self.addPermanentWidget(widget)
        self._tips()
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._show_pixel)
        self.add_reading(document, preview, exact)
        document.photo_changed.connect(self._show_photo)
        document.maps_changed.connect(self._show_maps)
        canvas.zoom_changed.connect(self._show_zoom)
        self.training.clicked.connect(self.training_clicked)

    def add_reading(self, document: Document, preview: Preview, exact: ExactPixels, name: str = "") -> None:
        """Read the pixel under the cursor of this document's photo too, and say that it is of `name`."""
        self._readings.append(PixelReading(document, preview, exact, name))
        for changed in (document.hover_changed, document.preview_changed):
            changed.connect(self._follow)
        exact.found.connect(self._show_pixel)

    def show_training(self, text: str) -> None:
        """Show how a training stands, in two words; hide it for ""."""
        self.training.setText(text)
        self.training.setVisible(bool(text))

    def show_hint(self, text: str) -> None:
        """Say what can be done on the photo now; "" says nothing."""
        self.hint.setText(text)
        self.hint.setToolTip(tip(text))
        self.hint.setVisible(bool(text))

    def _tips(self) -> None:
        self.pixel.setToolTip(
            tip("The photo's pixel under the cursor: its place, and its R G B before → after.")
        )
        self.zoom.setToolTip(tip("Zoom: at 100 % one pixel of the photo is one pixel of the screen."))
        self.size_label.setToolTip(tip("Width × height of the photo."))
        self.training.setToolTip(tip("Show the training."))
        self.device.setToolTip(tip(ESTIMATED))

    def _follow(self) -> None:
        if not self._document.drawing:
            self._show_pixel()
        elif not self._calm.isActive():
            self._calm.start()

    def _show_pixel(self) -> None:
        texts = [reading.text() for reading in self._readings]
        self.pixel.setText(next(filter(None, texts), ""))

    def _show_photo(self) -> None:
        photo = self._document.photo
        self.size_label.setText(f"{photo.size.width} × {photo.size.height}" if photo else "")
        self._show_pixel()

    def _show_maps(self) -> None:
        maps = self._document.maps
        facts = [maps.weights, maps.device, _seconds(maps.seconds)] if maps else []
        starry = maps is not None and maps.exposure.stars >= 0.5
        self.device.setText(" · ".join([*facts, STARRY] if starry else facts))
        self.device.setToolTip(tip(f"{ESTIMATED} {KEPT_DARK}" if starry else ESTIMATED))

    def _show_zoom(self) -> None:
        view = self._canvas.viewport
        self.zoom.setText(f"{view.zoom:.0%}".replace("%", " %") if view else "")


class Work:
    """A bar and a cancel button for the job that runs longest, when that is long."""

    def __init__(self, jobs: Jobs) -> None:
        self._running: list[Job] = []
        self.title, self.bar, self.button = QLabel(), QProgressBar(), QToolButton()
        self.bar.setFixedWidth(120)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.button.setToolTip(tip("Cancel this work."))
        self.button.setAccessibleName("Cancel")
        theme.set_icon(self.button, "cancel")
        self.button.clicked.connect(self._cancel)
        self._late = QTimer(self.bar, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self._show)
        self._set_visible(False)
        jobs.started.connect(self._on_started)
        jobs.progressed.connect(self._on_progressed)
        jobs.ended.connect(self._on_ended)

    def widgets(self) -> tuple[QWidget, ...]:
        """Return the widgets to put into a status bar, in this order."""
        return self.title, self.bar, self.button

    def _on_started(self, job: Job) -> None:
        if job.title:
            self._running.append(job)
            if len(self._running) == 1:
                self._late.start()

    def _on_progressed(self, job: Job, fraction: float) -> None:
        if self._running and job is self._running[0]:
            self.bar.setRange(0, 1000 if fraction > 0 else 0)
            bars.set_value(self.bar, round(1000 * fraction))

    def _on_ended(self, job: Job) -> None:
        if job in self._running:
            self._running.remove(job)
            self._set_visible(False)
            self._late.stop()
            if self._running:
                self._late.start()

    def _show(self) -> None:
        if self._running:
            self.title.setText(self._running[0].title)
            self.bar.setRange(0, 0)
            self._set_visible(True)

    def _cancel(self) -> None:
        if self._running:
            self._running[0].cancel()
            self._set_visible(False)

    def _set_visible(self, visible: bool) -> None:
        for widget in self.widgets():
            widget.setVisible(visible)


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
