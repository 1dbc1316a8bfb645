"""What is to be done with many photos, and what is told of it, as frozen values."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from dce_studio.core.edit import Edit
from dce_studio.core.files.place import AnyPath
from dce_studio.core.geometry import Size
from dce_studio.core.manifest import DEFAULT_WEIGHTS
from dce_studio.core.output.options import AS_IT_IS, Output

if TYPE_CHECKING:
    from dce_studio.core.files.write import WriteOptions
    from dce_studio.core.maps import CurveMaps
    from dce_studio.core.photo import Photo


@dataclass(frozen=True, slots=True)
class Item:
    """A photo to enhance. target: the result's path; without a suffix the format is chosen by the photo.

    edit, weights: its own, else the batch's. overwrite: whether this target may be replaced, where the batch
    does not say so for all. photo: what was read of it already, or None. maps: that photo's own, as its
    weights and its edit's detail give them and not averaged, or None to have them estimated; a batch that
    chooses the iterations itself does not use them. settled: an earlier run has its result; that is told.
    """

    source: AnyPath
    target: AnyPath
    edit: Edit | None = None
    weights: str | None = None
    overwrite: bool = False
    settled: bool = False
    photo: "Photo | None" = field(default=None, compare=False, repr=False)
    maps: "CurveMaps | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Batch:
    """What is to be done. automatic: the mean brightness in [0, 1] that each
    photo's iterations are chosen for (Auto), or None.

    workers: how many photos are read ahead, and as many written behind: memory is bounded by it. megapixels:
    the largest photo that is read, None for the limit of `core.files.limits`. checksum: whether what is
    written is told with its own. output: the size and the colours of the results. photo_size: of the photo
    whose crop and places the edit has, to be carried to others; None: those of each.
    """

    items: Sequence[Item]
    edit: Edit = field(default_factory=Edit)
    weights: str = DEFAULT_WEIGHTS
    options: "WriteOptions | None" = None
    output: Output = AS_IT_IS
    device: str = "auto"
    precision: str = "auto"
    overwrite: bool = False
    skip_existing: bool = False
    automatic: float | None = None
    workers: int = 2
    megapixels: float | None = None
    checksum: bool = False
    photo_size: Size | None = None


@dataclass(frozen=True)
class Begun:
    """A photo is being enhanced; index counts from 0."""

    index: int
    item: Item


@dataclass(frozen=True)
class Written:
    """A photo was enhanced and saved. sha256: of the file, in hexadecimal, where the batch asks for it."""

    index: int
    item: Item
    target: AnyPath
    seconds: float
    notes: tuple[str, ...]
    sha256: str = ""


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
    exists: PurePath | None = None


@dataclass(frozen=True)
class Progress:
    """How far the whole has come: photos settled of total, and seconds left (None: unknown yet)."""

    settled: int
    total: int
    left: float | None


BatchEvent = Begun | Written | Skipped | Failed | Progress


class Clock:
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
        """One more photo is; skipped: without work."""
        self.count += 1
        self.worked += not skipped
        each = (time.monotonic() - self.start) / self.worked if self.worked else None
        return Progress(self.count, self.total, None if each is None else each * (self.total - self.count))


def clocked(events: Iterator[BatchEvent], total: int) -> Iterator[BatchEvent]:
    """The events, with a Progress after each settled photo."""
    clock = Clock(total)
    for event in events:
        with clock.stopped():
            yield event
        if isinstance(event, Written | Skipped | Failed):
            yield clock.settled(isinstance(event, Skipped))
