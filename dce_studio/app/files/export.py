"""Exporting photos from the window: core's batch in the files lane, its events brought to the GUI thread."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from dce_studio.app.jobs import Job, Jobs
from dce_studio.app.preview.estimator import Estimator
from dce_studio.app.state.document import Document
from dce_studio.core.batch.events import Batch, BatchEvent, Begun, Failed, Progress, Written
from dce_studio.core.batch.generator import run
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import CancelledError
from dce_studio.core.maps import CurveMaps

LOOK_SECONDS = 0.1  # how often a paused batch checks for a cancel


@dataclass(frozen=True)
class Outcome:
    """What became of a photo. target: the file written, or None. problem: why there is none, or None."""

    source: Path
    target: Path | None = None
    problem: str | Exception | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """The batch is paused between two photos."""


def maps_for_export(document: Document, estimator: Estimator) -> CurveMaps | None:
    """Return the document's maps where exporting its photo would estimate the same ones, else None.

    They must be those of its weights, device and state's detail, and not averaged, as an export is exact.
    """
    photo, maps = document.photo, document.maps
    if photo is None or maps is None or maps.averaged or not estimator.settled:
        return None
    edge = max(photo.size)
    return maps if min(maps.detail, edge) == min(document.state.edit.detail, edge) else None


def run_batch(
    batch: Batch,
    models: Models,
    running: threading.Event,
    tell: Callable[[BatchEvent | Waiting], None],
    tick: Callable[[float], None],
) -> None:
    """Work through a batch; waits between files while `running` is not set. For a worker."""
    for event in run(batch, tick, models):
        tell(event)
        between = isinstance(event, Begun) or (isinstance(event, Progress) and event.settled < event.total)
        if between and not running.is_set():
            tell(Waiting())
            with suppress(CancelledError):  # the batch hears of it next, and tells what it had under way
                while not running.wait(LOOK_SECONDS):
                    tick(1.0)


class Exporter(QObject):
    """Works through one batch at a time; others wait behind it.

    progressed(settled, total, fraction of the present photo). waiting(settled, total): it is paused, and the
    photo that was under way is done. finished(tuple of Outcome, total, bool cancelled).
    """

    progressed = Signal(int, int, float)
    waiting = Signal(int, int)
    finished = Signal(object, int, bool)

    _told = Signal(object, object)

    def __init__(self, jobs: Jobs, models: Models, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs, self._models = jobs, models
        self._waiting: list[Batch] = []
        self._batch: Batch | None = None
        self._job: Job | None = None
        self._running = threading.Event()
        self._running.set()
        self._outcomes: list[Outcome] = []
        self._begun = self._total = 0
        self._stands = False  # paused, with no photo in the making
        self._left: float | None = None
        self._told.connect(self._on_event, Qt.ConnectionType.QueuedConnection)
        jobs.ended.connect(self._on_ended)

    @property
    def running(self) -> bool:
        """Return whether a batch is under way or waits."""
        return self._batch is not None

    @property
    def paused(self) -> bool:
        """Return whether the batch pauses after the present photo, or is paused."""
        return not self._running.is_set()

    @property
    def seconds_left(self) -> float | None:
        """Return the seconds that the batch will still take, or None until a photo is done."""
        return self._left

    def start(self, batch: Batch) -> None:
        """Export this batch, after those that are under way or wait."""
        self._waiting.append(batch)
        if not self.running:
            self._next()

    def pause(self, paused: bool) -> None:
        """Wait after the present photo, or go on."""
        (self._running.clear if paused else self._running.set)()
        self._stands = self._stands and paused

    def cancel(self) -> None:
        """Stop all batches. Files that are written stay, and none is left half; `finished` follows."""
        self._waiting.clear()
        if self._job:
            self._job.cancel()

    def _next(self) -> None:
        self._batch = self._waiting.pop(0)
        self._outcomes, self._begun, self._left = [], 0, None
        self._total, self._stands = len(self._batch.items), False
        self._running.set()
        self._submit(self._batch)

    def _submit(self, batch: Batch, offset: int = 0) -> None:
        items = batch.items
        title = f"Exporting {items[0].source.name}" if len(items) == 1 else f"Exporting {len(items)} photos"
        self._job = self.jobs.submit(
            "files", run_batch, batch, self._models, self._running,
            lambda event: self._told.emit(event, offset),
            done=lambda result: self._finish(cancelled=False), failed=self._on_surprise,
            progress=self._on_fraction, title=title,
        )  # fmt: skip

    def _on_event(self, event: BatchEvent | Waiting, offset: int) -> None:
        if isinstance(event, Begun):
            self._begun = offset + event.index
        elif isinstance(event, Written):
            self._outcomes.append(Outcome(Path(event.item.source), Path(event.target), None, event.notes))
        elif isinstance(event, Failed):
            self._outcomes.append(Outcome(Path(event.item.source), None, event.reason))
        elif isinstance(event, Progress):
            self._left = event.left
        elif isinstance(event, Waiting):
            self._on_waiting()
            return
        self._on_fraction(0.0)

    def _on_waiting(self) -> None:
        self._stands = self._batch is not None and self.paused  # else it was told to go on meanwhile
        if self._stands:
            self.waiting.emit(len(self._outcomes), self._total)

    def _on_fraction(self, fraction: float) -> None:
        if self._batch and not self._stands:
            self.progressed.emit(max(self._begun, len(self._outcomes)), self._total, fraction)

    def _on_surprise(self, error: Exception) -> None:
        """Handle an unexpected exception: photos in the making count as failed, those not begun continue."""
        if self._batch is None:
            return
        items, settled = self._batch.items, {outcome.source for outcome in self._outcomes}
        begun, rest = items[: self._begun + 1], items[self._begun + 1 :]
        self._outcomes += [Outcome(Path(i.source), None, error) for i in begun if i.source not in settled]
        if rest:
            self._submit(replace(self._batch, items=rest), self._begun + 1)
        else:
            self._finish(cancelled=False)

    def _on_ended(self, job: Job) -> None:
        if job is self._job and job.cancelled:
            self._finish(cancelled=True)

    def _finish(self, cancelled: bool) -> None:
        self._job = self._batch = None
        self.finished.emit(tuple(self._outcomes), self._total, cancelled)
        if self._waiting and not self.running:
            self._next()
