"""The edit's map controls, CurveMaps → ShapedMaps: map smoothing and channel coupling, without the network.

`shaped` is the one place where they act. Everything that samples, plots or renders maps with an edit takes
ShapedMaps, which are made once and passed on.

Smoothing s moves the maps towards what smooth detail would make of them: the maps are area-averaged to smooth
detail's size, fitted there as a linear function of the photo's grey value in its wide windows
(`guided`), and sampled at each pixel's own grey value. So the texture that fine maps follow, and with
it the noise they lift, goes, and edges stay where the photo has them.

- At smooth detail the maps are that already: smoothing changes nothing.
- Between, gain and offset move: (1 − s)·own + s·wide, and α is clipped after that, as ever.
- At paper each pixel's α moves: (1 − s)·α + s·clip(gain·g + offset), at the maps' size, with the photo
  reduced to it; in a tile or a region, at full size, with the windows of the whole photo.

Coupling c then moves each of R, G, B by c towards their mean. Both keep α in [−1, 1], and equal channels
equal.
"""

from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.maps import AlphaMaps, CurveMaps, Maps, ShapedMaps
from dce_studio.core.noise import measure
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import Photo, read_only
from dce_studio.core.render import guided, map_kernels
from dce_studio.core.render.masks import masks_of
from dce_studio.core.render.sampling import bands, guide, reduced_unit, sample, stretched

Grey = NDArray[np.float32]
"""(h, w), the photo's grey value in [0, 1] at the maps' size."""

Key = tuple[float, float]
"""Smoothing, coupling."""

OFF: Key = (0.0, 0.0)


def shaped(photo: Photo, maps: CurveMaps, edit: Edit, earlier: ShapedMaps | None = None) -> ShapedMaps:
    """Return the maps with the edit's smoothing and coupling in them, and the masks of its local strengths.

    earlier: maps shaped before, perhaps by another edit or of another photo. They are returned when they are
    what is asked for; what else they hold of the same maps is used again.
    """
    if earlier is not None and earlier.source is not maps:
        earlier = None
    if earlier is not None and earlier.suit(edit):
        return earlier
    masks = masks_of(photo, edit.locals, None if earlier is None else earlier.masks)
    if earlier is not None and replace(earlier, masks=masks).suit(edit):
        return replace(earlier, masks=masks)
    return replace(_of_controls(photo, maps, edit, earlier), masks=masks)


def _of_controls(photo: Photo, maps: CurveMaps, edit: Edit, earlier: ShapedMaps | None) -> ShapedMaps:
    """As `shaped`, without local strengths; earlier: of the same maps."""
    key = maps.controls(edit)
    wide, grey = (earlier.wide, earlier.grey) if earlier else (None, None)
    if key[0] and wide is None:
        wide = wide_maps(photo, maps)
    made = _shaped(photo, maps, key, wide, grey)
    if not edit.cleans:
        return made
    return replace(made, noise=(earlier and earlier.noise) or measure.measured(photo))


def shaped_part(
    photo: Photo, part: CurveMaps, whole: ShapedMaps, earlier: ShapedMaps | None = None
) -> ShapedMaps:
    """Return exact maps of a part of the photo, shaped as those of the whole are, in its wide windows.

    earlier: what was made of a part before; it is returned when it is what is asked for.
    """
    made = earlier and (earlier.source, earlier.smoothing, earlier.coupling, earlier.wide, earlier.noise)
    if earlier is not None and made == (part, whole.smoothing, whole.coupling, whole.wide, whole.noise):
        return earlier if earlier.masks is whole.masks else replace(earlier, masks=whole.masks)
    new = _shaped(photo, part, (whole.smoothing, whole.coupling), whole.wide, None)
    return replace(new, noise=whole.noise, masks=whole.masks)


