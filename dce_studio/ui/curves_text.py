"""The Curves panel's one line of words and numbers."""

import numpy as np

from dce_studio.app.curves import Scope
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo
from dce_studio.core.views import INPUTS, Curves, Reading, View

WHOSE = {Scope.PHOTO: "Whole photo", Scope.REGION: "Region", Scope.PIXEL: "Pixel"}


def at_input(curves: Curves, x: float) -> str:
    """The values at an input that is pointed at in the plot."""
    values = [float(np.interp(x, INPUTS, channel)) for channel in curves.mean]
    sign, unit = ("+", " stops") if curves.view is View.GAIN else ("", "")
    texts = " · ".join(f"{c} {v:{sign}.3f}" for c, v in zip("RGB", values, strict=True))
    return f"{x:.3f} → {texts}{unit}".replace("-", "−")


def of_pixel(reading: Reading) -> str:
    """A pixel's values before and after, in 255ths, and its gain."""
    pairs = zip(255 * reading.before, 255 * reading.after, strict=True)
    numbers = " ".join(f"{c} {a:.0f}→{b:.0f}" for c, (a, b) in zip("RGB", pairs, strict=True))
    stops = " ".join(f"{s:+.1f}" for s in reading.stops).replace("-", "−")
    return f"Pixel {reading.x}, {reading.y}: {numbers}; gain {stops} stops"


def of_scope(scope: Scope, curves: Curves, photo: Photo | None, maps: CurveMaps | None) -> str:
    """Over how many pixels, and a word of honesty where the maps are a reduced copy of the export's."""
    what = "mean of each iteration" if curves.view is View.FAMILY else "mean and 5–95 %"
    count = f"{curves.count:,}".replace(",", " ")
    text = f"{WHOSE[scope]}: {what}, {count} pixels"
    if photo and maps and maps.gain is None and maps.size != photo.size:
        text += f"; maps averaged to {maps.size.width} × {maps.size.height}"
    return text
