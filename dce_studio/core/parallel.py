"""Fork and join: one function over the pieces of one job, on all cores, for code that releases the GIL.

This is how core uses the cores within a job; running jobs off the GUI thread is `app.jobs`.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

T = TypeVar("T")

Tick = Callable[[float], None]
"""Called with the fraction done, 0..1, between pieces of work; raises CancelledError to stop it."""


def no_tick(fraction: float) -> None:
    """A tick for nobody."""


_most: list[int] = []


def use(most: int) -> None:
    """Use no more cores than this from now on, where many processes share a machine."""
    _most[:] = [most]


def cores() -> int:
    """How many cores this process may use."""
    return min([_allowed(), *_most])


def _allowed() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def for_each(
    work: Callable[[T], None], pieces: Iterable[T], tick: Tick = no_tick, workers: int | None = None
) -> None:
    """Run `work` on every piece, `workers` (the cores) at a time; raises the first exception.

    `tick` is called in the calling thread. When it or a piece raises, the pieces not begun are dropped
    and those under way are waited for.
    """
    todo = list(pieces)
    workers = min(workers or cores(), len(todo))
    if workers < 2:
        for done_before, piece in enumerate(todo):
            tick(done_before / len(todo))
            work(piece)
        tick(1.0)
        return
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(work, piece) for piece in todo]
        try:
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                tick(done / len(todo))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
