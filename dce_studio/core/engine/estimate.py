"""Photo + model → CurveMaps, or straight to the enhanced pixels.

Below full size the network sees a reduced copy, and a fast guided filter carries its maps to the photo's
edges (`core.render.guided`). At full size ("paper") it runs in tiles that equal the whole (`tiled`); they
stream into the result, or are area-averaged into maps that a large photo can afford. The network of a small
copy runs without torch (`products`), which is imported when something else is asked for.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import DTypeLike

from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine import products
from dce_studio.core.engine.models import Model
from dce_studio.core.engine.source import STORED_GUIDED, Unit, network_input, network_pixels
from dce_studio.core.engine.tiles import Tile
from dce_studio.core.engine.weights import Weights
from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.maps import NONE, STORED, CurveMaps, Exposure, Maps, ShapedMaps
from dce_studio.core.noise import measure
from dce_studio.core.parallel import Tick, no_tick
from dce_studio.core.photo import Photo, Pixels
from dce_studio.core.render.framing import cut
from dce_studio.core.render.guided import applied, coefficients
from dce_studio.core.render.masks import masks_of
from dce_studio.core.render.rendering import (
    Sampled,
    develop,
    develop_into,
    guide,
    render,
)
from dce_studio.core.render.sampling import factor_in, without_noise
from dce_studio.core.render.shape import shaped, shaped_alpha, wide_maps
from dce_studio.core.whole.exposure import measured
from dce_studio.core.whole.scales import mixed, refined, small_copy, whole
from dce_studio.core.whole.stars import stars

if TYPE_CHECKING:
    from dce_studio.core.engine.tiled import Tiled


def estimate(
    photo: Photo, model: Model, detail: int, *, device: str = "auto", precision: str = "auto",
    tick: Tick = no_tick, starry: float | None = None,
) -> CurveMaps:  # fmt: skip
    """The maps of the whole photo, estimated with its long edge reduced to `detail`.

    From `detail` = the photo's long edge up they are the published full-size ones, area-averaged when the
    photo has more than STORED pixels; of weights of two scales mixed with those of the whole photo
    (`core.whole.scales`). starry: what `core.whole.stars` says of the photo, in [0, 1], where this is a
    copy of it that is too small to tell. Raises DeviceError, and what `tick` raises.
    """
    begun = time.perf_counter()
    size = fit(photo.size, detail)
    exact, local = size == photo.size, model.info.local
    copy = small_copy(photo) if local else None
    exposure = NONE if copy is None else _exposure(photo, copy, starry)
    run = _run(photo, network_pixels(photo, size, copy), exposure, model, device, precision)
    alpha = run.maps(_at_most(size, STORED if exact else STORED_GUIDED), tick)
    gain = offset = context = None
    if copy is not None:
        smooth, place = (alpha if detail == SMOOTH and not exact else None), (None if exact else alpha)
        wide = _context(photo, model, copy, exposure, smooth, place, device, precision)
        exposure = wide.exposure
        if exact:
            alpha, context = mixed(photo, wide, alpha, local, Box.whole(photo.size)), wide
        else:
            alpha, gain, offset = wide.alpha, wide.gain, wide.offset
    elif not exact:
        alpha, gain, offset = _guided(photo, run.source, alpha)
    return CurveMaps(
        alpha, Box.whole(photo.size), photo.size, gain, offset, model.info.name, detail, run.text,
        time.perf_counter() - begun, context=context, exposure=exposure,
    )  # fmt: skip


def estimate_region(
    photo: Photo, model: Model, box: Box, *, context: CurveMaps | None = None, device: str = "auto",
    precision: str = "auto", tick: Tick = no_tick,
) -> CurveMaps:  # fmt: skip
    """The full-size maps of the photo's `box` alone, the same as in the whole: 96 bytes for each pixel.

    context: that of the whole photo's maps, where it is known already.
    """
    begun = time.perf_counter()
    if model.info.local:
        context = context or _whole(photo, model, device, precision)
    exposure = NONE if context is None else context.exposure
    run = _run(photo, photo.pixels, exposure, model, device, precision)
    alpha = run.region(box, tick)
    if context is not None:
        alpha = mixed(photo, context, alpha, model.info.local, box)
    return CurveMaps(
        alpha, box, photo.size, None, None, model.info.name, max(photo.size), run.text,
        time.perf_counter() - begun, context=context, exposure=exposure,
    )  # fmt: skip


def enhance(
    photo: Photo, model: Model, edit: Edit, *, box: Box | None = None, device: str = "auto",
    precision: str = "auto", dtype: DTypeLike | None = None, tick: Tick = no_tick,
) -> Pixels:  # fmt: skip
    """The enhanced photo, (H, W, 3) in `dtype` (its own by default): estimate, then render.

    box: this part of it alone, with the curves of the whole.

    At full size tiles stream into the result, so that memory is the photo, the result and a few
    tiles; with map smoothing the network runs twice, as every tile needs to know the whole photo's maps
    first. Raises DeviceError, and what `tick` raises.
    """
    exact, wide, context = fit(photo.size, edit.detail) == photo.size, None, None
    if not exact or edit.smoothing > 0:
        maps = estimate(
            photo, model, edit.detail, device=device, precision=precision, tick=lambda done: tick(done / 2)
        )
        first, begun = tick, 0.5

        def tick(done: float) -> None:
            first(begun + done * (1 - begun))

        if not exact or maps.size == photo.size:
            return render(photo, shaped(photo, maps, edit), edit, box, dtype=dtype, tick=tick)
        wide, context = wide_maps(photo, maps), maps.context
        del maps
    out = np.empty(photo.pixels.shape, dtype or photo.pixels.dtype)

    noise = measure.measured(photo) if edit.cleans else None
    masks = masks_of(photo, edit.locals)

    def use(part: Box, alpha: Maps) -> None:
        pixels = cut(photo.pixels, part)
        if noise is None:
            factor = factor_in(masks, photo.size, pixels, part)
            develop_into(photo.pixels, alpha, part, edit, out, part[:2], factor)
            return
        clean, left = without_noise(photo, noise, part, pixels)
        sampled = Sampled(pixels, alpha, clean, left, factor_in(masks, photo.size, clean, part))
        cut(out, part)[:] = develop(sampled, edit, out.dtype, workers=1)

    each_exact(
        photo, model, edit, use, box=box, context=context, wide=wide, device=device, precision=precision,
        tick=tick,
    )  # fmt: skip
    return out if box is None else cut(out, box)


def each_exact(
    photo: Photo, model: Model, edit: Edit, use: Callable[[Box, Maps], None], *, box: Box | None = None,
    context: CurveMaps | None = None, wide: CurveMaps | None = None, device: str = "auto",
    precision: str = "auto", tick: Tick = no_tick,
) -> None:  # fmt: skip
    """Call `use` with boxes that cover the photo once and their exact α, (S, 3, h, w), shaped by the edit.

    It is called from several threads. box: this part of the photo alone. context: as in `estimate_region`;
    wide: `wide_maps` of the whole photo for an edit that smooths. Raises DeviceError, and what `tick` raises.
    """
    if model.info.local and context is None:
        context = _whole(photo, model, device, precision)

    def shape(tile: Tile, alpha: Maps) -> None:
        if context is not None:
            alpha = mixed(photo, context, alpha, model.info.local, tile.keep, workers=1)
        use(tile.keep, shaped_alpha(photo, alpha, tile.keep, edit, wide))

    exposure = NONE if context is None else context.exposure
    run = _run(photo, photo.pixels, exposure, model, device, precision)
    run.each(box or Box.whole(photo.size), shape, tick)


def exact_of(
    photo: Photo, maps: ShapedMaps, model: Model, device: str = "auto"
) -> Callable[[Callable[[Box, Maps], None], Tick], None] | None:
    """What calls a function with boxes and their exact α, of maps that are averages of it; None of others."""
    if not maps.averaged:
        return None
    edit = Edit(smoothing=maps.smoothing, coupling=maps.coupling)
    return lambda use, tick: each_exact(
        photo, model, edit, use, context=maps.source.context, wide=maps.wide, device=device, tick=tick
    )


def _run(
    photo: Photo, source: Pixels, exposure: Exposure, model: Model, device: str, precision: str
) -> "_Small | Tiled":
    """The network over `source`, so exposed, which is what it sees of the photo.

    A small picture's on the CPU needs no torch.
    """
    if max(source.shape[:2]) <= products.LARGEST and device in ("auto", "cpu"):
        return _Small(photo, source, model.weights, exposure)
    from dce_studio.core.engine.tiled import Tiled

    return Tiled(photo, source, model.engine(device, precision), model, precision, exposure)


def _exposure(photo: Photo, copy: Unit, starry: float | None = None) -> Exposure:
    """How the photo is exposed before a network of two scales sees it.

    copy: `small_copy`, (h, w, 3) in [0, 1]; starry: as in `estimate`, in [0, 1], None: as the photo tells.
    """
    pixels = network_input(photo, network_pixels(photo, fit(photo.size, SMOOTH), copy))
    return measured(pixels, stars(photo) if starry is None else starry)


def _whole(photo: Photo, model: Model, device: str, precision: str) -> CurveMaps:
    """The maps of the photo as a whole, refined."""
    copy = small_copy(photo)
    return _context(photo, model, copy, _exposure(photo, copy), None, None, device, precision)


def _context(
    photo: Photo, model: Model, copy: Unit, exposure: Exposure, smooth: Maps | None, place: Maps | None,
    device: str, precision: str,
) -> CurveMaps:  # fmt: skip
    """The maps of the photo as a whole, refined, with the share of `place` (S, 3, h, w) in them if given.

    copy: `small_copy` of the photo; exposure: its own; smooth: what the network made of the photo at
    smooth detail, where that is known already.
    """
    source = network_pixels(photo, fit(photo.size, SMOOTH), copy)
    if smooth is None:
        size = Size(source.shape[1], source.shape[0])
        smooth = _run(photo, source, exposure, model, device, precision).maps(size, no_tick)
    wide = whole(photo, smooth, guide(source), exposure, model.info.name)
    return refined(photo, copy, wide, place, model.info.local)


def _guided(photo: Photo, source: Pixels, alpha: Maps) -> tuple[Maps, Maps, Maps]:
    """The α applied at the maps' size, gain and offset, of maps from `source` (perhaps reduced since)."""
    size = Size(alpha.shape[3], alpha.shape[2])
    pixels = source if source.shape[:2] == alpha.shape[2:] else network_pixels(photo, size)
    grey = guide(pixels)
    gain, offset = coefficients(alpha, grey)
    return applied(gain, offset, grey), gain, offset


