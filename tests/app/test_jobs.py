"""Lanes: the newest wins, or all in order; results and failures arrive in the GUI thread."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dce_studio.app import jobs as lanes
from dce_studio.app.jobs import IN_ORDER, LATEST_WINS, Jobs
from dce_studio.core import parallel


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


class Gate:
    """A job that waits until it is let go, ticking."""

    def __init__(self) -> None:
        self.entered, self.go = threading.Event(), threading.Event()

    def __call__(self, value: object, tick: Callable[[float], None]) -> object:
        self.entered.set()
        while not self.go.wait(0.005):
            tick(0.5)
        tick(1.0)
        return value


def _value(value: object, tick: Callable[[float], None]) -> object:
    return value, threading.current_thread()


def test_the_result_comes_to_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[object] = []
    jobs.submit("files", _value, 7, done=lambda r: seen.extend((*r, threading.current_thread())))
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert seen[0] == 7
    assert seen[1] is not threading.main_thread()
    assert seen[2] is threading.main_thread()


def test_it_begins_when_the_window_is_painted(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    put = lanes._Lane.put
    monkeypatch.setattr(lanes._Lane, "put", lambda lane, work: (happened.append("begun"), put(lane, work))[1])

    class Window(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            happened.append("painted")

    window = Window()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: "painted" in happened)
    happened.clear()
    jobs.submit("preview", _value, 1)
    window.update()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert happened[0] == "painted" and happened.count("begun") == 1


def test_what_is_cancelled_or_closed_before_it_begins_never_runs(jobs: Jobs, qtbot: QtBot) -> None:
    run, ended = [], []
    jobs.ended.connect(ended.append)
    job = jobs.submit("files", lambda tick: run.append(1), done=run.append)
    job.cancel()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert ended == [job] and not run
    jobs.submit("files", lambda tick: run.append(1), done=run.append)
    jobs.close()
    qtbot.wait(1)
    assert not run


def test_what_a_result_asks_for_begins_at_once(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[bool] = []

    def ask(result: object) -> None:
        begun = threading.Event()
        jobs.submit("preview", lambda tick: begun.set())
        seen.append(begun.wait(5))  # while the event loop is held

    jobs.submit("preview", _value, 1, done=ask)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert seen == [True]


def test_a_result_begins_its_own_lane_alone_in_its_order(jobs: Jobs, qtbot: QtBot) -> None:
    gate, run = Gate(), []
    ask = lambda result: jobs.submit("preview", lambda tick: run.append("the result's"))  # noqa: E731
    job = jobs.submit("files", gate, 1, done=ask)
    qtbot.waitUntil(gate.entered.is_set)
    jobs.submit("preview", lambda tick: run.append("the hand's"))
    jobs.submit("maps", lambda tick: None)
    jobs._on_returned(job, 1, None)  # as the event loop does it before it paints
    assert [lane for lane, _ in jobs._asked] == ["maps"]
    job.cancel()
    gate.go.set()
    qtbot.waitUntil(lambda: jobs.is_idle and len(run) == 2)
    assert run == ["the hand's", "the result's"]


def test_every_lane_has_its_thread_before_the_first_job(jobs: Jobs) -> None:
    there = {thread.name for thread in threading.enumerate()}
    assert {f"lane-{lane}" for lane in (*LATEST_WINS, *IN_ORDER)} <= there


def test_the_newest_wins(jobs: Jobs, qtbot: QtBot) -> None:
    gate, seen = Gate(), []
    jobs.submit("shape", gate, "old", done=seen.append)
    qtbot.waitUntil(gate.entered.is_set)
    jobs.submit("shape", _value, "never run", done=seen.append)
    jobs.submit("shape", _value, "new", done=lambda r: seen.append(r[0]))
    gate.go.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert seen == ["new"]


def test_files_come_in_order(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[object] = []
    for n in range(5):
        jobs.submit("files", _value, n, done=lambda r: seen.append(r[0]))
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert seen == [0, 1, 2, 3, 4]


def test_cancel_stops_at_the_next_tick(jobs: Jobs, qtbot: QtBot) -> None:
    gate, seen = Gate(), []
    job = jobs.submit("files", gate, 1, done=seen.append, failed=seen.append)
    qtbot.waitUntil(gate.entered.is_set)
    job.cancel()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert seen == []


def test_a_failure_becomes_one_signal(jobs: Jobs, qtbot: QtBot) -> None:
    def broken(tick: object) -> None:
        raise ZeroDivisionError("unexpected")

    with qtbot.waitSignal(jobs.failed) as caught:
        jobs.submit("files", broken)
    assert isinstance(caught.args[1], ZeroDivisionError)
    own: list[Exception] = []
    with qtbot.assertNotEmitted(jobs.failed):
        jobs.submit("files", broken, failed=own.append)
        qtbot.waitUntil(lambda: jobs.is_idle)
    assert len(own) == 1


def test_progress_is_reported(jobs: Jobs, qtbot: QtBot) -> None:
    gate, seen = Gate(), []
    jobs.submit("files", gate, 1, progress=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    gate.go.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert seen[0] == 0.5


def test_what_is_behind_leaves_a_core_to_the_frames(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    yields: list[object] = []

    def look(tick: Callable[[float], None]) -> None:
        to = parallel._yields()
        yields.append(to and to())

    monkeypatch.setattr(lanes, "FRAMES_SECONDS", 60)
    for lane in ("files", "preview", "files", "preview"):
        jobs.submit(lane, look)
        qtbot.waitUntil(lambda: jobs.is_idle)
    monkeypatch.setattr(lanes, "FRAMES_SECONDS", 0)
    jobs.submit("files", look)
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert yields == [False, None, True, None, False]


def test_frames_leave_a_core_while_files_are_written(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 4)
    monkeypatch.setattr(lanes, "FILES_SECONDS", 60)
    limits: list[tuple[int, ...]] = []

    def look(tick: Callable[[float], None]) -> None:
        limits.append(parallel._limits())

    def show() -> None:
        shown = len(limits)
        jobs.submit("preview", look)
        qtbot.waitUntil(lambda: len(limits) > shown)

    show()
    gate, seen = Gate(), []
    jobs.submit("files", gate, 1, progress=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    show()
    monkeypatch.setattr(lanes, "FILES_SECONDS", 0)  # long ago: a pause
    show()
    gate.go.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert limits == [(), (3,), ()]


def test_closing_in_mid_work_ends_the_threads(qtbot: QtBot) -> None:
    jobs, gate = Jobs(), Gate()
    job = jobs.submit("estimate", gate, 1)
    qtbot.waitUntil(gate.entered.is_set)
    jobs.close()
    assert job.cancelled
    assert jobs.submit("files", _value, 1).cancelled