def wide_maps(photo: Photo, maps: CurveMaps) -> CurveMaps:
    """Return what maps are smoothed towards: themselves, refitted in the windows of smooth detail."""
    size = fit(maps.size, guided.AT)
    alpha = maps.alpha if size == maps.size else _averaged(maps.alpha, size)
    grey = _guide(photo, maps.box, size)
    gain, offset = guided.coefficients(alpha, grey)
    return CurveMaps(guided.applied(gain, offset, grey), maps.box, maps.photo_size, gain, offset)


def shaped_alpha(photo: Photo, alpha: Maps, box: Box, edit: Edit, wide: CurveMaps | None) -> Maps:
    """Return the exact α (S, 3, h, w) of the photo's `box`, shaped by the edit.

    wide: those of `wide_maps` of the whole photo where the edit smooths, else None.
    """
    if wide is None and not edit.coupling:
        return alpha
    towards = alpha if wide is None else sample(photo, wide, box).alpha
    return _moved(alpha, towards, (edit.smoothing if wide else 0.0, edit.coupling))


def _shaped(photo: Photo, maps: CurveMaps, key: Key, wide: CurveMaps | None, grey: Grey | None) -> ShapedMaps:
    if key == OFF:
        return _as(maps, maps.alpha, maps.gain, maps.offset)
    wide = wide if key[0] else None  # what is off needs no memory
    if maps.gain is None or maps.offset is None:
        towards = maps.alpha if wide is None else sample(photo, wide, maps.box, maps.size).alpha
        return _as(maps, _moved(maps.alpha, towards, key), None, None, key, wide)
    gain, offset = maps.gain, maps.offset
    if wide is None or wide.gain is None or wide.offset is None:
        wide_gain, wide_offset = gain, offset
    else:
        wide_gain, wide_offset = (
            stretched(replace(wide, alpha=plane, gain=None, offset=None), maps.box, maps.size)
            for plane in (wide.gain, wide.offset)
        )
    gain, offset = _moved(gain, wide_gain, key, np.inf), _moved(offset, wide_offset, key, np.inf)
    grey = _guide(photo, maps.box, maps.size) if grey is None else grey
    return _as(maps, guided.applied(gain, offset, grey), gain, offset, key, wide, grey)


def _as(
    source: CurveMaps, alpha: Maps, gain: Maps | None, offset: Maps | None,
    key: Key = OFF, wide: CurveMaps | None = None, grey: Grey | None = None,
) -> ShapedMaps:  # fmt: skip
    """Return the source's maps with its arrays replaced by these."""
    same = {each.name: getattr(source, each.name) for each in fields(AlphaMaps)}
    return ShapedMaps(
        **same | {"alpha": alpha, "gain": gain, "offset": offset},
        source=source, smoothing=key[0], coupling=key[1], wide=wide, grey=grey,
    )  # fmt: skip


def _moved(own: Maps, towards: Maps, key: Key, limit: float = 1.0) -> Maps:
    """(1 − s)·own + s·towards, then each channel by c towards the three's mean; within ±limit."""
    out = np.empty(own.shape, np.float32)
    own, towards = read_only(own), read_only(towards)
    numbers = np.float32(key[0]), np.float32(key[1]), np.float32(limit)
    pieces = [(s, *rows) for s in range(len(own)) for rows in bands(own.shape[2], 256)]
    for_each(lambda piece: map_kernels.move(own, towards, *numbers, *piece, out), pieces)
    return out


def _averaged(alpha: Maps, size: Size) -> Maps:
    out = np.zeros((*alpha.shape[:2], size.height, size.width), np.float32)
    sx, sy = alpha.shape[3] / size.width, alpha.shape[2] / size.height

    def step(s: int) -> None:
        map_kernels.add_area(alpha[s : s + 1].copy(), 0, 0, sx, sy, out[s : s + 1])

    for_each(step, range(len(alpha)))
    return out


def _guide(photo: Photo, box: Box, size: Size) -> NDArray[np.float32]:
    """The grey value (h, w) of the photo's box at `size`, not rounded to the photo's levels."""
    if size == box.size:
        return guide(photo.pixels[box.y : box.y + box.height, box.x : box.x + box.width])
    return guide(reduced_unit(photo, box, size))
