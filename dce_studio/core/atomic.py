"""Writing a file whole or not at all: a temporary file beside the target, then one rename."""

import os
import platform
import secrets
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_STALE = 86400.0  # seconds
_MACHINE = f"{zlib.crc32(platform.node().encode(errors='replace')):08x}"
_writing: set[str] = set()  # the names of this process's own, which all its threads share

TEMPORARY = ".dce-part"
"""The suffix of temporary files, by which those left by a killed process are recognised."""


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A binary file (read and write) that becomes `path` when the block ends without an error.

    Until then `path` keeps what it was; on any error, or a cancel, nothing is left behind. Raises OSError.
    """
    sweep(path.parent.absolute())
    name = f".{path.name[:40]}.{_MACHINE}-{os.getpid()}-{secrets.token_hex(8)}{TEMPORARY}"
    temporary = path.parent / name
    _writing.add(name)
    try:
        with temporary.open("x+b") as file:  # the umask decides who may read it; tempfile's are private
            yield file
            file.flush()
            os.fsync(file.fileno())
        _take_over_mode(temporary, path)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    finally:
        _writing.discard(name)
    _sync_folder(path.parent)


def write_bytes(path: Path, data: bytes) -> None:
    """`data` as the whole of `path`, atomically. Raises OSError."""
    with atomic_file(path) as file:
        file.write(data)


@lru_cache(64)
def sweep(folder: Path) -> None:
    """Remove the temporary files in a folder that belong to no living process; once for each folder.

    The name of each tells the machine and the process that writes it. A file of this machine is removed once
    that process has ended. Any file is removed that was not touched for a day, because another machine may be
    writing to a shared folder, a process number may be in use again, and Windows cannot be asked. Raises
    nothing.
    """
    with suppress(OSError):
        for entry in folder.iterdir():
            if entry.name.endswith(TEMPORARY) and entry.name not in _writing:
                with suppress(OSError):
                    if _is_abandoned(entry):
                        entry.unlink()


def _is_abandoned(file: Path) -> bool:
    machine, _, rest = file.name.removesuffix(TEMPORARY).rpartition(".")[2].partition("-")
    process = rest.partition("-")[0]
    known = machine == _MACHINE and process.isdecimal() and os.name == "posix"
    if known and (int(process) == os.getpid() or not _is_alive(int(process))):
        return True
    return time.time() - file.stat().st_mtime > _STALE


def _is_alive(process: int) -> bool:
    """Return whether a process of this machine is running, also one of another user."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
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
