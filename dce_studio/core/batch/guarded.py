"""A batch in a process of its own, so that a photo which ends it takes nothing else along.

What can have ended it is tried again, each photo alone: one that does it twice is told, and the rest goes on.
"""

import json
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dce_studio.core.batch import wire
from dce_studio.core.batch.events import Batch, BatchEvent, Begun, Failed, Item, Skipped, clocked
from dce_studio.core.errors import StudioError
from dce_studio.core.files.place import AnyPath
from dce_studio.core.parallel import Tick, no_tick

CHUNK = 200
"""Photos handed over at once."""

Numbered = tuple[int, Item]
"""An item with its index in the whole."""


class EndedError(Exception):
    """The process ended in the midst of a batch. The text says how."""


class Helper:
    """The process, started when it is first needed and kept; one batch at a time.

    memory: the most bytes of data that it may hold; cores: the most it uses; None for what the system gives.
    """

    def __init__(self, memory: int | None = None, cores: int | None = None) -> None:
        self._command = [sys.executable, "-m", "dce_studio.core.batch.child"]
        self._command += ["--memory", str(memory)] if memory else []
        self._command += ["--cores", str(cores)] if cores else []
        self._process: subprocess.Popen[str] | None = None

    def lines(self, words: wire.Words, tick: Tick) -> Iterator[wire.Words]:
        """What it tells of a batch. A KeyboardInterrupt that tick raises is raised after the last of it.

        Raises EndedError, and StudioError where the process refuses the batch.
        """
        process = self._running()
        self._say(process, words)
        interrupt: KeyboardInterrupt | None = None
        while line := process.stdout.readline() if process.stdout else "":
            found = json.loads(line)
            if "done" in found:
                if found["done"]:
                    raise StudioError(found["done"])
                if interrupt:
                    raise interrupt
                return
            if "tick" not in found:
                yield found
            try:
                tick(found.get("tick", 0.0))
            except KeyboardInterrupt as error:
                interrupt = error
                self._say(process, {"stop": True})
        raise EndedError(self._how())

    def close(self) -> None:
        """End it: what it is writing is finished, what it has not begun is dropped."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            # A session of its own: Ctrl+C in the terminal is heard here, and passed on.
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                encoding="utf-8", start_new_session=True,
            )  # fmt: skip
            if not (self._process.stdout and self._process.stdout.readline()):
                raise StudioError(f"The process that enhances photos could not start ({self._how()}).")
        return self._process

    def _say(self, process: "subprocess.Popen[str]", words: wire.Words) -> None:
        try:
            if process.stdin:
                process.stdin.write(json.dumps(words) + "\n")
                process.stdin.flush()
        except OSError:  # it is gone: reading from it tells so too
            return

    def _how(self) -> str:
        if self._process is None:
            return "it was closed"
        self._process.communicate()
        code, self._process = self._process.returncode, None
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"exit code {code}"


def run(batch: Batch, sha256: str, tick: Tick = no_tick) -> Iterator[BatchEvent]:
    """As `generator.run`, in a process of its own. sha256: of the weights' file."""
    helper = Helper()
    try:
        yield from clocked(_whole(helper, batch, sha256, tick), len(batch.items))
    finally:
        helper.close()


def _whole(helper: Helper, batch: Batch, sha256: str, tick: Tick) -> Iterator[BatchEvent]:
    for chunk in chunks(batch.items, CHUNK):
        if isinstance(chunk, Skipped):
            yield chunk
        else:
            yield from events(helper, batch, chunk, sha256, tick)


def chunks(items: Sequence[Item], size: int) -> Iterator[list[Numbered] | Skipped]:
    """The items in their order, so many at a time; what is settled is told instead."""
    chunk: list[Numbered] = []
    for index, item in enumerate(items):
        if item.settled:
            yield Skipped(index, item)
            continue
        chunk.append((index, item))
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def events(
    helper: Helper, batch: Batch, items: list[Numbered], sha256: str, tick: Tick = no_tick
) -> Iterator[BatchEvent]:
    """The events of these items, without Progress. Raises StudioError where the process refuses them."""
    todo = deque([items])
    begun: set[int] = set()
    tried: set[int] = set()  # they were under way when the process ended, and go alone from then on
    while todo:
        part = todo.popleft()
        left = dict(part)
        try:
            for words in helper.lines(_request(batch, part, sha256), tick):
                event = wire.event(words, *part[words["index"]])
                if not isinstance(event, Begun):
                    left.pop(event.index)
                elif event.index in begun:
                    continue  # it was told at the first try
                else:
                    begun.add(event.index)
                yield event
        except EndedError as error:
            if len(part) == 1 and part[0][0] in tried:
                yield Failed(*part[0], _ended(part[0][1].source, str(error)))
                continue
            reached = 1 + max((at for at, (index, _) in enumerate(part) if index in begun), default=-1)
            near = {index for index, _ in part[: reached + batch.workers]}  # so many are read ahead
            tried |= near & set(left)
            rest = [(index, item) for index, item in left.items() if index not in near]
            todo.extendleft([rest] if rest else [])
            todo.extendleft([one] for one in reversed(left.items()) if one[0] in near)


def _ended(source: AnyPath, how: str) -> str:
    return f"{source} ended the process that enhanced it, twice ({how}): open it alone to see why."


def _request(batch: Batch, part: list[Numbered], sha256: str) -> wire.Words:
    words = wire.batch_words(replace(batch, items=()))
    return {"batch": words, "weights_sha256": sha256, "items": [wire.item_words(item) for _, item in part]}
