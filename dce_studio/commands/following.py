"""What a batch tells, on the terminal and in a report."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dce_studio.commands.ending import Act, noted
from dce_studio.core.atomic import write_bytes
from dce_studio.core.batch.events import BatchEvent, Begun, Failed, Progress, Skipped, Written
from dce_studio.core.errors import PhotoError
from dce_studio.core.files.place import AnyPath


class Report:
    """What happened to each photo. replacing: the options to name where a result exists already.

    done, failed: how many photos; entries: what is saved of each, where it is to be.
    """

    def __init__(
        self,
        replacing: str = "--overwrite replaces it, --skip-existing goes on without it",
        saved: bool = False,
    ) -> None:
        self.replacing, self.saved = replacing, saved
        self.done = self.failed = 0
        self.entries: list[dict[str, Any]] = []

    def add(self, event: BatchEvent) -> None:
        """Count an event that settles a photo."""
        if not isinstance(event, Failed | Skipped | Written):
            return
        entry: dict[str, Any] = {"photo": str(event.item.source)}
        if isinstance(event, Written):
            entry |= {"result": str(event.target), "seconds": round(event.seconds, 3), "notes": event.notes}
        elif isinstance(event, Failed):
            entry["failed"] = self.reason(event)
        else:
            entry["skipped"] = True
        self.done += isinstance(event, Written)
        self.failed += isinstance(event, Failed)
        if self.saved:
            self.entries.append(entry)

    def reason(self, event: Failed) -> str:
        """Why a photo failed, with the remedy in the command line's own words."""
        return f"{event.exists} exists: {self.replacing}." if event.exists else event.reason

    def save(self, path: Path, missing: Sequence[AnyPath]) -> None:
        """All as one JSON file. Raises PhotoError."""
        absent = [{"photo": str(path), "failed": "it does not exist"} for path in missing]
        text = json.dumps({"photos": [*self.entries, *absent]}, indent=2, ensure_ascii=False) + "\n"
        try:
            write_bytes(path, text.encode(errors="backslashreplace"))  # names that are no text: escaped
        except OSError as error:
            raise PhotoError(f"{path} could not be saved: {error.strerror or error}.") from error


def follow(run: Callable[[Act], Iterator[BatchEvent]], report: Report) -> None:
    """Take its events: a progress line on a terminal, a line on stderr for each note and each failure.

    An interrupt is raised when the files under way are finished and in the report.
    """
    line = _Line()
    try:
        with noted() as tick:
            for event in run(tick):
                if isinstance(event, Begun):
                    line.show(event.item.source.name)
                elif isinstance(event, Progress):
                    line.progress(event)
                else:
                    report.add(event)
                    if isinstance(event, Failed):
                        line.say(report.reason(event))
                    if isinstance(event, Written):
                        for note in event.notes:
                            line.say(f"{event.item.source}: {note}")
    finally:
        line.end()


class _Line:
    """The line on a terminal that is written over; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.state = ""

    def progress(self, event: Any) -> None:
        left = "" if event.left is None else time.strftime(", %H:%M:%S left", time.gmtime(event.left))
        self.state = f"{event.settled} of {event.total}{left}"
        self.show("")

    def show(self, name: str) -> None:
        if self.shown:
            sys.stderr.write(f"\r\x1b[K{self.state} {name}"[:200])
            sys.stderr.flush()

    def say(self, text: str) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
        print(text, file=sys.stderr, flush=True)

    def end(self) -> None:
        if self.shown:
            sys.stderr.write("\n" if self.state else "")
