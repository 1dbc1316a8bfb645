"""What local strengths cost: a slider on a view of 2 MP, an export of 12 MP, and a place that changes.

    python -m tests.benchmarks.local [--rounds 9]

Variants take turns, and each is told as a ratio to the same without local strengths, so that a busy machine
matters less.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.estimate import estimate
from dce_studio.core.engine.models import Models
from dce_studio.core.geometry import Box, Size
from dce_studio.core.local.values import Alike, Brush, Linear, Local, Radial, Stroke
from dce_studio.core.photo import Photo
from dce_studio.core.render.masks import masks_of
from dce_studio.core.render.rendering import develop, render, sample
from dce_studio.core.render.sampling import with_factor
from dce_studio.core.render.shape import shaped

VIEW = Size(1732, 1155)
COUNTS = (0, 1, 4, 16)

Work = Callable[[], object]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    for title, works in (
        ("slider on a view of 2 MP of 24 MP", _sliders()),
        ("export of 12 MP", _exports()),
        ("a place that changes, 24 MP", _changes()),
    ):
        print(f"\n{title}")
        times = _medians(works, rounds)
        first = next(iter(times.values()))
        for name, seconds in times.items():
            print(f"  {name:28} {1000 * seconds:7.1f} ms  × {seconds / first:.2f}")


def _sliders() -> dict[str, Work]:
    photo = _photo(24)
    maps = estimate(photo, Models().get("dce"), SMOOTH)
    works: dict[str, Work] = {}
    for count in COUNTS:
        edit = Edit().with_locals(*_places(photo.size)[:count])
        view = sample(photo, shaped(photo, maps, edit), size=VIEW)
        works[f"{count} local strengths"] = lambda view=view, edit=edit: develop(view, edit)  # type: ignore[misc]
    return works


def _exports() -> dict[str, Work]:
    photo = _photo(12)
    maps = estimate(photo, Models().get("dce"), SMOOTH)
    works: dict[str, Work] = {}
    for count in COUNTS:
        edit = Edit().with_locals(*_places(photo.size)[:count])
        made = shaped(photo, maps, edit)
        works[f"{count} local strengths"] = lambda made=made, edit=edit: render(photo, made, edit)  # type: ignore[misc]
    return works


def _changes() -> dict[str, Work]:
    """A slider without any, then what comes before it: the mask, and the factor of the view."""
    photo = _photo(24)
    maps = estimate(photo, Models().get("dce"), SMOOTH)
    view = sample(photo, shaped(photo, maps, Edit()), size=VIEW)
    nothing = masks_of(photo, (Local(Brush(), 0.5),))
    works: dict[str, Work] = {"the slider": lambda: develop(view, Edit())}
    radial, gradient, brush, alike = _places(photo.size)[:4]
    for name, local in (("radial", radial), ("linear", gradient), ("brush", brush), ("alike", alike)):
        works[f"mask, {name}"] = lambda local=local: masks_of(photo, (local,), nothing)  # type: ignore[misc]
    assert isinstance(brush.shape, Brush)
    points = brush.shape.strokes[0].points
    begun = masks_of(photo, (_brush(points[:-1], 0.5),))
    works["mask, brush led on"] = lambda: masks_of(photo, (_brush(points, 0.5),), begun)
    for count in COUNTS[1:]:
        made = shaped(photo, maps, Edit().with_locals(*_places(photo.size)[:count]))
        works[f"factor of {count}"] = lambda made=made: with_factor(  # type: ignore[misc]
            view, made, Box.whole(photo.size), VIEW
        )
    works["the copy, once"] = lambda: masks_of(photo, (Local(Brush(), 0.5),))
    return works


def _places(size: Size) -> list[Local]:
    """Sixteen: four times an ellipse, a gradient, a stroke, and what is alike."""
    width, height = size
    line = tuple((width * (0.2 + 0.003 * k), height * (0.3 + 0.1 * np.sin(k / 20))) for k in range(200))
    found = []
    for k in range(4):
        found += [
            Local(Radial((width * (0.2 + 0.2 * k), height / 2), (width / 8, height / 5)), 0.4),
            Local(Linear((0.0, height * 0.2 * k), (0.0, height * (0.2 * k + 0.4))), -0.5),
            _brush(tuple((x, float(y) + 100 * k) for x, y in line), 0.3),
            Local(Alike((0.0, 0.0), 0.1, 0.1 + 0.02 * k, 0.1), -0.2),
        ]
    return found


def _brush(points: tuple[tuple[float, float], ...], amount: float) -> Local:
    return Local(Brush((Stroke(points, 120.0),)), amount)


def _photo(megapixels: float) -> Photo:
    """A dark 3:2 photo of patches with noise."""
    width = round((megapixels * 1.5e6) ** 0.5)
    height = round(width / 1.5)
    random = np.random.default_rng(0)
    patches = random.integers(0, 80, (height // 64 + 1, width // 64 + 1, 3), np.uint8)
    pixels = patches.repeat(64, 0).repeat(64, 1)[:height, :width]
    return Photo(Path("patches.png"), pixels + random.integers(0, 9, pixels.shape, np.uint8))


def _medians(works: dict[str, Work], rounds: int) -> dict[str, float]:
    """The median seconds of each, after one round that compiles."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            if number:
                seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(found) for name, found in seconds.items()}


if __name__ == "__main__":
    main()
