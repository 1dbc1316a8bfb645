"""How a person steers a run: pause, go on, stop and keep. Works from any thread."""

import threading
from enum import Enum


class Wish(Enum):
    """What the person wants."""

    GO = "go"
    PAUSE = "pause"
    STOP = "stop"


class Control:
    """Holds the latest wish; the trainer asks between steps. A stop is final."""

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
