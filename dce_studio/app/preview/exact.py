"""The exact maps of single pixels, where the photo's maps are averages: at paper, on a large photo.

What is read for a pixel is then what an export does to it. The network sees the pixel's surroundings alone,
which takes a millisecond or two on a CPU, in a lane of its own. Until the answer comes there is the average.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.estimator import Estimator, contains, estimating
from dce_studio.app.state.document import Document
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo

if TYPE_CHECKING:
    from dce_studio.core.analysis.every_pixel import Exact

KEPT = 64  # pixels: the probes and where the cursor was
WAITING = 16  # requested pixels that wait; the oldest are dropped

PixelPlace = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Question:
    """One pixel's estimation with all its inputs. context: the averaged maps' own `context`, or None."""

    photo: Photo
    weights: str
    context: CurveMaps | None
    device: str
    place: PixelPlace


def answer(question: Question, models: Models, tick: Callable[[float], None]) -> CurveMaps:
    """Estimate the exact maps of one pixel: α (S, 3, 1, 1). For a worker; raises DeviceError."""
    tick(0.0)
    maps: CurveMaps = estimating().estimate_region(
        question.photo, models.get(question.weights), Box(*question.place, 1, 1),
        context=question.context, device=question.device,
    )  # fmt: skip
    return maps


class ExactPixels(QObject):
    """Callable on the GUI thread: (x, y) → the exact maps of that pixel, or None while there are none.

    found: the maps of a requested pixel have come, and a call returns them.
    """

    found = Signal()

    def __init__(
        self, document: Document, estimator: Estimator, jobs: Jobs, models: Models,
        parent: QObject | None = None, lane: str = "exact",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._estimator, self._jobs, self._models = document, estimator, jobs, models
        self._lane = lane
        self._of: CurveMaps | None = None
        self._kept: dict[PixelPlace, CurveMaps] = {}
        self._waiting: dict[PixelPlace, None] = {}
        self._asked: PixelPlace | None = None
        self._refused = False
        document.maps_changed.connect(self._on_maps_changed)

    def __call__(self, x: int, y: int) -> CurveMaps | None:
        """Return the maps of a pixel inside the photo, if they are known; else ask for them.

        None where the photo's own maps are exact too, and where the estimation failed.
        """
        maps, region = self._document.maps, self._estimator.region
        if maps is None or not maps.averaged or not self._estimator.settled:
            return None
        if region is not None and contains(region.box, Box(x, y, 1, 1)):
            return cut(region, x, y)
        self._follow(maps)
        if (x, y) not in self._kept:
            self._wait_for((x, y))
        return self._kept.get((x, y))

    def source(self) -> "Callable[[], Exact | None]":
        """Return what a worker calls for the α of every pixel, of the document's maps as they are now.

        It gives None where those are exact themselves; it may raise WeightsError, DeviceError.
        """
        photo, maps = self._document.photo, self._document.shaped
        weights, device = self._document.weights, self._estimator.device

        def exact() -> "Exact | None":
            if photo is None or maps is None or not maps.averaged:
                return None
            exact_maps: Exact | None = estimating().exact_of(photo, maps, self._models.get(weights), device)
            return exact_maps

        return exact

    def _on_maps_changed(self) -> None:
        self._follow(self._document.maps)

    def _follow(self, maps: CurveMaps | None) -> None:
        """Drop what belongs to other maps than the document's, including answers that are still awaited."""
        if maps is not self._of:
            self._of, self._asked, self._refused = maps, None, False
            self._kept.clear()
            self._waiting.clear()
            self._jobs.cancel(self._lane)

    def _wait_for(self, place: PixelPlace) -> None:
        if self._refused or place == self._asked:
            return
        self._waiting.pop(place, None)
        self._waiting[place] = None
        while len(self._waiting) > WAITING:
            del self._waiting[next(iter(self._waiting))]
        self._ask_next()

    def _ask_next(self) -> None:
        """Ask for the newest pixel first, as the cursor is there."""
        maps, photo = self._of, self._document.photo
        if self._asked is not None or not self._waiting or maps is None or photo is None:
            return
        self._asked, _ = self._waiting.popitem()
        weights, device = self._document.weights, self._estimator.device
        question = Question(photo, weights, maps.context, device, self._asked)
        self._jobs.submit(
            self._lane, answer, question, self._models,
            done=lambda maps: self._on_answer(question, maps), failed=self._on_failed,
        )  # fmt: skip

    def _on_answer(self, question: Question, maps: CurveMaps) -> None:
        self._asked = None
        while len(self._kept) >= KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[question.place] = maps
        self._ask_next()
        self.found.emit()

    def _on_failed(self, error: Exception) -> None:
        """Keep showing averages, and report an error that is not expected here."""
        self._asked, self._refused = None, True
        self._waiting.clear()
        if not isinstance(error, StudioError | RuntimeError | MemoryError):
            self._estimator.failed.emit(error)


def cut(region: CurveMaps, x: int, y: int) -> CurveMaps:
    """The maps of one pixel, cut out of a region's exact maps."""
    i, j = y - region.box.y, x - region.box.x
    return replace(region, alpha=region.alpha[:, :, i : i + 1, j : j + 1].copy(), box=Box(x, y, 1, 1))
