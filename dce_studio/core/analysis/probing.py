"""What the maps do to tones: the curves of a pixel, of a region, of the whole photo.

`probe` reads one pixel; `gather` collects the α of a scope's pixels once, and `scope_curves` turns them into
the mean curve with its band for any edit of the same smoothing and coupling. α is shaped and sampled by
`shape` and `sampling` of `core.render`, as rendering does, so what is plotted is what is done.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.analysis import kernels
from dce_studio.core.analysis.views import INPUTS, Curves, CurveView, Floats, Gathered, Reading
from dce_studio.core.curve import keep_colour, schedule, staircase, step_alphas
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box
from dce_studio.core.maps import Maps, ShapedMaps
from dce_studio.core.marks import Region, covered, mask
from dce_studio.core.noise.steady import expected
from dce_studio.core.parallel import Tick, for_each, no_tick
from dce_studio.core.photo import WHITE, Photo, Pixels
from dce_studio.core.render import rendering
from dce_studio.core.render.slopes import slopes
from dce_studio.core.render.tones import balance_slope, balanced, blackened, developed, slope

MAX_PIXELS = 1 << 16
"""A scope's mean and band are taken over at most this many of its pixels, by a fixed stride."""

FEW = 1 << 13
"""Pixels whose curves one thread makes as soon as several would: the drafts of a slider's drag."""

MAX_STOPS = 16.0
"""Gains are reported within ± this many stops."""


def pixel_alpha(photo: Photo, maps: ShapedMaps, x: int, y: int) -> tuple[Floats, Maps]:
    """The pixel's value (3,) in [0, 1] and its α (S, 3), sampled as it is rendered. IndexError outside."""
    sampled = _pixel(photo, maps, x, y)
    return _value(sampled.pixels), sampled.alpha[:, :, 0, 0]


def _pixel(photo: Photo, maps: ShapedMaps, x: int, y: int) -> rendering.Sampled:
    if not (0 <= x < photo.size.width and 0 <= y < photo.size.height):
        raise IndexError(
            f"({x}, {y}) is outside the photo of {photo.size.width} × {photo.size.height} pixels"
        )
    return rendering.sample_pixel(photo, maps, x, y)


def _value(pixel: Pixels) -> Floats:
    """The value (3,) in [0, 1] of one pixel (1, 1, 3)."""
    value: Floats = pixel[0, 0].astype(np.float64) / WHITE[pixel.dtype]
    return value


def probe(photo: Photo, maps: ShapedMaps, edit: Edit, x: int, y: int) -> Reading:
    """Return what happens to pixel (x, y); maps: shaped for the edit. Raises IndexError outside the photo."""
    sampled = _pixel(photo, maps, x, y)
    before, estimated = _value(sampled.pixels), sampled.alpha[:, :, 0, 0]
    begun, noise = _without_noise(sampled, edit) or (before, None)
    start = balanced(begun, edit)
    alpha = estimated.astype(np.float64)
    applied = step_alphas(alpha, edit)
    return Reading(
        x, y, before, developed(begun, alpha, edit), estimated, applied,
        _kept_stairs(start, staircase(start, applied), edit),
        to_stops(slope(begun, alpha, edit)), noise, None if begun is before else begun,
    )  # fmt: skip


def _without_noise(
    sampled: rendering.Sampled, edit: Edit
) -> tuple[Floats, tuple[float, float, float] | None] | None:
    """The value that the curve begins with, and `Reading.noise`; None where no noise is removed."""
    clean, noise = sampled.clean, sampled.noise
    if clean is None or noise is None or not edit.cleans:
        return None
    deviations = expected(clean, slopes(clean, sampled.alpha, edit), noise, edit)
    before, after, left = (float(each[0, 0]) for each in deviations)
    begun = _value(rendering.steadied_rows(sampled, edit, 0, 1))
    return begun, (before, after, left) if edit.noise else None


def reading_curves(reading: Reading, edit: Edit, view: CurveView = CurveView.OUTPUT) -> Curves:
    """Return the curves of a pixel that was read with this edit."""
    return pixel_curves(reading.estimated, edit, view, reading.begun)


