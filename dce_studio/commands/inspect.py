"""`dce-studio inspect PHOTO -o DIR`: the curves, maps, tables and figures of one photo as files."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dce_studio.core.edit import KEEP_COLOUR

if TYPE_CHECKING:
    from dce_studio.core.edit import Edit
    from dce_studio.core.geometry import Box
    from dce_studio.core.maps import CurveMaps
    from dce_studio.core.photo import Photo


def add_parser(subparsers: Any) -> None:
    """Add `inspect` to the program's commands."""
    parser = subparsers.add_parser(
        "inspect",
        help="write a photo's curves, maps, look-up tables and figures",
        description="Write curves.csv, maps.npz, maps.png, lut_1d.cube, lut_3d.cube and report.json.",
    )
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--weights", default="dce", metavar="NAME|FILE", help="bundled weights or a checkpoint"
    )
    parser.add_argument("--iterations", type=float, default=8.0, metavar="N", help="0..16 (default 8)")
    parser.add_argument("--strength", type=float, default=1.0, metavar="S", help="0..2 (default 1)")
    parser.add_argument(
        "--keep-colour", type=float, default=KEEP_COLOUR, metavar="K", help=f"0..1 (default {KEEP_COLOUR:g})"
    )
    parser.add_argument("--gamma", type=float, default=1.0, metavar="G", help="0.2..5 (default 1)")
    parser.add_argument("--coupling", type=float, default=0.0, metavar="C", help="0..1 (default 0)")
    parser.add_argument("--smoothing", type=float, default=0.0, metavar="S", help="0..1 (default 0)")
    parser.add_argument(
        "--at",
        type=_numbers(2),
        action="append",
        default=[],
        metavar="X,Y",
        help="probe this pixel; repeatable",
    )
    parser.add_argument(
        "--roi", type=_numbers(4), action="append", default=[], metavar="X,Y,W,H",
        help="mean curve of this rectangle; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--card", type=Path, metavar="FILE",
        help="also draw a card to share, of the first three --at: .png, .svg, or a film as .gif or .webp",
    )  # fmt: skip
    parser.add_argument("--card-style", choices=("dark", "white"), default="dark", help="dark by default")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 0; 1 when the photo failed; 2 for values that cannot be."""
    from dce_studio.commands.usage import check_weights
    from dce_studio.core import api
    from dce_studio.core.card.files import check_suffix
    from dce_studio.core.edit import Edit
    from dce_studio.core.errors import StudioError
    from dce_studio.core.inspect import report

    try:
        if args.output is None and args.card is None:
            raise ValueError("-o DIR or --card FILE is needed: say where to write to")
        check_suffix(args.card)
        names = ("iterations", "strength", "keep_colour", "gamma", "coupling", "smoothing")
        edit = Edit(**{name: getattr(args, name) for name in names})
        check_weights(args.weights)
        photo = api.load(args.photo)
        boxes = _checked(args, photo)
        maps = api.estimate(photo, args.weights, edit.detail)
        if args.output:
            report.write(photo, maps, edit, args.output, args.at, boxes)
        if args.card:
            _draw_card(args, photo, maps, edit)
    except ValueError as error:
        print(f"dce-studio inspect: {error}", file=sys.stderr)
        return 2
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{args.output} cannot be written to: {error.strerror or error}.", file=sys.stderr)
        return 1
    for written in (args.output and args.output / "report.json", args.card):
        if written:
            print(written)
    return 0


def _draw_card(args: argparse.Namespace, photo: "Photo", maps: "CurveMaps", edit: "Edit") -> None:
    """Write the card. Raises StudioError."""
    from dce_studio.core.card.content import content
    from dce_studio.core.card.files import save
    from dce_studio.core.card.style import STYLES
    from dce_studio.core.render.shape import shaped

    points = [(k + 1, x, y) for k, (x, y) in enumerate(args.at)]
    save(content(photo, shaped(photo, maps, edit), edit, points), args.card, STYLES[args.card_style])


def _checked(args: argparse.Namespace, photo: "Photo") -> "list[Box]":
    """The rectangles; raises ValueError where a point or a rectangle is not on the photo."""
    from dce_studio.core.geometry import Box

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


def _numbers(count: int) -> Any:
    def numbers(text: str) -> tuple[int, ...]:
        parts = text.split(",")
        try:
            values = tuple(int(part) for part in parts)
        except ValueError:
            values = ()
        if len(values) != count:
            raise argparse.ArgumentTypeError(f"{text!r} is not {count} whole numbers with commas between")
        return values

    return numbers
