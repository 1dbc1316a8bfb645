"""Keeps the canvas' frames in step with the document: one in the making, and only the newest asked for next.

A slider's many proposals therefore never starve the screen: each finished frame is shown, and what was
proposed meanwhile is taken together in the next.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from dce_studio.app.jobs import Job, Jobs
from dce_studio.app.preview.estimator import Estimator, contains
from dce_studio.app.preview.frame import Frame, FrameRequest, Kept, View, render_frame
from dce_studio.app.state.document import Document
from dce_studio.core.geometry import WHOLE, Box
from dce_studio.core.maps import CurveMaps

REST_MS = 180  # after the last change: the overview


class Preview(QObject):
    """Makes frames when the document or the view changes.

    frame_ready(Frame): of the view. overview_ready(Frame): of the whole photo.
    failed(Exception): a frame could not be made.
    """

    frame_ready = Signal(object)
    overview_ready = Signal(object)
    failed = Signal(object)

    def __init__(
        self, document: Document, estimator: Estimator, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._estimator, self._jobs = document, estimator, jobs
        self._job: Job | None = None
        self._view: View | None = None
        self._overview: View | None = None
        self._display: bytes | None = None
        self._frame: Frame | None = None
        self._kept = Kept()
        self._busy = self._again = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._make_overview)
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
            self._submit(request, self._on_frame)

    def _submit(self, request: FrameRequest, done: Callable[[Frame], None]) -> None:
        """Have a frame made, after one of another document's: together they would take the window's cores.

        While a hand paints one core stays the window's.
        """
        self._job = self._jobs.submit(
            "preview", render_frame, request, done=done, failed=self._on_failed, spares=self._document.drawing
        )

    def _shows(self, request: FrameRequest) -> bool:
        """Whether the present frame is of the same pixels: a framing is none of them."""
        shown = None if self._frame is None else self._frame.request
        return shown is not None and _pixels(shown) == _pixels(request)

    def _request(self, view: View | None) -> FrameRequest | None:
        photo, document = self._document.photo, self._document
        if photo is None or view is None or not contains(Box.whole(photo.size), view.box):
            return None
        compare = document.compare_shaped if document.compare else None
        return FrameRequest(
            photo, document.shaped, compare, document.edit, view, document.overlay, self._kept,
            self._part(view), self._display,
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
        if self._job is not None:
            self._job.cancel()
        self._busy = self._again = False
        self._frame = self._view = self._overview = None
        if self._document.photo is None:
            self._kept = Kept()

    def _on_changed(self) -> None:
        self.refresh()
        self._rest.start()

    def _make_overview(self) -> None:
        if self._busy:
            self._rest.start()
            return
        if self._overview is None or self._view is None or self._view.box == self._overview.box:
            return
        if (request := self._request(self._overview)) is not None:
            self._busy = True
            self._submit(replace(request, overlay=None, kept=None), self._on_overview)

    def _on_overview(self, frame: Frame) -> None:
        self._busy = False
        self.overview_ready.emit(frame)
        if self._again:
            self._again = False
            self.refresh()


def _pixels(request: FrameRequest) -> tuple[object, ...]:
    """What a frame's pixels are made from; photos and maps are equal to themselves alone."""
    edit = request.edit.framed(WHOLE)
    sources = request.photo, request.maps, request.compare, request.part
    return *map(id, sources), edit, request.view, request.overlay, request.display
