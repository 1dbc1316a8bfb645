"""The arguments of each command, light to import: what a command needs is imported when it runs."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dce_studio.commands.usage import long_edge
from dce_studio.core.edit import AUTO_TARGET, ranges
from dce_studio.core.files.formats import FORMATS
from dce_studio.core.files.place import place
from dce_studio.core.geometry import Size
from dce_studio.core.output.options import PROFILES

if TYPE_CHECKING:
    from dce_studio.training.config import Option

_MOST = 64  # photos read ahead: each is held in memory
_ABOUT = """\
With --low and --high: PSNR, PSNR after matching the mean, SSIM and MAE of enhanced photos against references
of the same names, beside the input and the best gamma curve.
With photos alone: what enhancing does to them, as figures and as a contact sheet.
"""
_WITHOUT = """\
Photos without references are compared with what they become, reduced to a long edge of 800 pixels:

  blown %    pixels newly near white
  hue °      mean error of the hue, where the photo has colour
  sat        saturation there, 1 as it was
  noise      levels of 255, where the photo is dark and flat
  black      mean level of 255 of what was black
  contrast   local contrast where there is texture, 1 as it was
  mean       mean brightness, 0 to 1
  LOE        order of brightness: pairs of places that have changed theirs, of 1000

A figure that does not apply to a photo is a dash, and left out of the means. "worst tenth" is the 90th
percentile of each column, so that tables compare; of sat and contrast too, where less is the worse.
"""


def enhance(subparsers: Any) -> None:
    """Add `enhance` to the program's commands."""
    parser = subparsers.add_parser(
        "enhance", help="enhance photos and save them", description="Enhance photos, and folders of photos."
    )
    parser.add_argument(
        "photos",
        nargs="+",
        type=place,
        metavar="PHOTO",
        help="a photo or a folder of them; also s3://…",
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
    many = parser.add_argument_group("an archive on many machines")
    many.add_argument(
        "--scheduler", metavar="ADDRESS", help="have the workers of a Dask cluster do it: tcp://HOST:8786"
    )
    many.add_argument("--part", type=_part, metavar="K/N", help="of N parts of the photos only the K-th")
    many.add_argument(
        "--manifest", type=Path, metavar="FILE",
        help="keep what became of each photo, leave out what is settled there (the two above: in OUT)",
    )  # fmt: skip
    add_options(parser)


def add_options(parser: Any) -> None:
    """The options that `watch` shares."""
    add = parser.add_argument
    add("--weights", metavar="NAME|FILE", help="bundled weights or a checkpoint (default dce)")
    add_tones(parser)
    add("--detail", type=_detail, metavar="smooth|paper|LONG_EDGE", help="where the curves are estimated")
    _add_frame(parser)
    add_auto(parser)
    add("--precision", choices=("auto", "float32"), default="auto")
    add("--device", default="auto", metavar="auto|cpu|cuda|mps")
    add("--format", choices=tuple(FORMATS), default="", help="default: the photo's own, else by its depth")
    add("--quality", type=int, default=95, metavar="Q", help="1..100 (default 95)")
    add("--long-edge", type=int, default=0, metavar="PX", help="reduce results to this long edge")
    add("--size", type=_size, metavar="WxH", help="results of exactly this size; what is too long is cut off")
    add("--profile", choices=PROFILES, default="photo", help="the colours of results (default: the photo's)")
    add("--subsampling", choices=("4:4:4", "4:2:2", "4:2:0"), default="4:4:4", help="a JPEG's colours")
    add(
        "--bits",
        type=int,
        choices=(8, 16),
        help="bits a channel (default: the photo's); an AVIF holds 10",
    )
    add("--no-dither", action="store_true", help="plain rounding when 16 bits become 8")
    add("--strip", choices=("none", "gps", "all"), default="none", help="metadata to leave out")
    add("--template", metavar="T", help='names in a folder (default "{name}_{weights}_n{iterations}")')
    add("--max-megapixels", type=float, metavar="MP", help="the largest photo to open (default 250)")
    add("--overwrite", action="store_true", help="replace files that are there; never the photo itself")


def _add_frame(parser: Any) -> None:
    """The options that crop and turn results; the curves stay those of the whole photo."""
    add = parser.add_argument
    add("--crop", type=_crop, metavar="L,T,R,B", help="edges as parts of width and height (default 0,0,1,1)")
    add("--turn", type=int, choices=(0, 90, 180, 270), help="degrees clockwise, after the crop and the flip")
    add("--flip", action="store_true", default=None, help="exchange left and right")
    add("--straighten", type=float, metavar="DEG", help="degrees clockwise, to 45 or -45 (default 0)")


def add_auto(parser: Any) -> None:
    """The options of Auto, which `evaluate` shares."""
    add = parser.add_argument
    add("--auto", action="store_true", help="choose iterations, black point and noise for each photo")
    add(
        "--auto-mean",
        type=_fraction,
        default=AUTO_TARGET,
        metavar="M",
        help=f"mean of what is lit (default {AUTO_TARGET:g})",
    )


def add_tones(parser: Any) -> None:
    """The options of an edit, less the detail, that `evaluate` and `inspect` share."""
    add = parser.add_argument
    add("--edit", "--preset", type=Path, metavar="FILE", help="an edit or preset saved by the window")
    add("--iterations", type=float, metavar="N", help="0..16 (default 8)")
    add("--strength", type=float, metavar="S", help="0..2 (default 1)")
    add("--keep-colour", type=float, metavar="K", help="0..1: keep hue, then saturation (default 0.5)")
    add("--noise", type=float, metavar="N", help="0..1: remove the noise that the curve lifts (default 0)")
    add("--colour-noise", type=float, metavar="N", help="0..1: the same of coloured speckle (default 0)")
    add("--gamma", type=float, metavar="G", help="0.2..5 (default 1)")
    add("--black", type=float, metavar="B", help="0..0.3: what the result has up to it is black (default 0)")
    add("--temperature", type=float, metavar="T", help="-100..100: cooler, warmer (default 0)")
    add("--tint", type=float, metavar="T", help="-100..100: green, magenta (default 0)")
    add("--channel-strength", type=_three, metavar="R,G,B", help="0..2 each (default 1,1,1)")
    add("--coupling", type=float, metavar="C", help="0..1: channels alike, against casts (default 0)")
    add("--smoothing", type=float, metavar="S", help="0..1: smooth the maps of a finer detail (default 0)")


def tones_of(args: argparse.Namespace) -> dict[str, float]:
    """The fields of an edit that were asked for, by name: an option has the name of its field."""
    asked = {name: getattr(args, name, None) for name in ranges()}
    return {name: value for name, value in asked.items() if value is not None}


def _three(text: str) -> tuple[float, ...]:
    return _floats(text, 3, "three")


def _crop(text: str) -> tuple[float, ...]:
    return _floats(text, 4, "four")


def _size(text: str) -> Size:
    width, x, height = text.lower().partition("x")
    if not (x and width.isdecimal() and height.isdecimal() and len(text) < 12):
        raise argparse.ArgumentTypeError(f"{text!r} is not a width and a height such as 1920x1080")
    return Size(int(width), int(height))


def _floats(text: str, count: int, word: str) -> tuple[float, ...]:
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = ()
    if len(values) != count:
        raise argparse.ArgumentTypeError(f"{text!r} is not {word} numbers with commas between")
    return values


def _count(text: str) -> int:
    if not (text.isdecimal() and len(text) < 9 and 1 <= int(text) <= _MOST):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {_MOST}")
    return int(text)


def _part(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and len(text) < 16 and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text!r} is not K/N, such as 3/8")
    return int(number), int(count)


def _fraction(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0 and 1")
    return value


def _detail(text: str) -> int:
    try:
        return long_edge(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"it is {error}") from error


def watch(subparsers: Any) -> None:
    """Add `watch` to the program's commands."""
    parser = subparsers.add_parser(
        "watch",
        help="enhance each new photo in a folder",
        description="Enhance each photo that comes into a folder, once it is whole, until Ctrl+C or SIGTERM.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to watch")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the results"
    )
    parser.add_argument("--recursive", action="store_true", help="folders below it too, mirrored")
    parser.add_argument("--existing", action="store_true", help="also the photos that are there already")
    parser.add_argument(
        "--interval", type=float, default=1.0, metavar="S", help="seconds between looks (default 1)"
    )
    add_options(parser)


def inspect(subparsers: Any) -> None:
    """Add `inspect` to the program's commands."""
    parser = subparsers.add_parser(
        "inspect",
        help="write a photo's curves, maps, look-up tables and figures",
        description="Write curves.csv, maps.npz, maps.png, lut_1d.cube, lut_3d.cube and report.json.",
    )
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--weights", metavar="NAME|FILE", help="bundled weights or a checkpoint (default: dce, or the edit's)"
    )
    add_tones(parser)
    parser.add_argument(
        "--detail", type=_detail, metavar="smooth|paper|LONG_EDGE",
        help="where curves are estimated: smooth (default), paper, or on a copy of this size in pixels",
    )  # fmt: skip
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
        help="also draw a card to share, of the first three --at: .png, .svg, or a film: .gif, .webp, .mp4",
    )  # fmt: skip
    parser.add_argument(
        "--alpha", type=Path, metavar="FILE",
        help="also write α of every pixel of the photo, 96 bytes for each: .npz or .tif",
    )  # fmt: skip
    parser.add_argument("--card-style", choices=("dark", "white"), default="dark", help="dark by default")


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


