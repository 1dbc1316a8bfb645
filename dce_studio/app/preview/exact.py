"""The exact maps of single pixels, where the photo's maps are averages: at paper, on a large photo.

So that what is read for a pixel is what an export does to it. The network sees the pixel's surroundings
alone: 1.3 ms on a CPU, soon enough for the thread that asks, as the device is prepared by then.
"""

from dataclasses import replace

from dce_studio.app.preview.estimator import Estimator, contains
from dce_studio.app.state.document import Document
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box
from dce_studio.core.maps import CurveMaps

KEPT = 64  # pixels: the probes and where the cursor was


class ExactPixels:
    """Callable: (x, y) → maps of that pixel; None where the photo's are exact or nothing can be had."""

    def __init__(self, document: Document, estimator: Estimator) -> None:
        self._document, self._estimator = document, estimator
        self._of: CurveMaps | None = None
        self._kept: dict[tuple[int, int], CurveMaps] = {}
        self._refused = False

    def __call__(self, x: int, y: int) -> CurveMaps | None:
        """For a pixel inside the photo, in the thread of the document."""
        maps, region = self._document.maps, self._estimator.region
        if maps is None or not maps.averaged or not self._estimator.settled:
            return None
        if region is not None and contains(region.box, Box(x, y, 1, 1)):
            return cut(region, x, y)
        if maps is not self._of:
            self._of, self._refused = maps, False
            self._kept.clear()
        if (x, y) not in self._kept and not self._refused:
            self._estimate(maps, x, y)
        return self._kept.get((x, y))

    def _estimate(self, maps: CurveMaps, x: int, y: int) -> None:
        from dce_studio.core.engine.estimate import estimate_region

        photo, weights = self._document.photo, self._estimator.loaded.get(self._document.weights)
        if photo is None or weights is None:
            return
        try:
            here = Box(x, y, 1, 1)
            found = estimate_region(photo, weights, here, context=maps.context, device=self._estimator.device)
        except (StudioError, RuntimeError, MemoryError):  # the averages are shown then, and said to be that
            self._refused = True
            return
        while len(self._kept) >= KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[x, y] = found


def cut(region: CurveMaps, x: int, y: int) -> CurveMaps:
    """Of a region's exact maps those of one pixel."""
    i, j = y - region.box.y, x - region.box.x
    return replace(region, alpha=region.alpha[:, :, i : i + 1, j : j + 1].copy(), box=Box(x, y, 1, 1))
