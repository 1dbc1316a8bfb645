"""How large a photo may be before it counts as a decompression bomb."""

import os
from pathlib import Path

from dce_studio.core.errors import PhotoError
from dce_studio.core.geometry import Size

MEGAPIXELS = 250.0
"""The default limit; a 200 MP phone photo opens, and 250 MP are 0.75 GB as 8-bit pixels."""

VARIABLE = "DCE_STUDIO_MAX_MEGAPIXELS"
"""The environment variable that sets another limit."""


class TooLargeError(PhotoError):
    """A photo of more megapixels than the limit; `megapixels` says how many."""

    megapixels: float = 0.0


def limit() -> float:
    """The limit in force, in megapixels."""
    try:
        return float(os.environ[VARIABLE])
    except (KeyError, ValueError):
        return MEGAPIXELS


def check(path: Path, size: Size) -> None:
    """PhotoError for a photo without pixels, or with more than the limit."""
    if size.width < 1 or size.height < 1:
        raise PhotoError(f"{path} holds no picture: its size is {size.width} × {size.height}.")
    megapixels = size.width * size.height / 1e6
    if megapixels > limit():
        error = TooLargeError(
            f"{path} is {size.width} × {size.height} pixels ({megapixels:,.0f} MP), more than the limit of "
            f"{limit():g} MP: to open it all the same, raise the limit in the settings, by "
            f"--max-megapixels or by {VARIABLE}."
        )
        error.megapixels = megapixels
        raise error
