"""What a run tells, as frozen values of plain types; `to_json` makes one line of each.

Times are in seconds, steps and epochs count from 1, losses are weighted as in the recipe.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

CurvePoints = tuple[tuple[tuple[float, ...], ...], ...]
"""Of each sample the mean R, G and B curve: outputs for inputs evenly spaced over [0, 1]."""


@dataclass(frozen=True)
class Event:
    """Something that happened; `kind` names it in JSON."""

    kind: ClassVar[str] = "event"


@dataclass(frozen=True)
class Scanning(Event):
    """Photos are being looked at."""

    kind: ClassVar[str] = "scanning"
    done: int
    total: int


@dataclass(frozen=True)
class Scanned(Event):
    """What was found.

    brightness: photos whose mean grey lies in each tenth of [0, 1]; unreadable: path → why.
    """

    kind: ClassVar[str] = "scanned"
    photos: int
    unreadable: dict[str, str]
    duplicates: int
    brightness: tuple[int, ...]
    mean: float
    fingerprint: str


@dataclass(frozen=True)
class Warned(Event):
    """Something the person should know: one sentence."""

    kind: ClassVar[str] = "warning"
    text: str


@dataclass(frozen=True)
class Started(Event):
    """Training begins, after `step` steps where it resumes."""

    kind: ClassVar[str] = "started"
    step: int
    steps: int
    epochs: int
    photos: int
    held_out: int
    parameters: int
    arch: str
    device: str
    precision: str
    processes: int
    output: str


@dataclass(frozen=True)
class Stepped(Event):
    """A step was made. losses: its terms by name and their sum, "total"; left: seconds to go, if known."""

    kind: ClassVar[str] = "step"
    step: int
    epoch: int
    losses: dict[str, float]
    lr: float
    seconds: float
    left: float | None


@dataclass(frozen=True)
class Validated(Event):
    """An epoch ended.

    brightness: mean of the enhanced held-out photos; crushed: share of their values whose contrast is crushed
    (slope below 1/8); psnr, matched (PSNR after matching the mean), ssim: on pairs, if given; best: whether
    these are the best weights so far, those of the least score: `validate.score`.

    blown (%), hue (°), saturation, noise, black (levels of 255), contrast, order (‰): the means of
    `night.NightFigures` over the enhanced held-out photos, None where no photo has the figure.
    """

    kind: ClassVar[str] = "epoch"
    epoch: int
    step: int
    losses: dict[str, float]
    brightness: float
    crushed: float
    best: bool
    psnr: float | None = None
    matched: float | None = None
    ssim: float | None = None
    score: float | None = None
    blown: float | None = None
    hue: float | None = None
    saturation: float | None = None
    noise: float | None = None
    black: float | None = None
    contrast: float | None = None
    order: float | None = None


@dataclass(frozen=True)
class SamplesShown(Event):
    """The fixed sample photos as they come out now. before, after: image files of each."""

    kind: ClassVar[str] = "samples"
    epoch: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    curves: CurvePoints


@dataclass(frozen=True)
class Saved(Event):
    """A checkpoint was written."""

    kind: ClassVar[str] = "saved"
    step: int
    path: str


@dataclass(frozen=True)
class Paused(Event):
    """Training waits for the person, or goes on again."""

    kind: ClassVar[str] = "paused"
    step: int
    paused: bool


@dataclass(frozen=True)
class Finished(Event):
    """The run ended. reason: "done", "stopped", "early" or "nan"; best, last: files or ""."""

    kind: ClassVar[str] = "finished"
    reason: str
    text: str
    step: int
    best: str
    last: str
    figures: dict[str, float] = field(default_factory=dict)


def to_json(event: Event) -> str:
    """The event as one line of JSON: {"event": kind, …}."""
    return json.dumps({"event": event.kind, **asdict(event)}, allow_nan=True)


_ALL = (Scanning, Scanned, Warned, Started, Stepped, Validated, SamplesShown, Saved, Paused, Finished)
_KINDS: dict[str, type[Event]] = {kind.kind: kind for kind in _ALL}


def from_json(line: str | bytes) -> Event | None:
    """Return the event of a line; None for anything else that a process may print."""
    try:
        words: dict[str, Any] = json.loads(line)
        return _KINDS[words.pop("event")](**{name: _frozen(value) for name, value in words.items()})
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _frozen(value: Any) -> Any:
    """JSON's lists as the tuples that they were."""
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


def clock(seconds: float) -> str:
    """Return seconds as 1:02:03 or 2:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
