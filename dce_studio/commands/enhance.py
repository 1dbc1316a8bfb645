"""`dce-studio enhance PHOTO… -o OUT`: photos enhanced without the window."""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dce_studio.commands.ending import noted
from dce_studio.core.files.formats import FORMATS, format_of

if TYPE_CHECKING:
    from dce_studio.core.batch.generator import Batch, Event, Failed, Item
    from dce_studio.core.edit import Edit
    from dce_studio.core.engine.models import Models
    from dce_studio.core.files.write import WriteOptions

_MOST = 64  # photos read ahead: each is held in memory


def add_parser(subparsers: Any) -> None:
    """Add `enhance` to the program's commands."""
    parser = subparsers.add_parser(
        "enhance", help="enhance photos and save them", description="Enhance photos, and folders of photos."
    )
    parser.add_argument(
        "photos", nargs="+", type=Path, metavar="PHOTO", help="a photo, or a folder of photos"
    )
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="a file; a folder: end it in /")
    parser.add_argument("--recursive", action="store_true", help="folders below folders too, mirrored")
    parser.add_argument("--skip-existing", action="store_true", help="go on where an earlier run stopped")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write what happened to each photo as JSON"
    )
    parser.add_argument(
        "--workers", type=_count, default=2, metavar="N", help=f"photos read ahead: 1..{_MOST} (default 2)"
    )
    add_options(parser)
    parser.set_defaults(run=run)


def add_options(parser: Any) -> None:
    """The options that `watch` shares."""
    add = parser.add_argument
    add("--weights", metavar="NAME|FILE", help="bundled weights or a checkpoint (default dce)")
    add_tones(parser)
    add("--detail", type=_detail, metavar="smooth|paper|LONG_EDGE", help="where the curves are estimated")
    add_auto(parser)
    add("--precision", choices=("auto", "float32"), default="auto")
    add("--device", default="auto", metavar="auto|cpu|cuda|mps")
    add("--format", choices=tuple(FORMATS), default="", help="default: the photo's own, else by its depth")
    add("--quality", type=int, default=95, metavar="Q", help="1..100 (default 95)")
    add("--subsampling", choices=("4:4:4", "4:2:2", "4:2:0"), default="4:4:4", help="a JPEG's colours")
    add("--bits", type=int, choices=(8, 16), help="bits a channel (default: the photo's)")
    add("--no-dither", action="store_true", help="plain rounding when 16 bits become 8")
    add("--strip", choices=("none", "gps", "all"), default="none", help="metadata to leave out")
    add("--template", metavar="T", help='names in a folder (default "{name}_{weights}_n{iterations}")')
    add("--max-megapixels", type=float, metavar="MP", help="the largest photo to open (default 250)")
    add("--overwrite", action="store_true", help="replace files that are there; never the photo itself")


def add_auto(parser: Any) -> None:
    """The options of Auto, which `evaluate` shares."""
    add = parser.add_argument
    add("--auto", action="store_true", help="choose the iterations for each photo, so that nothing is spoilt")
    add(
        "--auto-mean",
        type=_fraction,
        default=0.5,
        metavar="M",
        help="mean of what is lit (default 0.5)",
    )


def add_tones(parser: Any) -> None:
    """The options of an edit, less the detail, that `evaluate` shares."""
    add = parser.add_argument
    add("--edit", "--preset", type=Path, metavar="FILE", help="an edit or preset saved by the window")
    add("--iterations", type=float, metavar="N", help="0..16 (default 8)")
    add("--strength", type=float, metavar="S", help="0..2 (default 1)")
    add("--keep-colour", type=float, metavar="K", help="0..1: keep hue, then saturation (default 0.5)")
    add("--gamma", type=float, metavar="G", help="0.2..5 (default 1)")
    add("--channel-strength", type=_three, metavar="R,G,B", help="0..2 each (default 1,1,1)")
    add("--coupling", type=float, metavar="C", help="0..1: channels alike, against casts (default 0)")
    add("--smoothing", type=float, metavar="S", help="0..1: smooth the maps of a finer detail (default 0)")


def run(args: argparse.Namespace) -> int:
    """Exit code 0; 1 when a photo failed; 2 for values that cannot be."""
    from dce_studio.core.engine.models import Models

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


def edit_of(args: argparse.Namespace) -> tuple["Edit", str]:
    """The edit and the weights asked for. Raises ValueError, SidecarError."""
    from dce_studio.core.edit import Edit
    from dce_studio.core.files import sidecar

    saved = sidecar.read(args.edit) if args.edit else sidecar.SavedEdit(Edit())
    names = ("iterations", "strength", "keep_colour", "gamma", "coupling", "smoothing", "detail")
    changes = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    if args.channel_strength:
        changes |= dict(zip(("red", "green", "blue"), args.channel_strength, strict=True))
    return saved.edit.with_(**changes), args.weights or saved.weights


def batch_of(
    args: argparse.Namespace, items: list["Item"], edit: "Edit", weights: str, models: "Models"
) -> "Batch":
    """The batch for these items. Raises ValueError, WeightsError for a file that holds none."""
    from dce_studio.commands.usage import check_device, check_weights
    from dce_studio.core.batch.generator import Batch

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


def write_options(args: argparse.Namespace) -> "WriteOptions":
    """How results are saved. Raises ValueError."""
    from dce_studio.core.files.write import WriteOptions

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

    def add(self, event: "Event") -> None:
        """Keep an event that settles a photo."""
        from dce_studio.core.batch.generator import Failed, Skipped, Written

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

    def reason(self, event: "Failed") -> str:
        """Why a photo failed, with the remedy in the command line's own words."""
        return f"{event.exists} exists: {self.replacing}." if event.exists else event.reason

    def save(self, path: Path, missing: list[Path]) -> None:
        """All as one JSON file. Raises PhotoError."""
        from dce_studio.core.atomic import write_bytes
        from dce_studio.core.errors import PhotoError

        absent = [{"photo": str(path), "failed": "it does not exist"} for path in missing]
        text = json.dumps({"photos": [*self.entries, *absent]}, indent=2, ensure_ascii=False) + "\n"
        try:
            write_bytes(path, text.encode(errors="backslashreplace"))  # names that are no text: escaped
        except OSError as error:
            raise PhotoError(f"{path} could not be saved: {error.strerror or error}.") from error


def follow(batch: "Batch", report: Report, models: "Models") -> None:
    """Run it: a progress line on a terminal, a line on stderr for each note and each failure.

    An interrupt is raised when the files under way are finished and in the report.
    """
    from dce_studio.core.batch.generator import Begun, Failed, Progress, Written, run

    line = _Line()
    try:
        with noted() as tick:
            for event in run(batch, tick, models):
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


def _items(args: argparse.Namespace, edit: "Edit", weights: str) -> tuple[list["Item"], list[Path]]:
    """The items, and the paths that do not exist. Raises ValueError."""
    from dce_studio.core.batch.generator import TEMPLATE, Item, plan
    from dce_studio.core.files.kinds import READABLE

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


def _three(text: str) -> tuple[float, float, float]:
    parts = text.split(",")
    try:
        red, green, blue = (float(part) for part in parts)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not three numbers with commas between") from error
    return red, green, blue


def _count(text: str) -> int:
    if not (text.isdecimal() and len(text) < 9 and 1 <= int(text) <= _MOST):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {_MOST}")
    return int(text)


def _fraction(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0 and 1")
    return value


def _detail(text: str) -> int:
    from dce_studio.commands.usage import long_edge

    try:
        return long_edge(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"it is {error}") from error
