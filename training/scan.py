"""Scans the photos before training: their number and brightness, unreadable ones, and warnings."""

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from dce_studio.core.errors import PhotoError, TrainingError
from dce_studio.core.files.folder import photos_in
from dce_studio.core.parallel import cores
from dce_studio.core.runs.events import Event, Scanned, Scanning, Warned
from dce_studio.training.augment import Floats, to_encoded
from dce_studio.training.cache import Cache, StoredPixels
from dce_studio.training.config import Config, Recipe
from dce_studio.training.light import Logarithm, exposed_well, unkept
from dce_studio.training.reading import readable

FEW = 50
"""Photos below which a set is called small."""


@dataclass(frozen=True)
class Seen:
    """One photo. digest: of its file; grey: mean brightness, channels: mean R, G, B, all in [0, 1]."""

    path: Path
    digest: str
    grey: float
    channels: tuple[float, float, float]


@dataclass(frozen=True)
class TrainingPhotos:
    """All of them: each distinct photo once, in the order of their digests; unreadable: path → reason."""

    photos: tuple[Seen, ...]
    unreadable: dict[Path, str]
    duplicates: tuple[Path, ...]

    @property
    def fingerprint(self) -> str:
        """A digest of the photos' contents, the same wherever they lie."""
        return hashlib.blake2b("".join(s.digest for s in self.photos).encode(), digest_size=16).hexdigest()

    def event(self) -> Scanned:
        """The scan as an event."""
        greys = [s.grey for s in self.photos]
        tenths = (
            np.bincount([min(9, int(g * 10)) for g in greys], minlength=10) if greys else np.zeros(10, int)
        )
        return Scanned(
            photos=len(self.photos),
            unreadable={str(path): reason for path, reason in self.unreadable.items()},
            duplicates=len(self.duplicates),
            brightness=tuple(int(n) for n in tenths),
            mean=float(np.mean(greys)) if greys else 0.0,
            fingerprint=self.fingerprint,
        )


def find(folders: Iterable[Path], suffixes: frozenset[str]) -> list[Path]:
    """The photo files in the folders and below (`core.files.folder`), sorted.

    Raises TrainingError for a folder that is not there or cannot be read.
    """
    found: set[Path] = set()
    for folder in folders:
        if folder.is_file():
            found.add(folder)
            continue
        if not folder.is_dir():
            raise TrainingError(f"There is no folder {folder}: bring it back or choose another.")
        try:
            found.update(photos_in(folder, recursive=True, suffixes=suffixes))
        except OSError as error:
            raise TrainingError(f"{folder} cannot be read: {error.strerror or error}.") from error
    return sorted(found)


def scan(paths: Sequence[Path], cache: Cache) -> Iterator[Scanning | TrainingPhotos]:
    """Look at every photo, which also fills the cache; progress, then the TrainingPhotos at the end."""
    seen: dict[str, Seen] = {}
    unreadable: dict[Path, str] = {}
    duplicates: list[Path] = []
    with ThreadPoolExecutor(min(cores(), 8), "scan") as pool:
        looks = pool.map(lambda path: (path, _look(path, cache)), paths)
        for done, (path, result) in enumerate(looks, 1):
            if isinstance(result, str):
                unreadable[path] = result
            elif result.digest in seen:
                duplicates.append(path)
            else:
                seen[result.digest] = result
            yield Scanning(done, len(paths))
    cache.prune()
    photos = tuple(seen[digest] for digest in sorted(seen))
    yield TrainingPhotos(photos, unreadable, tuple(duplicates))


def _look(path: Path, cache: Cache) -> Seen | str:
    try:
        entry = cache.load(path)
    except PhotoError as error:
        return str(error)
    red, green, blue = (float(v) for v in _encoded(entry.pixels).reshape(-1, 3).mean(0))
    return Seen(path, entry.digest, (red + green + blue) / 3, (red, green, blue))


def _encoded(pixels: StoredPixels) -> Floats:
    """What the cache keeps of a photo or of a file of light, as encoded values in [0, 1]."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.float32) / np.float32(255)
    return to_encoded(exposed_well(unkept(cast(Logarithm, pixels))).clip(0, 1))


def look(config: Config, cache: Cache | None = None) -> Generator[Event, None, TrainingPhotos]:
    """Scan the config's folders: progress, what was found, and warnings; returns the TrainingPhotos.

    Raises TrainingError for a missing folder, and when there is no readable photo.
    """
    paths = find(config.folders, readable())
    result = TrainingPhotos((), {}, ())
    for step in scan(paths, cache or Cache(config.recipe, megapixels=config.max_megapixels)):
        if isinstance(step, TrainingPhotos):
            result = step
        else:
            yield step
    yield result.event()
    if not result.photos:
        places = ", ".join(map(str, config.folders)) or "the folders given"
        raise TrainingError(f"There is no readable photo in {places}: choose another folder.")
    yield from (Warned(text) for text in warnings(result, config.recipe))
    return result


def warnings(found: TrainingPhotos, recipe: Recipe) -> list[str]:
    """What the person should know about the set, and what it does to the result: a sentence each."""
    checks = (_unreadable(found), _small(found), _exposure(found, recipe), _colour(found))
    return [text for text in checks if text]


def _unreadable(found: TrainingPhotos) -> str:
    count = len(found.unreadable)
    if not count:
        return ""
    first = next(iter(found.unreadable))
    return f"{count} of the files cannot be read and are left out, the first of them {first}."


def _small(found: TrainingPhotos) -> str:
    count = len(found.photos)
    if count >= FEW:
        return ""
    many = "1 photo" if count == 1 else f"{count} photos"
    return f"Only {many}: the weights will suit these and may do badly on others; {FEW} or more do better."


def _exposure(found: TrainingPhotos, recipe: Recipe) -> str:
    greys = np.array([s.grey for s in found.photos])
    low, high = np.quantile(greys, (0.05, 0.95))
    varied = recipe.augment >= 0.5
    if high < 0.3:
        return (
            "All photos are dark: the curves see no bright one and will over-expose it; add well-lit photos."
        )
    if low > 0.5 and not varied:
        return (
            "All photos are bright: the curves learn to darken, not to lift shadows; "
            "add dark photos or switch exposure augmentation on."
        )
    if high - low < 0.15 and not varied:
        return (
            "All photos are about equally bright: the curves learn one exposure only; "
            "add darker and brighter photos or switch exposure augmentation on."
        )
    return ""


def _colour(found: TrainingPhotos) -> str:
    channels = np.array([s.channels for s in found.photos])
    tint = (channels - channels.mean(1, keepdims=True)).mean(0)
    strongest = int(np.abs(tint).argmax())
    if abs(tint[strongest]) < 0.06:
        return ""
    excess = tint[strongest] > 0
    has = ("red", "green", "blue") if excess else ("cyan", "magenta", "yellow")
    gets = ("cyan", "magenta", "yellow") if excess else ("red", "green", "blue")
    return (
        f"Most photos lean to {has[strongest]}: the training takes that for a colour cast, so that others "
        f"will come out too {gets[strongest]}; add photos of other colours."
    )
