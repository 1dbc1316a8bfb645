"""Steers a run from any thread: pause, continue, or stop and save."""

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum


class Wish(Enum):
    """What the person wants."""

    GO = "go"
    PAUSE = "pause"
    STOP = "stop"


class RunControl:
    """Holds the latest wish, which the trainer reads between steps. A stop is final."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wish = Wish.GO

    def __call__(self) -> Wish:
        return self._wish

    def want(self, wish: Wish) -> None:
        """Set the wish."""
        with self._changed:
            if self._wish is not Wish.STOP:
                self._wish = wish
            self._changed.notify_all()

    def wait(self) -> None:
        """Return when the wish is no longer to pause."""
        with self._changed:
            self._changed.wait_for(lambda: self._wish is not Wish.PAUSE)


@contextmanager
def listen(control: RunControl, lines: Iterable[str] | None) -> Iterator[None]:
    """Let the first interrupt (Ctrl+C) stop and keep, and obey the lines "pause", "go" and "stop", if any.

    The end of the lines means that the steering process has ended, so the run stops and saves. A second
    interrupt kills it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        control.want(Wish.STOP)

    signal.signal(signal.SIGINT, stop)
    if lines is not None:
        threading.Thread(target=_obey, args=(control, lines), daemon=True, name="control").start()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def piped(descriptor: int = 0) -> Iterator[str]:
    """The lines of a pipe as they come, read below Python's buffers, whose locks an exit awaits."""
    rest = b""
    while chunk := os.read(descriptor, 4096):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in whole)


def _obey(control: RunControl, lines: Iterable[str]) -> None:
    for line in lines:
        try:
            control.want(Wish(line.strip()))
        except ValueError:
            continue  # no wish of ours
    control.want(Wish.STOP)
