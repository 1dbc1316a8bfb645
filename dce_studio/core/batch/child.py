"""A process that works through batches, a line of JSON each on its input, and tells of them on its output.

    {"batch": …, "weights_sha256": …, "items": […]}   →   events, then {"done": null}, or why it refused
    {"stop": true}                                    →   as Ctrl+C: files under way are finished, then done

It keeps weights and engines from batch to batch. It ends when its input does, which is also when the process
that started it is no more, and when it has waited for long.
"""

import argparse
import json
import queue
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import TextIO

from dce_studio.core import parallel
from dce_studio.core.batch import generator, wire
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import CancelledError, StudioError
from dce_studio.version import __version__

IDLE = 300.0  # seconds it waits for the next batch
TICK = 0.25  # seconds between two signs of life

_STOP = {"stop": True}
_END = {"end": True}


def main() -> None:
    """Work until the input ends. --memory BYTES: the most data it may hold; --cores N: the most it uses."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", type=int)
    parser.add_argument("--cores", type=int)
    args = parser.parse_args()
    for name in ("SIGINT", "SIGTERM"):  # the one that started it says when to stop
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    if args.memory:
        _bound(args.memory)
    if args.cores:
        parallel.use(args.cores)
    with suppress(queue.Empty, CancelledError, BrokenPipeError):
        Worker(sys.stdin, sys.stdout).run()


class Worker:
    """The loop over batches. Raises queue.Empty when none came for IDLE seconds."""

    def __init__(self, source: TextIO, sink: TextIO) -> None:
        self._sink = sink
        self._models = Models(most=2)
        self._lines: queue.SimpleQueue[wire.Words] = queue.SimpleQueue()
        self._ticked = 0.0
        threading.Thread(target=self._listen, args=(source,), daemon=True).start()

    def run(self) -> None:
        """Work until the input ends."""
        self._tell({"ready": True})
        while True:
            words = self._lines.get(timeout=IDLE)
            if words == _END:
                return
            if words != _STOP:  # which came too late
                self._tell({"done": self._work(words)})

    def _listen(self, source: TextIO) -> None:
        for line in source:
            self._lines.put(json.loads(line))
        self._lines.put(_END)

    def _work(self, words: wire.Words) -> str | None:
        try:
            batch = wire.batch(words["batch"], words["items"])
            self._check(words)
            for event in generator.run(batch, self._tick, self._models):
                told = wire.event_words(event)
                if told:
                    self._tell(told)
        except KeyboardInterrupt:
            return None
        except StudioError as error:
            return str(error)
        return None

    def _check(self, words: wire.Words) -> None:
        """Raise StudioError where results would not be those of the machine that planned them."""
        if words["batch"]["version"] != __version__:
            raise StudioError(
                f"A worker has DCE Studio {__version__} and this is {words['batch']['version']}: "
                f"install the same everywhere."
            )
        name = words["batch"]["weights"]
        if wire.digest(self._models.get(name)) != words["weights_sha256"]:
            raise StudioError(f"The weights {name} of a worker are others than those here: copy them there.")

    def _tick(self, fraction: float) -> None:
        """A sign of life; raises what was said meanwhile."""
        if time.monotonic() - self._ticked > TICK:
            self._ticked = time.monotonic()
            self._tell({"tick": fraction})
        with suppress(queue.Empty):
            words = self._lines.get_nowait()
            raise KeyboardInterrupt if words == _STOP else CancelledError

    def _tell(self, words: wire.Words) -> None:
        self._sink.write(json.dumps(words) + "\n")
        self._sink.flush()


def _bound(memory: int) -> None:
    """No more data than this, where the system can say so: more raises MemoryError instead of ending all."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


if __name__ == "__main__":
    main()