def pixel_curves(
    alpha: Maps, edit: Edit, view: CurveView = CurveView.OUTPUT, before: Floats | None = None
) -> Curves:
    """The curves that one pixel's α (S, 3) stand for.

    before: the pixel's value (3,), for Keep colour: each channel's curve is drawn over brighter and darker
    pixels of that colour (of greys without it), so it goes through what becomes of the pixel itself.
    """
    steps = alpha.astype(np.float64)[:, :, None]
    each = [_one_channel(_of_colour(before, c), steps, edit, view, c) for c in range(3)]
    mean = np.stack([curve for curve, _ in each])
    family = np.stack([stairs for _, stairs in each], 1) if view is CurveView.FAMILY else _NO_FAMILY
    return Curves(view, mean, None, None, family, 1)


def _of_colour(before: Floats | None, channel: int) -> Floats:
    """Return (3, 256) pixels of this colour whose `channel` is INPUTS, or greys where that channel is 0."""
    if before is None or before[channel] <= 0:
        return np.broadcast_to(INPUTS, (3, len(INPUTS)))
    colours: Floats = np.minimum(INPUTS * (before / before[channel])[:, None], 1)
    return colours


def _one_channel(
    colours: Floats, steps: Floats, edit: Edit, view: CurveView, channel: int
) -> tuple[Floats, Floats]:
    """The channel's curve (256,), or its gain, and for FAMILY its outputs after each step (n, 256)."""
    if view is CurveView.GAIN:
        return to_stops(slope(colours, steps, edit)[channel]), _NO_FAMILY
    curve = developed(colours, steps, edit)[channel]
    if view is not CurveView.FAMILY:
        return curve, _NO_FAMILY
    colours = balanced(colours, edit)
    stairs = staircase(colours, step_alphas(steps, edit)) ** edit.gamma
    return curve, blackened(_kept_stairs(colours, stairs, edit)[1:, channel], edit)


def _kept_stairs(x: Floats, stairs: Floats, edit: Edit) -> Floats:
    """Stairs (n + 1, 3, …) of pixels x (3, …), each with the colour kept as the edit says."""
    return np.stack([keep_colour(x, y, edit) for y in stairs])


