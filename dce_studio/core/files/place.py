"""Places that are no files of this machine, such as s3://bucket/night.jpg, as paths."""

import re
from pathlib import Path, PurePosixPath

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")  # two letters at least: one is a drive of Windows


class Place(PurePosixPath):
    """A file or folder that fsspec opens. Its first part is the scheme, "s3:"; as text it is the address.

    An address with empty parts, as in a//b, cannot be one.
    """

    def __str__(self) -> str:
        scheme, _, rest = super().__str__().partition("/")
        return f"{scheme}//{rest}"

    def absolute(self) -> "Place":
        """Itself: there is no place to stand in."""
        return self


AnyPath = Path | Place
"""A file or folder, here or elsewhere."""


def place(text: str) -> AnyPath:
    """What a person names: an address of a store, or a path."""
    return Place(text) if _SCHEME.match(text) else Path(text)
