"""The end of a batch from outside: SIGTERM ends it as Ctrl+C does, with an exit code of its own."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

TERMINATED = 143
"""The exit code after SIGTERM: 128 and the signal's number, as a shell would say."""


class Terminated(KeyboardInterrupt):
    """Raised by SIGTERM; it is a KeyboardInterrupt, so that it ends the program in the same way as Ctrl+C."""


Act = Callable[[float], None]
"""Raises what was noted; takes a fraction done, so that it can be a batch's `tick`."""


@contextmanager
def terminable() -> Iterator[None]:
    """Within the block the first SIGTERM raises Terminated in the main thread, and later ones do nothing.

    Windows ends a process without a signal; the next run in the same folder removes its temporary files.
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


@contextmanager
def noted() -> Iterator[Act]:
    """Within the block the first Ctrl+C or SIGTERM is only noted; `act` or the end of the block raises it.

    An interrupt at any moment could come between writing a result and counting it. After the first, SIGTERM
    does nothing and Ctrl+C raises at once, for a person who presses it again does not want to wait.
    """
    came: list[type[KeyboardInterrupt]] = []

    def act(fraction: float = 0.0) -> None:
        if came:
            raise came.pop()

    if threading.current_thread() is not threading.main_thread():
        yield act
        return

    def note(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        came.append(Terminated if number == signal.SIGTERM else KeyboardInterrupt)

    heard = [n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) is not signal.SIG_IGN]
    before = {number: signal.signal(number, note) for number in heard}
    try:
        yield act
    finally:
        for number in heard:
            if signal.getsignal(number) is note:
                signal.signal(number, before[number])
    act()
