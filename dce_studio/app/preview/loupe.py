"""What a loupe shows: a small part of the photo at its own size or larger, before and after."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.frame import Frame, FrameRequest, Kept, View, render_frame
from dce_studio.app.state.document import Document, Point
from dce_studio.core.geometry import Box, Placed, Size


def around(at: Point, edge: int, photo: Size) -> Box:
    """The pixels of the photo around a place, `edge` along each side where it has so many."""
    width, height = min(edge, photo.width), min(edge, photo.height)
    x = min(max(round(at.x - width / 2), 0), photo.width - width)
    y = min(max(round(at.y - height / 2), 0), photo.height - height)
    return Box(x, y, width, height)


class LoupeSource(QObject):
    """Makes frames of a place: one in the making, and only the newest asked for next.

    ready(Frame): of the place asked for, with the edit of then. request: what makes a frame of a view.
    """

    ready = Signal(object)

    def __init__(
        self, document: Document, jobs: Jobs, request: Callable[[View], FrameRequest | None],
        parent: QObject | None = None, lane: str = "loupe",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._jobs, self._request, self._lane = document, jobs, request, lane
        self._at: Point | None = None
        self._shown, self._zoom = 1, 1
        self._placed: Placed | None = None
        self._kept = Kept()
        self._busy = self._again = False
        document.result_changed.connect(self._refresh)
        document.photo_changed.connect(lambda: self.look_at(None, 1, 1))

    def look_at(self, at: Point | None, shown: int, zoom: int, placed: Placed | None = None) -> None:
        """Show this place on a square of `shown` device pixels, `zoom` to each pixel; None: nothing.

        placed: the frame that is looked through, by whose tilt it is straightened.
        """
        self._at, self._shown, self._zoom, self._placed = at, shown, zoom, placed
        if at is None:
            self._kept = Kept()
        self._refresh()

    def _refresh(self) -> None:
        photo = self._document.photo
        if self._at is None or photo is None:
            return
        if self._busy:
            self._again = True
            return
        if (request := self._request(self._view(self._at, photo.size))) is not None:
            self._busy = True
            if request.kept is not None:  # a part that the canvas has shaped already, 100 MB or more
                self._kept.part = request.kept.part
            self._jobs.submit(
                self._lane, render_frame, replace(request, overlay=None, kept=self._kept),
                done=self._on_frame, failed=self._on_failed,
            )  # fmt: skip

    def _view(self, at: Point, photo: Size) -> View:
        edge = max(self._shown // self._zoom, 1)
        box, tilted = around(at, edge, photo), None
        if self._placed is not None and self._placed.tilt:
            tilted = replace(self._placed, x=at.x, y=at.y, upright=Size(edge, edge))
            box = tilted.box
        return View(box, Size(box.width * self._zoom, box.height * self._zoom), tilted)

    def _on_frame(self, frame: Frame) -> None:
        self._busy = False
        if frame.request.photo is self._document.photo and self._at is not None:
            self.ready.emit(frame)
        if self._again:
            self._again = False
            self._refresh()

    def _on_failed(self, error: Exception) -> None:
        self._busy = self._again = False
        self._jobs.failed.emit(None, error)
