"""At what size to estimate the curves, and how to upsample them: the sweep behind the default.

    python -m tests.benchmarks.detail PAIRS [--weights dce] [--every 1]

PAIRS holds low/ and high/. For each long edge, bilinear and guided: PSNR, PSNR after matching the mean, SSIM.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.engine.estimate import estimate
from dce_studio.core.engine.models import Model, Models
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo
from dce_studio.core.render.rendering import render
from dce_studio.core.render.shape import shaped
from dce_studio.training.evaluate import pairs, unit
from dce_studio.training.metrics import mean, measure
from dce_studio.training.reading import read

EDGES = (48, 64, 96, 128, 192, 256, 384, 512, 1024, PAPER)


def raw_maps(photo: Photo, model: Model, edge: int) -> CurveMaps:
    """The network's own maps of the reduced photo, to be sampled bilinearly."""
    from dce_studio.core.geometry import fit
    from dce_studio.core.render.rendering import reduced

    small = replace(photo, pixels=np.array(reduced(photo, None, fit(photo.size, edge))))
    return replace(estimate(small, model, PAPER), box=estimate(photo, model, edge).box, photo_size=photo.size)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--weights", default="dce")
    parser.add_argument("--every", type=int, default=1, help="measure on every n-th pair")
    args = parser.parse_args()
    model = Models().get(args.weights)
    found = pairs(args.pairs / "low", args.pairs / "high")[:: args.every]
    print("| long edge | bilinear | guided |\n|---|---|---|")
    for edge in EDGES:
        cells = []
        for guided in (False, True):
            figures = []
            for pair in found:
                low, high = read(pair.low), read(pair.high)
                maps = estimate(low, model, edge) if guided else raw_maps(low, model, edge)
                figures.append(
                    measure(unit(render(low, shaped(low, maps, Edit()), Edit())), unit(high.pixels))
                )
            m = mean(figures)
            cells.append(f"{m.psnr:.2f} / {m.matched:.2f} / {m.ssim:.3f}")
        print(f"| {'paper' if edge == PAPER else edge} | {cells[0]} | {cells[1]} |", flush=True)


if __name__ == "__main__":
    main()
