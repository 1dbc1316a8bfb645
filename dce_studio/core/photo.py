"""Photo: pixels and metadata as one frozen value."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.geometry import Size

Pixels = NDArray[Any]
"""(H, W, 3), uint8 [0, 255], uint16 [0, 65535] or float32 [0, 1]; encoded values, not linear light."""


@dataclass(frozen=True)
class Metadata:
    """What a file says about its picture, kept for export. `exif`, `xmp`: raw, orientation reset to 1."""

    format: str = ""  # "JPEG", "PNG" …, as Pillow names it
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Photo:
    """A photo, upright. Its arrays are read-only.

    pixels: (H, W, 3) uint8 [0, 255], uint16 [0, 65535] or float32 [0, 1]; a grey photo's three are equal.
    alpha: (H, W) of the same dtype, or None.
    grey: whether the file holds one channel; it is written back so.
    notes: sentences for the person about what was done on reading.
    stamp: the file's size in bytes and its time of change in ns, as it was read; (0, 0) without a file. With
        the path it says which file the pixels are of.
    """

    path: Path
    pixels: Pixels
    alpha: Pixels | None = None
    grey: bool = False
    metadata: Metadata = field(default_factory=Metadata)
    notes: tuple[str, ...] = ()
    stamp: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] != 3 or self.pixels.dtype not in WHITE:
            raise ValueError(f"pixels are {self.pixels.shape} {self.pixels.dtype}")
        for array in (self.pixels, self.alpha):
            if array is not None:
                array.setflags(write=False)

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return Size(self.pixels.shape[1], self.pixels.shape[0])


@dataclass(frozen=True, eq=False)
class Noise:
    """A photo's noise, as `core.noise.measure` measures it.

    deviation: (2, levels, 2, bins) float32 in [0, 1]: of brightness (the mean of red, green and blue) and of
        colour (the root mean square of what is left of them), by the size of grain (1, 2, 4 and 8 pixels), of
        coefficients along an axis and of diagonal ones, by the brightness of the place. The coefficients are
        orthonormal: white noise has the same deviation in all of them.
    """

    deviation: NDArray[np.float32]

    def reduced(self, factor: float) -> "Noise":
        """The noise of the photo averaged over factor × factor pixels, factor ≥ 1."""
        if factor <= 1:
            return self
        levels = self.deviation.shape[1]
        at = np.minimum(np.log2(factor) + np.arange(levels), levels - 1)
        low = at.astype(int)
        part = (at - low).astype(np.float32)[:, None, None]
        coarser = self.deviation[:, np.minimum(low + 1, levels - 1)]
        mixed = (1 - part) * self.deviation[:, low] + part * coarser
        return Noise(mixed / np.float32(factor))

    @property
    def total(self) -> NDArray[np.float32]:
        """(2, bins): the deviation of a pixel, over all sizes and directions of grain."""
        levels = self.deviation.shape[1]
        share = 0.75 * 0.25 ** np.arange(levels)
        share[-1] /= 0.75
        power = np.square(self.deviation)
        both = (2 * power[:, :, 0] + power[:, :, 1]) / 3
        total: NDArray[np.float32] = np.sqrt(np.einsum("clb,l->cb", both, share)).astype(np.float32)
        return total


WHITE = {np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0, np.dtype(np.float32): 1.0}
"""The largest value of each dtype that pixels may have."""


def read_only(array: Pixels) -> Pixels:
    """The array, contiguous and read-only: for numba each variant of that is a type of its own to compile."""
    array = np.ascontiguousarray(array).view()
    array.setflags(write=False)
    return array
