"""What several commands check of their arguments before any work begins."""

import os
from pathlib import Path

from dce_studio.core.edit import PAPER, SMOOTH, ranges
from dce_studio.core.errors import DeviceError, StudioError
from dce_studio.core.manifest import bundled


class UsageError(ValueError):
    """An argument that cannot be: the command ends with 2."""


def long_edge(text: str) -> int:
    """Return the pixels that "smooth", "paper" or a whole number stands for, as `Edit.detail` has them.

    Raises ValueError for anything else, and for a number outside the range of `Edit.detail`.
    """
    named = {"smooth": SMOOTH, "paper": PAPER}
    limits = ranges()["detail"]
    edge = named.get(text, int(text) if text.isdecimal() and len(text) < 9 else -1)
    if not limits.low <= edge <= limits.high:
        raise ValueError(f"{text!r}, but must be smooth, paper or a number from {limits.low:g} up")
    return edge


def check_weights(name: str) -> None:
    """UsageError for what is neither bundled weights nor a file; the message has the bundled names."""
    names = [info.name for info in bundled()]
    if name not in names and not os.path.exists(name):  # noqa: PTH110 - Path's raises for an overlong name
        raise UsageError(
            f"there are no weights {name}: choose {', '.join(names)}, or a weights file that exists."
        )


def check_device(name: str) -> None:
    """UsageError for a device that this machine lacks; the message has those that it has.

    A CPU there is always, and one is found where it is left open: only the others need torch to ask.
    """
    if name in ("auto", "cpu"):
        return
    from dce_studio.core.engine.device import choose

    try:
        choose(name)
    except DeviceError as error:
        raise UsageError(str(error)) from error


def detail(text: str) -> int:
    """The long edge of "smooth", "paper" or a number; raises StudioError."""
    try:
        return long_edge(text)
    except ValueError as error:
        raise StudioError(f"--detail is {error}.") from error


def named(text: str) -> str | Path:
    """A bundled name stays a name; anything with a suffix or a folder is a file."""
    path = Path(text)
    return path if path.suffix or len(path.parts) > 1 else text
