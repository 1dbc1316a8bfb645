"""Which of the opened photos the strip shows, and in which order."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from dce_studio.app.state.opened import OpenedPhoto

ShownPhotos = Literal["all", "edited", "exported", "failed"]
Order = Literal["opened", "name", "taken", "modified", "rating"]
SHOWN: tuple[ShownPhotos, ...] = get_args(ShownPhotos)
ORDERS: tuple[Order, ...] = get_args(Order)

_KEYS: dict[Order, Callable[[OpenedPhoto], Any]] = {
    "opened": lambda photo: 0,
    "name": lambda photo: 0,
    "taken": lambda photo: (not photo.about.taken, photo.about.taken),  # those that do not say it last
    "modified": lambda photo: photo.about.modified,
    "rating": lambda photo: -photo.rating,
}


@dataclass(frozen=True)
class Arrangement:
    """shown: photos of this state; an exported photo that is edited is both. stars: rated so or better.

    order: "opened" as they were opened; times earliest first, ratings best first, what is equal by name.
    backwards: the other way round.
    """

    shown: ShownPhotos = "all"
    stars: int = 0
    order: Order = "opened"
    backwards: bool = False

    @property
    def filters(self) -> bool:
        """Whether it leaves photos out."""
        return self.shown != "all" or self.stars > 0

    def shows(self, photo: OpenedPhoto) -> bool:
        """Whether a photo is shown."""
        wanted = photo.edited if self.shown == "edited" else self.shown in ("all", photo.status)
        return wanted and photo.rating >= self.stars

    def arranged(self, photos: Iterable[OpenedPhoto]) -> list[Path]:
        """The photos that are shown, in their order; photos: in the order of opening."""
        return [photo.path for photo in self._sorted(filter(self.shows, photos))]

    def place(self, photo: OpenedPhoto, shown: Iterable[OpenedPhoto], photos: Iterable[OpenedPhoto]) -> int:
        """Before how many of those shown a photo would come that is not."""
        ranks = {one.path: rank for rank, one in enumerate(self._sorted(photos))}
        return bisect_left(sorted(ranks[one.path] for one in shown), ranks[photo.path])

    def _sorted(self, photos: Iterable[OpenedPhoto]) -> list[OpenedPhoto]:
        if self.order == "opened":
            return list(photos)[:: -1 if self.backwards else 1]
        by_name = sorted(photos, key=lambda photo: (photo.path.name.lower(), photo.path))
        return sorted(by_name, key=_KEYS[self.order])[:: -1 if self.backwards else 1]
