"""A pixel's reading in plain words: how much brighter, in which step most, and what became of contrast.

Exposure and contrast are two things. Exposure is how many stops more light the pixel shows: the ratio of its
luminances after and before. The gain of contrast is the slope of the curve there: how much a small difference
between the pixel and its neighbours, its noise among them, has grown.
"""

import math

import numpy as np

from dce_studio.core.analysis.views import Reading
from dce_studio.core.render.srgb import to_light

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""The weights of linear red, green and blue in luminance (sRGB)."""

SAME = 0.005  # encoded values closer than this are reported as unchanged


def exposure(reading: Reading) -> float | None:
    """Return by how many stops the pixel's luminance grew, or None if it is black before or after."""
    before, after = (float(LUMINANCE @ to_light(side)) for side in (reading.before, reading.after))
    return math.log2(after / before) if before > 0 and after > 0 else None


def contrast(reading: Reading) -> float:
    """Return the factor by which small differences at the pixel grow: the three slopes' geometric mean."""
    return float(2.0 ** np.mean(reading.stops))


def strongest_step(reading: Reading) -> int | None:
    """Return the step, counted from 1, that moved the pixel most, or None if no step moved it."""
    moved = np.abs(np.diff(reading.stairs.mean(1)))
    return int(moved.argmax()) + 1 if len(moved) and moved.max() > 0 else None


def plain(reading: Reading) -> str:
    """One sentence for everybody: "10 % → 57 %: lifted, most in step 7"."""
    before, after = float(reading.before.mean()), float(reading.after.mean())
    step = strongest_step(reading)
    if abs(after - before) < SAME:
        return f"{before:.0%} bright, and stays so".replace("%", " %")
    verb = "lifted" if after > before else "darkened"
    most = f", most in step {step}" if step is not None and len(reading.stairs) > 2 else ""
    return f"{before:.0%} → {after:.0%}: {verb}{most}".replace("%", " %")


def measures(reading: Reading) -> str:
    """Exposure in stops, the gain of contrast as a factor, and the noise where some is removed, all named."""
    stops = exposure(reading)
    light = "Exposure: black has none" if stops is None else f"Exposure {_signed(stops)} stops"
    return f"{light} · contrast × {contrast(reading):.2g}{_noise(reading)}"


def values(reading: Reading) -> str:
    """R, G and B before and after, in 255ths."""
    pairs = zip("RGB", 255 * reading.before, 255 * reading.after, strict=True)
    return " · ".join(f"{name} {a:.0f} → {b:.0f}" for name, a, b in pairs)


def _noise(reading: Reading) -> str:
    """The deviation by noise before and after, and what is left of it, in 255ths, where noise is removed."""
    if reading.noise is None:
        return ""
    before, after, left = (255 * each for each in reading.noise)
    return f" · noise ± {before:.1f} → ± {after:.1f}, ± {left:.1f} left"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
