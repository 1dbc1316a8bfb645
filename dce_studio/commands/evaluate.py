"""dce-studio evaluate: weights measured on pairs of photos."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "evaluate",
        help="measure weights on pairs of photos",
        description="PSNR, PSNR after matching the mean, SSIM and MAE of enhanced photos against references "
        "of the same names, beside the input and the best gamma curve.",
    )
    parser.add_argument("--low", type=Path, required=True, metavar="DIR", help="folder of dark photos")
    parser.add_argument("--high", type=Path, required=True, metavar="DIR", help="folder of their references")
    parser.add_argument(
        "--weights", default="dce", metavar="NAME|FILE", help="weights to measure (default: dce)"
    )
    parser.add_argument(
        "--detail",
        default="smooth",
        metavar="smooth|paper|PX",
        help="long edge at which curves are estimated",
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    parser.add_argument("--precision", default="auto", choices=("auto", "float32"))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print: 0, or 1 when a pair failed; raises StudioError, UsageError when nothing can be."""
    return _measure(args)


def detail(text: str) -> int:
    """The long edge of "smooth", "paper" or a number; raises StudioError."""
    from dce_studio.commands.usage import long_edge
    from dce_studio.core.errors import StudioError

    try:
        return long_edge(text)
    except ValueError as error:
        raise StudioError(f"--detail is {error}.") from error


def _measure(args: argparse.Namespace) -> int:
    import json

    from dce_studio.commands.usage import check_device, check_weights
    from dce_studio.core.engine.weights import load_weights
    from dce_studio.core.errors import StudioError
    from dce_studio.training.evaluate import evaluate, pairs, summary

    edge = detail(args.detail)
    check_weights(args.weights)
    check_device(args.device)
    found = pairs(args.low, args.high)
    weights = load_weights(_named(args.weights))
    measured, failed = [], 0
    if not args.json:
        print(f"{'photo':28} {'PSNR':>6} {'match':>6} {'SSIM':>6} {'MAE':>6}   input PSNR")
    for pair in found:
        try:
            one = next(evaluate(weights, [pair], edge, device=args.device, precision=args.precision))
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
        words = {"weights": weights.info.name, "detail": edge, **means.words(), "each": photos}
        print(json.dumps(words))
        return 1 if failed else 0
    print(_line(f"mean of {means.photos}", means.result))
    print(_line("the input", means.input))
    print(_line(f"best gamma, {means.gamma:g}", means.baseline))
    return 1 if failed else 0


def _named(text: str) -> str | Path:
    """A bundled name stays a name; anything with a suffix or a folder is a file."""
    path = Path(text)
    return path if path.suffix or len(path.parts) > 1 else text


def _line(name: str, figures: Any) -> str:
    return f"{name[:28]:28} {figures.psnr:6.2f} {figures.matched:6.2f} {figures.ssim:6.3f} {figures.mae:6.1f}"
