"""Reads files made by others with care: only regular files, and only up to a given size."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NotPlainError(OSError):
    """A folder, pipe, socket or device where a file belongs, or a link that leads nowhere."""


def opened(path: Path, largest: int) -> BinaryIO:
    """A plain file, open for reading, of at most `largest` bytes; links are followed.

    Raises OSError, whose strerror says in words of its own why not: NotPlainError for what is no plain file.
    A pipe is refused instead of opened, as that would wait for a writer for ever.
    """
    try:
        _check(path.stat(), largest)  # before it is opened, as opening a device can have effects
        file = os.fdopen(os.open(path, _FLAGS), "rb")
    except ValueError as error:  # a name with a NUL
        raise OSError(0, "no file can have this name") from error
    except OSError as error:
        if path.is_symlink() and error.errno in (errno.ENOENT, errno.ELOOP):
            raise NotPlainError(error.errno, "it is a link that leads nowhere") from error
        raise
    try:
        _check(os.fstat(file.fileno()), largest)
    except OSError:
        file.close()
        raise
    return file


def read_bytes(path: Path, largest: int) -> bytes:
    """Return the bytes of such a file.

    Raises OSError like `opened`, also if it has grown beyond `largest`.
    """
    with opened(path, largest) as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise OSError(0, _too_large(largest))
    return data


def _check(found: os.stat_result, largest: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = "folder" if stat.S_ISDIR(found.st_mode) else "device or pipe"
        raise NotPlainError(0, f"it is a {kind}, not a file")
    if found.st_size > largest:
        raise OSError(0, _too_large(largest))


def _too_large(largest: int) -> str:
    size = f"{largest >> 20} MB" if largest >= 1 << 20 else f"{largest} bytes"
    return f"it is larger than the {size} that such a file can have"
