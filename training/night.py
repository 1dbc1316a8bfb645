"""What enhancing does to a photo, told without a reference: the figures of night photos.

A PSNR on pairs of moderately dark photos does not see a lamp that turns white, an orange that turns yellow
or a black sky full of speckle. These figures compare a photo with what it became, nothing else, and each is
taken where it means something: noise where the photo was dark and flat, hue where it had a colour. Where a
photo has too few such pixels its figure is NaN, and the photo is left out of that figure's mean.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

EDGE = 800
"""px: photos are reduced to this long edge before they are measured, so that photos of all sizes compare."""

WHITE, NOT_WHITE = 250, 230
"""Levels of the largest channel: newly blown is what was below the second and has reached the first."""

_LEAST = 200  # pixels for a figure to mean something
_SMALL = 100  # of a photo of few pixels one in so many is enough
_ORDERED = 50  # samples along each side whose order of brightness is compared

_TO_LMS = np.array(
    [
        [0.4122214708, 0.2119034982, 0.0883024619],
        [0.5363325363, 0.6806995451, 0.2817188376],
        [0.0514459929, 0.1073969566, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 1.9779984951, 0.0259040371],
        [0.7936177850, -2.4285922050, 0.7827717662],
        [-0.0040720468, 0.4505937099, -0.8086757660],
    ]
)


@dataclass(frozen=True)
class NightFigures:
    """One photo's figures, or means over photos. NaN: no place in the photo where the figure applies.

    blown: % of pixels newly near white, which were not before.
    hue: mean error of the hue in degrees (OKLab), weighted by chroma, of pixels with some colour.
    saturation: chroma over lightness of these pixels, the result's over the photo's, median; 1 is kept.
    noise: high-pass standard deviation of the result where the photo is dark and flat, levels of 255.
    black: mean level of the result, of 255, where the photo's surroundings are black (at most 2).
    contrast: local contrast where the photo has texture, the result's over the photo's; 1 is kept.
    brightness: mean of the result, in [0, 1].
    order: lightness order error, ‰ of pairs of places of which another one is now the brighter.
    """

    blown: float
    hue: float
    saturation: float
    noise: float
    black: float
    contrast: float
    brightness: float
    order: float


NAMES = tuple(field.name for field in fields(NightFigures))

LABELS = {
    "blown": ("blown", 2, " %"),
    "hue": ("hue", 1, "°"),
    "saturation": ("sat", 2, ""),
    "noise": ("noise", 1, ""),
    "black": ("black", 1, ""),
    "contrast": ("contrast", 2, ""),
    "brightness": ("mean", 2, ""),
    "order": ("LOE", 0, ""),
}
"""What each figure is called for a person, in the order of NAMES, the digits it is worth, and its unit."""


def measure(before: Bytes, after: Bytes) -> NightFigures:
    """The figures of a photo and its result, (H, W, 3) uint8 sRGB each; ValueError for different shapes.

    They are measured at the size given: `shown` brings photos to the one at which they compare.
    """
    if before.shape != after.shape:
        raise ValueError(f"sizes differ: {before.shape} and {after.shape}")
    a, b = before.astype(np.float64), after.astype(np.float64)
    grey = a.mean(2)
    least = enough(before)
    hue, saturation = _colours(before, after, least)
    return NightFigures(
        blown(before, after), hue, saturation, _noise(grey, b, least), _black(a, b, least),
        _contrast(grey, b.mean(2), least), float(b.mean() / 255), _order(before.max(2), after.max(2)),
    )  # fmt: skip


def shown(pixels: Bytes) -> Bytes:
    """(H, W, 3) uint8, box-reduced to a long edge of at most EDGE px: the size at which photos compare."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((EDGE, EDGE), Image.Resampling.BOX)
    return np.asarray(image)


def enough(pixels: Bytes) -> int:
    """How many pixels a figure must rest on: 200, of small pictures a hundredth."""
    return min(_LEAST, math.ceil(pixels[..., 0].size / _SMALL))


