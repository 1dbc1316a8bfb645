"""Decides which maps to estimate when: once per photo, weights, detail and device, in a worker.

At a high detail the quick smooth maps come first, so that the photo is enhanced at once; the fine ones
replace them. So it is at every detail that needs torch while that is not imported yet: smooth maps need none.
Where the device is left open and there is a GPU, maps come from it as soon as torch has found it. At paper,
on a photo too large to keep its maps, the exact maps of the part in view come too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from PySide6.QtCore import QObject, QTimer, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.libraries import import_torch
from dce_studio.app.state.document import Document
from dce_studio.app.state.kept import BudgetedCache
from dce_studio.core.edit import SMOOTH
from dce_studio.core.engine.models import Model, Models
from dce_studio.core.engine.products import LARGEST
from dce_studio.core.errors import DeviceError
from dce_studio.core.geometry import Box
from dce_studio.core.maps import STORED, CurveMaps
from dce_studio.core.photo import Photo

QUICK_DETAIL = 1024  # px: a finer detail shows the smooth maps first
REGION_PIXELS = 4_000_000  # a larger view is shown from the area-reduced maps
SETTLE_MS = 120  # a detail or view must be unchanged for so long before it is estimated

Key = tuple[str, tuple[int, int], str, int, str]  # path, the file's state, weights, detail, device


@dataclass(frozen=True, eq=False)
class EstimateRequest:
    """One estimation with all its inputs. name: of the weights; box: this part, exactly.

    device: the device asked for, or "auto"; on: the device that "auto" stands for at present.
    """

    photo: Photo
    name: str
    detail: int
    device: str
    box: Box | None = None
    compare: bool = False
    on: str = "auto"

    @property
    def needs_torch(self) -> bool:
        """Whether only torch can do it."""
        large = min(self.detail, max(self.photo.size)) > LARGEST
        return large or self.box is not None or self.on not in ("auto", "cpu")

    @property
    def key(self) -> Key:
        """What the maps are kept under."""
        photo = self.photo
        return str(photo.path), photo.stamp, self.name, min(self.detail, max(photo.size)), self.device


def run_estimate(wanted: EstimateRequest, models: Models, tick: Callable[[float], None]) -> CurveMaps:
    """Estimate the maps, loading the weights if necessary. For a worker. Raises WeightsError, DeviceError."""
    model, run = models.get(wanted.name), estimating()
    tick(0.0)
    maps: CurveMaps
    if wanted.box is not None:
        maps = run.estimate_region(wanted.photo, model, wanted.box, device=wanted.on, tick=tick)
    else:
        maps = run.estimate(wanted.photo, model, wanted.detail, device=wanted.on, tick=tick)
    return maps


def estimating() -> ModuleType:
    """Return `core.engine.estimate`, imported by the first job: not before the window is seen."""
    from dce_studio.core.engine import estimate

    return estimate


def load(name: str, models: Models, tick: Callable[[float], None]) -> Model:
    """Load weights, imported and checked in the worker."""
    tick(0.0)
    return models.load(name)


class Estimator(QObject):
    """Keeps the document's maps in step with its photo, weights and detail.

    estimated(CurveMaps): new maps of the photo came from the network. region_changed: `region` is another.
    failed(Exception): an estimation went wrong; the maps in use stay. devices_found(tuple of names).
    """

    estimated = Signal(object)
    region_changed = Signal()
    failed = Signal(object)
    devices_found = Signal(object)

    def __init__(
        self, document: Document, jobs: Jobs, models: Models, parent: QObject | None = None,
        kept: BudgetedCache | None = None, lane: str = "estimate",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._document, self._jobs, self._models, self._lane = document, jobs, models, lane
        self._device = self._best = "auto"
        self._has_torch = self._importing = False
        self._cache = kept or BudgetedCache(in_use=lambda: (document.maps, document.compare_maps))
        self._running: EstimateRequest | None = None
        self._refused: set[Key] = set()
        self._view: Box | None = None
        self._region: CurveMaps | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._go_on)
        self.devices_found.connect(self._on_devices)
        document.photo_changed.connect(self._on_photo_changed)
        document.weights_changed.connect(self._on_weights_changed)
        document.edit_changed.connect(self._on_edit_changed)

    @property
    def region(self) -> CurveMaps | None:
        """The exact maps of the part in view, at paper; None if they are not needed or not ready."""
        return self._region

    @property
    def settled(self) -> bool:
        """Whether the document's maps match its weights, its detail and the device."""
        photo, maps = self._document.photo, self._document.maps
        if photo is None or maps is None:
            return False
        wanted = self._make(photo, self._document.weights, self._document.edit.detail)
        return self._cache.get(wanted.key) is maps

    @property
    def device(self) -> str:
        """The device asked for."""
        return self._device

    def set_device(self, name: str) -> None:
        """Estimate on this device from now on."""
        if name != self._device:
            self._device = name
            self._refused.clear()
            self._go_on()

    def use(self, name: str, compare: bool = False) -> None:
        """Load weights and, only when that went well, use them or compare with them."""

        take = self._document.set_compare if compare else self._document.set_weights
        self._jobs.submit(
            "load", load, name, self._models, done=lambda model: take(name), failed=self.failed.emit,
            title="Loading the weights",
        )  # fmt: skip

    def set_view(self, box: Box | None) -> None:
        """The part of the photo in view."""
        if box != self._view:
            self._view = box
            if self._wants_region():
                self._settle.start()

    def _wanted(self) -> EstimateRequest | None:
        """Return the most urgent estimation, or None if no maps are missing."""
        document, photo = self._document, self._document.photo
        if photo is None:
            return None
        detail = document.edit.detail
        final = self._make(photo, document.weights, detail)
        self._take_cached(final)
        if document.maps is None and self._coarser_first(final):
            return self._make(photo, document.weights, SMOOTH)
        if self._wants_region():
            return self._make(photo, document.weights, detail, self._view)
        if final.key not in self._cache:
            return final
        if document.compare is not None:
            other = self._make(photo, document.compare, detail, compare=True)
            self._take_cached(other)
            return other if other.key not in self._cache else None
        return None

    def _make(
        self, photo: Photo, name: str, detail: int, box: Box | None = None, compare: bool = False
    ) -> EstimateRequest:
        on = self._best if self._device == "auto" else self._device
        return EstimateRequest(photo, name, detail, self._device, box, compare, on)

    def _coarser_first(self, final: EstimateRequest) -> bool:
        quick = QUICK_DETAIL if self._has_torch else LARGEST
        return min(final.detail, max(final.photo.size)) > quick and final.key not in self._cache

    def _wants_region(self) -> bool:
        photo, view = self._document.photo, self._view
        if photo is None or view is None or self._document.edit.detail < max(photo.size):
            return False
        if photo.size.width * photo.size.height <= STORED or view.width * view.height > REGION_PIXELS:
            return False
        return self._region is None or not contains(self._region.box, view)

    def _go_on(self) -> None:
        wanted = self._wanted()
        if wanted is None or wanted.key in self._refused or _same(wanted, self._running):
            return
        if wanted.needs_torch and not self._has_torch:
            self._import_torch(wanted)
            return
        self._running = wanted
        self._jobs.submit(
            self._lane, run_estimate, wanted, self._models,
            done=lambda maps: self._on_done(wanted, maps),
            failed=lambda error: self._on_refused(wanted, error),
            title="Estimating the curves" if wanted.box is None else "Estimating the curves in view",
        )  # fmt: skip

    def _on_done(self, wanted: EstimateRequest, maps: CurveMaps) -> None:
        self._running = None
        if wanted.box is not None:
            self._region = maps
            self.region_changed.emit()
        else:
            self._cache.put(wanted.key, maps, _bytes(maps))
            if wanted.compare:
                self._document.set_compare_maps(maps)
            else:
                self._document.set_maps(maps)
                self.estimated.emit(maps)
        self._go_on()

    def _on_refused(self, wanted: EstimateRequest, error: Exception) -> None:
        if isinstance(error, DeviceError) and wanted.on == self._best != "auto" == wanted.device:
            self._best, self._running = "auto", None  # the GPU that was found is gone
            self._go_on()
            return
        self._refused.add(wanted.key)
        self._on_failed(error)

    def _on_failed(self, error: Exception) -> None:
        self._running = None
        self.failed.emit(error)

    def _take_cached(self, wanted: EstimateRequest) -> None:
        maps = self._cache.get(wanted.key)
        if maps is None:
            return
        if wanted.compare and self._document.compare_maps is not maps:
            self._document.set_compare_maps(maps)
        elif not wanted.compare and self._document.maps is not maps:
            self._document.set_maps(maps)

    def _import_torch(self, wanted: EstimateRequest) -> None:
        """Import torch in a lane of normal priority, then continue with the estimation."""

        def done(_: None) -> None:
            self._has_torch, self._importing = True, False
            self._go_on()

        def failed(error: Exception) -> None:
            self._importing = False
            self._on_refused(wanted, error)

        if not self._importing:
            self._importing = True
            self._jobs.submit("warm", import_torch, done=done, failed=failed, title="Loading PyTorch")

    def _on_devices(self, names: tuple[str, ...]) -> None:
        """Take the devices that torch has found: from now on "auto" means a GPU if there is one."""
        self._has_torch = True
        self._best = names[0] if names and names[0] != "cpu" else "auto"

    def _on_photo_changed(self) -> None:
        self._running = None
        self._refused.clear()
        self._view = None
        self._drop_region()
        self._jobs.cancel(self._lane)
        self._cache.trim()
        self._go_on()

    def _on_weights_changed(self) -> None:
        self._drop_region()
        self._go_on()

    def _on_edit_changed(self) -> None:
        photo = self._document.photo
        if photo is None:
            return
        if self._document.edit.detail < max(photo.size):
            self._drop_region()
        maps = self._document.maps
        if maps is None or maps.detail != self._document.edit.detail:
            self._settle.start()

    def _drop_region(self) -> None:
        if self._region is not None:
            self._region = None
            self.region_changed.emit()


def contains(outer: Box, inner: Box) -> bool:
    """Whether one box lies in the other."""
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def _same(a: EstimateRequest, b: EstimateRequest | None) -> bool:
    return b is not None and (a.key, a.box, a.compare) == (b.key, b.box, b.compare) and a.photo is b.photo


def _bytes(maps: CurveMaps) -> int:
    return sum(array.nbytes for array in (maps.alpha, maps.gain, maps.offset) if array is not None)
