"""Keeps the canvas' frames in step with the document: one in the making, and only the newest asked for next.

A slider's many proposals therefore never starve the screen: each finished frame is shown, and what was
proposed meanwhile is taken together in the next.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.estimator import Estimator, contains
from dce_studio.app.preview.frame import Frame, FrameRequest, View, render_frame
from dce_studio.app.state.document import Document
from dce_studio.core import files
from dce_studio.core.analysis import kernels
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import WHOLE, Box
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.parallel import alone
from dce_studio.core.photo import Photo, read_only
from dce_studio.core.render import rendering

HISTOGRAM_PIXELS = 250_000
CALM_MS = 60  # the least interval between histograms
REST_MS = 180  # after the last change: the overview, and the histogram while a place is drawn

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Histograms:
    """Counts (3, 256) per channel of the photo's displayed values, from a regular sample of its pixels."""

    before: Counts
    after: Counts


class Preview(QObject):
    """Makes frames when the document or the view changes.

    frame_ready(Frame): of the view. overview_ready(Frame): of the whole photo. histograms_ready(Histograms).
    failed(Exception): a frame could not be made.
    """

    frame_ready = Signal(object)
    overview_ready = Signal(object)
    histograms_ready = Signal(object)
    failed = Signal(object)

    def __init__(
        self, document: Document, estimator: Estimator, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._estimator, self._jobs = document, estimator, jobs
        self._view: View | None = None
        self._overview: View | None = None
        self._display: bytes | None = None
        self._frame: Frame | None = None
        self._busy = self._again = False
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._make_histograms)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rest)
        document.photo_changed.connect(self._on_photo_changed)
        document.result_changed.connect(self._on_changed)
        document.overlay_changed.connect(self.refresh)
        document.weights_changed.connect(self.refresh)
        estimator.region_changed.connect(self.refresh)

    @property
    def frame(self) -> Frame | None:
        """The frame shown last, of the present photo."""
        return self._frame

    def set_display(self, icc: bytes | None) -> None:
        """Make frames for a screen of this ICC profile, None: sRGB."""
        if icc != self._display:
            self._display = icc
            self.refresh()
            self._rest.start()

    def set_views(self, view: View | None, overview: View | None) -> None:
        """Set the views that the canvas needs: the part in view, and the whole photo fitted."""
        self._estimator.set_view(view.box if view else None)
        grown = overview != self._overview
        self._overview = overview
        if view != self._view:
            self._view = view
            self.refresh()
        if grown:
            self._rest.start()

    def request(self, view: View) -> FrameRequest | None:
        """What a frame of any view would be made from now; None where there is none."""
        return self._request(view)

    def refresh(self) -> None:
        """Make a frame, after the one in the making."""
        if self._busy:
            self._again = True
        elif (request := self._request(self._view)) is not None and not self._shows(request):
            self._busy = True
            self._jobs.submit("preview", render_frame, request, done=self._on_frame, failed=self._on_failed)

    def _shows(self, request: FrameRequest) -> bool:
        """Whether the present frame is of the same pixels: a framing is none of them."""
        shown = None if self._frame is None else self._frame.request
        return shown is not None and _pixels(shown) == _pixels(request)

    def _request(self, view: View | None) -> FrameRequest | None:
        photo, document = self._document.photo, self._document
        if photo is None or view is None or not contains(Box.whole(photo.size), view.box):
            return None
        kept, kept_part = (self._frame.kept, self._frame.kept_part) if self._frame else (None, None)
        compare = document.compare_shaped if document.compare else None
        return FrameRequest(
            photo, document.shaped, compare, document.edit, view, document.overlay, kept, self._part(view),
            kept_part, self._display,
        )  # fmt: skip

    def _part(self, view: View) -> CurveMaps | None:
        """The exact maps of the part in view, where there are such."""
        region = self._estimator.region
        return region if region is not None and contains(region.box, view.box) else None

    def _on_frame(self, frame: Frame) -> None:
        self._busy = False
        self._frame = frame
        self.frame_ready.emit(frame)
        self._document.preview_changed.emit()
        if self._again:
            self._again = False
            self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._busy = self._again = False
        self.failed.emit(error)

    def _on_photo_changed(self) -> None:
        self._jobs.cancel("preview")
        self._busy = self._again = False
        self._frame = self._view = self._overview = None

    def _on_changed(self) -> None:
        self.refresh()
        if not self._document.drawing and not self._calm.isActive():
            self._calm.start()
        self._rest.start()

    def _on_rest(self) -> None:
        if self._busy:
            self._rest.start()
            return
        self._make_overview()
        if self._document.drawing:
            self._make_histograms()

    def _make_overview(self) -> None:
        if self._overview is None or self._view is None or self._view.box == self._overview.box:
            return
        if (request := self._request(self._overview)) is not None:
            self._busy = True
            self._jobs.submit(
                "preview",
                render_frame,
                replace(request, overlay=None),
                done=self._on_overview,
                failed=self._on_failed,
            )

    def _on_overview(self, frame: Frame) -> None:
        self._busy = False
        self.overview_ready.emit(frame)
        if self._again:
            self._again = False
            self.refresh()

    def _make_histograms(self) -> None:
        photo = self._document.photo
        if photo is not None:
            self._jobs.submit(
                "histogram", count, photo, self._document.shaped, self._document.edit,
                done=self.histograms_ready.emit,
            )  # fmt: skip


def _pixels(request: FrameRequest) -> tuple[object, ...]:
    """What a frame's pixels are made from; photos and maps are equal to themselves alone."""
    edit = request.edit.framed(WHOLE)
    sources = request.photo, request.maps, request.compare, request.part
    return *map(id, sources), edit, request.view, request.overlay, request.display


@alone()
def count(photo: Photo, maps: ShapedMaps | None, edit: Edit, tick: Callable[[float], None]) -> Histograms:
    """The histograms of what the crop leaves: a regular sample of its pixels, so that clipping shows."""
    shown = edit.framing.box(photo.size)
    step = max(1, round((shown.width * shown.height / HISTOGRAM_PIXELS) ** 0.5))
    columns = np.arange(shown.x, shown.x + shown.width, step)
    rows = np.arange(shown.y, shown.y + shown.height, step)
    pixels = photo.pixels[rows[0] : rows[-1] + 1 : step, columns[0] : columns[-1] + 1 : step]
    pixels = np.ascontiguousarray(pixels)
    before = _counts(files.display_pixels(photo, pixels))
    tick(0.3)
    if maps is None:
        return Histograms(before, before)
    if edit.framing.cropped:
        after = rendering.develop(rendering.sample_grid(photo, maps, columns, rows), edit)
        return Histograms(before, _counts(files.display_pixels(photo, after)))
    small = Photo(photo.path, pixels, grey=photo.grey, metadata=photo.metadata)
    # Noise stays in: every n-th pixel has no neighbours to be cleaned by.
    resized = replace(maps, box=Box.whole(small.size), photo_size=small.size, noise=None)
    after = rendering.render(small, resized, edit, tick=tick)
    return Histograms(before, _counts(files.display_pixels(photo, after)))


def _counts(pixels: NDArray[np.uint8]) -> Counts:
    counts = np.zeros((3, 256), np.int64)
    kernels.count_values(read_only(pixels), counts)
    return counts
