"""Each photo once, reduced: kept in the user's cache folder, so that no epoch reads a 24 MP file twice.

An entry is one safetensors file: the pixels, and in its header what the scan learned. Its name holds the
photo's path, size and time of change and the shape asked for, so that it never goes stale.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
import safetensors
from numpy.typing import NDArray
from PIL import Image
from safetensors.numpy import save as encode

from dce_studio.core.atomic import write_bytes
from dce_studio.core.errors import PhotoError
from dce_studio.core.geometry import Size, fit
from dce_studio.core.photo import WHITE
from dce_studio.training.config import Recipe
from dce_studio.training.light import SPHERE, Logarithm, is_light, is_sphere, kept, read_light
from dce_studio.training.reading import read_about

Bytes = NDArray[np.uint8]
StoredPixels = Bytes | Logarithm

LARGEST = 8 << 30
"""Bytes of the cache; beyond it the oldest entries are deleted."""

_MULTIPLE = 16
"""The short side of a whole photo is a multiple of it, so that few shapes occur."""


@dataclass(frozen=True, eq=False)
class CachedPhoto:
    """A photo ready for training, and a digest of its file.

    pixels: (h, w, 3) uint8, or of a file of light float16, as `light.kept` made them.
    """

    path: Path
    pixels: StoredPixels
    digest: str


def shape(recipe: Recipe, size: Size) -> Size:
    """The size at which a photo of `size` is kept."""
    if recipe.framing == "squash":
        return Size(recipe.size, recipe.size)
    if recipe.framing == "crop":  # no side below the crop's
        scale = max(recipe.cache_edge / max(size), recipe.size / min(size))
        return Size(*(max(recipe.size, round(side * scale)) for side in size))
    edge = recipe.cache_edge if recipe.references == "light" else recipe.size
    multiple = _MULTIPLE * edge // recipe.size
    scale = edge / max(size)

    def reduced(side: int) -> int:
        if side == max(size):
            return edge
        return max(multiple, round(side * scale / multiple) * multiple)

    return Size(reduced(size.width), reduced(size.height))


def folder() -> Path:
    """Where entries lie."""
    return platformdirs.user_cache_path("dce-studio", appauthor=False) / "training"


class Cache:
    """Reads photos by way of the cache folder. `trouble` says why entries could not be written, if so."""

    def __init__(self, recipe: Recipe, place: Path | None = None, megapixels: float = 0.0) -> None:
        self.recipe, self.megapixels = recipe, megapixels
        self.place = place or folder()
        self.trouble = ""
        self._files: dict[Path, Path] = {}

    def load(self, path: Path) -> CachedPhoto:
        """The photo at the recipe's shape; raises PhotoError when it cannot be read.

        Once loaded, it can be loaded again when the photo itself is gone.
        """
        file = self._files.get(path)
        entry = self._cached(path, file) if file else None
        if entry is None:
            try:
                stat = path.stat()
            except OSError as error:
                raise PhotoError(
                    f"Cannot open {path} ({error.strerror or error}): check it is there."
                ) from error
            file = self.place / f"{self._key(path, stat)}.safetensors"
            entry = self._cached(path, file) or self._made(path, file)
            self._files[path] = file
        return entry

    def _key(self, path: Path, stat: os.stat_result) -> str:
        r = self.recipe
        edge = (r.framing, r.size, r.cache_edge, r.references)
        words = repr((str(path.absolute()), stat.st_size, stat.st_mtime_ns, edge))
        return hashlib.blake2b(words.encode(), digest_size=16).hexdigest()

    def _cached(self, path: Path, file: Path) -> CachedPhoto | None:
        try:
            with safetensors.safe_open(file, "numpy") as opened:
                return CachedPhoto(path, opened.get_tensor("pixels"), (opened.metadata() or {})["digest"])
        except (OSError, safetensors.SafetensorError, KeyError):
            return None  # absent or damaged: made anew

    def _made(self, path: Path, file: Path) -> CachedPhoto:
        entry = CachedPhoto(path, self._pixels(path), _digest(path))
        if not self.trouble:
            try:
                self.place.mkdir(parents=True, exist_ok=True)
                write_bytes(file, encode({"pixels": entry.pixels}, {"digest": entry.digest}))
            except OSError as error:
                self.trouble = f"The cache folder {self.place} cannot be written ({error.strerror or error})."
        return entry

    def _pixels(self, path: Path) -> StoredPixels:
        if self.recipe.references == "light" and is_light(path):
            return _light(path, self.recipe)
        return _reduced(path, self.recipe, self.megapixels)

    def prune(self) -> None:
        """Delete the entries made longest ago, beyond `LARGEST` bytes."""
        entries = []
        for file in self.place.glob("*.safetensors"):
            try:
                stat = file.stat()
            except OSError:
                continue
            entries.append((stat.st_mtime, stat.st_size, file))
        total = sum(size for _, size, _ in entries)
        for _, size, file in sorted(entries, key=lambda entry: entry[0]):
            if total <= LARGEST:
                return
            try:
                file.unlink(missing_ok=True)
            except OSError:  # open in another process, on Windows
                continue
            total -= size


def _reduced(path: Path, recipe: Recipe, megapixels: float) -> Bytes:
    photo = read_about(path, 2 * recipe.cache_edge, megapixels)
    size = shape(recipe, photo.size)
    pixels = photo.pixels
    if pixels.dtype != np.uint8:
        white = WHITE[pixels.dtype]
        pixels = (np.nan_to_num(pixels.astype(np.float32) / white).clip(0, 1) * 255 + 0.5).astype(np.uint8)
    smaller = size.width <= photo.size.width and size.height <= photo.size.height
    method = Image.Resampling.BOX if smaller else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(pixels).resize(size, method))


def _light(path: Path, recipe: Recipe) -> Logarithm:
    """A file of light as it is kept: a whole sphere at SPHERE, anything else at the recipe's shape."""
    light = read_light(path)
    height, width = light.shape[:2]
    size = Size(width, height)
    return kept(resized(light, fit(size, SPHERE) if is_sphere(light) else shape(recipe, size)))


def resized(values: NDArray[np.float32], size: Size) -> NDArray[np.float32]:
    """(h, w, c) float32 → (size.height, size.width, c), area-averaged."""
    planes = [
        np.asarray(Image.fromarray(np.ascontiguousarray(values[..., c])).resize(size, Image.Resampling.BOX))
        for c in range(values.shape[2])
    ]
    return np.stack(planes, -1)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    except OSError as error:
        raise PhotoError(f"Cannot open {path} ({error.strerror or error}): check it is there.") from error
