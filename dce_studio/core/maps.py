"""Curve parameter maps: as a network estimated them, and as an edit shaped them."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.local.values import Local
from dce_studio.core.photo import Noise

Maps = NDArray[np.float32]

STORED = 1 << 21
"""Pixels: full-size maps of a larger photo are kept as area averages of this many (200 MB)."""


@dataclass(frozen=True)
class Exposure:
    """How a photo is exposed for the network (`core.whole.exposure`), and by how much α is moved after it.

    gain ≥ 1: what light is multiplied by in the darks; white ≥ 1: what of it, multiplied, is white.
    level: in [−0.25, 0.1], added to α (`core.whole.level`). stars: how far the photo is of a starry sky, in
    [0, 1] (`core.whole.stars`), which is exposed less and comes out darker.
    """

    gain: float = 1.0
    white: float = 1.0
    level: float = 0.0
    stars: float = 0.0


NONE = Exposure()
"""The photo as it is."""


@dataclass(frozen=True, eq=False)
class AlphaMaps:
    """α maps at the size they were estimated at, and how they are sampled. Arrays are read-only.

    alpha: (S, 3, h, w) float32 in [−1, 1], α (not the network's r = −α); S = 8, or 1 where all steps
        share one map (Zero-DCE++). It is the α applied to the photo reduced to the maps' size, so where
        there are gain and offset it is what they say there, not the network's output. Panels show these.
    box: the rectangle of the photo that the maps cover; photo_size: the photo's size.
    gain, offset: (S, 3, h, w) float32 or None. Where given, α at a photo pixel is
        clip(gain·g + offset, −1, 1) with g the pixel's grey value in [0, 1], gain and offset sampled
        bilinearly: the fast guided filter (He & Sun 2015, arXiv 1505.00996), edge-aware. Else α itself
        is sampled bilinearly.
    weights: the name of the weights; detail: the long edge asked for (`Edit.detail`).
    device: where and how it was estimated, for the person ("CPU, bfloat16"); seconds: how long it took.
    """

    alpha: Maps
    box: Box
    photo_size: Size
    gain: Maps | None = None
    offset: Maps | None = None
    weights: str = ""
    detail: int = 0
    device: str = ""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        for array in (self.alpha, self.gain, self.offset):
            if array is not None:
                array.setflags(write=False)

    @property
    def steps(self) -> int:
        """How many steps have maps of their own: 8, or 1 when all share one."""
        return len(self.alpha)

    @property
    def size(self) -> Size:
        """Width and height of the stored maps."""
        return Size(self.alpha.shape[3], self.alpha.shape[2])

    @property
    def averaged(self) -> bool:
        """Whether they are area averages of exact maps, which a large photo's are kept as."""
        return self.gain is None and self.size != self.box.size


@dataclass(frozen=True, eq=False)
class CurveMaps(AlphaMaps):
    """The maps as estimated, from which those of any edit are made (`core.render.shape.shaped`).

    context: of full-size maps from weights of two scales the maps of the photo as a whole, which are in
        them already (`core.whole.scales`); None else.
    exposure: how the photo was exposed before the network saw it, and its level; the maps answer for both.
    """

    context: "CurveMaps | None" = None
    exposure: Exposure = NONE

    def controls(self, edit: Edit) -> tuple[float, float]:
        """Return the smoothing and coupling that the edit puts into these maps.

        The smoothing is 0 for maps of smooth detail: they are what it would make of them.
        """
        smooths = self.gain is None or (self.detail or max(self.size)) > SMOOTH
        return edit.smoothing if smooths else 0.0, edit.coupling


@dataclass(frozen=True, eq=False)
class Mask:
    """Where a local strength acts, as planes (h, w) float32 of the whole photo. Arrays are read-only.

    drawn: the shape in [0, 1], before it is fitted to the photo's edges. gain, offset: the mask at a photo
    pixel is clip(gain·g + offset, 0, 1), with g the root of the pixel's grey value in [0, 1] without its
    noise, and gain and offset sampled bilinearly. part: the cells beyond which it is 0, or None where it is 0
    everywhere.
    """

    local: Local
    drawn: NDArray[np.float32]
    gain: NDArray[np.float32]
    offset: NDArray[np.float32]
    part: Box | None

    def __post_init__(self) -> None:
        for array in (self.drawn, self.gain, self.offset):
            array.setflags(write=False)


@dataclass(frozen=True, eq=False)
class Masks:
    """The masks of an edit's local strengths, in its order.

    copy, guide: the photo reduced to the masks' size, (h, w, 3), and its g, (h, w): further ones are made of
    them. noise: the standard deviation of the photo's noise in its darks, in [0, 1]: a pixel's g that differs
    by less from the copy's own there is moved to it, so that masks have no grain.
    """

    copy: NDArray[np.float32]
    guide: NDArray[np.float32]
    each: tuple[Mask, ...] = ()
    noise: float = 0.0

    @property
    def locals(self) -> tuple[Local, ...]:
        """The local strengths that they are of."""
        return tuple(mask.local for mask in self.each)

    @property
    def acting(self) -> tuple[Mask, ...]:
        """Those that change anything."""
        return tuple(mask for mask in self.each if mask.local.acts)

    @property
    def size(self) -> Size:
        """Width and height of the planes."""
        return Size(self.guide.shape[1], self.guide.shape[0])


@dataclass(frozen=True, eq=False)
class ShapedMaps(AlphaMaps):
    """The maps with an edit's smoothing and coupling in them: what is sampled, plotted and rendered.

    masks: of the edit's local strengths, by which α is multiplied where it is sampled; None without any.

    source: the maps as estimated. smoothing, coupling: what was put into them. wide: what they were smoothed
    towards, or None. grey: the photo's grey value (h, w) at the maps' size where it was needed, or None. The
    last two are kept so that the next edit's maps are made sooner. noise: the photo's,
    where the edit removes some: the maps are sampled then by the pixels without it; else None.
    """

    source: CurveMaps = field(kw_only=True)
    smoothing: float = 0.0
    coupling: float = 0.0
    wide: CurveMaps | None = None
    grey: NDArray[np.float32] | None = None
    noise: Noise | None = None
    masks: Masks | None = None

    def suit(self, edit: Edit) -> bool:
        """Return whether the same edit, as far as it shapes maps, made these."""
        return (
            (self.noise is not None) == edit.cleans
            and self.source.controls(edit) == (self.smoothing, self.coupling)
            and (self.masks.locals if self.masks else ()) == edit.locals
        )

    def same_curves(self, other: "ShapedMaps") -> bool:
        """Return whether the other has the same α, but for local strengths."""
        mine, others = ((m.alpha, m.gain, m.offset, m.noise) for m in (self, other))
        same = all(one is another for one, another in zip(mine, others, strict=True))
        return same and (self.box, self.photo_size) == (other.box, other.photo_size)

    def everywhere(self) -> "ShapedMaps":
        """The same without local strengths: for what is made of the whole photo and knows no places."""
        return self if self.masks is None else replace(self, masks=None)
