"""Ctrl+C and SIGTERM: acted on where no result is there and not yet counted."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dce_studio.cli import main
from dce_studio.commands.ending import Terminated, noted, terminable
from dce_studio.commands.following import Report
from dce_studio.core.batch.events import BatchEvent, Written

SIGNALS = [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows ends a process without asking it")


@pytest.fixture(autouse=True)
def _python_hears_both() -> Iterator[None]:
    """As in a terminal, whatever started the tests; and as it was after them."""
    before = {number: signal.getsignal(number) for number, _ in SIGNALS}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def send(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(("number", "raised"), SIGNALS, ids=str)
def test_a_signal_is_raised_when_it_is_acted_on_and_once(number: int, raised: type[BaseException]) -> None:
    with noted() as act:
        act(0.5)
        send(number)
        with pytest.raises(raised):
            act(0.5)
        act(0.5)


@pytest.mark.parametrize(("number", "raised"), SIGNALS, ids=str)
def test_a_signal_that_nothing_acted_on_is_raised_at_the_end(
    number: int, raised: type[BaseException]
) -> None:
    went_on = False
    with pytest.raises(raised), noted():
        send(number)
        went_on = True
    assert went_on


def test_a_second_press_does_not_wait_and_a_second_sigterm_changes_nothing() -> None:
    with terminable():
        with pytest.raises(KeyboardInterrupt) as stopped, noted():
            send(signal.SIGTERM)
            send(signal.SIGTERM)
            send(signal.SIGINT)
            raise AssertionError("it went on")
        assert stopped.type is KeyboardInterrupt
        send(signal.SIGTERM)


def test_what_a_shell_had_ignored_stays_so_and_no_handler_is_left() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with noted() as act:
        send(signal.SIGINT)
        act(0.5)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def as_it_is_counted(
    number: int, add: Callable[[Report, BatchEvent], None]
) -> Callable[[Report, BatchEvent], None]:
    """`add` with the signal before the first result is counted, which is there by then."""
    sent: list[int] = []

    def adding(report: Report, event: BatchEvent) -> None:
        if isinstance(event, Written) and not sent:
            sent.append(number)
            send(number)
        add(report, event)

    return adding


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=str)
def test_every_result_is_counted_however_the_signal_falls(
    photos: Path, weights: Path, tmp_path: Path, number: int, code: int,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(Report, "add", as_it_is_counted(number, Report.add))
    out, report = tmp_path / "out", tmp_path / "report.json"
    options = ("-o", f"{out}/", "--weights", str(weights), "--report", str(report))
    assert main(["enhance", str(photos), *options]) == code
    results = [entry for entry in json.loads(report.read_text())["photos"] if "result" in entry]
    assert {entry["result"] for entry in results} == {str(path) for path in out.iterdir()} and results
    assert f"{len(results)} of " in capsys.readouterr().err
