"""Look-up tables that imitate one photo's enhancement, in the `.cube` format (Adobe, Cube LUT 1.0, 2013).

A table maps colours to colours and knows nothing of places, so it can only be the best average of what the
curves do: `fit_1d` and `fit_3d` solve for the least squared error over the photo's pixels, and `psnr` says
how near that comes. A 1D table, one for each channel, cannot keep colours (`Edit.keep_colour`).
"""

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.analysis import lut_kernels
from dce_studio.core.analysis.probing import strided
from dce_studio.core.atomic import atomic_file
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box
from dce_studio.core.incoming import read_bytes
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.parallel import Tick, no_tick
from dce_studio.core.photo import WHITE, Photo
from dce_studio.core.render import rendering

Colours = NDArray[np.float32]
"""(N, 3), [0, 1]."""

SIZE_1D, SIZE_3D = 256, 33
FIT_PIXELS = 1 << 18
"""Pixels a table is fitted to, by a fixed stride."""

JUDGE_PIXELS = 1 << 20
"""Pixels its PSNR is taken over."""

SMOOTH_1D, SMOOTH_3D = 1e-3, 1e-3  # weight of smoothness, as a part of the mean data weight of a cell
ROUNDS = 300  # of conjugate gradients at most
SIZES_1D, SIZES_3D = range(2, 65537), range(2, 257)
LARGEST = 1 << 30
"""Bytes of a `.cube` file: 256³ rows of three numbers take half of it."""


@dataclass(frozen=True, eq=False)
class Lut:
    """A table. values: (n, 3) for 1D; (n, n, n, 3) indexed [blue, green, red] for 3D; float32 in [0, 1]."""

    values: NDArray[np.float32]
    title: str = ""

    @property
    def dimensions(self) -> int:
        """1 or 3."""
        return 1 if self.values.ndim == 2 else 3

    def apply(self, colours: Colours) -> Colours:
        """The table's result, linear between its entries (trilinear in 3D)."""
        if self.dimensions == 1:
            at = np.linspace(0, 1, len(self.values))
            return np.stack(
                [np.interp(colours[:, c], at, self.values[:, c]) for c in range(3)], -1, dtype=np.float32
            )
        out = np.empty_like(colours, np.float32)
        lut_kernels.apply_3d(np.ascontiguousarray(colours, np.float32), self.values, out)
        return out


@dataclass(frozen=True)
class Fitted:
    """A table, and the PSNR in dB of its 8-bit result against the true one; infinite where they are equal."""

    lut: Lut
    psnr: float


def fit(photo: Photo, maps: ShapedMaps, edit: Edit, dimensions: int = 3, tick: Tick = no_tick) -> Fitted:
    """Return the 1D (256) or 3D (33³) table nearest to what `edit` does to this photo.

    maps: shaped for the edit. Raises what `tick` raises.
    """
    before, after = pairs(photo, maps, edit, FIT_PIXELS)
    tick(0.1)
    lut = fit_1d(before, after) if dimensions == 1 else fit_3d(before, after, tick=tick)
    lut = Lut(lut.values, f"{photo.path.stem} by DCE Studio")
    tick(0.8)
    return Fitted(lut, psnr(lut, *pairs(photo, maps, edit, JUDGE_PIXELS)))


def pairs(photo: Photo, maps: ShapedMaps, edit: Edit, limit: int) -> tuple[Colours, Colours]:
    """Input and true output of at most `limit` of the photo's pixels, by a fixed stride.

    Noise stays in both: to remove it is to look at the neighbours, which no table can. The output is without
    local strengths, as a table knows no places.
    """
    sampled = rendering.sample_grid(photo, maps.everywhere(), *strided(Box.whole(photo.size), limit))
    before = sampled.pixels.reshape(-1, 3).astype(np.float32) / np.float32(WHITE[photo.pixels.dtype])
    after = rendering.develop(sampled, edit, np.float32)
    return before, np.clip(after, 0, 1).reshape(-1, 3)


def psnr(lut: Lut, before: Colours, after: Colours) -> float:
    """PSNR in dB, over 8-bit values, of the table's result on `before` against `after`."""
    error = np.rint(np.clip(lut.apply(before), 0, 1) * 255) - np.rint(after * 255)
    mean = float((error.astype(np.float64) ** 2).mean())
    return float("inf") if mean == 0 else float(10 * np.log10(255**2 / mean))


def fit_1d(before: Colours, after: Colours, size: int = SIZE_1D) -> Lut:
    """Return the monotone tables with the least squared error, smooth at tones that the photo lacks."""
    return Lut(np.stack([_fit_channel(before[:, c], after[:, c], size) for c in range(3)], -1))


