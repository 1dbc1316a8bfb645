"""Many photos in a row: reading, enhancing and writing overlapped, one bad file stopping nothing.

`run` is a generator of frozen events. Not asking for the next event is a pause, closing the generator a
cancel between files; both leave only whole files.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dce_studio.core.atomic import sweep
from dce_studio.core.batch.naming import CHOSEN, TEMPLATE, Names, free_target, result_name
from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import CancelledError, ExistsError, PhotoError, StudioError
from dce_studio.core.files.folder import photos_in
from dce_studio.core.files.formats import format_of
from dce_studio.core.manifest import DEFAULT_WEIGHTS

if TYPE_CHECKING:
    from dce_studio.core.files.write import WriteOptions
    from dce_studio.core.maps import CurveMaps
    from dce_studio.core.photo import Photo, Pixels

__all__ = [
    "TEMPLATE",
    "Batch",
    "BatchEvent",
    "Begun",
    "Failed",
    "Item",
    "Progress",
    "Skipped",
    "Written",
    "plan",
    "run",
    "settled_target",
]  # fmt: skip


_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Item:
    """A photo to enhance. target: the result's path; without a suffix the format is chosen by the photo.

    edit, weights: its own, else the batch's. overwrite: whether this target may be replaced, where the batch
    does not say so for all. photo: what was read of it already, or None. maps: that photo's own, as its
    weights and its edit's detail give them and not averaged, or None to have them estimated; a batch that
    chooses the iterations itself does not use them.
    """

    source: Path
    target: Path
    edit: Edit | None = None
    weights: str | None = None
    overwrite: bool = False
    photo: "Photo | None" = field(default=None, compare=False, repr=False)
    maps: "CurveMaps | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Batch:
    """What is to be done. automatic: the mean brightness in [0, 1] that each
    photo's iterations are chosen for (Auto), or None.

    workers: how many photos are read ahead, and as many written behind: memory is bounded by it. megapixels:
    the largest photo that is read, None for the limit of `core.files.limits`.
    """

    items: Sequence[Item]
    edit: Edit = field(default_factory=Edit)
    weights: str = DEFAULT_WEIGHTS
    options: "WriteOptions | None" = None
    device: str = "auto"
    precision: str = "auto"
    overwrite: bool = False
    skip_existing: bool = False
    automatic: float | None = None
    workers: int = 2
    megapixels: float | None = None


@dataclass(frozen=True)
class Begun:
    """A photo is being enhanced; index counts from 0."""

    index: int
    item: Item


@dataclass(frozen=True)
class Written:
    """A photo was enhanced and saved."""

    index: int
    item: Item
    target: Path
    seconds: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Skipped:
    """A photo whose result is there already."""

    index: int
    item: Item


@dataclass(frozen=True)
class Failed:
    """A photo that could not be enhanced, and why. exists: the result that was there already, or None."""

    index: int
    item: Item
    reason: str
    exists: Path | None = None


@dataclass(frozen=True)
class Progress:
    """How far the whole has come: photos settled of total, and seconds left (None: unknown yet)."""

    settled: int
    total: int
    left: float | None


BatchEvent = Begun | Written | Skipped | Failed | Progress


def run(
    batch: Batch, tick: Callable[[float], None] = lambda fraction: None, models: Models | None = None
) -> Iterator[BatchEvent]:
    """Enhance every item; yields the events in the order they happen, a Progress after each settled photo.

    tick: gets the fraction done within the photo at hand, and may raise CancelledError to stop at once, or
    KeyboardInterrupt: then the files under way are finished and told of before it is raised again.
    models: where weights are looked up and kept; a batch of its own loads them for itself.
    """
    work = _Work(batch, tick, models)
    clock = _Clock(len(batch.items))
    for folder in {item.target.parent.absolute() for item in batch.items}:
        sweep(folder)
    try:
        for event in work.events():
            with clock.stopped():
                yield event
            if isinstance(event, Written | Skipped | Failed):
                yield clock.settled(isinstance(event, Skipped))
    except KeyboardInterrupt:
        work.close()
        yield from work.written()
        raise
    finally:
        work.close()


def plan(
    paths: Sequence[Path], output: Path, template: str, edit: Edit, weights: str,
    recursive: bool = False, suffix: str = "", taken: Names | None = None,
) -> tuple[list[Item], list[Path]]:  # fmt: skip
    """The items for photos and folders under `output`, folders mirrored, and the paths that do not exist.

    suffix: of all results (".png"); "" keeps each photo's own where it can be written. A name that two photos
    would share gets the photo's own suffix too. taken: names that are given away already; the new ones are
    added. Raises ValueError for a template with unknown fields, PhotoError for a folder that cannot be read.
    """
    items: list[Item] = []
    missing = [path for path in paths if not path.exists()]
    for path in paths:
        for source, folder in _found(path, recursive, output):
            name = result_name(template, source, edit, weights)
            items.append(Item(source, output / folder / (name + (suffix or _own_suffix(source)))))
    return _apart(items, Names() if taken is None else taken), missing


def _apart(items: list[Item], taken: Names) -> list[Item]:
    """The items in their order, no two with one target; those keep theirs best whose suffix is settled."""
    targets = {}
    for index in sorted(range(len(items)), key=lambda index: not format_of(items[index].target)):
        targets[index] = free_target(items[index].target, items[index].source, taken)
        taken.add(targets[index])
    return [replace(item, target=targets[index]) for index, item in enumerate(items)]


def _found(path: Path, recursive: bool, output: Path) -> list[tuple[Path, Path]]:
    """(photo, folder below the output) of a file, or of all photos in a folder, sorted by name.

    Photos below the output are results of an earlier run, unless it is the folder itself that was asked for.
    Raises PhotoError for a folder that cannot be read.
    """
    if not path.is_dir():
        return [(path, Path())] if path.exists() else []
    try:
        photos = sorted(photos_in(path, recursive=recursive))
    except OSError as error:
        raise PhotoError(f"{path} cannot be read: {error.strerror or error}.") from error
    results = output.resolve()
    inner = results != path.resolve() and results.is_relative_to(path.resolve())
    mine = [p for p in photos if not (inner and p.resolve().is_relative_to(results))]
    return [(photo, photo.parent.relative_to(path)) for photo in mine]


def _own_suffix(source: Path) -> str:
    return source.suffix if format_of(source) else ""


def settled_target(item: Item, photo: "Photo | None") -> Path:
    """The item's target with its suffix: by the photo where the plan left it open.

    16 bits go to TIFF; of 8 bits photos with alpha and those of lossless kinds to PNG, others to JPEG.
    """
    if format_of(item.target) or photo is None:
        return item.target
    if photo.pixels.dtype != "uint8":
        suffix = ".tiff"
    else:
        suffix = (
            ".png" if photo.alpha is not None or photo.metadata.format in ("BMP", "GIF", "PPM") else ".jpg"
        )
    return item.target.with_name(item.target.name + suffix)


def _is_there(item: Item) -> bool:
    if format_of(item.target):
        return item.target.exists()
    return any(item.target.with_name(item.target.name + suffix).exists() for suffix in CHOSEN)


def _read(item: Item, overwrite: bool, megapixels: float | None) -> "Photo":
    """The photo, unless its result is there and stays: that is told before the work, not after it."""
    from dce_studio.core.files import read_photo

    there = bool(format_of(item.target)) and item.target.is_file()
    if there and not overwrite and not (item.source.exists() and item.source.samefile(item.target)):
        raise ExistsError(item.target)
    return item.photo or read_photo(item.source, megapixels)


def _failed(index: int, item: Item, error: Exception) -> Failed:
    """Why a photo failed, as one sentence; what nobody foresaw is logged too, with where it happened."""
    if isinstance(error, StudioError):
        return Failed(index, item, str(error), error.path if isinstance(error, ExistsError) else None)
    if isinstance(error, MemoryError):
        return Failed(index, item, f"{item.source} does not fit into the free memory: close other programs.")
    _log.info("%s failed", item.source, exc_info=error)  # no louder: the command line prints what is
    words = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return Failed(index, item, f"{item.source} failed by a fault of DCE Studio ({words}).")


class _Clock:
    """Time left, by the mean time of the photos that were really done; a pause does not count."""

    def __init__(self, total: int) -> None:
        self.total, self.count, self.worked, self.start = total, 0, 0, time.monotonic()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """While the caller has the event: as long as a pause lasts."""
        since = time.monotonic()
        yield
        self.start += time.monotonic() - since

    def settled(self, skipped: bool) -> Progress:
        self.count += 1
        self.worked += not skipped
        each = (time.monotonic() - self.start) / self.worked if self.worked else None
        return Progress(self.count, self.total, None if each is None else each * (self.total - self.count))


class _Work:
    """The running batch: threads read ahead and write behind the caller's, which enhances."""

    def __init__(self, batch: Batch, tick: Callable[[float], None], models: Models | None) -> None:
        self.batch, self.tick, self.models = batch, tick, models or Models()
        self.readers = ThreadPoolExecutor(max(1, batch.workers), "read")
        self.writers = ThreadPoolExecutor(max(1, batch.workers), "write")
        self.ahead: deque[tuple[int, Item, Future[Photo] | None]] = deque()
        self.behind: deque[tuple[int, Item, float, Future[tuple[Path, tuple[str, ...]]]]] = deque()

    def events(self) -> Iterator[BatchEvent]:
        waiting = iter(enumerate(self.batch.items))
        while True:
            self.tick(0.0)
            self._read_ahead(waiting)
            if not self.ahead:
                break
            index, item, future = self.ahead.popleft()
            if future is None:
                yield Skipped(index, item)
                continue
            yield Begun(index, item)
            failed = self._enhance(index, item, future)
            del future  # and the photo with it
            if failed:
                yield failed
            while self.behind and (len(self.behind) > self.batch.workers or self.behind[0][3].done()):
                yield self._settle()
        while self.behind:
            yield self._settle()

    def close(self) -> None:
        """Drop what has not begun and wait for the files under way, so that each is whole."""
        self.readers.shutdown(wait=True, cancel_futures=True)
        self.writers.shutdown(wait=True, cancel_futures=True)

    def written(self) -> Iterator[BatchEvent]:
        """Of the files under way those that were finished when it was closed."""
        while self.behind:
            if self.behind[0][3].cancelled():
                self.behind.popleft()
            else:
                yield self._settle()

    def _read_ahead(self, waiting: Iterator[tuple[int, Item]]) -> None:
        while sum(future is not None for _, _, future in self.ahead) < self.batch.workers:
            index, item = next(waiting, (-1, None))
            if item is None:
                return
            skip = self.batch.skip_existing and _is_there(item)
            overwrite, most = self.batch.overwrite or item.overwrite, self.batch.megapixels
            future = None if skip else self.readers.submit(_read, item, overwrite, most)
            self.ahead.append((index, item, future))

    def _enhance(self, index: int, item: Item, future: "Future[Photo]") -> Failed | None:
        begun = time.monotonic()
        try:
            photo = future.result()
            pixels = self._enhanced(photo, item)
        except CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it stops this photo alone
            return _failed(index, item, error)
        result = replace(photo, pixels=pixels)  # the original's pixels are not kept while it is written
        self.behind.append((index, item, begun, self.writers.submit(self._write, result, item)))
        return None

    def _enhanced(self, photo: "Photo", item: Item) -> "Pixels":
        from dce_studio.core.render.rendering import render
        from dce_studio.core.render.shape import shaped

        if item.maps is not None and self.batch.automatic is None:
            edit = item.edit or self.batch.edit
            return render(photo, shaped(photo, item.maps, edit), edit, tick=self.tick)
        return self._estimated(photo, item)

    def _estimated(self, photo: "Photo", item: Item) -> "Pixels":
        from dce_studio.core.engine.estimate import enhance, estimate
        from dce_studio.core.render import auto
        from dce_studio.core.render.rendering import render
        from dce_studio.core.render.shape import shaped

        batch = self.batch
        edit = item.edit or batch.edit
        model = self.models.get(item.weights or batch.weights)
        device, precision = batch.device, batch.precision
        if batch.automatic is not None:
            maps = estimate(photo, model, min(edit.detail, SMOOTH), device=device, precision=precision)
            made = shaped(photo, maps, edit)
            edit = auto.choose(photo, made, edit, batch.automatic)
            if edit.detail <= SMOOTH:
                return render(photo, made, edit, tick=self.tick)
        return enhance(photo, model, edit, device=device, precision=precision, tick=self.tick)

    def _write(self, result: "Photo", item: Item) -> tuple[Path, tuple[str, ...]]:
        from dce_studio.core.files import write_photo

        target = settled_target(item, result)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PhotoError(f"{target.parent} cannot be made: {error.strerror or error}.") from error
        return target, result.notes + write_photo(
            result, target, self.batch.options, overwrite=self.batch.overwrite or item.overwrite
        )

    def _settle(self) -> BatchEvent:
        return self._outcome(*self.behind.popleft())

    def _outcome(
        self, index: int, item: Item, begun: float, future: "Future[tuple[Path, tuple[str, ...]]]"
    ) -> BatchEvent:
        try:
            target, notes = future.result()
        except Exception as error:  # noqa: BLE001
            return _failed(index, item, error)
        return Written(index, item, target, time.monotonic() - begun, notes)
