"""Many photos in a row: reading, enhancing and writing overlapped, one bad file stopping nothing.

`run` is a generator of frozen events. Not asking for the next event is a pause, closing the generator a
cancel between files; both leave only whole files.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from dce_studio.core.atomic import sweep
from dce_studio.core.batch.events import (
    Batch,
    BatchEvent,
    Begun,
    Clock,
    Failed,
    Item,
    Skipped,
    Written,
)
from dce_studio.core.batch.naming import CHOSEN
from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import CancelledError, ExistsError, PhotoError, StudioError
from dce_studio.core.files import stores
from dce_studio.core.files.formats import format_of
from dce_studio.core.files.place import AnyPath, Place
from dce_studio.core.local.carry import carried
from dce_studio.core.output.finish import finished
from dce_studio.core.photo import Photo, Pixels
from dce_studio.core.render import auto
from dce_studio.core.render.framing import framed
from dce_studio.core.render.rendering import render
from dce_studio.core.render.shape import shaped

_log = logging.getLogger(__name__)


def run(
    batch: Batch, tick: Callable[[float], None] = lambda fraction: None, models: Models | None = None
) -> Iterator[BatchEvent]:
    """Enhance every item; yields the events in the order they happen, a Progress after each settled photo.

    tick: gets the fraction done within the photo at hand, and may raise CancelledError or
    KeyboardInterrupt to stop at once: then the files under way are finished and told of first.
    models: where weights are looked up and kept; a batch of its own loads them for itself.
    """
    work = _Work(batch, tick, models)
    clock = Clock(len(batch.items))
    try:
        for event in work.events():
            with clock.stopped():
                yield event
            if isinstance(event, Written | Skipped | Failed):
                yield clock.settled(isinstance(event, Skipped))
    except (KeyboardInterrupt, CancelledError):
        work.close()
        yield from work.written()
        raise
    finally:
        work.close()


def settled_target(item: Item, photo: Photo | None) -> AnyPath:
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
        return stores.is_there(item.target)
    return any(stores.is_there(item.target.with_name(item.target.name + suffix)) for suffix in CHOSEN)


def _read(item: Item, overwrite: bool, megapixels: float | None) -> Photo:
    """The photo, unless its result is there and stays: that is told before the work, not after it."""
    there = not overwrite and bool(format_of(item.target)) and stores.is_there(item.target)
    if there and not stores.is_folder(item.target) and not stores.is_same(item.source, item.target):
        raise ExistsError(item.target)
    return item.photo or stores.read(item.source, megapixels)


def _failed(index: int, item: Item, error: Exception) -> Failed:
    """Return the failure and its reason in one sentence; log the traceback of an unexpected error."""
    if isinstance(error, StudioError):
        return Failed(index, item, str(error), error.path if isinstance(error, ExistsError) else None)
    if isinstance(error, MemoryError):
        return Failed(index, item, f"{item.source} does not fit into the free memory: close other programs.")
    _log.info("%s failed", item.source, exc_info=error)  # not louder: the command line prints what is
    words = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return Failed(index, item, f"{item.source} failed by a fault of DCE Studio ({words}).")


class _Result(NamedTuple):
    """What became a file. sha256: of it, or "" where nobody asks."""

    target: AnyPath
    notes: tuple[str, ...]
    sha256: str


class _Work:
    """The running batch: threads read ahead and write behind the caller's, which enhances."""

    def __init__(self, batch: Batch, tick: Callable[[float], None], models: Models | None) -> None:
        self.batch, self.tick, self.models = batch, tick, models or Models()
        self.readers = ThreadPoolExecutor(max(1, batch.workers), "read")
        self.writers = ThreadPoolExecutor(max(1, batch.workers), "write")
        self.ahead: deque[tuple[int, Item, Future[Photo] | None]] = deque()
        self.behind: deque[tuple[int, Item, float, Future[_Result]]] = deque()

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
        """Drop photos that have not begun, and wait for files being written, so that each is complete."""
        self.readers.shutdown(wait=True, cancel_futures=True)
        self.writers.shutdown(wait=True, cancel_futures=True)

    def written(self) -> Iterator[BatchEvent]:
        """Yield the files that were finished while the batch was being closed."""
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
            if isinstance(item.target, Path):
                sweep(item.target.parent.absolute())
            skip = item.settled or (self.batch.skip_existing and _is_there(item))
            overwrite, most = self.batch.overwrite or item.overwrite, self.batch.megapixels
            future = None if skip else self.readers.submit(_read, item, overwrite, most)
            self.ahead.append((index, item, future))

    def _enhance(self, index: int, item: Item, future: Future[Photo]) -> Failed | None:
        begun = time.monotonic()
        try:
            photo = future.result()
            result = self._enhanced(photo, item)
        except CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it stops this photo alone
            return _failed(index, item, error)
        del photo  # the original's pixels are not kept while it is written
        self.behind.append((index, item, begun, self.writers.submit(self._write, result, item)))
        return None

    def _enhanced(self, photo: Photo, item: Item) -> Photo:
        """Return the photo with its result, in the edit's frame."""
        edit = self._edit(photo, item)
        if item.maps is not None and self.batch.automatic is None:
            box = edit.framing.box(photo.size)
            pixels = render(photo, shaped(photo, item.maps, edit), edit, box, tick=self.tick)
        else:
            pixels = self._estimated(photo, item)
        return finished(framed(photo, pixels, edit.framing), self.batch.output, self.tick)

    def _edit(self, photo: Photo, item: Item) -> Edit:
        return item.edit or carried(self.batch.edit, self.batch.photo_size, photo.size)

    def _estimated(self, photo: Photo, item: Item) -> Pixels:
        from dce_studio.core.engine.estimate import enhance, estimate

        batch = self.batch
        edit = self._edit(photo, item)
        box = edit.framing.box(photo.size)
        model = self.models.get(item.weights or batch.weights)
        device, precision = batch.device, batch.precision
        if batch.automatic is not None:
            maps = estimate(photo, model, min(edit.detail, SMOOTH), device=device, precision=precision)
            made = shaped(photo, maps, edit)
            edit = auto.choose(photo, made, edit, batch.automatic)
            if edit.detail <= SMOOTH:
                return render(photo, shaped(photo, maps, edit, made), edit, box, tick=self.tick)
        return enhance(photo, model, edit, box=box, device=device, precision=precision, tick=self.tick)

    def _write(self, result: Photo, item: Item) -> _Result:
        target, batch = settled_target(item, result), self.batch
        if target == item.source and isinstance(target, Place):
            raise PhotoError(f"{target} is the original, which is never written to: choose another name.")
        overwrite = batch.overwrite or item.overwrite
        notes, sha256 = stores.write(result, target, batch.options, overwrite, batch.checksum)
        return _Result(target, result.notes + notes, sha256)

    def _settle(self) -> BatchEvent:
        return self._outcome(*self.behind.popleft())

    def _outcome(self, index: int, item: Item, begun: float, future: Future[_Result]) -> BatchEvent:
        try:
            result = future.result()
        except Exception as error:  # noqa: BLE001
            return _failed(index, item, error)
        return Written(index, item, result.target, time.monotonic() - begun, result.notes, result.sha256)
