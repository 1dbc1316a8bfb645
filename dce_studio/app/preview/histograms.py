"""Keeps the histogram in step with the document: a count at a time, and none more often than is seen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.app.state.document import Document
from dce_studio.core import files
from dce_studio.core.analysis import kernels
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Placed
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.parallel import alone
from dce_studio.core.photo import Photo, read_only
from dce_studio.core.render import rendering

HISTOGRAM_PIXELS = 250_000
CALM_MS = 60  # the least interval between two counts
REST_MS = 180  # after the last change, while a place is drawn or files are written

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Histograms:
    """Counts (3, 256) per channel of the photo's displayed values, from a regular sample of its pixels."""

    before: Counts
    after: Counts


class HistogramCounter(QObject):
    """Counts when the document's result changes. counted(Histograms)."""

    counted = Signal(object)

    def __init__(self, document: Document, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        for timer in (self._calm, self._rest):
            timer.timeout.connect(self._count)
        document.result_changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        if self._document.drawing or self._jobs.is_writing:
            self._jobs.cancel("histogram")  # of the stroke before, perhaps
            self._calm.stop()
            self._rest.start()
        elif not self._calm.isActive():
            self._calm.start()

    def _count(self) -> None:
        document, photo = self._document, self._document.photo
        if photo is not None:
            self._jobs.submit(
                "histogram", count, photo, document.shaped, document.edit, done=self.counted.emit
            )


@alone()
def count(photo: Photo, maps: ShapedMaps | None, edit: Edit, tick: Callable[[float], None]) -> Histograms:
    """The histograms of what the crop leaves: a regular sample of its pixels, so that clipping shows."""
    placed = edit.framing.placed(photo.size)
    shown = placed.box
    step = max(1, round((shown.width * shown.height / HISTOGRAM_PIXELS) ** 0.5))
    columns = np.arange(shown.x, shown.x + shown.width, step)
    rows = np.arange(shown.y, shown.y + shown.height, step)
    pixels = photo.pixels[rows[0] : rows[-1] + 1 : step, columns[0] : columns[-1] + 1 : step]
    pixels = np.ascontiguousarray(pixels)
    inside = _inside(placed, columns, rows)
    before = _counts(files.display_pixels(photo, pixels)[inside])
    tick(0.3)
    if maps is None:
        return Histograms(before, before)
    if edit.framing.cropped:
        after = rendering.develop(rendering.sample_grid(photo, maps, columns, rows), edit)
        return Histograms(before, _counts(files.display_pixels(photo, after)[inside]))
    small = Photo(photo.path, pixels, grey=photo.grey, metadata=photo.metadata)
    # Noise stays in: every n-th pixel has no neighbours to be cleaned by.
    resized = replace(maps, box=Box.whole(small.size), photo_size=small.size, noise=None)
    after = rendering.render(small, resized, edit, tick=tick)
    return Histograms(before, _counts(files.display_pixels(photo, after)))


def _inside(placed: Placed, columns: NDArray[np.intp], rows: NDArray[np.intp]) -> Any:
    """The index of those pixels of these columns and rows that a frame shows: all, where it is not tilted."""
    if not placed.tilt:
        return ...
    x, y = placed.seen(*np.meshgrid(columns + 0.5, rows + 0.5))
    width, height = placed.size
    return (x >= 0) & (x < width) & (y >= 0) & (y < height)


def _counts(pixels: NDArray[np.uint8]) -> Counts:
    """The counts of pixels (…, 3)."""
    pixels = pixels.reshape(1, -1, 3)
    counts = np.zeros((3, 256), np.int64)
    kernels.count_values(read_only(pixels), counts)
    return counts