def _at_most(size: Size, pixels: int) -> Size:
    """The size, reduced to that many pixels."""
    area = size.width * size.height
    return size if area <= pixels else fit(size, int(max(size) * (pixels / area) ** 0.5))


@dataclass(frozen=True, eq=False)
class _Small:
    """One estimation of a small picture by `products`, as `tiled.Tiled`; source: what the network sees."""

    photo: Photo
    source: Pixels
    weights: Weights
    exposure: Exposure
    text = "CPU, float32"

    def maps(self, size: Size, tick: Tick) -> Maps:
        """The picture's α (S, 3, h, w); size: its own, as so small a picture needs no averages."""
        tick(0.0)
        return self._alpha

    def region(self, box: Box, tick: Tick) -> Maps:
        """The α of a box of the picture."""
        tick(0.0)
        return self._alpha[:, :, box.y : box.y + box.height, box.x : box.x + box.width].copy()

    def each(self, box: Box, use: Callable[[Tile, Maps], None], tick: Tick) -> None:
        """Call `use` with the box as one tile, and its α."""
        whole = Box(0, 0, self.source.shape[1], self.source.shape[0])
        use(Tile(whole, box), self.region(box, tick))
        tick(1.0)

    @cached_property
    def _alpha(self) -> Maps:
        pixels = network_input(self.photo, self.source, self.exposure)
        alpha = products.alpha(self.weights.info.architecture, self.weights.tensors, pixels)
        if self.photo.grey:
            alpha[:] = alpha.mean(1, keepdims=True)  # so that grey stays grey
        return np.ascontiguousarray(alpha)
