"""Small pictures of the opened photos with their edits, made one after the other, each by one thread.

The photo that is shown lends its own curves. Those of another are estimated on its small copy, at smooth
detail, in a fiftieth of a second, and the photo is not read whole: a look at it, near what an export gives.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.estimator import estimating
from dce_studio.app.preview.frame import for_screen
from dce_studio.app.state.kept import BudgetedCache
from dce_studio.core import files
from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.parallel import alone
from dce_studio.core.photo import Metadata, Photo
from dce_studio.core.render.framing import cut, framed
from dce_studio.core.render.masks import masks_of
from dce_studio.core.render.rendering import render
from dce_studio.core.render.shape import shaped
from dce_studio.core.whole.stars import stars

EDGE = 256  # px, long edge: sharp on a screen of scale 2
STARRY = 640  # px, the long edge of the copy in which stars are looked for: a smaller one has lost them
USUAL = Size(6000, 4000)  # of a photo: what a tilt leaves of it goes by its shape
LARGEST = 1024  # px, the long edge of what a small crop is cut from
WAITING = 48  # pictures that wait; the oldest requests are dropped
REST_MS = 400  # a picture is made anew when its edit has rested for so long


class Base(NamedTuple):
    """A small copy of a photo, and the size of the whole, in whose pixels places are told.

    starry: what `core.whole.stars` says of the photo, in [0, 1]. It is told with the first copy, also where
    nothing is estimated yet, as reading the photo again for it would take five times as long.
    """

    photo: Photo
    whole: Size
    starry: float


@dataclass(frozen=True, eq=False)
class Wanted:
    """All that a picture is made from. weights: "" for the photo as it is; megapixels: as in Batch.

    display: the screen's ICC profile, None: sRGB. base: the small copy, where it was read before. curves: the
    photo's own, shaped by the edit, where they are there.
    """

    path: Path
    edit: Edit
    weights: str
    megapixels: float | None = None
    display: bytes | None = None
    base: "Base | None" = None
    curves: ShapedMaps | None = None


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """A picture, empty where the photo cannot be read, of this edit by these weights.

    base: the photo's small copy, of which the next edit's picture is made, and the long edge it was read for.
    exact: whether the photo's own curves were used.
    """

    picture: QImage
    edit: Edit
    weights: str
    base: Base | None = None
    edge: int = EDGE
    exact: bool = False

    @property
    def bytes(self) -> int:
        """What it takes."""
        return self.picture.sizeInBytes() + (0 if self.base is None else self.base.photo.pixels.nbytes)


def make(wanted: Wanted, models: Models, tick: Callable[[float], None]) -> Thumbnail:
    """Make a picture. For a worker."""
    edge = edge_for(wanted.edit)
    with alone():
        try:
            base = wanted.base or _small_copy(wanted, edge)
        except StudioError:  # opening the photo reports the reason
            return Thumbnail(QImage(), wanted.edit, wanted.weights)
        tick(0.5)
        shown = files.on_grey(_edited(wanted, base, models))
        picture = for_screen(shown, shown.pixels, wanted.display)
    return Thumbnail(picture, wanted.edit, wanted.weights, base, edge, wanted.curves is not None)


def edge_for(edit: Edit) -> int:
    """The long edge of the copy of which the edit's crop is large enough."""
    placed = edit.framing.placed(USUAL)
    parts = (left / length for left, length in zip(placed.upright, USUAL, strict=True))
    part = max(*parts, EDGE / LARGEST)
    return EDGE << math.ceil(-math.log2(part))


def _small_copy(wanted: Wanted, edge: int) -> Base:
    photo, whole = files.preview_of(wanted.path, max(edge, STARRY), wanted.megapixels)
    small = replace(files.smaller(photo, edge), metadata=Metadata(icc=photo.metadata.icc), notes=())
    return Base(small, whole, stars(photo))


def _edited(wanted: Wanted, base: Base, models: Models) -> Photo:
    """The small copy with the edit, in its frame; without weights, or where they fail, in its frame alone."""
    photo, edit, box = base.photo, wanted.edit, wanted.edit.framing.box(base.photo.size)
    try:
        curves = _curves(wanted, base, models) if wanted.weights else None
    except StudioError:  # the estimation for the photo that is shown reports the reason
        curves = None
    pixels = cut(photo.pixels, box) if curves is None else render(photo, curves, edit, box)
    return framed(photo, pixels, edit.framing)


