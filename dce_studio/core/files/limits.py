"""How large a photo may be: before it counts as a decompression bomb, and with the memory that is free."""

import os
from contextlib import suppress
from pathlib import Path

from dce_studio.core.errors import PhotoError
from dce_studio.core.geometry import Size

MEGAPIXELS = 250.0
"""The default limit; a 200 MP phone photo opens, and 250 MP are 0.75 GB as 8-bit pixels."""

VARIABLE = "DCE_STUDIO_MAX_MEGAPIXELS"
"""The environment variable with which a person sets the default limit."""

LEAST = 8
"""Bytes that a pixel takes at least: the decoder's copy and the photo's, or the photo and its result."""

_MEMORY = Path("/proc/meminfo")


class TooLargeError(PhotoError):
    """A photo of more megapixels than the limit; `megapixels` says how many."""

    megapixels: float = 0.0


def limit() -> float:
    """Return the limit, in megapixels, where none is asked for: the environment's, else the default."""
    try:
        return float(os.environ[VARIABLE])
    except (KeyError, ValueError):
        return MEGAPIXELS


def free() -> int | None:
    """Return the bytes of memory that are free, swap included; None on systems other than Linux.

    Other systems raise MemoryError for what they lack. Linux grants it, and later ends the program.
    """
    with suppress(OSError, ValueError):
        lines = dict(line.split(":") for line in _MEMORY.read_text().splitlines())
        return sum(int(lines.get(name, "0").split()[0]) * 1024 for name in ("MemAvailable", "SwapFree"))
    return None


def check(path: Path, size: Size, most: float | None = None, ahead: bool = True) -> None:
    """Raise PhotoError for a photo without pixels, with too many, or more than the free memory can hold.

    most: the limit in megapixels, None for that of `limit`. ahead: whether the memory is yet to be allocated.
    """
    if size.width < 1 or size.height < 1:
        raise PhotoError(f"{path} holds no picture: its size is {size.width} × {size.height}.")
    megapixels = size.width * size.height / 1e6
    most = limit() if most is None else most
    if megapixels > most:
        error = TooLargeError(
            f"{path} is {size.width} × {size.height} pixels ({megapixels:,.0f} MP), more than the limit of "
            f"{most:g} MP: to open it all the same, raise the limit in the settings, by "
            f"--max-megapixels or by {VARIABLE}."
        )
        error.megapixels = megapixels
        raise error
    needed, there = size.width * size.height * LEAST, free() if ahead else None
    if there is not None and needed > there:
        raise PhotoError(
            f"{path} is {size.width} × {size.height} pixels and needs {needed / 1e9:,.1f} GB of memory or "
            f"more, {there / 1e9:,.1f} GB are free: close other programs, or open a smaller copy of it."
        )
