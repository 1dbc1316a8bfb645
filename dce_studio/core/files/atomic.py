"""Writing a file whole or not at all: a temporary file beside the target, then one rename."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    descriptor, name = tempfile.mkstemp(TEMPORARY, f"{prefix}{os.getpid()}-", path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
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
    """Remove what killed processes left of the same target."""
    for entry in folder.iterdir():
        if not (entry.name.startswith(prefix) and entry.name.endswith(TEMPORARY)):
            continue
        process = entry.name[len(prefix) :].partition("-")[0]
        with suppress(OSError):
            if process.isdecimal() and not _is_alive(int(process), entry):
                entry.unlink()


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
    """mkstemp makes files that only their owner reads: give the mode of the old file, or of any new one."""
    if os.name != "posix":
        return
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        mode = 0o644
    with suppress(OSError):  # a file system without modes
        temporary.chmod(mode)


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
