"""Writing a file whole or not at all: a temporary file beside the target, then one rename."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_STALE = 3600.0  # seconds

TEMPORARY = ".dce-part"
"""How the name of a temporary file ends: one left by a killed process is known by it."""


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A binary file (read and write) that becomes `path` when the block ends without an error.

    Until then `path` keeps what it was; on any error, or a cancel, nothing is left behind. Raises OSError.
    """
    prefix = f".{path.name[:40]}."
    _sweep(path.parent, prefix)
    temporary = path.parent / f"{prefix}{os.getpid()}-{secrets.token_hex(8)}{TEMPORARY}"
    file = temporary.open("x+b")  # by the umask, as any new file: tempfile's are their owner's alone
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _take_over_mode(temporary, path)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(path.parent)


def write_bytes(path: Path, data: bytes) -> None:
    """`data` as the whole of `path`, atomically. Raises OSError."""
    with atomic_file(path) as file:
        file.write(data)


def _sweep(folder: Path, prefix: str) -> None:
    """Remove what killed processes left of the same target before this one first wrote to the folder."""
    for entry in _leftovers(folder.absolute()):
        if not entry.name.startswith(prefix):
            continue
        process = entry.name[len(prefix) :].partition("-")[0]
        with suppress(OSError):
            if process.isdecimal() and not _is_alive(int(process), entry):
                entry.unlink()


@lru_cache(64)
def _leftovers(folder: Path) -> tuple[Path, ...]:
    """The temporary files of a folder, listed once: it may get ten thousand results."""
    return tuple(entry for entry in folder.iterdir() if entry.name.endswith(TEMPORARY))


def _is_alive(process: int, file: Path) -> bool:
    """Whether the process that wrote the file may still run; where that cannot be asked, by its age."""
    if os.name != "posix":
        return time.time() - file.stat().st_mtime < _STALE
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _take_over_mode(temporary: Path, path: Path) -> None:
    """Give the new file the mode of the one that it replaces, if there is one."""
    if os.name != "posix":
        return
    with suppress(OSError):  # nothing there yet, or a file system without modes
        temporary.chmod(path.stat().st_mode & 0o777)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself outlast a power cut, where the system can."""
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
