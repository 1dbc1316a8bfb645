"""The edit's map controls, CurveMaps → CurveMaps: map smoothing and channel coupling, without the network.

`shaped` is the one place where they act, and everything that samples, plots or shows maps with an edit calls
it first.

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

import threading
import weakref
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.maps import CurveMaps, Maps
from dce_studio.core.parallel import for_each
from dce_studio.core.photo import Photo
from dce_studio.core.render import guided, kernels
from dce_studio.core.render.sampling import bands, guide, read_only, reduced_unit, sample, stretched

Key = tuple[float, float]
"""Smoothing, coupling."""

QUICK = 1 << 19
"""Values of α in maps that are shaped in a few milliseconds."""


def shaped(photo: Photo, maps: CurveMaps, edit: Edit, whole: CurveMaps | None = None) -> CurveMaps:
    """The maps with the edit's smoothing and coupling; the same object for the same arguments.

    whole: the whole photo's maps, where `maps` are of a region. Maps that were shaped so come back as they
    are; raises ValueError for maps that were shaped in another way.
    """
    wanted = (edit.smoothing if smooths(maps) else maps.smoothing, edit.coupling)
    if wanted == (maps.smoothing, maps.coupling):
        if (kept := _kept.get(maps)) is not None:
            kept.made = None  # what is off needs no memory
        return maps
    if maps.smoothing or maps.coupling:
        raise ValueError("These maps were smoothed or coupled otherwise: start from those estimated.")
    with _lock:
        kept = _of(photo, maps)
        source = whole if whole is not None and whole is not maps else maps
        if kept.made is None or kept.made[:2] != (wanted, weakref.ref(source)):
            wide = wide_maps(photo, source) if wanted[0] else None
            kept.made = wanted, weakref.ref(source), _shaped(photo, maps, wanted, wide, kept)
        return kept.made[2]


def at_hand(photo: Photo, maps: CurveMaps, edit: Edit) -> CurveMaps | None:
    """The same for a thread that must not wait: None when it would take long and was not done yet."""
    kept = _kept.get(maps)
    wanted = (edit.smoothing if smooths(maps) else maps.smoothing, edit.coupling)
    if kept is not None and kept.photo() is photo and kept.made is not None and kept.made[0] == wanted:
        return kept.made[2]
    if wanted != (maps.smoothing, maps.coupling) and maps.alpha.size > QUICK:
        return None
    return shaped(photo, maps, edit)


def smooths(maps: CurveMaps) -> bool:
    """Whether smoothing can change these maps: not those of smooth detail."""
    return maps.gain is None or (maps.detail or max(maps.size)) > guided.AT


def wide_maps(photo: Photo, maps: CurveMaps) -> CurveMaps:
    """What maps are smoothed towards: themselves, refitted in the windows of smooth detail."""
    with _lock:
        kept = _of(photo, maps)
        if kept.wide is None:
            kept.wide = _wide(photo, maps)
        return kept.wide


def shaped_alpha(photo: Photo, alpha: Maps, box: Box, edit: Edit, wide: CurveMaps | None) -> Maps:
    """The same for the exact α (S, 3, h, w) of the photo's `box`; wide: of the whole, for smoothing."""
    if wide is None and not edit.coupling:
        return alpha
    towards = alpha if wide is None else sample(photo, wide, box).alpha
    return _moved(alpha, towards, (edit.smoothing if wide else 0.0, edit.coupling))


@dataclass(eq=False)
class _Kept:
    """What was made of maps, and from what; given back with the photo, which maps may outlive."""

    photo: "weakref.ref[Photo]"
    wide: CurveMaps | None = None
    guide: NDArray[np.float32] | None = None
    made: "tuple[Key, weakref.ref[CurveMaps], CurveMaps] | None" = None


_lock = threading.RLock()
_kept: "weakref.WeakKeyDictionary[CurveMaps, _Kept]" = weakref.WeakKeyDictionary()


def _of(photo: Photo, maps: CurveMaps) -> _Kept:
    found = _kept.get(maps)
    if found is None or found.photo() is not photo:
        found = _kept[maps] = _Kept(weakref.ref(photo))
        weakref.finalize(photo, _give_back, weakref.ref(found)).atexit = False
    return found


def _give_back(kept: "weakref.ref[_Kept]") -> None:
    if (found := kept()) is not None:
        found.wide = found.guide = found.made = None


def _shaped(photo: Photo, maps: CurveMaps, key: Key, wide: CurveMaps | None, kept: _Kept) -> CurveMaps:
    smoothing, coupling = key
    marked = replace(maps, smoothing=smoothing, coupling=coupling)
    if maps.gain is None or maps.offset is None:
        towards = maps.alpha if wide is None else sample(photo, wide, maps.box, maps.size).alpha
        return replace(marked, alpha=_moved(maps.alpha, towards, key))
    gain, offset = maps.gain, maps.offset
    if wide is None or wide.gain is None or wide.offset is None:
        wide_gain, wide_offset = gain, offset
    else:
        wide_gain, wide_offset = (
            stretched(replace(wide, alpha=plane, gain=None, offset=None), maps.box, maps.size)
            for plane in (wide.gain, wide.offset)
        )
    gain, offset = _moved(gain, wide_gain, key, np.inf), _moved(offset, wide_offset, key, np.inf)
    if kept.guide is None:
        kept.guide = _guide(photo, maps.box, maps.size)
    return replace(marked, alpha=guided.applied(gain, offset, kept.guide), gain=gain, offset=offset)


def _moved(own: Maps, towards: Maps, key: Key, limit: float = 1.0) -> Maps:
    """(1 − s)·own + s·towards, then each channel by c towards the three's mean; within ±limit."""
    out = np.empty(own.shape, np.float32)
    own, towards = read_only(own), read_only(towards)
    numbers = np.float32(key[0]), np.float32(key[1]), np.float32(limit)
    pieces = [(s, *rows) for s in range(len(own)) for rows in bands(own.shape[2], 256)]
    for_each(lambda piece: kernels.move(own, towards, *numbers, *piece, out), pieces)
    return out


def _wide(photo: Photo, maps: CurveMaps) -> CurveMaps:
    size = fit(maps.size, guided.AT)
    alpha = maps.alpha if size == maps.size else _averaged(maps.alpha, size)
    grey = _guide(photo, maps.box, size)
    gain, offset = guided.coefficients(alpha, grey)
    return CurveMaps(guided.applied(gain, offset, grey), maps.box, maps.photo_size, gain, offset)


def _averaged(alpha: Maps, size: Size) -> Maps:
    out = np.zeros((*alpha.shape[:2], size.height, size.width), np.float32)
    sx, sy = alpha.shape[3] / size.width, alpha.shape[2] / size.height

    def step(s: int) -> None:
        kernels.add_area(alpha[s : s + 1].copy(), 0, 0, sx, sy, out[s : s + 1])

    for_each(step, range(len(alpha)))
    return out


def _guide(photo: Photo, box: Box, size: Size) -> NDArray[np.float32]:
    """The grey value (h, w) of the photo's box at `size`, not rounded to the photo's levels."""
    if size == box.size:
        return guide(photo.pixels[box.y : box.y + box.height, box.x : box.x + box.width])
    return guide(reduced_unit(photo, box, size))
