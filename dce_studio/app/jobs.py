"""The only threads of the app: a few lanes, each one worker thread.

A job is a function over frozen values that takes a keyword `tick`: it reports the fraction done and
raises CancelledError once the job is cancelled. It returns a value; nothing is shared, so there are no locks.
(One thing changes in a worker's hands: what a lane of frames keeps for its next one, `preview.frame.Kept`.)
In a latest-wins lane a new job cancels the one before it, and only the newest one's result arrives.
"""

import itertools
import os
import sys
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

from dce_studio.core.errors import CancelledError
from dce_studio.core.parallel import sparing, yielding

LATEST_WINS = (
    "shape", "estimate", "open", "histogram", "curves", "curves-beside", "curves-other",
    "maps", "lut", "card", "auto", "exact", "weigh", "loupe",
    "reference-open", "reference-estimate", "reference-shape", "reference-exact", "reference-loupe",
)  # fmt: skip
IN_ORDER = ("preview", "files", "thumbnails", "scan", "about", "load", "warm")

BEHIND = ("estimate", "reference-estimate", "files", "histogram", "scan", "maps", "lut", "card", "weigh")
"""Lanes with a lower priority than the window and its frames.

Lanes that run much Python code must not be here: a
thread that waits for a core while it holds the interpreter's lock blocks the window too. So thumbnails are
not, of which each takes one core for a moment: behind, they held the window on a busy machine three times as
long while photos were switched (tests/benchmarks/strip.py)."""
NICE = 5  # the niceness of lanes in BEHIND, on Linux

FRAMES = ("shape", "preview")
"""Lanes in which a frame for the window is made.

Those behind leave a core meanwhile, and so do these while files are written: with four threads on two cores
the window, which draws what they made, waited for one (docs/start.md).
"""
FRAMES_SECONDS = 0.3  # for how long after a frame another one is expected
FILES_SECONDS = 1.0  # for how long after some progress files are being written; a pause has none

AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1
"""The priority of the event that begins jobs: Qt paints the windows at LowEventPriority."""

REPORT_SECONDS = 0.05  # progress is reported no more often

OnDone = Callable[[Any], None]
OnFailed = Callable[[Exception], None]
OnProgress = Callable[[float], None]


