"""Exporting: what is asked for as values, one job a photo in the files lane, the bad ones told at the end."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from dce_studio.app.jobs import Job, Jobs
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.photo import Photo

if TYPE_CHECKING:
    from dce_studio.core.files import WriteOptions
    from dce_studio.core.weights import Weights

TEMPLATE = "{name}_{weights}_n{iterations}"


@dataclass(frozen=True, eq=False)
class Order:
    """One photo to export. photo: read already, or None; loaded: its weights, loaded already, or None."""

    path: Path
    target: Path
    edit: Edit
    weights: str
    device: str
    options: "WriteOptions"
    overwrite: bool = False
    photo: Photo | None = None
    loaded: "Weights | None" = None


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of an order. error: why it failed, or None. notes: what the format could not hold."""

    order: Order
    error: Exception | None = None
    notes: tuple[str, ...] = ()


def target_name(template: str, path: Path, weights: str, edit: Edit, suffix: str) -> str:
    """The file name that a template gives; characters that a file system refuses become "_".

    Raises StudioError for a template with an unknown or broken field.
    """
    fields = {"name": path.stem, "weights": Path(weights).stem, "iterations": f"{edit.iterations:g}"}
    try:
        stem = template.format(**fields).strip()
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise StudioError(
            f'The name "{template}" cannot be used: its fields are {{name}}, {{weights}} and {{iterations}}.'
        ) from error
    stem = "".join("_" if c in '/\\:*?"<>|' or ord(c) < 32 else c for c in stem).strip(". ")
    if not stem:
        raise StudioError("The name of the exported photo is empty: write one, such as {name}_enhanced.")
    return f"{stem}.{suffix}"


def run_order(order: Order, tick: Callable[[float], None]) -> "tuple[tuple[str, ...], Weights]":
    """Read if need be, enhance, write; notes and the loaded weights. For a worker."""
    from dce_studio.core import estimate, files, weights

    photo = order.photo or files.read_photo(order.path)
    tick(0.1)
    loaded = order.loaded or weights.load_weights(order.weights)
    pixels = estimate.enhance(
        photo, loaded, order.edit, device=order.device, tick=lambda done: tick(0.1 + 0.7 * done)
    )
    tick(0.8)
    written = files.write_photo(
        replace(photo, pixels=pixels), order.target, order.options, overwrite=order.overwrite
    )
    return written, loaded


class Exporter(QObject):
    """Works through orders one by one.

    progressed(done, total, fraction of the present one). finished(tuple of Outcome, bool cancelled).
    """

    progressed = Signal(int, int, float)
    finished = Signal(object, bool)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._todo: list[Order] = []
        self._outcomes: list[Outcome] = []
        self._loaded: dict[str, Any] = {}
        self._total = 0
        self._job: Job | None = None
        self._paused = False
        self._begun = 0.0
        jobs.ended.connect(self._on_ended)

    @property
    def running(self) -> bool:
        """Whether there is work left."""
        return bool(self._todo) or self._job is not None

    @property
    def paused(self) -> bool:
        """Whether it waits after the present photo."""
        return self._paused

    def start(self, orders: Iterable[Order]) -> None:
        """Export these; while one is at work, they come after it."""
        new = list(orders)
        if not self.running:
            self._outcomes, self._total, self._begun = [], 0, time.monotonic()
        self._todo += new
        self._total += len(new)
        if self._job is None:
            self._next()

    def pause(self, paused: bool) -> None:
        """Wait after the present photo, or go on."""
        self._paused = paused
        if not paused and self._job is None:
            self._next()

    def cancel(self) -> None:
        """Stop; what is written stays, and no half file is left."""
        if not self.running:
            return
        self._todo.clear()
        self._paused = False
        job, self._job = self._job, None
        if job:
            job.cancel()
        self._finish(cancelled=True)

    def seconds_left(self, fraction: float) -> float | None:
        """How long it will still take, from how long it took so far; None at first."""
        done = len(self._outcomes) + fraction
        if done < 0.15:
            return None
        return (time.monotonic() - self._begun) / done * (self._total - done)

    def _next(self) -> None:
        if self._paused or not self._todo:
            return
        order = self._todo.pop(0)
        order = replace(order, loaded=order.loaded or self._loaded.get(order.weights))
        self.progressed.emit(len(self._outcomes), self._total, 0.0)
        self._job = self._jobs.submit(
            "files", run_order, order,
            done=lambda result: self._on_done(order, *result),
            failed=lambda error: self._take(Outcome(order, error)),
            progress=lambda fraction: self.progressed.emit(len(self._outcomes), self._total, fraction),
            title=f"Exporting {order.path.name}",
        )  # fmt: skip

    def _on_done(self, order: Order, notes: tuple[str, ...], loaded: Any) -> None:
        self._loaded[order.weights] = loaded
        self._take(Outcome(order, None, notes))

    def _take(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._job = None
        self.progressed.emit(len(self._outcomes), self._total, 0.0)
        if self._todo:
            self._next()
        else:
            self._finish(cancelled=False)

    def _on_ended(self, job: Job) -> None:
        if job is self._job and job.cancelled:  # cancelled in the status bar
            self.cancel()

    def _finish(self, cancelled: bool) -> None:
        self.finished.emit(tuple(self._outcomes), cancelled)
