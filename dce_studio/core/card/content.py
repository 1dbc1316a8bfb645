"""What a card shows, as values: the photo before and after, the curves and steps of up to three probes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.analysis import words
from dce_studio.core.analysis.probing import probe, reading_curves
from dce_studio.core.analysis.views import Floats, Reading
from dce_studio.core.card.choose import choose
from dce_studio.core.edit import Edit
from dce_studio.core.files import display_pixels
from dce_studio.core.geometry import Size, fit
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.photo import Photo
from dce_studio.core.render import rendering
from dce_studio.core.render.rendering import Sampled

LONG_EDGE = 1400  # pixels of each picture
MOST = 3  # probes

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Probed:
    """One probe. number: as on the photo, from 1. x, y: its place, 0 … 1 of the photo's width and height.

    tone: before, curve: (256,) output over input, stairs: (n + 1,) x₀ … xₙ, alpha: (n,), all means over R, G
    and B.
    part: how much of the last step is done, 0 where all of it is.
    """

    number: int
    x: float
    y: float
    tone: float
    curve: Floats
    stairs: Floats
    alpha: Floats
    part: float
    words: str


@dataclass(frozen=True, eq=False)
class Content:
    """All of a card. sampled: the photo with its maps at the pictures' size, developed anew for a film."""

    name: str
    weights: str
    edit: Edit
    photo: Photo
    maps: ShapedMaps
    sampled: Sampled
    points: tuple[tuple[int, int, int], ...]
    before: Bytes
    after: Bytes
    probes: tuple[Probed, ...]

    @property
    def size(self) -> Size:
        """The width and height of each picture in pixels."""
        return Size(self.before.shape[1], self.before.shape[0])


def content(
    photo: Photo, maps: ShapedMaps, edit: Edit, points: Sequence[tuple[int, int, int]] = ()
) -> Content:
    """What a card of the photo shows with this edit.

    points: (number, x, y) of the probes, the first three of which are shown; places are chosen where there
    are none. Raises IndexError for one outside the photo.
    """
    size = fit(photo.size, LONG_EDGE)
    sampled = rendering.sample(photo, maps, size=size)
    before = display_pixels(photo, sampled.pixels)
    places = tuple(points[:MOST]) or tuple((k + 1, *p) for k, p in enumerate(choose(photo, before)))
    return Content(
        photo.path.name, maps.weights, edit, photo, maps, sampled, places, before,
        *_at(photo, maps, sampled, edit, places),
    )  # fmt: skip


def at(card: Content, iterations: float) -> Content:
    """Return the same card after fewer iterations."""
    edit = card.edit.with_(iterations=iterations)
    after, probes = _at(card.photo, card.maps, card.sampled, edit, card.points)
    return replace(card, edit=edit, after=after, probes=probes)


def _at(
    photo: Photo, maps: ShapedMaps, sampled: Sampled, edit: Edit, places: Sequence[tuple[int, int, int]]
) -> tuple[Bytes, tuple[Probed, ...]]:
    after = display_pixels(photo, rendering.develop(sampled, edit))
    readings = [(number, probe(photo, maps, edit, x, y)) for number, x, y in places]
    return after, tuple(_probed(photo, edit, number, reading) for number, reading in readings)


def _probed(photo: Photo, edit: Edit, number: int, reading: Reading) -> Probed:
    curve = reading_curves(reading, edit).mean.mean(0)
    return Probed(
        number, (reading.x + 0.5) / photo.size.width, (reading.y + 0.5) / photo.size.height,
        float(reading.begun.mean()), curve, reading.stairs.mean(1), reading.applied.mean(1),
        edit.iterations % 1, words.plain(reading),
    )  # fmt: skip
