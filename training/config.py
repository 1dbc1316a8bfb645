"""Every choice of a training run, as two frozen values.

`Recipe` is what decides the weights that come out (with the photos); `Config` adds where things lie and
what they run on. The command line and the dialog are built from the fields below, in their order.
"""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from dce_studio.core.edit import KEEP_COLOUR, SMOOTH
from dce_studio.core.engine.architecture import ARCHITECTURES
from dce_studio.core.errors import TrainingError


@dataclass(frozen=True)
class Option:
    """What the command line and the dialog need to know about a field."""

    help: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    flag: str = ""  # the command-line name where it differs from the field's
    advanced: bool = True


def _option(
    default: Any,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    flag: str = "",
    advanced: bool = True,
) -> Any:
    return field(default=default, metadata={"option": Option(help, low, high, choices, flag, advanced)})


LOCAL = 0.1
"""The share of a place's own maps, by looking and by the order of brightness it leaves: weights/README.md."""


@dataclass(frozen=True)
class Recipe:
    """What decides the weights. Raises TrainingError for a value outside its range.

    The defaults are this program's own recipe ("studio"); `preset("published")` is the one of the paper.
    """

    # the network and how long it trains
    arch: str = _option("dce", "the network", choices=ARCHITECTURES, advanced=False)
    steps: int = _option(
        1600, "optimizer steps; 0: as many as --epochs says", low=0, high=10_000_000, advanced=False
    )
    epochs: int = _option(
        0, "passes over the photos, where --steps is 0", low=0, high=100_000, advanced=False
    )
    seed: int = _option(0, "decides initial weights, order and augmentation", low=0, high=2**31)

    # what the network sees
    size: int = _option(
        SMOOTH,
        "long edge in pixels of the photos it trains on, best the size at which curves are estimated",
        low=16,
        high=4096,
        advanced=False,
    )
    framing: str = _option(
        "whole",
        "whole: the photo reduced, sides in proportion; squash: made square, as published; "
        "crop: a random square; the last two with --references photo",
        choices=("whole", "squash", "crop"),
    )
    crop_from: int = _option(
        0, "long edge to reduce a photo to before cropping; 0: twice the size", low=0, high=8192
    )
    estimate: int = _option(
        0,
        "long edge at which the network runs, its maps upsampled to the size in the loop; 0: at the size",
        low=0,
        high=4096,
    )
    upsample: str = _option("guided", "how the maps are upsampled", choices=("bilinear", "guided"))
    zoom: float = _option(
        0.6,
        "smallest share of its sides that is shown of a whole photo; 1: always all of it",
        low=0.1,
        high=1,
    )
    batch: int = _option(16, "photos in a step", low=1, high=4096, advanced=False)
    flips: bool = _option(True, "mirror photos at random")

    # exposure augmentation
    augment: float = _option(1.0, "share of the photos whose exposure is varied", low=0, high=1)
    references: str = _option(
        "light",
        "light: exposed anew at twice the size, as a camera does; dark photos, and files of light, come back "
        "to the fusion of their exposures. photo: exposed at the size, all come back to the photo as taken",
        choices=("light", "photo"),
    )
    ev_low: float = _option(-4.5, "darkest exposure, in stops", low=-10, high=0)
    ev_high: float = _option(0.7, "brightest exposure, in stops", low=0, high=5)
    exposures: str = _option(
        "uniform",
        "uniform: stops drawn evenly; brightness: stops such that the mean brightness spreads evenly",
        choices=("uniform", "brightness"),
    )
    noise: float = _option(1.0, "strength of the simulated sensor noise", low=0, high=10)
    cast: float = _option(
        0.04, "largest white-balance error, as a share of a channel's light", low=0, high=0.5
    )

    # the losses
    losses: str = _option(
        "code", "code: as in the published program; paper: as in the paper", choices=("code", "paper")
    )
    spatial: float = _option(0.0, "weight of spatial consistency", low=0, high=1e6)
    exposure: float = _option(0.0, "weight of exposure", low=0, high=1e6)
    colour: float = _option(0.0, "weight of colour constancy", low=0, high=1e6)
    smoothness: float = _option(
        20.0,
        "weight of the maps' smoothness; -1: 200 (dce), 300 (dce-slim) or 1600 (dce-pp)",
        low=-1,
        high=1e6,
    )
    saturation: float = _option(0.0, "weight of the optional colour-saturation term", low=0, high=1e6)
    reference: float = _option(
        10.0, "weight of the distance to the reference that the photo is to come back to", low=0, high=1e6
    )
    raw: float = _option(
        0.6, "share of that for the maps as the network drew them, before they are smoothed", low=0, high=10
    )
    neutral: float = _option(
        10.0,
        "weight of the difference among a step's three maps: every iteration count keeps colours",
        low=0,
        high=1e6,
    )
    local: float = _option(
        LOCAL, "share of a place's own maps beside those of the whole photo; 0: one scale, as published",
        low=0, high=1,
    )  # fmt: skip
    keep_colour: float = _option(
        KEEP_COLOUR, "the Keep colour under which the result is judged; 0: as published", low=0, high=1
    )
    target: float = _option(
        0.46, "E, the brightness to aim at", low=0.05, high=0.95, flag="e", advanced=False
    )
    patch: int = _option(
        0, "side in pixels of the patches whose exposure is judged; 0: the whole photo", low=0, high=1024
    )

    lift: bool = _option(True, "judge the exposure only of what is darker than E")

    # the optimizer
    lr: float = _option(2e-3, "learning rate", low=1e-8, high=1.0)
    schedule: str = _option("cosine", "course of the learning rate", choices=("cosine", "constant"))
    warmup: int = _option(50, "steps in which the learning rate rises from 0", low=0, high=100_000)
    decay: float = _option(0.0, "weight decay", low=0, high=1)
    clip: float = _option(1.0, "largest norm of the gradient", low=1e-6, high=1e6)
    ema: float = _option(
        0.998, "share kept per step in the running average of the weights; 0: no average", low=0, high=0.99999
    )
    init: float = _option(
        0.0, "standard deviation of the initial kernels; 0: PyTorch's default", low=0, high=1
    )
    patience: int = _option(
        0, "stop after so many epochs without a better validation; 0: never", low=0, high=10_000
    )

    def __post_init__(self) -> None:
        _check(self)
        if not self.steps and not self.epochs:
            raise TrainingError("Neither steps nor epochs are given: set one of them.")
        if self.references == "light" and self.framing != "whole":
            raise TrainingError(
                "--references light needs --framing whole: choose that or --references photo."
            )
        if self.estimate > self.size:
            raise TrainingError(f"The network cannot run at {self.estimate} px on photos of {self.size} px.")

    @property
    def smoothness_weight(self) -> float:
        """The weight of the smoothness loss, the network's own where none is set."""
        if self.smoothness >= 0:
            return self.smoothness
        if self.losses == "paper":
            return 20.0
        return {"dce": 200.0, "dce-slim": 300.0, "dce-pp": 1600.0}[self.arch]

    @property
    def cache_edge(self) -> int:
        """The long edge at which photos are kept for training."""
        if self.framing == "crop":
            return self.crop_from or 2 * self.size
        if self.framing == "whole" and self.zoom < 1:
            return 2 * self.size
        return self.size