def train(subparsers: Any) -> None:
    """Add `train`; its options are the fields of the training's configuration."""
    from dce_studio.training.config import Config, Recipe, options

    parser = subparsers.add_parser(
        "train",
        help="train weights on folders of photos",
        description="Train weights on folders of photos. Ctrl+C stops and keeps what was learned; "
        "--resume goes on. Under torchrun it trains on many GPUs or machines.",
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="folders of photos, with all below"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="where the weights go; needed but for --scan"
    )
    parser.add_argument(
        "--preset", choices=("studio", "published"), default="studio", help="the recipe to start from"
    )
    for kind in (Recipe, Config):
        group = parser.add_argument_group("recipe" if kind is Recipe else "run")
        for name, option in options(kind).items():
            _add_option(group, name, option, kind.__dataclass_fields__[name].default)
    parser.add_argument("--scan", action="store_true", help="only look at the photos")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line for each event")
    parser.add_argument(
        "--control",
        action="store_true",
        help="take the lines pause, go and stop on standard input; its end stops",
    )


def _add_option(group: Any, name: str, option: "Option", default: Any) -> None:
    flag = "--" + (option.flag or name.replace("_", "-"))
    common = {"dest": name, "default": argparse.SUPPRESS}
    if isinstance(default, bool):
        group.add_argument(flag, action=argparse.BooleanOptionalAction, help=option.help, **common)
        return
    note = f" (default: {default})" if default != "" else ""
    group.add_argument(
        flag, type=type(default), choices=option.choices or None, help=option.help.replace("%", "%%") + note,
        metavar=None if option.choices else "N" if isinstance(default, int | float) else "NAME", **common,
    )  # fmt: skip