def mean(figures: Sequence[NightFigures]) -> NightFigures:
    """The mean of each figure over the photos that have it, NaN where none has. ValueError for no photos."""
    return _over(figures, np.mean)


def worst(figures: Sequence[NightFigures]) -> NightFigures:
    """The 90th percentile of each figure, else as `mean`: of most the bound of their worst tenth.

    Of saturation, contrast and brightness, where less may be the worse, it is the 90th percentile as well.
    """
    return _over(figures, lambda values: np.percentile(values, 90))


def _over(figures: Sequence[NightFigures], how: Callable[[Floats], Any]) -> NightFigures:
    if not figures:
        raise ValueError("there are no figures")
    columns = np.array([[getattr(one, name) for one in figures] for name in NAMES], np.float64)
    known = [column[~np.isnan(column)] for column in columns]
    return NightFigures(*(float(how(values)) if len(values) else math.nan for values in known))


def words(figures: NightFigures) -> dict[str, float | None]:
    """The figures by name as plain values, None for those that do not apply: for JSON."""
    values = {name: float(getattr(figures, name)) for name in NAMES}
    return {name: None if math.isnan(value) else value for name, value in values.items()}


def text(values: Mapping[str, float | None]) -> list[str]:
    """Figures by name → "hue 8.5°" and so on, in the order of LABELS; without those that do not apply."""
    given = [(*label, values.get(name)) for name, label in LABELS.items()]
    return [f"{label} {value:.{digits}f}{unit}" for label, digits, unit, value in given if value is not None]


def penalty(results: Sequence[NightFigures], wanted: Sequence[NightFigures]) -> float:
    """What multiplies the held-out loss when the best weights are chosen, ≥ 1; raises ValueError for none.

        1 + blown % / 1 + hue error ° / 30; means over the photos of what is beyond what was wanted

    `results` are the figures of enhanced photos, `wanted` those of the photos as they were taken, before they
    were exposed anew; where they were not, of the input beside itself.

    Why: the losses judge the light of the whole photo, so weights that turn a few lamps white and orange
    into yellow have as low a loss as others, or a lower one, and "best" would mean "brightest". A product,
    as recipes differ in the scale of their losses. The scales are those of night photos: weights that spoil
    them blow out 0.5 to 1 % of the pixels and turn hues by 8 to 9°, others 0.02 % and 5°: that is 1.8 to 2.3
    against 1.2, and more than the loss differs between two good epochs. With every α a seventh stronger the
    first bundled weights' loss on 32 night photos falls from 1.05 to 0.89, while 2.8 instead of 1.2 % of the
    pixels are blown: their score rises from 2.5 to 3.4, and a seventh weaker it is 2.9.

    Only what is beyond the wanted counts, as a white sky that comes back to white is no fault; and it counts
    photo by photo, as one that is too dark does not make up for one that is too bright.
    """
    blown = _beyond([one.blown for one in results], [one.blown for one in wanted])
    hue = _beyond([one.hue for one in results], [one.hue for one in wanted])
    return 1 + blown / 1 + hue / 30


def _beyond(results: list[float], wanted: list[float]) -> float:
    """The mean of what each result is beyond what was wanted of it, ≥ 0; 0 where no photo has the figure."""
    pairs = zip(results, wanted, strict=True)
    over = [max(0.0, has - asked) for has, asked in pairs if not math.isnan(has - asked)]
    return sum(over) / len(over) if over else 0.0


def blown(before: Bytes, after: Bytes) -> float:
    """% of pixels whose largest channel is now near white and was not."""
    return 100 * float(np.mean((after.max(2) >= WHITE) & (before.max(2) < NOT_WHITE)))


