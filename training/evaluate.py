"""Weights measured on pairs of photos: a dark one and its well-exposed reference, of the same name.

Beside the weights stand the input as it is and the best gamma curve, one for the whole set: most of a PSNR
on such pairs is global brightness, and a network has to beat that.

Photos without references are looked at instead: what a photo became, and its figures by `night`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.estimate import enhance, estimate
from dce_studio.core.engine.models import Model
from dce_studio.core.engine.weights import of_net
from dce_studio.core.errors import StudioError, TrainingError
from dce_studio.core.files.colour.convert import display_pixels, to_bytes
from dce_studio.core.geometry import Size
from dce_studio.core.local.carry import carried
from dce_studio.core.manifest import WeightsInfo
from dce_studio.core.photo import WHITE, Photo, Pixels
from dce_studio.core.render import auto
from dce_studio.core.render.rendering import render
from dce_studio.core.render.shape import shaped
from dce_studio.training import night
from dce_studio.training.metrics import Fidelity, UnitPixels, mean, measure
from dce_studio.training.reading import read, readable
from dce_studio.training.scan import find

if TYPE_CHECKING:
    from dce_studio.core.engine.net import Net

GAMMAS = tuple(round(0.2 + 0.05 * k, 2) for k in range(17))
"""The gamma curves tried for the baseline, 0.2 … 1."""


@dataclass(frozen=True)
class Pair:
    """A dark photo and its reference."""

    name: str
    low: Path
    high: Path


@dataclass(frozen=True)
class Measured:
    """One pair: the enhanced photo, the input, and the input at each of GAMMAS, all against the reference."""

    name: str
    result: Fidelity
    input: Fidelity
    gammas: tuple[Fidelity, ...]


@dataclass(frozen=True)
class Summary:
    """Means over all pairs; `gamma` is the one with the best mean PSNR, `baseline` its figures."""

    photos: int
    result: Fidelity
    input: Fidelity
    gamma: float
    baseline: Fidelity

    def words(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return asdict(self)


def pairs(low: Path, high: Path) -> list[Pair]:
    """The pairs of two folders, by their names and folders below without suffix, sorted.

    Raises TrainingError when there are none.
    """
    references = {_name(path, high): path for path in find([high], readable())}
    names = {path: _name(path, low) for path in find([low], readable())}
    found = [Pair(name, path, references[name]) for path, name in names.items() if name in references]
    if not found:
        raise TrainingError(f"No photo in {low} has one of the same name in {high}: choose folders of pairs.")
    return sorted(found, key=lambda pair: pair.name)


def _name(path: Path, folder: Path) -> str:
    return path.stem if path == folder else path.relative_to(folder).with_suffix("").as_posix()


def evaluate(
    model: Model, found: list[Pair], detail: int = SMOOTH, *, device: str = "auto",
    precision: str = "auto", baselines: bool = True,
) -> Iterator[Measured]:  # fmt: skip
    """Measure each pair, at the given curve detail. Raises PhotoError or TrainingError for a bad pair.

    Without `baselines` the gammas are left out.
    """
    for pair in found:
        low, high = read(pair.low), read(pair.high)
        if low.size != high.size:
            raise TrainingError(f"{pair.low} and {pair.high} differ in size: pairs must be of the same size.")
        reference = unit(high.pixels)
        result = enhance(low, model, Edit(detail=detail), device=device, precision=precision)
        dark = unit(low.pixels)
        gammas = tuple(_gamma(dark, g, reference) for g in GAMMAS) if baselines else ()
        yield Measured(pair.name, measure(unit(result), reference), measure(dark, reference), gammas)


def summary(measured: list[Measured]) -> Summary:
    """The means; `measured` must not be empty."""
    curves = [mean(list(each)) for each in zip(*(m.gammas for m in measured), strict=True)]
    best = max(range(len(curves)), key=lambda k: curves[k].psnr) if curves else 0
    return Summary(
        len(measured),
        mean([m.result for m in measured]),
        mean([m.input for m in measured]),
        GAMMAS[best] if curves else 1.0,
        curves[best] if curves else mean([m.input for m in measured]),
    )


def mean_figures(
    net: "Net", arch: str, local: float, low: str, high: str
) -> tuple[dict[str, float], list[str]]:
    """The mean figures of a network in training, by name, at the program's default detail; what was left out.

    Raises TrainingError when no pair can be measured.
    """
    model = Model(of_net(net, WeightsInfo("in training", arch, 0, local=local)))
    measured: list[Measured] = []
    trouble: list[str] = []
    for pair in pairs(Path(low), Path(high)):
        try:
            measured += evaluate(model, [pair], precision="float32", device="cpu", baselines=False)
        except StudioError as error:
            trouble.append(str(error))
    if not measured:
        raise TrainingError(f"None of the pairs in {low} and {high} can be measured: {trouble[0]}")
    return asdict(mean([m.result for m in measured])), trouble


@dataclass(frozen=True, eq=False)
class Looked:
    """A photo and what each of the weights made of it, (h, w, 3) uint8 sRGB at the size of the figures."""

    path: Path
    before: night.Bytes
    after: tuple[night.Bytes, ...]
    figures: tuple[night.NightFigures, ...]


def look(
    path: Path, models: Sequence[Model], edit: Edit, automatic: float | None = None, *,
    of: Size | None = None, device: str = "auto", precision: str = "auto",
) -> Looked:  # fmt: skip
    """Enhance a photo at its full size with each of the models, and measure what came out.

    automatic: the mean in [0, 1] that Auto is to choose the iterations for, or None. of: the size of the
    photo that the edit's places are of, None: this one's. Raises PhotoError for a photo that cannot be read,
    DeviceError.
    """
    photo = read(path)
    edit = carried(edit, of, photo.size)
    before = _shown(photo, photo.pixels)

    def result(each: Model) -> Pixels:
        if automatic is None:
            return enhance(photo, each, edit, device=device, precision=precision)
        maps = estimate(photo, each, edit.detail, device=device, precision=precision)
        made = shaped(photo, maps, edit)
        chosen = auto.choose(photo, made, edit, automatic)
        return render(photo, shaped(photo, made.source, chosen, made), chosen)

    results = (result(each) for each in models)
    after = tuple(_shown(photo, result) for result in results)
    return Looked(path, before, after, tuple(night.measure(before, each) for each in after))


def _shown(photo: Photo, pixels: Pixels) -> night.Bytes:
    """Pixels of the photo at the size at which they are measured, and in sRGB, as the figures take them."""
    return display_pixels(photo, night.shown(to_bytes(pixels)))


def unit(pixels: Pixels) -> UnitPixels:
    """Pixels of any dtype as float32 in [0, 1]."""
    return (pixels.astype(np.float32) / np.float32(WHITE[pixels.dtype])).clip(0, 1)


def _gamma(dark: UnitPixels, gamma: float, reference: UnitPixels) -> Fidelity:
    return measure((np.rint(dark**gamma * 255) / 255).astype(np.float32), reference)
