"""`dce-studio enhance PHOTO… -o OUT`: photos enhanced without the window."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dce_studio.commands.following import Report, follow
from dce_studio.commands.parsers import tones_of
from dce_studio.commands.runs import BatchRun
from dce_studio.commands.usage import check_device, check_weights
from dce_studio.core.batch.events import Batch, Item
from dce_studio.core.batch.naming import TEMPLATE
from dce_studio.core.batch.planning import Plan, plan
from dce_studio.core.edit import Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.files import sidecar, stores
from dce_studio.core.files.formats import FORMATS, format_of
from dce_studio.core.files.kinds import READABLE
from dce_studio.core.files.place import AnyPath, place
from dce_studio.core.files.sidecar import SavedEdit
from dce_studio.core.files.write import WriteOptions
from dce_studio.core.geometry import Framing
from dce_studio.core.output.options import Output


def run(args: argparse.Namespace) -> int:
    """Exit code 0; 1 when a photo failed; 2 for values that cannot be."""
    models = Models()
    try:
        saved = edit_of(args)
        items, missing = _items(args, saved.edit, saved.weights)
        if args.part:
            items = items.part(*args.part)
        run = BatchRun(args, batch_of(args, items, saved, models), models)
    except ValueError as error:
        print(f"dce-studio enhance: {error}", file=sys.stderr)
        return 2
    for path in missing:
        print(f"{path} does not exist: check its name.", file=sys.stderr)
    if not items and not missing and not args.part:
        print("There are no photos to enhance in what was given: check the folder, or add --recursive.",
              file=sys.stderr)  # fmt: skip
        return 1
    report = Report(saved=bool(args.report))
    try:
        follow(run.events, report)
    except KeyboardInterrupt:
        rest = f"; {run.going_on} goes on with the rest" if len(items) > 1 else ""
        print(f"{report.done} of {len(items)} photos are done{rest}.", file=sys.stderr)
        raise
    finally:
        if args.report:
            report.save(args.report, missing)
    return 1 if report.failed or missing else 0


def edit_of(args: argparse.Namespace) -> SavedEdit:
    """The edit and the weights asked for. Raises ValueError, SidecarError."""
    saved = sidecar.read(args.edit) if args.edit else SavedEdit(Edit())
    changes = tones_of(args)
    if args.channel_strength:
        changes |= dict(zip(("red", "green", "blue"), args.channel_strength, strict=True))
    edit = saved.edit.with_(**changes)
    edit = edit.framed(_frame(args, edit.framing))
    return replace(saved, edit=edit, weights=args.weights or saved.weights)


def _frame(args: argparse.Namespace, frame: Framing) -> Framing:
    """The frame asked for, else the saved one; `evaluate` has no such options. Raises ValueError."""
    asked = vars(args)
    if (crop := asked.get("crop")) is not None:
        frame = replace(frame, **dict(zip(("left", "top", "right", "bottom"), crop, strict=True)))
    if (turn := asked.get("turn")) is not None:
        frame = replace(frame, turns=turn // 90)
    if asked.get("flip"):
        frame = replace(frame, mirrored=True)
    degrees = asked.get("straighten")
    return frame if degrees is None else frame.straightened(degrees)


def batch_of(args: argparse.Namespace, items: Sequence[Item], saved: SavedEdit, models: "Models") -> Batch:
    """The batch for these items. Raises ValueError, WeightsError for a file that holds none."""
    check_weights(saved.weights)
    models.get(saved.weights)
    if not getattr(args, "scheduler", None):  # whose workers may have another
        check_device(args.device)
    if args.max_megapixels is not None and not args.max_megapixels > 0:
        raise ValueError("--max-megapixels must be above 0")
    skip, workers = getattr(args, "skip_existing", False), getattr(args, "workers", 1)
    return Batch(
        items, saved.edit, saved.weights, write_options(args),
        Output(args.long_edge, args.size, args.profile), args.device, args.precision, args.overwrite, skip,
        args.auto_mean if args.auto else None, workers, args.max_megapixels, photo_size=saved.photo_size,
    )  # fmt: skip


def write_options(args: argparse.Namespace) -> WriteOptions:
    """How results are saved. Raises ValueError."""
    return WriteOptions(
        args.format, args.quality, args.subsampling, args.bits, not args.no_dither, args.strip
    )


def _items(args: argparse.Namespace, edit: Edit, weights: str) -> tuple[Plan, list[AnyPath]]:
    """The items, and the paths that do not exist. Raises ValueError."""
    photos, output = args.photos, place(args.output)
    one = len(photos) == 1 and not stores.is_folder(photos[0])
    if one and _is_file(args.output):
        _check_format(output, args.format)
        there = stores.is_there(photos[0])
        return (Plan([(str(photos[0]), str(output))]), []) if there else (Plan(), list(photos))
    like_photo = output.suffix.lower() in READABLE and not _ends_in_slash(args.output)
    there = isinstance(output, Path) and output.exists()
    if (there or like_photo) and not (isinstance(output, Path) and output.is_dir()):
        hint = ", or end it in /" if like_photo and not there else ""
        raise ValueError(f"{output} cannot be the folder of the results: give another name{hint}.")
    suffix = f".{args.format}" if args.format else ""
    return plan(photos, output, args.template or TEMPLATE, edit, weights, args.recursive, suffix)


def _is_file(output: str) -> bool:
    """Whether a file is meant: a folder is there already, ends in a slash, or has no suffix."""
    path = place(output)
    is_folder = (
        isinstance(path, Path) and path.is_dir()
    )  # in a store a folder is there once something is in it
    return bool(path.suffix) and not _ends_in_slash(output) and not is_folder


def _ends_in_slash(output: str) -> bool:
    return output.endswith(("/", os.sep))


def _check_format(output: AnyPath, wanted: str) -> None:
    """ValueError for a name in a format that cannot be written, or in another than `wanted`."""
    found = format_of(output)
    if found is None:
        formats = ", ".join(FORMATS)
        raise ValueError(
            f"{output} cannot be saved: choose a suffix of {formats}, or end it in / for a folder."
        )
    if wanted and wanted != found:
        raise ValueError(f"--format {wanted} contradicts {output}: leave --format out, or change the suffix.")
