"""The training step against a plain implementation of the same step; each variant in a process of its own.

    python -m tests.benchmarks.training [--size 256] [--batch 8] [--steps 3] [--rounds 3] [--json]

Plain: tests/plain.py's network, eager float32, NCHW, the whole batch at once, OpenMP's threads. The variants
take turns, as a machine that others share changes its pace from minute to minute. Prints seconds a step
(median over all rounds), how many times as fast as plain, and the highest peak memory of the processes.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from typing import Any

VARIANTS = ("plain", "float32", "bfloat16")


def main() -> None:
    """Run each variant, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--arch", default="dce")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--variant", choices=VARIANTS)
    args = parser.parse_args()
    if args.variant:
        print(json.dumps(measure(args.variant, args.arch, args.size, args.batch, args.steps)))
        return
    rounds = [{name: _apart(name, args) for name in VARIANTS} for _ in range(args.rounds)]
    results = {name: _together([result[name] for result in rounds]) for name in VARIANTS}
    if args.json:
        print(json.dumps(results))
        return
    print(f"{args.arch}, batch {args.batch} at {args.size} px")
    print(f"{'':10} {'s/step':>7} {'× plain':>8} {'peak GB':>8}  same loss")
    plain = results["plain"]
    for name, result in results.items():
        ratio = plain["seconds"] / result["seconds"]
        close = abs(result["loss"] - plain["loss"]) < 0.01 * plain["loss"]
        print(f"{name:10} {result['seconds']:7.3f} {ratio:8.2f} {result['peak']:8.2f}  {close}")


def _apart(name: str, args: argparse.Namespace) -> dict[str, Any]:
    words = [sys.executable, "-m", "tests.benchmarks.training", "--variant", name, "--arch", args.arch]
    words += ["--size", str(args.size), "--batch", str(args.batch), "--steps", str(args.steps)]
    run = subprocess.run(words, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def _together(rounds: list[dict[str, Any]]) -> dict[str, float]:
    return {
        "seconds": statistics.median(second for result in rounds for second in result["seconds"]),
        "loss": rounds[0]["loss"],
        "peak": max(result["peak"] for result in rounds),
    }


def measure(variant: str, arch: str, size: int, batch: int, steps: int) -> dict[str, Any]:
    """Seconds of each step after one to warm up, loss of the first, peak memory in GB."""
    import torch
    from torch import nn

    from dce_studio.core.parallel import cores
    from dce_studio.training.config import preset
    from dce_studio.training.model import AveragedNet, initial
    from dce_studio.training.step import Forwarder, accumulate, accumulate_threaded, learning_rate, workers
    from tests import plain

    class _Plain(nn.Module):
        """The same parameters in the plain network."""

        def __init__(self, net: nn.Module) -> None:
            super().__init__()
            self.state = dict(net.named_parameters())

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return plain.network(self.state, x, arch == "dce-slim")

    device = torch.device("cpu")
    recipe = preset("published", arch=arch, size=size, batch=batch)
    model = AveragedNet(initial(recipe), recipe, device)
    net = _Plain(model.net) if variant == "plain" else model.net
    forward = Forwarder(net, recipe, device, variant == "bfloat16")
    torch.manual_seed(0)
    x = torch.rand(batch, 3, size, size)
    if variant == "plain":
        model.net.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
        pieces = [x]
    else:
        pieces = list(x.contiguous(memory_format=torch.channels_last).split(1))
    times, losses = [], []
    with workers(device, 2 if variant == "plain" else 1, cores()) as pool:
        for k in range(steps + 1):
            begun = time.perf_counter()
            if pool:
                share = accumulate_threaded(forward, pieces, batch, pool)
            else:
                share = accumulate(forward, pieces, batch)
            model.update(k, learning_rate(recipe, k, 100))
            model.clear()
            times.append(time.perf_counter() - begun)
            losses.append(float(share.sum()))
    return {"seconds": times[1:], "loss": losses[0], "peak": _peak()}


def _peak() -> float:
    """The peak memory of this process in GB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e9 if sys.platform == "darwin" else 1e9 / 1024)


if __name__ == "__main__":
    main()
