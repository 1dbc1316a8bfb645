"""Edit: every parameter a person can set, as one frozen value.

The Adjust panel, the command line and the sidecar are built from the fields below, in their order. What is
no number has no range: the frame and the local strengths, which the canvas shows and changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from dce_studio.core.geometry import WHOLE, Framing
from dce_studio.core.local.values import Local, check

SMOOTH = 64
"""The default long edge, in pixels, at which the curves are estimated."""

PAPER = 1 << 16
"""A long edge that no photo reaches: the curves are estimated at full resolution, as published."""

KEEP_COLOUR = 0.5
"""The default of `Edit.keep_colour`, by looking: tungsten light is too rich at 1, and turns yellow at 0."""


AUTO_TARGET = 0.4
"""The mean, of encoded values in [0, 1], that Auto brings what is lit in a photo to by default."""


@dataclass(frozen=True)
class Range:
    """What a control needs to know about its field: limits, step, unit and a sentence for the tooltip."""

    label: str
    low: float
    high: float
    step: float
    unit: str
    help: str


def _control(
    default: float, *, label: str, low: float, high: float, step: float, unit: str, help: str
) -> Any:
    return field(default=default, metadata={"range": Range(label, low, high, step, unit, help)})


def _strength(label: str, help: str) -> Any:
    return _control(1.0, label=label, low=0.0, high=2.0, step=0.01, unit="×", help=help)


def _balance(label: str, help: str) -> Any:
    return _control(0.0, label=label, low=-100.0, high=100.0, step=0.5, unit="", help=help)


def _share(label: str, help: str, default: float = 0.0) -> Any:
    return _control(default, label=label, low=0.0, high=1.0, step=0.01, unit="", help=help)


@dataclass(frozen=True)
class Edit:
    """All parameters of the enhancement. Raises ValueError for a value outside its range."""

    iterations: float = _control(
        8.0,
        label="Iterations",
        low=0.0,
        high=16.0,
        step=0.1,
        unit="",
        help="How often the curve is applied: 0 is the original, 8 the published way, 16 all of it twice.",
    )
    strength: float = _strength("Strength", "Scales all curve parameters; the product stays within ±1.")
    keep_colour: float = _share(
        "Keep colour",
        "How far a pixel keeps its hue, then its saturation: 0 is the published curve of each channel, "
        "1 multiplies red, green and blue by what the curve made of the largest.",
        KEEP_COLOUR,
    )
    noise: float = _share(
        "Noise",
        "How much of the noise goes that the curve lifts into view: what is not lifted stays as it was.",
    )
    colour_noise: float = _share("Colour noise", "The same of coloured speckle, which bears more of it.")
    gamma: float = _control(
        1.0,
        label="Gamma",
        low=0.2,
        high=5.0,
        step=0.01,
        unit="",
        help="Raises the result to this power: below 1 lifts it, above 1 calms an over-bright result.",
    )
    black: float = _control(
        0.0,
        label="Black point",
        low=0.0,
        high=0.3,
        step=0.002,
        unit="",
        help="What the result has up to this value becomes black: takes a grey veil off the darks.",
    )
    temperature: float = _balance(
        "Temperature", "Warmer to the right, cooler to the left; 0 is as the photo was taken."
    )
    tint: float = _balance("Tint", "Magenta to the right, green to the left; 0 is as the photo was taken.")
    red: float = _strength("Red", "Scales the curve parameters of the red channel.")
    green: float = _strength("Green", "Scales the curve parameters of the green channel.")
    blue: float = _strength("Blue", "Scales the curve parameters of the blue channel.")
    coupling: float = _share(
        "Couple channels", "Moves each pixel's three curves towards their mean: against colour casts."
    )
    smoothing: float = _share(
        "Smooth maps",
        "Moves the curves towards those of smooth detail: less noise is lifted, edges stay. "
        "At smooth detail they are there already.",
    )
    detail: int = _control(
        SMOOTH,
        label="Curve detail",
        low=48,
        high=PAPER,
        step=1,
        unit="px",
        help="The long edge at which the curves are estimated: smooth keeps local contrast, "
        "paper is the published full-resolution result.",
    )
    framing: Framing = WHOLE
    locals: tuple[Local, ...] = ()

    def __post_init__(self) -> None:
        for name, limits in ranges().items():
            value = getattr(self, name)
            if not limits.low <= value <= limits.high:  # NaN fails too
                raise ValueError(f"{name} is {value}, but must be between {limits.low:g} and {limits.high:g}")
        check(self.locals)

    @property
    def scales(self) -> tuple[float, float, float]:
        """The factors of α in R, G and B, in [0, 4]."""
        return self.strength * self.red, self.strength * self.green, self.strength * self.blue

    @property
    def cleans(self) -> bool:
        """Whether noise is removed."""
        return self.noise > 0 or self.colour_noise > 0

    @property
    def balances(self) -> bool:
        """Whether the white balance is another than the photo's own."""
        return (self.temperature, self.tint) != (0, 0)

    def with_(self, **changes: float) -> "Edit":
        """Return the edit with these numbers changed. Raises ValueError for a value outside its range."""
        return replace(self, **changes)  # type: ignore[arg-type]  # mypy: detail alone is an int

    def framed(self, framing: Framing) -> "Edit":
        """The same edit in another frame."""
        return replace(self, framing=framing)

    def with_locals(self, *locals: Local) -> "Edit":
        """The same edit with these local strengths. Raises ValueError for more than there can be."""
        return replace(self, locals=locals)

    def laid_on(self, other: "Edit") -> "Edit":
        """The same edit with the frame and the local strengths of another, which belong to one photo.

        It is what a preset makes of a photo with that other edit.
        """
        return replace(self, framing=other.framing, locals=other.locals)


@cache
def ranges() -> Mapping[str, Range]:
    """The Range of each field that is a number by the field's name, in the order of the fields."""
    found = {each.name: each.metadata["range"] for each in fields(Edit) if "range" in each.metadata}
    return MappingProxyType(found)
