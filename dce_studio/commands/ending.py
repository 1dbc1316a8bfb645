"""The end of a batch from outside: SIGTERM ends it as Ctrl+C does, with an exit code of its own."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

TERMINATED = 143
"""The exit code after SIGTERM: 128 and the signal's number, as a shell would say."""


class Terminated(KeyboardInterrupt):
    """SIGTERM came. It takes Ctrl+C's way through the program."""


@contextmanager
def terminable() -> Iterator[None]:
    """While it lasts, the first SIGTERM raises Terminated in the main thread, and those after it do nothing.

    Windows ends a process without asking it; what is left there goes with the next run in that folder.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the files under way are still to be finished
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
