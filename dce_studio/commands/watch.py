"""`dce-studio watch DIR -o DIR`: each new photo in a folder is enhanced once it is completely written."""

import argparse
import sys
import time
from functools import partial
from pathlib import Path

from dce_studio.commands import enhance
from dce_studio.commands.following import Report, follow
from dce_studio.core.atomic import sweep
from dce_studio.core.batch import generator, naming
from dce_studio.core.batch.events import Item
from dce_studio.core.batch.naming import Names
from dce_studio.core.batch.planning import plan
from dce_studio.core.batch.watch import Watcher
from dce_studio.core.engine.models import Models

REPLACING = "--overwrite replaces it"


def run(args: argparse.Namespace) -> int:
    """Runs until it is interrupted; 1 when the folder goes away, 2 for values that cannot be."""
    wrong = _wrong(args)
    if wrong:
        print(f"dce-studio watch: {wrong}", file=sys.stderr)
        return 2
    try:
        saved = enhance.edit_of(args)
        enhance.batch_of(args, [], saved, Models())
        template = args.template or naming.TEMPLATE
        naming.result_name(template, Path("photo.jpg"), saved.edit, saved.weights)
    except ValueError as error:
        print(f"dce-studio watch: {error}", file=sys.stderr)
        return 2
    watcher = Watcher(args.folder, args.output, recursive=args.recursive, existing=args.existing)
    sweep(args.output.absolute())
    known: dict[Path, Item] = {}
    report = Report(REPLACING)
    print(f"Watching {args.folder}; results go to {args.output}.", file=sys.stderr, flush=True)
    try:
        while True:
            try:
                photos = watcher.poll(time.monotonic())
            except OSError:
                print(f"{args.folder} is gone: start again when it is back.", file=sys.stderr)
                return 1
            enhance_new(args, photos, known, report)
            time.sleep(args.interval)
    except KeyboardInterrupt:
        print(f"{report.done} photos were enhanced.", file=sys.stderr)
        raise


def enhance_new(
    args: argparse.Namespace,
    photos: list[Path],
    known: dict[Path, Item] | None = None,
    report: Report | None = None,
) -> Report:
    """Enhance these photos of the folder, each into its mirrored place.

    known: the items so far, by photo; a changed photo keeps its place, and no other gets it. report: goes on
    with this one.
    """
    known = {} if known is None else known
    taken = Names(item.target for item in known.values())
    report, models = report or Report(REPLACING), Models()
    saved = enhance.edit_of(args)
    template = args.template or naming.TEMPLATE
    suffix = f".{args.format}" if args.format else ""
    for photo in photos:
        if photo not in known:
            output = args.output / photo.parent.relative_to(args.folder)
            using = template, saved.edit, saved.weights
            items, _ = plan([photo], output, *using, suffix=suffix, taken=taken)
            if items:
                known[photo] = items[0]
        mine = [known[photo]] if photo in known else []  # it may be gone again
        todo = enhance.batch_of(args, mine, saved, models)
        follow(partial(generator.run, todo, models=models), report)
    return report


def _wrong(args: argparse.Namespace) -> str:
    if not args.folder.is_dir():
        return f"{args.folder} is no folder"
    if args.output.exists() and not args.output.is_dir():
        return f"{args.output} is no folder"
    if args.output.resolve() == args.folder.resolve():
        return "the results need a folder of their own"
    if not args.interval > 0:
        return "--interval must be above 0"
    return ""
