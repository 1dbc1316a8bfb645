"""The slope of each pixel's curve at its own value: by how much small contrast, and so noise, is lifted."""

# mypy: disable-error-code=no-untyped-def

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.compiled import jit_sums
from dce_studio.core.curve import GREY, HUE_FIRST, schedule
from dce_studio.core.edit import Edit
from dce_studio.core.maps import Maps
from dce_studio.core.photo import WHITE, Pixels, read_only
from dce_studio.core.render import kernels
from dce_studio.core.render.kernels import power
from dce_studio.core.render.tones import balance_slope, balanced, kernel_steps

_LEAST = np.float32(1e-7)


def slopes(pixels: Pixels, alpha: Maps, edit: Edit) -> NDArray[np.float32]:
    """The slopes (h, w, 3) at pixels (h, w, 3) of their α (S, 3, h, w), as `tones.slope` has them."""
    if not edit.balances and edit.black == 0:
        return _of_curve(pixels, alpha, edit)
    unit = np.moveaxis(pixels / np.float32(WHITE[pixels.dtype]), -1, 0)
    values = np.ascontiguousarray(np.moveaxis(balanced(unit, edit), 0, -1), np.float32)
    out = _of_curve(values, alpha, edit)
    out *= np.moveaxis(balance_slope(unit, edit), 0, -1).astype(np.float32)
    if edit.black > 0:
        out *= (_developed(pixels, alpha, edit) > 0) / np.float32(1 - edit.black)
    return out


def _developed(pixels: Pixels, alpha: Maps, edit: Edit) -> NDArray[np.float32]:
    """What becomes of the pixels, (h, w, 3) in [0, 1]."""
    height, width = pixels.shape[:2]
    out = np.empty((height, width, 3), np.float32)
    kernels.develop(
        read_only(pixels), WHITE[pixels.dtype], 0, 0, read_only(alpha), 0, 0, width, height,
        kernel_steps(edit, len(alpha)), np.float32(edit.gamma), kernels.NO_FACTOR, out, 1.0, 0, 0,
    )  # fmt: skip
    return out


def _of_curve(pixels: Pixels, alpha: Maps, edit: Edit) -> NDArray[np.float32]:
    """The slopes of the curve alone, gamma and Keep colour included."""
    out = np.empty(pixels.shape, np.float32)
    steps = schedule(edit.iterations, len(alpha))
    index = np.array([index for index, _ in steps], np.int64)
    weight = np.array([weight for _, weight in steps], np.float32)
    _slopes(
        pixels, WHITE[pixels.dtype], alpha, index, weight, np.array(edit.scales, np.float32),
        np.float32(edit.gamma), np.float32(edit.keep_colour), out,
    )  # fmt: skip
    return out


@jit_sums
def _slopes(pixels, white, alpha, index, weight, scales, gamma, keep, out):
    """out (h, w, 3) float32 = the slope of each pixel's curve at its own value, as `kernels.develop`.

    keep: `Edit.keep_colour`.
    """
    height, width = pixels.shape[0], pixels.shape[1]
    results = np.empty((3, width), np.float32)
    slope = np.empty(width, np.float32)
    powers = np.empty(width, np.float32)
    one, two = np.float32(1), np.float32(2)
    to_unit = np.float32(1 / white)
    for y in range(height):
        for c in range(3):
            line = results[c]
            for x in range(width):
                line[x] = np.float32(pixels[y, x, c]) * to_unit
            slope[:] = one
            for k in range(len(index)):
                row = alpha[index[k], c, y]
                w, scale = weight[k], scales[c]
                for x in range(width):
                    a = min(max(row[x] * scale, -one), one) * w
                    slope[x] *= one + a * (one - two * line[x])
                    line[x] += a * line[x] * (one - line[x])
            if gamma != one:
                for x in range(width):
                    line[x] = max(line[x], _LEAST)
                powers[:] = line
                power(powers, gamma - one, width)
                for x in range(width):
                    slope[x] *= gamma * powers[x]
                    line[x] *= powers[x]
            for x in range(width):
                out[y, x, c] = slope[x]
        if keep > 0:
            _keep_slopes(pixels[y], to_unit, results, keep, out[y])


@jit_sums
def _keep_slopes(originals, to_unit, results, keep, slopes):
    """Slopes (w, 3) of originals (w, 3) and results (3, w) as Keep colour leaves them: `curve.slope`."""
    hue_first = min(np.float32(HUE_FIRST) * keep, np.float32(1))
    tiny = np.float32(1e-12)
    value, relative = np.empty(3, np.float32), np.empty(3, np.float32)
    for x in range(results.shape[1]):
        top, bottom = 0, 0
        for c in range(3):
            value[c] = np.float32(originals[x, c]) * to_unit
            relative[c] = value[c] * slopes[x, c]
            if results[c, x] > results[top, x]:
                top = c
            if results[c, x] < results[bottom, x]:
                bottom = c
        high, low = max(value[0], value[1], value[2]), min(value[0], value[1], value[2])
        spread = high - low
        hue = hue_first * spread / (spread + np.float32(GREY) * high + tiny)
        for c in range(3):
            if value[c] > tiny:
                place = (value[c] - low) / max(spread, tiny)
                moved = relative[bottom] + place * (relative[top] - relative[bottom])
                moved = relative[c] + hue * (moved - relative[c])
                moved += keep * (value[c] / high * relative[top] - moved)
                slopes[x, c] = moved / value[c]
