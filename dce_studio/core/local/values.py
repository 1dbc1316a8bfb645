"""Local strength as frozen values: where on a photo the curve is to act more or less, and by how much.

Coordinates and lengths are pixels of the upright whole photo: (0, 0) is the outer corner of its first pixel,
and a place may lie beyond the photo. A mask is 1 where a shape holds fully and 0 where it does not.
"""

from dataclasses import dataclass
from itertools import chain
from math import isfinite

Spot = tuple[float, float]
"""x and y in pixels of the photo."""

MOST = 16
"""Locals of an edit."""

MOST_POINTS, MOST_STROKES = 1 << 14, 1 << 11
"""Points and strokes of all brushes of an edit: more than a hand paints, and their file stays below 2 MB."""

LONGEST_NAME = 100  # characters
FARTHEST = 1e6  # pixels from the photo that a place may lie, and the longest radius


@dataclass(frozen=True)
class Stroke:
    """A brush led along points, or put down on one.

    radius: up to where it reaches; softness: the share of the radius over which it fades, 0 … 1. erase: takes
    away what the strokes before it have painted. Raises ValueError for a stroke that cannot be.
    """

    points: tuple[Spot, ...]
    radius: float
    softness: float = 0.5
    erase: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.points) <= MOST_POINTS:
            raise ValueError(f"a stroke has {len(self.points)} points, but must have 1 to {MOST_POINTS}")
        _check_places("a stroke", *self.points)
        _check_lengths("a stroke's radius", self.radius)
        _check_share("a stroke's softness", self.softness)


@dataclass(frozen=True)
class Brush:
    """What strokes have painted, each over those before it."""

    strokes: tuple[Stroke, ...] = ()


@dataclass(frozen=True)
class Linear:
    """A gradient: full at `start` and before it, none at `end` and beyond, along the line between them."""

    start: Spot
    end: Spot

    def __post_init__(self) -> None:
        _check_places("a gradient", self.start, self.end)
        if self.start == self.end:
            raise ValueError("a gradient must end at another place than it starts from")


@dataclass(frozen=True)
class Radial:
    """An ellipse: full inside, none beyond it, or the other way round where `outside`.

    radii: along its own x and y; angle: degrees by which those are turned clockwise; softness: the share of
    the radii over which it fades, inwards, 0 … 1.
    """

    centre: Spot
    radii: tuple[float, float]
    angle: float = 0.0
    softness: float = 0.5
    outside: bool = False

    def __post_init__(self) -> None:
        _check_places("an ellipse", self.centre)
        _check_lengths("an ellipse's radii", *self.radii)
        if not abs(self.angle) <= 360:  # NaN fails too
            raise ValueError(f"an ellipse's angle is {self.angle:g}°, but must be between −360° and 360°")
        _check_share("an ellipse's softness", self.softness)


@dataclass(frozen=True)
class Alike:
    """What of the photo looks like a colour, wherever it lies.

    at: where the colour was picked, for its handle alone. red, green, blue: the colour, in [0, 1].
    brightness, colour: how far a pixel may be from it in either, 0 … 1, and be wholly in; at twice that it is
    out.
    """

    at: Spot
    red: float
    green: float
    blue: float
    brightness: float = 0.2
    colour: float = 0.2

    def __post_init__(self) -> None:
        _check_places("the place of a colour", self.at)
        for name in ("red", "green", "blue", "brightness", "colour"):
            _check_share(f"{name} of what is alike", getattr(self, name))


Shape = Brush | Linear | Radial | Alike


@dataclass(frozen=True)
class Local:
    """α of every step times 1 + amount · mask: −1 leaves the photo as it was there, +1 doubles α.

    amount: −1 … 1. feather: how far the mask gives way to the photo's edges, 0 … 1; at 0 it is as it was
    drawn. on: whether it acts.
    """

    shape: Shape
    amount: float
    name: str = ""
    feather: float = 0.5
    on: bool = True

    def __post_init__(self) -> None:
        if not -1 <= self.amount <= 1:  # NaN fails too
            raise ValueError(f"the amount of a local is {self.amount:g}, but must be between −1 and 1")
        _check_share("the feather of a local", self.feather)
        if len(self.name) > LONGEST_NAME:
            raise ValueError(f"the name of a local is longer than {LONGEST_NAME} characters")

    @property
    def acts(self) -> bool:
        """Whether it changes anything at all."""
        return self.on and self.amount != 0 and self.shape != Brush()


def check(found: tuple[Local, ...]) -> None:
    """Raise ValueError for more locals, strokes or points than an edit can have."""
    strokes = [stroke for each in found if isinstance(each.shape, Brush) for stroke in each.shape.strokes]
    counts = {
        "local strengths": (len(found), MOST),
        "strokes": (len(strokes), MOST_STROKES),
        "points in its strokes": (sum(len(stroke.points) for stroke in strokes), MOST_POINTS),
    }
    for what, (count, most) in counts.items():
        if count > most:
            raise ValueError(f"an edit has {count} {what}, but can have {most} at most")


def _check_places(what: str, *places: Spot) -> None:
    if not _are_lengths(list(chain.from_iterable(places))):
        raise ValueError(f"{what} lies nowhere: its coordinates must be numbers within ±{FARTHEST:g}")


def _are_lengths(numbers: list[float]) -> bool:
    """Asked of all points of a stroke, 40 times a second while a hand draws it: by what is compiled."""
    within = min(numbers) >= -FARTHEST and max(numbers) <= FARTHEST
    return within and isfinite(sum(numbers))  # a NaN may be passed over by min and max, not by sum


def _check_lengths(what: str, *lengths: float) -> None:
    if not all(isfinite(each) and 0 < each <= FARTHEST for each in lengths):
        raise ValueError(f"{what} must be above 0 and at most {FARTHEST:g} pixels")


def _check_share(what: str, share: float) -> None:
    if not 0 <= share <= 1:  # NaN fails too
        raise ValueError(f"{what} is {share:g}, but must be between 0 and 1")