def _fit_channel(x: NDArray[np.float32], y: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    cell = np.minimum((x * (size - 1)).astype(np.intp), size - 2)
    part = x.astype(np.float64) * (size - 1) - cell
    normal = np.zeros((size, size))
    right = np.zeros(size)
    for i, weight in ((0, 1 - part), (1, part)):
        right += np.bincount(cell + i, weight * y, size)
        for j, other in ((0, 1 - part), (1, part)):
            rows = np.arange(size - 1)
            normal[rows + i, rows + j] += np.bincount(cell, weight * other, size - 1)[: size - 1]
    bend = np.diff(np.eye(size), 2, axis=0)
    identity = np.linspace(0, 1, size)
    scale = len(x) / size
    normal += scale * SMOOTH_1D * size * (bend.T @ bend) + 1e-9 * scale * np.eye(size)
    table = np.linalg.solve(normal, right + 1e-9 * scale * identity)
    return np.clip(np.maximum.accumulate(table), 0, 1).astype(np.float32)


def fit_3d(before: Colours, after: Colours, size: int = SIZE_3D, tick: Tick = no_tick) -> Lut:
    """The table of least squared error; colours the photo lacks follow the 1D table and neighbours."""
    at = np.linspace(0, 1, size, dtype=np.float32)
    grid = np.stack(np.meshgrid(at, at, at, indexing="ij")[::-1], -1)
    start = fit_1d(before, after)
    prior = start.apply(grid.reshape(-1, 3)).reshape(grid.shape)
    normal = np.zeros((27, size, size, size), np.float64)
    right = np.zeros((size, size, size, 3), np.float64)
    lut_kernels.accumulate_3d(before, after - Lut(prior).apply(before), normal, right)
    weight = len(before) / size**3 * SMOOTH_3D
    change = _solve(normal, right, weight, tick)
    return Lut(np.clip(prior + change, 0, 1).astype(np.float32))


def _solve(
    normal: NDArray[np.float64], right: NDArray[np.float64], weight: float, tick: Tick
) -> NDArray[np.float64]:
    """Conjugate gradients on (data + weight · smoothness) t = right, diagonally preconditioned."""
    diagonal = (normal[13] + weight * 7)[..., None]
    table, residual = np.zeros_like(right), right.copy()
    scaled = residual / diagonal
    direction, norm = scaled.copy(), _dot(residual, scaled)
    image = np.empty_like(right)
    goal = norm * 1e-8
    for k in range(ROUNDS):
        if (norm <= goal).all():
            break
        lut_kernels.smooth_normal(normal, weight, direction, image)
        step = norm / np.maximum(_dot(direction, image), 1e-300)
        table += step * direction
        residual -= step * image
        scaled = residual / diagonal
        norm, old = _dot(residual, scaled), norm
        direction = scaled + norm / np.maximum(old, 1e-300) * direction
        tick(0.1 + 0.7 * k / ROUNDS)
    return table


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The products of the three channels' vectors, (3,)."""
    product: NDArray[np.float64] = (a * b).sum((0, 1, 2))
    return product


def save_cube(lut: Lut, path: Path) -> None:
    """A `.cube` file: red varies fastest, domain 0..1."""
    kind = "LUT_1D_SIZE" if lut.dimensions == 1 else "LUT_3D_SIZE"
    title = "".join(c for c in lut.title if c.isascii() and c.isprintable() and c != '"')
    head = f'TITLE "{title}"\n{kind} {len(lut.values)}\nDOMAIN_MIN 0.0 0.0 0.0\nDOMAIN_MAX 1.0 1.0 1.0\n\n'
    rows = "\n".join(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in lut.values.reshape(-1, 3))
    with atomic_file(path) as file:
        file.write((head + rows + "\n").encode("ascii"))


def load_cube(path: Path) -> Lut:
    """The table of a `.cube` file with domain 0..1. Raises StudioError for any other."""
    try:
        text = read_bytes(path, LARGEST).decode("utf-8")
    except OSError as error:
        raise StudioError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise StudioError(f"{path.name} is not a .cube table; choose a text file in that format.") from error
    try:
        return _parse(text)
    except (ValueError, IndexError, ArithmeticError) as error:
        words = " ".join(str(error).split())[:200]
        raise StudioError(f"{path.name} is not a .cube table that can be used: {words}.") from error


def _parse(text: str) -> Lut:
    title, size, dimensions, values, short = "", 0, 0, array("d"), 0
    for line in (raw.strip() for raw in text.splitlines()):
        word, _, rest = line.partition(" ")
        if not line or line.startswith("#"):
            continue
        if word == "TITLE":
            title = rest.strip().strip('"')
        elif word in ("LUT_1D_SIZE", "LUT_3D_SIZE"):
            size, dimensions = int(rest), int(word[4])
        elif word in ("DOMAIN_MIN", "DOMAIN_MAX"):
            if [float(v) for v in rest.split()] != [float(word == "DOMAIN_MAX")] * 3:
                raise ValueError("its domain is not 0 to 1")
        else:
            row = [float(v) for v in line.split()]
            short += len(row) != 3
            values.extend(row)
    return _table(values, short, title, size, dimensions)


def _table(numbers: "array[float]", short: int, title: str, size: int, dimensions: int) -> Lut:
    """Return the table of these numbers. short: how many rows do not have three. Raises ValueError."""
    if size not in (SIZES_1D if dimensions == 1 else SIZES_3D):
        raise ValueError("its size is missing, or none that a table can have")
    if short or len(numbers) != 3 * size**dimensions:
        raise ValueError(f"it has not {size**dimensions} rows of three numbers")
    doubles = np.frombuffer(numbers)
    if not (np.abs(doubles) <= np.finfo(np.float32).max).all():  # NaN fails too
        raise ValueError("it holds numbers that are not finite")
    values = doubles.astype(np.float32)
    shape = (size,) * dimensions
    return Lut(values.reshape(*shape, 3), title)
