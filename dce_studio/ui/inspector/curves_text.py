"""The Curves panel's few lines of words and numbers."""

import numpy as np

from dce_studio.core.analysis import words
from dce_studio.core.analysis.views import INPUTS, Curves, CurveView, Reading
from dce_studio.core.edit import Edit
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo

BEND = (
    "A pixel's curve is drawn over darker and brighter pixels of its colour. Keep colour looks at all three "
    "channels, so a curve bends where one of them reaches white."
)
DARK = 0.1  # the dark tone for which the effect of a curve is described


def at_input(curves: Curves, x: float) -> str:
    """The values at an input that is pointed at in the plot."""
    values = [float(np.interp(x, INPUTS, channel)) for channel in curves.mean]
    sign, unit = ("+", " stops") if curves.view is CurveView.GAIN else ("", "")
    texts = " · ".join(f"{c} {v:{sign}.3f}" for c, v in zip("RGB", values, strict=True))
    return f"{x:.3f} → {texts}{unit}".replace("-", "−")


def of_pixel(reading: Reading) -> str:
    """Three lines: a plain sentence, exposure and contrast, R, G and B before and after."""
    return "\n".join((words.plain(reading), words.measures(reading), words.values(reading)))


def of_scope(curves: Curves) -> str:
    """Two lines: what the mean does to a dark tone, and over how many pixels."""
    what = "Mean after each step" if curves.view is CurveView.FAMILY else "Mean and 5–95 % band"
    counted = f"{what} of {curves.count:,} pixels".replace(",", " ")
    said = "" if curves.view is CurveView.GAIN else _dark(curves)
    return "\n".join(line for line in (said, counted) if line)


def formula(edit: Edit) -> str:
    """What each step does, and what follows the last, in so few words that the panel has room for them."""
    gamma = [f"gamma {edit.gamma:g}"] if edit.gamma != 1 else []
    after = ", ".join(gamma + ["Keep colour"] * bool(edit.keep_colour))
    return f"xₙ = xₙ₋₁ + αₙ · xₙ₋₁ · (1 − xₙ₋₁){'; ' if after else ''}{after}"


def bend(edit: Edit) -> str:
    """Why a pixel's curve can have a kink that the formula alone cannot make; "" where it has none."""
    return BEND if edit.keep_colour else ""


def _dark(curves: Curves) -> str:
    lifted = float(np.interp(DARK, INPUTS, curves.mean.mean(0)))
    return f"A tone of {DARK:.0%} becomes {lifted:.0%}".replace("%", " %")


def coarseness(photo: Photo | None, maps: CurveMaps | None) -> str:
    """Return a note if the maps are a reduced copy of those that the export uses, else ""."""
    if photo is None or maps is None or maps.gain is not None or maps.size == photo.size:
        return ""
    return f" The maps are averaged to {maps.size.width} × {maps.size.height} here."