def evaluate(subparsers: Any) -> None:
    """Add `evaluate`."""
    parser = subparsers.add_parser(
        "evaluate",
        help="measure weights on pairs of photos, or on photos alone",
        description=_ABOUT,
        epilog=_WITHOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("photos", nargs="*", type=Path, metavar="PHOTO", help="a photo, or a folder of photos and folders")
    add("--low", type=Path, metavar="DIR", help="folder of dark photos")
    add("--high", type=Path, metavar="DIR", help="folder of their references")
    add("--weights", metavar="NAME|FILE", help="weights to measure (default: dce, or the edit's)")
    add("--detail", metavar="smooth|paper|PX", help="long edge at which curves are estimated")
    add("--device", default="auto", help="auto, cpu, cuda or mps")
    add("--precision", default="auto", choices=("auto", "float32"))
    add("--json", action="store_true", help="print one JSON object")
    alone = parser.add_argument_group("with photos alone")
    alone.add_argument("--against", metavar="NAME|FILE", help="other weights to measure beside them")
    alone.add_argument(
        "--sheet", type=Path, metavar="FILE.png", help="write a contact sheet: each photo and what it became"
    )
    add_auto(alone)
    add_tones(alone)


PARSERS = {"enhance": enhance, "watch": watch, "inspect": inspect, "train": train, "evaluate": evaluate}
"""What adds each command; it runs as `run(args)` of the module of its name."""
