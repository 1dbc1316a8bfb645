"""Fork and join: one function over the pieces of one job, on all cores, for code that releases the GIL.

This is how core uses the cores within a job; running jobs off the GUI thread is `app.jobs`. A job has threads
of its own, with the priority of the one that starts them, and no pool of `concurrent.futures`: all pools
share a lock, and a thread of low priority that is passed over while it has that holds whoever wants it.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread, local
from typing import TypeVar

T = TypeVar("T")

_Ended = SimpleQueue[BaseException | None]

Tick = Callable[[float], None]
"""Called with the fraction done, 0..1, between pieces of work; raises CancelledError to stop it."""


def no_tick(fraction: float) -> None:
    """A tick that ignores the progress and never cancels."""


LOOK_SECONDS = 0.005  # how often a thread that yields its core looks whether it may go on

_most: list[int] = []
_thread = local()


def use(most: int) -> None:
    """Use no more cores than this from now on, where many processes share a machine."""
    _most[:] = [most]


def cores() -> int:
    """How many cores this process may use."""
    return min([_allowed(), *_most])


@contextmanager
def alone() -> Iterator[None]:
    """Within the block this thread works on all pieces itself.

    Small pieces are done sooner so, and threads of low priority that begin and end hold the interpreter.
    """
    with _at_most(1):
        yield


@contextmanager
def sparing() -> Iterator[None]:
    """Within the block this thread's pieces leave a core to others, where there is more than one."""
    with _at_most(max(cores() - 1, 1)):
        yield


@contextmanager
def yielding(to: Callable[[], bool]) -> Iterator[None]:
    """Within the block this thread's pieces leave a core to others for as long as `to` says so.

    `to` is called in threads, and often: it must be cheap, and take no lock.
    """
    before, _thread.yields = _yields(), to
    try:
        yield
    finally:
        _thread.yields = before


@contextmanager
def _at_most(workers: int) -> Iterator[None]:
    before = _limits()
    _thread.limits = *before, workers
    try:
        yield
    finally:
        _thread.limits = before


def _limits() -> tuple[int, ...]:
    """How many cores at most the blocks that the present thread is in let its pieces use."""
    limits: tuple[int, ...] = getattr(_thread, "limits", ())
    return limits


def _yields() -> Callable[[], bool] | None:
    """Whom the present thread's pieces leave a core to."""
    to: Callable[[], bool] | None = getattr(_thread, "yields", None)
    return to


def _allowed() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def for_each(
    work: Callable[[T], None], pieces: Iterable[T], tick: Tick = no_tick, workers: int | None = None
) -> None:
    """Run `work` on every piece, `workers` (the cores) at a time; raises the first exception.

    The calling thread is one of them, and `tick` is called in it: each thread that starts takes the
    interpreter's lock from the window. When `tick` or a piece raises, the pieces not begun are dropped and
    those under way are waited for.
    """
    todo = list(pieces)
    workers = min(workers or cores(), len(todo), *_limits())
    left: SimpleQueue[T] = SimpleQueue()
    ended: _Ended = SimpleQueue()
    for piece in todo:
        left.put(piece)
    threads = [Thread(target=_work, args=(work, left, ended), name="piece") for _ in range(workers - 2)]
    if workers > 1:
        to = _yields() if workers == cores() else None
        threads.append(Thread(target=_work, args=(work, left, ended, to), name="piece"))
    try:
        for thread in threads:
            thread.start()
        for done in range(len(todo)):
            tick(done / len(todo))
            if ended.empty():
                _work_on_one(work, left, ended)
            if (error := ended.get()) is not None:
                raise error
        tick(1.0)
    finally:
        _drop(left)
        for thread in threads:
            if thread.ident is not None:
                thread.join()


def _work(
    work: Callable[[T], None], left: "SimpleQueue[T]", ended: _Ended, to: Callable[[], bool] | None = None
) -> None:
    """Work on what is left, for a thread, but begin nothing while `to` says so; tell how each piece ended."""
    while True:
        while to is not None and to() and not left.empty():
            time.sleep(LOOK_SECONDS)
        if not _work_on_one(work, left, ended):
            return


def _work_on_one(work: Callable[[T], None], left: "SimpleQueue[T]", ended: _Ended) -> bool:
    """Work on one piece of what is left and tell how it ended; return whether there was one."""
    try:
        piece = left.get_nowait()
    except Empty:
        return False
    try:
        work(piece)
    except BaseException as error:  # noqa: BLE001 - it is raised where the pieces came from
        ended.put(error)
    else:
        ended.put(None)
    return True


def _drop(left: "SimpleQueue[T]") -> None:
    with suppress(Empty):
        while True:
            left.get_nowait()
