"""`dce-studio enhance PHOTO… -o OUT`: photos enhanced without the window."""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from dce_studio.commands.ending import noted
from dce_studio.commands.usage import check_device, check_weights
from dce_studio.core.atomic import write_bytes
from dce_studio.core.batch import generator
from dce_studio.core.batch.generator import (
    TEMPLATE,
    Batch,
    BatchEvent,
    Begun,
    Failed,
    Item,
    Progress,
    Skipped,
    Written,
    plan,
)
from dce_studio.core.edit import Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import PhotoError
from dce_studio.core.files import sidecar
from dce_studio.core.files.formats import FORMATS, format_of
from dce_studio.core.files.kinds import READABLE
from dce_studio.core.files.write import WriteOptions


def run(args: argparse.Namespace) -> int:
    """Exit code 0; 1 when a photo failed; 2 for values that cannot be."""
    models = Models()
    try:
        edit, weights = edit_of(args)
        items, missing = _items(args, edit, weights)
        todo = batch_of(args, items, edit, weights, models)
    except ValueError as error:
        print(f"dce-studio enhance: {error}", file=sys.stderr)
        return 2
    for path in missing:
        print(f"{path} does not exist: check its name.", file=sys.stderr)
    if not items and not missing:
        print("There are no photos to enhance in what was given: check the folder, or add --recursive.",
              file=sys.stderr)  # fmt: skip
        return 1
    report = Report()
    try:
        follow(todo, report, models)
    except KeyboardInterrupt:
        rest = "; --skip-existing goes on with the rest" if len(items) > 1 else ""
        print(f"{report.done} of {len(items)} photos are done{rest}.", file=sys.stderr)
        raise
    finally:
        if args.report:
            report.save(args.report, missing)
    return 1 if report.failed or missing else 0


def edit_of(args: argparse.Namespace) -> tuple[Edit, str]:
    """The edit and the weights asked for. Raises ValueError, SidecarError."""
    saved = sidecar.read(args.edit) if args.edit else sidecar.SavedEdit(Edit())
    names = ("iterations", "strength", "keep_colour", "gamma", "coupling", "smoothing", "detail")
    changes = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    if args.channel_strength:
        changes |= dict(zip(("red", "green", "blue"), args.channel_strength, strict=True))
    return saved.edit.with_(**changes), args.weights or saved.weights


def batch_of(
    args: argparse.Namespace, items: list[Item], edit: Edit, weights: str, models: "Models"
) -> Batch:
    """The batch for these items. Raises ValueError, WeightsError for a file that holds none."""
    check_weights(weights)
    models.get(weights)
    check_device(args.device)
    if args.max_megapixels is not None and not args.max_megapixels > 0:
        raise ValueError("--max-megapixels must be above 0")
    skip, workers = getattr(args, "skip_existing", False), getattr(args, "workers", 1)
    return Batch(
        items, edit, weights, write_options(args), args.device, args.precision, args.overwrite, skip,
        args.auto_mean if args.auto else None, workers, args.max_megapixels,
    )  # fmt: skip


def write_options(args: argparse.Namespace) -> WriteOptions:
    """How results are saved. Raises ValueError."""
    return WriteOptions(
        args.format, args.quality, args.subsampling, args.bits, not args.no_dither, args.strip
    )


class Report:
    """What happened to each photo. replacing: the options to name where a result exists already."""

    def __init__(
        self, replacing: str = "--overwrite replaces it, --skip-existing goes on without it"
    ) -> None:
        self.replacing = replacing
        self.entries: list[dict[str, Any]] = []
        self.failed: list[Failed] = []

    def add(self, event: BatchEvent) -> None:
        """Keep an event that settles a photo."""
        if not isinstance(event, Failed | Skipped | Written):
            return
        entry: dict[str, Any] = {"photo": str(event.item.source)}
        if isinstance(event, Written):
            entry |= {"result": str(event.target), "seconds": round(event.seconds, 3), "notes": event.notes}
        elif isinstance(event, Failed):
            entry["failed"] = self.reason(event)
            self.failed.append(event)
        else:
            entry["skipped"] = True
        self.entries.append(entry)

    @property
    def done(self) -> int:
        """How many results were written."""
        return sum("result" in entry for entry in self.entries)

    def reason(self, event: Failed) -> str:
        """Why a photo failed, with the remedy in the command line's own words."""
        return f"{event.exists} exists: {self.replacing}." if event.exists else event.reason

    def save(self, path: Path, missing: list[Path]) -> None:
        """All as one JSON file. Raises PhotoError."""
        absent = [{"photo": str(path), "failed": "it does not exist"} for path in missing]
        text = json.dumps({"photos": [*self.entries, *absent]}, indent=2, ensure_ascii=False) + "\n"
        try:
            write_bytes(path, text.encode(errors="backslashreplace"))  # names that are no text: escaped
        except OSError as error:
            raise PhotoError(f"{path} could not be saved: {error.strerror or error}.") from error


def follow(batch: Batch, report: Report, models: Models) -> None:
    """Run it: a progress line on a terminal, a line on stderr for each note and each failure.

    An interrupt is raised when the files under way are finished and in the report.
    """
    line = _Line()
    try:
        with noted() as tick:
            for event in generator.run(batch, tick, models):
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


def _items(args: argparse.Namespace, edit: Edit, weights: str) -> tuple[list[Item], list[Path]]:
    """The items, and the paths that do not exist. Raises ValueError."""
    photos, output = args.photos, Path(args.output)
    one = len(photos) == 1 and not photos[0].is_dir()
    if one and _is_file(args.output):
        _check_format(output, args.format)
        return ([Item(photos[0], output)], []) if photos[0].exists() else ([], list(photos))
    like_photo = output.suffix.lower() in READABLE and not _ends_in_slash(args.output)
    if not output.is_dir() and (output.exists() or like_photo):
        hint = ", or end it in /" if like_photo and not output.exists() else ""
        raise ValueError(f"{output} cannot be the folder of the results: give another name{hint}.")
    suffix = f".{args.format}" if args.format else ""
    return plan(photos, output, args.template or TEMPLATE, edit, weights, args.recursive, suffix)


def _is_file(output: str) -> bool:
    """Whether a file is meant: a folder is there already, ends in a slash, or has no suffix."""
    path = Path(output)
    return bool(path.suffix) and not _ends_in_slash(output) and not path.is_dir()


def _ends_in_slash(output: str) -> bool:
    return output.endswith(("/", os.sep))


def _check_format(output: Path, wanted: str) -> None:
    """ValueError for a name in a format that cannot be written, or in another than `wanted`."""
    found = format_of(output)
    if found is None:
        formats = ", ".join(FORMATS)
        raise ValueError(
            f"{output} cannot be saved: choose a suffix of {formats}, or end it in / for a folder."
        )
    if wanted and wanted != found:
        raise ValueError(f"--format {wanted} contradicts {output}: leave --format out, or change the suffix.")
