"""Fork and join: every piece once, the first error, and a cancel heeded after the next piece."""

import threading

import pytest

from dce_studio.core import parallel
from dce_studio.core.errors import CancelledError
from dce_studio.core.parallel import alone, for_each, sparing, yielding


@pytest.mark.parametrize("workers", [1, 2])
def test_every_piece_once_and_a_tick_after_each(workers):
    done, ticks = [], []
    for_each(done.append, range(20), ticks.append, workers)
    assert sorted(done) == list(range(20))
    assert ticks[-1] == 1.0 and len(ticks) >= 20 and ticks == sorted(ticks)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_error_ends_it(workers):
    def work(piece):
        if piece == 3:
            raise ValueError(piece)

    with pytest.raises(ValueError, match="3"):
        for_each(work, range(20), workers=workers)


def test_a_cancel_is_heeded_after_the_next_piece():
    begun, ended = [], threading.Event()

    def work(piece):
        begun.append(piece)
        if piece > 1:
            ended.wait(0.01)  # never set: a piece takes its time

    def tick(fraction):
        raise CancelledError

    with pytest.raises(CancelledError):
        for_each(work, range(1000), tick, 2)
    assert len(begun) < 1000


@pytest.mark.parametrize(("there_are", "used"), [(1, 1), (2, 1), (4, 3)])
def test_a_job_that_spares_leaves_a_core(monkeypatch, there_are, used):
    monkeypatch.setattr(parallel, "cores", lambda: there_are)
    assert _workers(monkeypatch) == there_are
    with sparing():
        assert _workers(monkeypatch) == used
        with alone():
            assert _workers(monkeypatch) == 1
        assert _workers(monkeypatch) == used
    assert _workers(monkeypatch) == there_are


def test_a_job_that_yields_leaves_a_core(monkeypatch):
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    workers = set()
    with yielding(lambda: True):
        for_each(lambda piece: workers.add(threading.current_thread()), range(20))
    assert workers == {threading.current_thread()}


def test_a_core_that_is_wanted_no_longer_is_used_again(monkeypatch):
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    wanted, helped, caller = iter([True, True]), threading.Event(), threading.current_thread()

    def work(piece):
        if threading.current_thread() is caller:
            assert helped.wait(10)
        helped.set()

    with yielding(lambda: next(wanted, False)):
        for_each(work, range(2))
    assert next(wanted, None) is None


def test_a_job_that_waits_for_a_core_ends_with_its_cancel(monkeypatch):
    monkeypatch.setattr(parallel, "cores", lambda: 2)

    def tick(fraction):
        raise CancelledError

    with yielding(lambda: True), pytest.raises(CancelledError):
        for_each(lambda piece: None, range(100), tick)


def _workers(monkeypatch) -> int:
    """How many threads work on the pieces of a job: the one that asks, and those that it starts."""
    begun = []
    with monkeypatch.context() as patch:
        start = threading.Thread.start
        patch.setattr(threading.Thread, "start", lambda thread: (begun.append(thread), start(thread))[1])
        for_each(lambda piece: None, range(100))
    return 1 + len(begun)
