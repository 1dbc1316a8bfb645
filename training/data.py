"""The batches: which photos, in which order, flipped, cropped and exposed how.

Everything drawn at random for the photo at position p of the run comes from a counter-based generator keyed
by (seed, p): a run resumed at any step, or spread over any number of processes, sees the same batches.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from dce_studio.core.errors import PhotoError, TrainingError
from dce_studio.core.geometry import Size, fit
from dce_studio.training import scenes
from dce_studio.training.augment import augmented
from dce_studio.training.cache import Cache, StoredPixels
from dce_studio.training.config import Recipe
from dce_studio.training.light import is_light

Bytes = NDArray[np.uint8]
Sample = NDArray[np.uint8] | NDArray[np.float32]
"""A photo as the network sees it: (h, w, 3 or 6) uint8, or float32 in [0, 1] if it was reduced later."""

IN_MEMORY = 1 << 30
"""Bytes of photos kept in memory; the rest is read from the cache each time."""

VIEWS = 4
"""Views of a file of light in a pass over the photos."""

_ORDER, _SAMPLE, _HELD_OUT = 1, 2, 3  # what a generator is for


def generator(seed: int, purpose: int, position: int) -> np.random.Generator:
    """A generator that depends on these three numbers alone (Philox is counter-based)."""
    return np.random.Generator(np.random.Philox(key=[(purpose << 32) | seed, position]))


@lru_cache(maxsize=4)
def _order(seed: int, epoch: int, count: int) -> NDArray[np.int64]:
    return generator(seed, _ORDER, epoch).permutation(count)


def repeated(paths: Sequence[Path], recipe: Recipe) -> list[Path]:
    """The photos of one pass: files of light, of which no two views are alike, several times."""
    light = recipe.references == "light"
    return [path for path in paths for _ in range(VIEWS if light and is_light(path) else 1)]


class Photos:
    """Photos by number, from memory or the cache. A missing one is replaced by the next and reported."""

    def __init__(self, paths: Sequence[Path], cache: Cache) -> None:
        self.paths = tuple(paths)
        self.cache = cache
        self.lost: dict[Path, str] = {}
        self._kept: dict[int, StoredPixels] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> StoredPixels:
        """(h, w, 3) as the cache keeps it; raises TrainingError when no photo is left."""
        for other in range(len(self)):
            try:
                return self._pixels((index + other) % len(self))
            except PhotoError as error:
                self.lost[self.paths[(index + other) % len(self)]] = str(error)
        raise TrainingError("None of the photos can be read any more: bring the folder back and resume.")

    def _pixels(self, index: int) -> StoredPixels:
        if index in self._kept:
            return self._kept[index]
        pixels = self.cache.load(self.paths[index]).pixels
        if self._bytes + pixels.nbytes <= IN_MEMORY or self.cache.trouble:
            self._kept[index] = pixels
            self._bytes += pixels.nbytes
        return pixels


def sample(photos: Photos, recipe: Recipe, position: int) -> Sample:
    """The photo at that position of the run, (h, w, 3), as the network is to see it.

    With a reference loss (h, w, 6): behind it what the photo is to come back to.
    """
    epoch, place = divmod(position, len(photos))
    pixels = photos[int(_order(recipe.seed, epoch, len(photos))[place])]
    rng = generator(recipe.seed, _SAMPLE, position)
    if recipe.references == "light":
        shown = scenes.photographed_scene(pixels, recipe, rng, varied=True)
        return shown[:, ::-1] if recipe.flips and rng.random() < 0.5 else shown
    return _seen(_framed(cast(Bytes, pixels), recipe, rng), recipe, rng)


def held_out(photos: Photos, recipe: Recipe, index: int) -> Sample:
    """The photo of that number for validation: exposed the same way each time, not flipped."""
    rng = generator(0, _HELD_OUT, index)
    pixels = photos[index]
    if recipe.references == "light":
        return scenes.photographed_scene(pixels, recipe, rng, varied=False)
    if recipe.framing == "crop":
        top, left = ((side - recipe.size) // 2 for side in pixels.shape[:2])
        pixels = pixels[top : top + recipe.size, left : left + recipe.size]
    return _seen(_zoomed(cast(Bytes, pixels), recipe, None), recipe, rng)


def _seen(pixels: Bytes, recipe: Recipe, rng: np.random.Generator) -> Bytes:
    shown = augmented(pixels, recipe, rng)
    return np.concatenate((shown, pixels), 2) if recipe.reference else shown


def _framed(pixels: Bytes, recipe: Recipe, rng: np.random.Generator) -> Bytes:
    if recipe.framing == "crop":
        top, left = (int(rng.integers(side - recipe.size + 1)) for side in pixels.shape[:2])
        pixels = pixels[top : top + recipe.size, left : left + recipe.size]
    pixels = _zoomed(pixels, recipe, rng)
    if recipe.flips and rng.random() < 0.5:
        pixels = pixels[:, ::-1]
    return pixels


def _zoomed(pixels: Bytes, recipe: Recipe, rng: np.random.Generator | None) -> Bytes:
    """A random part, of the photo's proportions, reduced to the size trained at; the whole without `rng`."""
    if recipe.framing != "whole" or recipe.zoom == 1:
        return pixels
    height, width = pixels.shape[:2]
    share = rng.uniform(recipe.zoom, 1) if rng else 1.0
    left, top = (rng.uniform(0, side * (1 - share)) if rng else 0.0 for side in (width, height))
    size = fit(Size(width, height), recipe.size)
    box = (left, top, left + share * width, top + share * height)
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX, box))


def batches(
    photos: Photos, recipe: Recipe, first: int, last: int, rank: int = 0, world: int = 1, threads: int = 1
) -> Iterator[list[Sample]]:
    """The batch of each step first … last − 1, made a step ahead; of it, this process's share."""

    def one(position: int) -> Sample:
        return sample(photos, recipe, position)

    with ThreadPoolExecutor(threads, "photos") as pool:

        def begin(step: int) -> list[Future[Sample]]:
            start = step * recipe.batch
            return (
                [pool.submit(one, start + k) for k in range(rank, recipe.batch, world)] if step < last else []
            )

        ahead = begin(first)
        for step in range(first, last):
            ready, ahead = ahead, begin(step + 1)
            yield [future.result() for future in ready]


def tensors(photos: Sequence[Sample], most: int, device: torch.device) -> list[Tensor]:
    """Photos → stacks of one shape, each (n ≤ most, channels, h, w) float32 in [0, 1], channels last."""
    groups: dict[tuple[int, ...], list[Sample]] = {}
    for photo in photos:
        groups.setdefault(photo.shape, []).append(photo)
    pieces = [group[k : k + most] for group in groups.values() for k in range(0, len(group), most)]
    return [_stacked(piece, device) for piece in pieces]


def _stacked(photos: Sequence[Sample], device: torch.device) -> Tensor:
    stack = torch.from_numpy(np.stack(photos)).to(device).permute(0, 3, 1, 2)
    return stack.float().div_(255) if stack.dtype == torch.uint8 else stack
