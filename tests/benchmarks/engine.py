"""The engine's figures as Markdown: `python -m tests.benchmarks.engine [--megapixels 12] [--quick]`.

Each variant runs in a process of its own, for its peak memory is its own then. Seconds are medians after a
warm-up (compilation, the self-check), without reading and writing files. "Plain" is the published forward,
eager, float32, on the whole photo at once.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HUGE_PAGES = {"THP_MEM_ALLOC_ENABLE": "1"}  # torch asks for huge pages: far fewer page faults
VIEW = (1696, 1133)  # a view of 2 MP


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="leave out 100 MP and the huge pages")
    parser.add_argument("--run", choices=VARIANTS, help="one variant, in this process, as JSON")
    args = parser.parse_args()
    if args.run:
        print(json.dumps(VARIANTS[args.run](args.megapixels, args.runs)))
    else:
        report(args.megapixels, args.runs, args.quick)


# The report


def report(megapixels: float, runs: int, quick: bool) -> None:
    """Run everything and print the tables."""

    def run(variant: str, size: float = megapixels, count: int = runs, **extra: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "tests.benchmarks.engine", "--run", variant]
        command += ["--megapixels", str(size), "--runs", str(count)]
        print(f"… {variant} {size:g} MP {' '.join(extra)}", file=sys.stderr, flush=True)
        done = subprocess.run(
            command, env={**os.environ, **extra}, stdout=subprocess.PIPE, check=True, text=True
        )
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return result

    pages: list[dict[str, Any]] = [{}] if quick else [{}, HUGE_PAGES]
    print(f"| full size (`paper`), {megapixels:g} MP | s | × plain | peak GB | computed with |")
    print("|---|---|---|---|---|")
    for extra in pages:
        said = ", huge pages" if extra else ""
        plain = run("plain", count=1, **extra)
        print(
            f"| plain eager forward{said} | {plain['s']:.1f} | 1 | {plain['peak']:.2f} | CPU, float32 |",
            flush=True,
        )
        for variant in ("float32", "fast"):
            it = run(variant, **extra)
            ratio = plain["s"] / it["s"]
            print(
                f"| {variant}{said} | {it['s']:.2f} | {ratio:.1f} | {it['peak']:.2f} | {it['device']} |",
                flush=True,
            )
    if not quick:
        large = run("fast", 100, 1)
        print(f"| fast, 100 MP | {large['s']:.1f} | | {large['peak']:.2f} | {large['device']} |", flush=True)
    smooth = run("smooth")
    view = run("view")
    print(f"\n| default detail, {megapixels:g} MP | ms |\n|---|---|")
    for name in ("estimate", "render", "enhance"):
        print(f"| {name} | {1000 * smooth[name]:.0f} |")
    print(f"| peak, GB | {smooth['peak']:.2f} |")
    print("\n| a view of 2 MP | ms |\n|---|---|")
    for name, seconds in view.items():
        print(f"| {name} | {1000 * seconds:.1f} |")


# The variants


def plain(megapixels: float, runs: int) -> dict[str, Any]:
    """The published forward and its curve on the whole photo, to 8 bits."""
    import torch

    from tests.plain import network

    model, photo = _model(), _photo(megapixels)
    state = model.weights.net.state_dict()

    def forward(pixels: torch.Tensor) -> torch.Tensor:
        x = pixels.permute(2, 0, 1)[None].float().div(255).contiguous()
        maps = network(state, x)
        for r in torch.split(maps, 3, 1):
            x = x + r * (x * x - x)
        return x.mul(255).add(0.5).to(torch.uint8)[0].permute(1, 2, 0).contiguous()

    with torch.inference_mode():
        pixels = torch.from_numpy(photo.pixels.copy())
        forward(pixels[:64, :64])
        return {"s": _median(lambda: forward(pixels), runs), "peak": _peak()}


def _paper(precision: str) -> Callable[[float, int], dict[str, Any]]:
    def variant(megapixels: float, runs: int) -> dict[str, Any]:
        from dce_studio.core.edit import PAPER, Edit
        from dce_studio.core.engine.estimate import enhance

        model, photo, edit = _model(), _photo(megapixels), Edit(detail=PAPER)
        enhance(_photo(0.5), model, edit, precision=precision)
        seconds = _median(lambda: enhance(photo, model, edit, precision=precision), runs)
        return {"s": seconds, "peak": _peak(), "device": model.engine("auto", precision).text}

    return variant


def smooth(megapixels: float, runs: int) -> dict[str, Any]:
    """The default detail: the parts and the whole."""
    from dce_studio.core.edit import SMOOTH, Edit
    from dce_studio.core.engine.estimate import enhance, estimate
    from dce_studio.core.render.rendering import render
    from dce_studio.core.render.shape import shaped

    model, photo, edit = _model(), _photo(megapixels), Edit()
    enhance(photo, model, edit)
    maps = estimate(photo, model, SMOOTH)
    return {
        "estimate": _median(lambda: estimate(photo, model, SMOOTH), 2 * runs + 1),
        "render": _median(lambda: render(photo, shaped(photo, maps, edit), edit), 2 * runs + 1),
        "enhance": _median(lambda: enhance(photo, model, edit), 2 * runs + 1),
        "peak": _peak(),
    }


def view(megapixels: float, runs: int) -> dict[str, Any]:
    """What a slider and a new view cost."""
    from dce_studio.core.edit import SMOOTH, Edit
    from dce_studio.core.engine.estimate import estimate
    from dce_studio.core.geometry import Size
    from dce_studio.core.render.rendering import develop, sample

    model, photo, size = _model(), _photo(megapixels), Size(*VIEW)
    maps = estimate(photo, model, SMOOTH)
    sampled = sample(photo, maps, None, size)
    develop(sampled, Edit())
    return {
        "slider (develop)": _median(lambda: develop(sampled, Edit(strength=0.9)), 10 * runs + 1),
        "slider with gamma": _median(lambda: develop(sampled, Edit(gamma=1.15)), 10 * runs + 1),
        "new view (sample)": _median(lambda: sample(photo, maps, None, size), 2 * runs + 1),
    }


VARIANTS: dict[str, Callable[[float, int], dict[str, Any]]] = {
    "plain": plain,
    "float32": _paper("float32"),
    "fast": _paper("auto"),
    "smooth": smooth,
    "view": view,
}


def _model() -> Any:
    """The bundled `dce`."""
    from dce_studio.core.engine.models import Models

    return Models().get("dce")


def _photo(megapixels: float) -> Any:
    """A dark 3:2 photo of noise."""
    import numpy as np

    from dce_studio.core.photo import Photo

    width = round((megapixels * 1.5e6) ** 0.5)
    pixels = np.random.default_rng(0).integers(0, 64, (round(width / 1.5), width, 3), np.uint8)
    return Photo(Path("noise.png"), pixels)


def _median(work: Callable[[], object], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def _peak() -> float:
    """This process's largest resident memory, GB; 0 where it cannot be asked."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e9
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e9  # bytes on macOS


if __name__ == "__main__":
    main()
