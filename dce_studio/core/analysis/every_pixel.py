"""α of every pixel of the photo as a file, NPZ or float TIFF, with memory for a few rows alone.

A file of 24 maps takes 96 bytes for each pixel. It is written map by map, uncompressed: so it can be mapped
into memory, and α follows the photo's grain, which hardly compresses.
"""

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import tifffile

from dce_studio.core.analysis.map_files import FORMAT
from dce_studio.core.atomic import atomic_file
from dce_studio.core.colours import CHANNELS
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box
from dce_studio.core.maps import Maps, ShapedMaps
from dce_studio.core.parallel import Tick, no_tick
from dce_studio.core.photo import Photo
from dce_studio.core.render.sampling import bands, sample

ROWS = 256
"""Rows of a map that are made and written at a time."""

PLAIN_TIFF = 4_000_000_000
"""Bytes that a plain TIFF's offsets reach; a larger one is a BigTIFF."""

SUFFIXES = (".npz", ".tif", ".tiff")

Use = Callable[[Box, Maps], None]
Exact = Callable[[Use, Tick], None]
"""Calls its first argument with boxes that cover the photo once and their α (S, 3, h, w), from any thread."""

Planes = Iterator[tuple[int, int, Iterator[Maps]]]
"""Each map in its order: step, channel, and its rows from the top, ROWS at a time."""


def save(
    photo: Photo, maps: ShapedMaps, path: Path, exact: Exact | None = None, tick: Tick = no_tick
) -> None:
    """Write α of every pixel, float32 in [−1, 1], [step, channel, y, x]; a TIFF has a page a map.

    maps: as an edit shaped them. exact: gives the α where they are averages of it, which is then kept beside
    the file until it is written, in as much room again. Raises StudioError, and what `tick` raises.
    """
    suffix = check_suffix(path)
    write = _write_npz if suffix == ".npz" else _write_tiff
    try:
        with atomic_file(path) as file:
            if exact is None:
                write(file, photo, maps, _sampled(photo, maps, tick))
            else:
                with tempfile.TemporaryFile(dir=path.parent) as kept:
                    write(file, photo, maps, _collected(photo, maps, exact, kept, tick))
    except OSError as error:
        raise StudioError(f"{path} cannot be written: {error.strerror or error}.") from error
    tick(1.0)


def check_suffix(path: Path) -> str:
    """Return the suffix in lower case. Raises StudioError if such a file cannot have it."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise StudioError(
            f"{path.name} cannot hold the α of every pixel: end its name in {', '.join(SUFFIXES)}."
        )
    return suffix


def size_in_bytes(photo: Photo, maps: ShapedMaps) -> int:
    """Return the size of such a file in bytes."""
    return _shape(photo, maps)[0] * 3 * photo.size.width * photo.size.height * 4


def note(maps: ShapedMaps) -> str:
    """Return the text stored in the file: how α was estimated, and how to apply it."""
    shaped = ""
    if maps.smoothing or maps.coupling:
        shaped = f", with smoothing {maps.smoothing:g} and coupling {maps.coupling:g} in it"
    made = "It is what the network makes of the photo at its full size."
    if maps.gain is not None:
        made = (
            "It is clip(gain * g + offset, -1, 1): g is the mean of its red, green and blue from 0 to 1; "
            "gain and offset, of w x h cells for W x H pixels, are sampled bilinearly at "
            "((x + 0.5) * w / W - 0.5, (y + 0.5) * h / H - 0.5), within the first and last cell."
        )
    places = " Local strengths are not in it." if maps.masks and maps.masks.acting else ""
    return (
        f"alpha[step, channel, y, x] at every pixel of the photo{shaped}. {made} A step takes x to "
        "x + a * x * (1 - x), where a is alpha times the strength of its channel, within -1 and 1."
        f"{places}"
    )


def _shape(photo: Photo, maps: ShapedMaps) -> tuple[int, int, int, int]:
    return (maps.steps, 3, photo.size.height, photo.size.width)


def _sampled(photo: Photo, maps: ShapedMaps, tick: Tick) -> Planes:
    """The α of each pixel as it was taken: that of rendering, where no noise is removed, without places."""
    steps, channels, height, width = _shape(photo, maps)

    def rows(step: int, channel: int) -> Iterator[Maps]:
        part = np.s_[step : step + 1, channel : channel + 1]
        gain, offset = (None if a is None else a[part] for a in (maps.gain, maps.offset))
        one = replace(maps.everywhere(), alpha=maps.alpha[part], gain=gain, offset=offset, noise=None)
        for top, bottom in bands(height, ROWS):
            tick((step * channels + channel + top / height) / (steps * channels))
            yield sample(photo, one, Box(0, top, width, bottom - top)).alpha[0, 0]

    for step in range(steps):
        for channel in range(channels):
            yield step, channel, rows(step, channel)


def _collected(photo: Photo, maps: ShapedMaps, exact: Exact, kept: BinaryIO, tick: Tick) -> Planes:
    """Yield the exact α map by map.

    Tiles arrive with all maps at once, so a temporary file collects them first.
    """
    shape = _shape(photo, maps)

    def mapped() -> Maps:  # mapped again each time, so that written pages leave the memory
        return np.memmap(kept, np.float32, "r+", shape=shape)

    def use(box: Box, alpha: Maps) -> None:
        mapped()[:, :, box.y : box.y + box.height, box.x : box.x + box.width] = alpha

    kept.truncate(4 * int(np.prod(shape, dtype=np.int64)))
    exact(use, lambda done: tick(0.8 * done))
    for step in range(shape[0]):
        for channel in range(3):
            tick(0.8 + 0.2 * (3 * step + channel) / (3 * shape[0]))
            plane = mapped()[step, channel]
            yield step, channel, (np.array(plane[slice(*rows)]) for rows in bands(shape[2], ROWS))


def _write_npz(file: BinaryIO, photo: Photo, maps: ShapedMaps, planes: Planes) -> None:
    about: dict[str, Any] = {
        "format": FORMAT, "box": maps.box, "photo_size": maps.photo_size, "weights": maps.weights,
        "detail": maps.detail, "device": maps.device, "smoothing": maps.smoothing, "coupling": maps.coupling,
        "note": note(maps),
    }  # fmt: skip
    if maps.gain is not None and maps.offset is not None:
        about |= {"gain": maps.gain, "offset": maps.offset}
    with zipfile.ZipFile(file, "w") as archive:
        for name, value in about.items():
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, np.asanyarray(value), allow_pickle=False)
        with archive.open("alpha.npy", "w", force_zip64=True) as member:
            header = {"descr": "<f4", "fortran_order": False, "shape": _shape(photo, maps)}
            np.lib.format.write_array_header_1_0(member, header)
            for _, _, rows in planes:
                for some in rows:
                    member.write(np.ascontiguousarray(some, "<f4").data.cast("B"))


def _write_tiff(file: BinaryIO, photo: Photo, maps: ShapedMaps, planes: Planes) -> None:
    with tifffile.TiffWriter(file, bigtiff=size_in_bytes(photo, maps) > PLAIN_TIFF) as writer:
        for step, channel, rows in planes:
            name = f"alpha step {step + 1} {CHANNELS[channel].lower()}"
            writer.write(
                rows, shape=_shape(photo, maps)[2:], dtype=np.float32, rowsperstrip=ROWS,
                description=name if step or channel else f"{name}\n{note(maps)}", metadata=None,
                photometric="minisblack", software="DCE Studio",
            )  # fmt: skip