@dataclass(frozen=True)
class Config:
    """A run: what is read and written, and on what it runs. Raises TrainingError for a value out of range."""

    folders: tuple[Path, ...] = ()
    output: Path = Path("training")
    recipe: Recipe = field(default_factory=Recipe)
    weights: str = _option("", "weights to start from: a bundled name or a file", advanced=False)
    low: str = _option("", "folder of dark photos to validate on, with --high")
    high: str = _option("", "folder of their references, of the same names")
    device: str = _option("auto", "auto, cpu, cuda, cuda:1 … or mps")
    precision: str = _option(
        "auto", "auto: bfloat16 where the device is faster with it", choices=("auto", "float32", "bfloat16")
    )
    micro: int = _option(
        0, "photos computed at once, accumulated to a batch; 0: by the device", low=0, high=4096
    )
    threads: int = _option(0, "CPU threads; 0: all cores", low=0, high=1024)
    held_out: float = _option(0.1, "share of the photos kept apart for validation", low=0, high=0.5)
    save_every: float = _option(20.0, "seconds between checkpoints, at most", low=0, high=30)
    pth: bool = _option(False, "also write best.pth, in the published layout")
    max_megapixels: float = _option(
        0.0, "largest photo to read, megapixels; 0: 250, or as the environment says", low=0, high=10_000
    )
    resume: bool = _option(False, "go on with the run in the output folder", advanced=False)

    def __post_init__(self) -> None:
        _check(self)
        if bool(self.low) != bool(self.high):
            raise TrainingError("Validation on pairs needs both --low and --high.")


def options(kind: type[Recipe] | type[Config]) -> dict[str, Option]:
    """Each field's Option by name, in the order of the fields; fields without one are left out."""
    return {f.name: f.metadata["option"] for f in fields(kind) if "option" in f.metadata}


PRESETS: dict[str, dict[str, Any]] = {
    "studio": {},
    "published": {
        "steps": 0, "epochs": 200, "size": 256, "framing": "squash", "flips": False, "augment": 0.0,
        "estimate": 0, "losses": "code", "spatial": 1.0, "exposure": 10.0, "colour": 5.0,
        "smoothness": -1.0, "saturation": 0.0, "reference": 0.0, "raw": 0.0, "neutral": 0.0,
        "zoom": 1.0, "upsample": "bilinear", "lift": False, "references": "photo", "local": 0.0,
        "keep_colour": 0.0,
        "target": 0.6, "patch": 16, "lr": 1e-4, "schedule": "constant",
        "warmup": 0, "decay": 1e-4, "clip": 0.1, "ema": 0.0, "init": 0.02, "batch": 8,
    },
}  # fmt: skip
"""What each named recipe sets, other than Recipe's defaults."""

_BY_ARCH: dict[tuple[str, str], dict[str, Any]] = {
    ("published", "dce-pp"): {"epochs": 100, "init": 0.0},
}
_PAPER_WEIGHTS = {"spatial": 1.0, "exposure": 1.0, "colour": 0.5, "smoothness": 20.0}


def preset(name: str, **changes: Any) -> Recipe:
    """The named recipe ("studio" or "published") with these fields changed; KeyError for an unknown name."""
    arch = changes.get("arch", "dce")
    values = {**PRESETS[name], **_BY_ARCH.get((name, arch), {})}
    if changes.get("losses") == "paper":
        values.update(_PAPER_WEIGHTS)
    if changes.get("epochs") and "steps" not in changes:
        values["steps"] = 0
    return Recipe(**{**values, **changes})


def _check(value: Recipe | Config) -> None:
    for name, option in options(type(value)).items():
        got = getattr(value, name)
        flag = "--" + (option.flag or name.replace("_", "-"))
        if option.choices and got not in option.choices:
            raise TrainingError(f"{flag} is {got!r}, but must be one of {', '.join(option.choices)}.")
        if option.low is not None and option.high is not None and not option.low <= got <= option.high:
            raise TrainingError(f"{flag} is {got}, but must be between {option.low:g} and {option.high:g}.")