@dataclass(eq=False)
class Job:
    """One request. `title` is what the status bar says while it runs; "" keeps it out of there."""

    token: int
    lane: str
    title: str
    done: OnDone | None
    failed: OnFailed | None
    progress: OnProgress | None
    stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Stop at the next tick; neither `done` nor `failed` will be called."""
        self.stop.set()

    @property
    def cancelled(self) -> bool:
        """Return whether the job was told to stop."""
        return self.stop.is_set()


class Jobs(QObject):
    """The lanes. Everything public is for the GUI thread, where the callbacks come too.

    started(Job), progressed(Job, float 0..1), ended(Job): for the status bar; cancelled jobs end too.
    failed(Job, Exception): a job without a `failed` callback of its own raised; for the reporter.
    idle: no job is left.
    """

    started = Signal(object)
    progressed = Signal(object, float)
    ended = Signal(object)
    failed = Signal(object, object)
    idle = Signal()

    _begun = Signal(object)
    _ticked = Signal(object, float)
    _returned = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tokens = itertools.count(1)
        self._lanes = {lane: _Lane(lane) for lane in (*LATEST_WINS, *IN_ORDER)}
        self._open: dict[int, Job] = {}
        self._asked: list[tuple[str, Callable[[], None]]] = []  # by lanes, to be begun
        self._will_begin = self._delivers = False
        self._closed = False
        self._frame_at = self._written_at = float("-inf")  # not yet
        self._told = -1.0  # the fraction of the files that was told last
        queued = Qt.ConnectionType.QueuedConnection
        self._begun.connect(self._on_begun, queued)
        self._ticked.connect(self._on_ticked, queued)
        self._returned.connect(self._on_returned, queued)

    def submit(
        self,
        lane: str,
        function: Callable[..., Any],
        *args: Any,
        done: OnDone | None = None,
        failed: OnFailed | None = None,
        progress: OnProgress | None = None,
        title: str = "",
        spares: bool = False,
    ) -> Job:
        """Run function(*args, tick=…) in a lane; `done` gets its result. Returns the Job, to cancel it.

        It begins when the event loop has painted what changed with it, which else would wait for a core. What
        a result asks for begins at once: the next frame of a drag is made while the last one is painted.
        spares: it leaves a core to the window, where there is more than one.
        """
        job = Job(next(self._tokens), lane, title, done, failed, progress)
        if self._closed:
            job.cancel()
            return job
        if lane in LATEST_WINS:
            self.cancel(lane)
        if lane in FRAMES:
            self._frame_at = time.monotonic()
        if spares or (lane in FRAMES and self.is_writing):
            function = sparing()(function)
        if lane in BEHIND:
            function = yielding(self._expects_frames)(function)
        self._open[job.token] = job
        self._asked.append((lane, partial(self._run, job, function, args)))
        if self._delivers:
            self._begin((lane,))
        elif not self._will_begin:
            self._will_begin = True
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), AFTER_PAINTING)
        return job

    def cancel(self, lane: str) -> None:
        """Cancel every job of a lane."""
        for job in self._open.values():
            if job.lane == lane:
                job.cancel()

    def cancel_all(self) -> None:
        """Cancel every job."""
        for job in self._open.values():
            job.cancel()

    @property
    def is_idle(self) -> bool:
        """Return whether no job waits or runs."""
        return not self._open

    @property
    def is_writing(self) -> bool:
        """Return whether files are being written; not while that makes no progress, as in a pause."""
        return time.monotonic() - self._written_at < FILES_SECONDS

    def close(self) -> None:
        """Cancel everything, and return when the threads have ended. To be called after the event loop."""
        self._closed = True
        self.cancel_all()
        self._asked.clear()
        for lane in self._lanes.values():
            lane.close()
        self._open.clear()

    def _begin(self, lanes: Collection[str]) -> None:
        """Hand what was asked of these lanes to them, in its order."""
        begun = [(lane, work) for lane, work in self._asked if lane in lanes]
        self._asked = [(lane, work) for lane, work in self._asked if lane not in lanes]
        for lane, work in begun:
            self._lanes[lane].put(work)

    def _run(self, job: Job, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        """Run the job in the worker thread, the only place where unexpected exceptions are caught."""
        if job.cancelled:
            self._returned.emit(job, None, None)
            return
        self._begun.emit(job)
        try:
            result = function(*args, tick=self._tick(job))
        except CancelledError:
            job.cancel()
            self._returned.emit(job, None, None)
        except Exception as error:  # noqa: BLE001 - becomes the reporter's, with its traceback
            self._returned.emit(job, None, error)
        else:
            self._returned.emit(job, result, None)

    def _expects_frames(self) -> bool:
        """Return whether somebody moves something in the window: for the threads of lanes behind."""
        return time.monotonic() - self._frame_at < FRAMES_SECONDS

    def _tick(self, job: Job) -> Callable[[float], None]:
        last = time.monotonic()

        def tick(fraction: float) -> None:
            nonlocal last
            if job.cancelled:
                raise CancelledError
            now = time.monotonic()
            if now - last >= REPORT_SECONDS:
                last = now
                self._ticked.emit(job, fraction)

        return tick

    def _on_begun(self, job: Job) -> None:
        if not job.cancelled:
            self._note_writing(job, 0.0)
            self.started.emit(job)

    def _on_ticked(self, job: Job, fraction: float) -> None:
        if job.cancelled:
            return
        self._note_writing(job, fraction)
        if job.progress:
            job.progress(fraction)
        self.progressed.emit(job, fraction)

    def _note_writing(self, job: Job, fraction: float) -> None:
        if job.lane == "files" and fraction != self._told:
            self._told, self._written_at = fraction, time.monotonic()

    def _on_returned(self, job: Job, result: Any, error: Exception | None) -> None:
        self._open.pop(job.token, None)
        self.ended.emit(job)
        if not job.cancelled:
            before, self._delivers = self._delivers, True
            try:
                self._deliver(job, result, error)
            finally:
                self._delivers = before
        if not self._open:
            self.idle.emit()

    def _deliver(self, job: Job, result: Any, error: Exception | None) -> None:
        if error is None:
            if job.done:
                job.done(result)
        elif job.failed:
            job.failed(error)
        else:
            self.failed.emit(job, error)

    def customEvent(self, event: QEvent) -> None:
        self._will_begin = False
        self._begin(self._lanes)


class _Lane:
    """One worker thread, started at once: later the window would wait for those at work.

    It has no lock that other threads take. The pools of `concurrent.futures` share one: a worker of low
    priority that was passed over while it had that held the window for as long.
    """

    def __init__(self, name: str) -> None:
        self._behind = name in BEHIND
        self._waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=f"lane-{name}", daemon=True)
        self._thread.start()

    def put(self, work: Callable[[], None]) -> None:
        """Run this after what waits already."""
        self._waiting.put(work)

    def close(self) -> None:
        """End the thread when it has worked through what waits; returns when it has ended."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        if self._behind:
            _step_back()
        while (work := self._waiting.get()) is not None:
            work()
            del work  # and what it holds, a photo perhaps


def _step_back() -> None:
    """Lower the priority of this thread and of those that it starts.

    Only Linux has priorities for threads.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
