"""dce-studio evaluate: weights measured on pairs of photos, or on photos without references."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from dce_studio.commands import unpaired
from dce_studio.commands.usage import UsageError, check_device, check_weights, detail, named
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import StudioError
from dce_studio.training.evaluate import evaluate, pairs, summary


def run(args: argparse.Namespace) -> int:
    """Measure and print: 0, or 1 when a photo failed; raises StudioError, UsageError when nothing can be."""
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
