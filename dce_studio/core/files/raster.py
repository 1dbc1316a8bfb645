"""Raster: what a decoder makes of a file, before it becomes a Photo."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from dce_studio.core.geometry import Size
from dce_studio.core.photo import Metadata


class Primaries(NamedTuple):
    """A colour encoding by the code points of ITU-T H.273 (nclx, cICP): gamut and transfer."""

    gamut: int
    transfer: int


@dataclass(frozen=True, eq=False)
class Raster:
    """Pixels as the file holds them.

    array: (H, W, C) uint8, uint16 or float32; C as `space` says, plus 1 with alpha.
    space: "GRAY" (1), "RGB" (3), "CMYK" (4; 0 is no ink) or "LAB" (3).
    alpha: whether the last channel is alpha (not premultiplied).
    orientation: 1..8, not applied yet; None where the decoder leaves it to EXIF and XMP.
    coding: a colour encoding given by code points, where there is no ICC profile.
    """

    array: NDArray[Any]
    space: str = "RGB"
    alpha: bool = False
    orientation: int | None = None
    metadata: Metadata = field(default_factory=Metadata)
    coding: Primaries | None = None
    notes: tuple[str, ...] = ()


class DecodeRequest(NamedTuple):
    """What a decoder is asked for: a file, its first bytes, a check of the size before anything large is
    made, and the long edge wanted (None: all)."""

    path: Path
    head: bytes
    check: Callable[[Size], None]
    long_edge: int | None = None


Decoder = Callable[[DecodeRequest], Raster]