def oklab(pixels: Bytes) -> Floats:
    """(H, W, 3) uint8 sRGB → L, a, b (Ottosson 2020), (H, W, 3) float64."""
    lab: Floats = np.cbrt(_LIGHT[pixels] @ _TO_LMS) @ _TO_LAB
    return lab


def _light() -> Floats:
    """Linear light of each of the 256 sRGB levels, in [0, 1] (IEC 61966-2-1)."""
    x = np.arange(256) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


_LIGHT = _light()


def _colours(before: Bytes, after: Bytes, least: int) -> tuple[float, float]:
    """Hue error in degrees and kept saturation, of the pixels that have a colour."""
    a, b = oklab(before), oklab(after)
    some = (np.hypot(a[..., 1], a[..., 2]) > 0.04) & (a[..., 0] > 0.2)
    if np.count_nonzero(some) <= least:
        return math.nan, math.nan
    a, b = a[some], b[some]
    turned = np.degrees(np.arctan2(b[:, 2], b[:, 1]) - np.arctan2(a[:, 2], a[:, 1]))
    turned = np.abs((turned + 180) % 360 - 180)
    chroma = np.hypot(a[:, 1], a[:, 2])
    kept = (np.hypot(b[:, 1], b[:, 2]) / np.maximum(b[:, 0], 1e-3)) / (chroma / np.maximum(a[:, 0], 1e-3))
    return float(np.average(turned, weights=chroma)), float(np.median(kept))


def _noise(grey: Floats, after: Floats, least: int) -> float:
    deviation, mean = _local(grey, 7)
    flat = (deviation < 2) & (mean < 14)
    if np.count_nonzero(flat) <= least:
        return math.nan
    high = np.stack([after[..., k] - box_mean(after[..., k], 7) for k in range(3)], -1)[flat]
    return float(np.sqrt(np.mean(high * high)))


def _black(before: Floats, after: Floats, least: int) -> float:
    dark = box_mean(before.max(2), 9) <= 2
    return float(after.mean(2)[dark].mean()) if np.count_nonzero(dark) > least else math.nan


def _contrast(before: Floats, after: Floats, least: int) -> float:
    """Deviations of the logarithm over 9 × 9, of textured places that are neither black nor white."""
    had, has = _local(np.log(before + 4), 9)[0], _local(np.log(after + 4), 9)[0]
    textured = (had > 0.08) & (before > 16) & (before < 180)
    if np.count_nonzero(textured) <= least:
        return math.nan
    return float(has[textured].sum() / had[textured].sum())


def _order(before: Bytes, after: Bytes) -> float:
    """Pairs of places (H, W) that were in one order and are in another, in ‰; a place with itself counts.

    Of the place i at the levels (u, v) those are the j at most u before and above v now, or the other way
    round: told from how many places lie at most at (u, v), as all pairs of 2,500 places take a hundred times
    as long.
    """
    rows, columns = (np.linspace(0, side - 1, _ORDERED).astype(int) for side in before.shape)
    places = np.ix_(rows, columns)
    count = np.zeros((256, 256))
    np.add.at(count, (before[places], after[places]), 1)
    below = count.cumsum(0).cumsum(1)
    changed = below[:, -1:] + below[-1:] - 2 * below
    return float(1000 * (count * changed).sum() / count.sum() ** 2)


def _local(x: Floats, side: int) -> tuple[Floats, Floats]:
    """Deviation and mean of the side × side window around each pixel of x (H, W)."""
    mean = box_mean(x, side)
    return np.sqrt(np.maximum(box_mean(x * x, side) - mean * mean, 0)), mean


def box_mean(x: Floats, side: int) -> Floats:
    """The mean over the side × side window around each pixel; odd side, x (H, W) mirrored at its borders."""
    for _ in range(2):  # down, then across
        sums = np.pad(x, ((side // 2, side // 2), (0, 0)), "symmetric").cumsum(0)
        window = sums[side - 1 :]
        window[1:] -= sums[:-side].copy()
        x = window.T
    return x / side**2