def _curves(wanted: Wanted, base: Base, models: Models) -> ShapedMaps:
    """The photo's own curves as those of its small copy, or those that are estimated on that."""
    own, photo = wanted.curves, base.photo
    if own is not None:
        noise = own.noise and own.noise.reduced(own.photo_size.width / photo.size.width)
        return replace(own, box=Box.whole(photo.size), photo_size=photo.size, noise=noise)
    edit, model = wanted.edit, models.get(wanted.weights)
    detail = min(edit.detail, SMOOTH)
    maps = estimating().estimate(photo, model, detail, device="cpu", starry=base.starry)
    made = shaped(photo, maps, edit.with_locals())
    return replace(made, masks=masks_of(photo, edit.locals, whole=base.whole))


class Thumbnails(QObject):
    """The pictures that were asked for, as far as the cache holds them; for the GUI thread.

    changed(tuple of Paths, or None for all): other pictures are there, or can be asked for.
    curves_of: gives the curves of the photo that is shown, shaped by its edit, and None for others.
    """

    changed = Signal(object)

    def __init__(
        self, jobs: Jobs, models: Models, kept: BudgetedCache | None = None, parent: QObject | None = None,
        curves_of: Callable[[Path, Edit], ShapedMaps | None] = lambda path, edit: None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._jobs, self._models, self._curves_of = jobs, models, curves_of
        self._kept = kept or BudgetedCache()
        self._waiting: OrderedDict[Path, Edit] = OrderedDict()
        self._resting: set[Path] = set()
        self._making: Path | None = None
        self._weights = ""
        self._display: bytes | None = None
        self._limit: float | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rest)

    @property
    def busy(self) -> bool:
        """Whether a picture is in the making."""
        return self._making is not None

    def use_weights(self, name: str) -> None:
        """Show what these weights make of the photos; "", as at first: the photos as they are."""
        if name != self._weights:
            self._weights = name
            self.changed.emit(None)

    def set_limit(self, megapixels: float | None) -> None:
        """Read no larger photos; None for the limit of `core.files.limits`."""
        self._limit = megapixels

    def set_display(self, icc: bytes | None) -> None:
        """Make pictures for a screen of this ICC profile, None: sRGB."""
        if icc != self._display:
            self._display = icc
            self._kept.drop(lambda value: isinstance(value, Thumbnail))
            self.changed.emit(None)

    def renew(self, paths: Iterable[Path]) -> None:
        """Make the pictures of these photos anew when their edits rest."""
        self._resting.update(paths)
        self._rest.start()

    def picture(self, path: Path, edit: Edit) -> QImage | None:
        """The picture that is there of a photo, or None; one of this edit is made where that is another."""
        found: Thumbnail | None = self._kept.get(path)
        if path != self._making and path not in self._resting and self._is_stale(found, path, edit):
            self._waiting[path] = edit
            self._waiting.move_to_end(path)
            while len(self._waiting) > WAITING:
                self._waiting.popitem(last=False)
            self._make_next()
        return None if found is None else found.picture

    def _is_stale(self, found: Thumbnail | None, path: Path, edit: Edit) -> bool:
        if found is None or (found.edit, found.weights) != (edit, self._weights):
            return found is None or not found.picture.isNull()
        return not found.exact and bool(self._weights) and self._curves_of(path, edit) is not None

    def _make_next(self) -> None:
        """Make the picture asked for last first, as that is the one in view."""
        if self._making is None and self._waiting:
            path, edit = self._waiting.popitem(last=True)
            self._making, display = path, self._display
            self._jobs.submit(
                "thumbnails", make, self._wanted(path, edit), self._models,
                done=lambda made: self._on_made(path, made, display),
                failed=lambda error: self._on_made(path, Thumbnail(QImage(), edit, self._weights), display),
            )  # fmt: skip

    def _wanted(self, path: Path, edit: Edit) -> Wanted:
        found: Thumbnail | None = self._kept.get(path)
        base = found.base if found and found.edge >= edge_for(edit) else None
        curves = self._curves_of(path, edit) if self._weights else None
        return Wanted(path, edit, self._weights, self._limit, self._display, base, curves)

    def _on_made(self, path: Path, made: Thumbnail, display: bytes | None) -> None:
        self._making = None
        if display == self._display:
            self._kept.put(path, made, made.bytes)
        self.changed.emit((path,))
        self._make_next()

    def _on_rest(self) -> None:
        paths = tuple(self._resting)
        self._resting.clear()
        self.changed.emit(paths)
