"""`dce-studio inspect PHOTO -o DIR`: the curves, maps, tables and figures of one photo as files."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from dce_studio.commands.enhance import edit_of
from dce_studio.commands.usage import check_weights
from dce_studio.core import api
from dce_studio.core.analysis import every_pixel, report
from dce_studio.core.card.content import content
from dce_studio.core.card.files import check_suffix, save
from dce_studio.core.card.style import STYLES
from dce_studio.core.edit import Edit
from dce_studio.core.engine.estimate import estimate, estimate_region, exact_of
from dce_studio.core.engine.models import Model, Models
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box
from dce_studio.core.local.carry import carried
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.photo import Photo
from dce_studio.core.render.shape import shaped, shaped_part


def run(args: argparse.Namespace) -> int:
    """Exit code 0; 1 when the photo failed; 2 for values that cannot be."""
    try:
        if not (args.output or args.card or args.alpha):
            raise ValueError("-o DIR, --card FILE or --alpha FILE is needed: say where to write to")
        check_suffix(args.card)
        if args.alpha:
            every_pixel.check_suffix(args.alpha)
        saved = edit_of(args)
        check_weights(saved.weights)
        photo = api.load(args.photo)
        edit = carried(saved.edit, saved.photo_size, photo.size)
        boxes = _checked(args, photo)
        model = Models().get(saved.weights)
        maps = estimate(photo, model, edit.detail)
        if args.output:
            exact = _exact_at(photo, maps, edit, model) if maps.averaged else None
            report.write(photo, maps, edit, args.output, args.at, boxes, exact=exact)
        if args.card:
            _draw_card(args, photo, maps, edit)
        if args.alpha:
            _save_alpha(args.alpha, photo, maps, edit, model)
    except ValueError as error:
        print(f"dce-studio inspect: {error}", file=sys.stderr)
        return 2
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{args.output} cannot be written to: {error.strerror or error}.", file=sys.stderr)
        return 1
    for written in (args.output and args.output / "report.json", args.card, args.alpha):
        if written:
            print(written)
    return 0


def _draw_card(args: argparse.Namespace, photo: Photo, maps: CurveMaps, edit: Edit) -> None:
    """Write the card. Raises StudioError."""
    points = [(k + 1, x, y) for k, (x, y) in enumerate(args.at)]
    save(content(photo, shaped(photo, maps, edit), edit, points), args.card, STYLES[args.card_style])


def _exact_at(photo: Photo, maps: CurveMaps, edit: Edit, model: Model) -> Callable[[int, int], ShapedMaps]:
    """What gives the maps of one pixel, where those of the photo are averages."""
    made = shaped(photo, maps, edit)

    def at(x: int, y: int) -> ShapedMaps:
        part = estimate_region(photo, model, Box(x, y, 1, 1), context=maps.context)
        return shaped_part(photo, part, made)

    return at


def _save_alpha(path: Path, photo: Photo, maps: CurveMaps, edit: Edit, model: Model) -> None:
    """Write α of every pixel, with its progress on a terminal. Raises StudioError."""
    shown = sys.stderr.isatty()

    def tick(done: float) -> None:
        if shown:
            sys.stderr.write(f"\r\x1b[K{path.name} {done:.0%}")
            sys.stderr.flush()

    made = shaped(photo, maps, edit)
    try:
        every_pixel.save(photo, made, path, exact_of(photo, made, model), tick)
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")


def _checked(args: argparse.Namespace, photo: Photo) -> list[Box]:
    """The rectangles; raises ValueError where a point or a rectangle is not on the photo."""
    width, height = photo.size
    for x, y in args.at:
        if not (0 <= x < width and 0 <= y < height):
            raise ValueError(
                f"--at {x},{y} is outside {photo.path.name}, which has {width} × {height} pixels"
            )
    boxes = [Box(*roi) for roi in args.roi]
    for box in boxes:
        inside = 0 <= box.x <= box.x + box.width <= width and 0 <= box.y <= box.y + box.height <= height
        if not inside or min(box.size) < 1:
            raise ValueError(
                f"--roi {','.join(map(str, box))} is empty or outside {photo.path.name}, "
                f"which has {width} × {height} pixels"
            )
    return boxes
