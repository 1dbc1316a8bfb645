"""dce-studio evaluate: weights measured on pairs of photos, or on photos without references."""

import argparse
import sys
from pathlib import Path
from typing import Any

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


def add_parser(subparsers: Any) -> None:
    """Add the subcommand."""
    from dce_studio.commands.enhance import add_auto, add_tones

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
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print: 0, or 1 when a photo failed; raises StudioError, UsageError when nothing can be."""
    from dce_studio.commands import unpaired
    from dce_studio.commands.usage import UsageError

    if not args.photos and not (args.low and args.high):
        raise UsageError("name photos or folders of them, or pairs with both --low and --high")
    if not args.low and not args.high:
        return unpaired.run(args)
    if args.photos:
        raise UsageError("photos are measured alone: leave out either them or --low and --high")
    wrong = [name for name in unpaired.OPTIONS if getattr(args, name)]
    if wrong:
        raise UsageError(f"--{wrong[0].replace('_', '-')} is for photos alone: leave out --low and --high")
    return _measure(args)


def _measure(args: argparse.Namespace) -> int:
    import json

    from dce_studio.commands.usage import check_device, check_weights, detail, named
    from dce_studio.core.engine.models import Models
    from dce_studio.core.errors import StudioError
    from dce_studio.training.evaluate import evaluate, pairs, summary

    edge, name = detail(args.detail or "smooth"), args.weights or "dce"
    check_weights(name)
    check_device(args.device)
    found = pairs(args.low, args.high)
    model = Models().get(named(name))
    measured, failed = [], 0
    if not args.json:
        print(f"{'photo':28} {'PSNR':>6} {'match':>6} {'SSIM':>6} {'MAE':>6}   input PSNR")
    for pair in found:
        try:
            one = next(evaluate(model, [pair], edge, device=args.device, precision=args.precision))
        except StudioError as error:
            failed += 1
            print(error, file=sys.stderr)
            continue
        measured.append(one)
        if not args.json:
            print(_line(one.name, one.result), f"  {one.input.psnr:6.2f}", flush=True)
    if not measured:
        return 1
    means = summary(measured)
    if args.json:
        from dataclasses import asdict

        photos = [{"name": m.name, "result": asdict(m.result), "input": asdict(m.input)} for m in measured]
        words = {"weights": model.info.name, "detail": edge, **means.words(), "each": photos}
        print(json.dumps(words))
        return 1 if failed else 0
    print(_line(f"mean of {means.photos}", means.result))
    print(_line("the input", means.input))
    print(_line(f"best gamma, {means.gamma:g}", means.baseline))
    return 1 if failed else 0


def _line(name: str, figures: Any) -> str:
    return f"{name[:28]:28} {figures.psnr:6.2f} {figures.matched:6.2f} {figures.ssim:6.3f} {figures.mae:6.1f}"