def gather(photo: Photo, maps: ShapedMaps, region: Region | None = None, limit: int = MAX_PIXELS) -> Gathered:
    """Collect the α of a region or the whole photo: from 1 to `limit` pixels, at a fixed stride."""
    box = covered(region, photo.size) if region else Box.whole(photo.size)
    columns, rows = strided(box, limit)
    sampled = rendering.sample_grid(photo, maps, columns, rows)
    inside = mask(region, columns, rows) if region else np.ones(sampled.alpha.shape[2:], bool)
    if not inside.any():  # a lasso thinner than the stride
        inside[inside.shape[0] // 2, inside.shape[1] // 2] = True
    return Gathered(np.ascontiguousarray(sampled.alpha[:, :, inside]))


def mean_alpha(
    photo: Photo, maps: ShapedMaps, edit: Edit, region: Region | None = None, limit: int = 2048
) -> Floats:
    """The α that each step applies to a region or all, (n, 3), as a mean over at most `limit` pixels."""
    alpha = gather(photo, maps, region, limit).alpha.astype(np.float64)
    applied: Floats = step_alphas(alpha, edit)
    return applied.mean(2) if len(applied) else np.empty((0, 3))


def strided(box: Box, limit: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Columns and rows of `box` by the smallest common stride that leaves at most `limit` ≥ 1 crossings."""
    stride = max(1, int(np.sqrt(box.width * box.height / limit)))
    while (-(-box.width // stride)) * (-(-box.height // stride)) > limit:
        stride += 1
    return np.arange(box.x, box.x + box.width, stride), np.arange(box.y, box.y + box.height, stride)


def scope_curves(
    pixels: Gathered, edit: Edit, view: CurveView = CurveView.OUTPUT, tick: Tick = no_tick
) -> Curves:
    """Return the mean and the 5–95 % band of the pixels' curves as they act on greys.

    Raises what `tick` raises.

    What Keep colour does beyond that depends on each pixel's colour: the curves of one pixel show it.
    The mean gain is the slope of the mean curve, in stops. Percentiles are exact to 1/4096 of the output
    before gamma, or 1/256 stop; with gamma they are those of the output.
    """
    if view is CurveView.FAMILY:
        return _family(pixels, edit, tick)
    gain = view is CurveView.GAIN
    kernel: Callable[..., None] = kernels.slope_spread if gain else kernels.output_spread
    cells = kernels.SLOPE_BINS if gain else kernels.OUTPUT_BINS
    alpha, count = pixels.alpha, pixels.count
    total, low, high = (np.zeros((3, len(INPUTS))) for _ in range(3))
    scales, steps = _arguments(alpha, edit)
    inputs = _balanced_inputs(edit)

    def piece(part: tuple[int, slice]) -> None:
        c, cut = part
        counts = np.zeros((cut.stop - cut.start, cells), np.int32)
        ends = np.float32(edit.gamma), np.float32(edit.black)
        kernel(alpha[:, c], *steps, scales[c], *ends, inputs[c, cut], total[c, cut], counts)
        kernels.percentile(counts, 0.05, low[c, cut])
        kernels.percentile(counts, 0.95, high[c, cut])

    _each_input(piece, count, tick)
    mean = total / count
    if gain:
        before = balance_slope(_EACH_INPUT, edit)
        ends = [np.clip(_stops_at(end) + np.log2(before), -MAX_STOPS, MAX_STOPS) for end in (low, high)]
        return Curves(view, to_stops(mean * before), ends[0], ends[1], _NO_FAMILY, count)
    ends = [blackened(end**edit.gamma, edit) for end in (low, high)]
    return Curves(view, np.clip(mean, 0, 1), ends[0], ends[1], _NO_FAMILY, count)


def to_stops(slopes: Floats) -> Floats:
    """log2 of slopes ≥ 0, within ±MAX_STOPS."""
    stops: Floats = np.log2(np.clip(slopes, 2.0**-MAX_STOPS, 2.0**MAX_STOPS))
    return stops


def _stops_at(place: Floats) -> Floats:
    """Stops at a place 0..1 among the slopes' cells: whole octaves, then linear in the slope."""
    octaves = (2 * place - 1) * MAX_STOPS
    whole = np.floor(octaves)
    stops: Floats = whole + np.log2(1 + octaves - whole)
    return stops


_EACH_INPUT = np.broadcast_to(INPUTS, (3, len(INPUTS)))
_NO_FAMILY: Floats = np.empty((0, 3, len(INPUTS)))


def _balanced_inputs(edit: Edit) -> NDArray[np.float32]:
    """INPUTS with the edit's white balance, in red, green and blue: (3, 256)."""
    return np.ascontiguousarray(balanced(_EACH_INPUT, edit).astype(np.float32))


def _each_input(piece: Callable[[tuple[int, slice]], None], count: int, tick: Tick) -> None:
    """Call `piece` with each channel and slice of INPUTS, of curves of so many pixels.

    Those of many pixels use all cores and soon stop after a cancel. Those of few, a draft's, are done in the
    calling thread and in large pieces: while a slider moves, threads that start, and each call of a compiled
    loop, take the interpreter's lock from the window.
    """
    few = count <= FEW
    length = len(INPUTS) if few else 32
    pieces = [(c, slice(i, i + length)) for i in range(0, len(INPUTS), length) for c in range(3)]
    for_each(piece, pieces, tick, workers=1 if few else None)


def _arguments(alpha: Maps, edit: Edit) -> tuple[NDArray[np.float32], tuple[Any, Any]]:
    steps = schedule(edit.iterations, len(alpha))
    index = np.array([index for index, _ in steps], np.int64)
    return np.array(edit.scales, np.float32), (index, np.array([weight for _, weight in steps], np.float32))


def _family(pixels: Gathered, edit: Edit, tick: Tick) -> Curves:
    alpha = pixels.alpha
    scales, steps = _arguments(alpha, edit)
    total = np.zeros((3, len(steps[0]), len(INPUTS)))
    inputs = _balanced_inputs(edit)

    def piece(part: tuple[int, slice]) -> None:
        c, cut = part
        ends = np.float32(edit.gamma), np.float32(edit.black)
        kernels.family_sums(alpha[:, c], *steps, scales[c], *ends, inputs[c, cut], total[c, :, cut])

    _each_input(piece, alpha.shape[2], tick)
    family = np.clip(total / alpha.shape[2], 0, 1).transpose(1, 0, 2)
    mean = family[-1] if len(family) else blackened(balanced(_EACH_INPUT, edit) ** edit.gamma, edit)
    return Curves(CurveView.FAMILY, mean, None, None, family, alpha.shape[2])
