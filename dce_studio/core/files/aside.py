"""What decoders' libraries say past the program: LibRaw and libtiff print to C's stderr what is wrong.

On Linux with glibc C's `stderr` is a variable, and `heard` puts a file of its own there while a decoder
works. Descriptor 2, and with it Python's own sys.stderr, crash reports and other programs, are left alone.
What this costs: the decoders that talk (raw files; TIFFs that only libtiff knows) work one at a time, so
that what was said is of one file: a batch develops no two raw files at once, and the photo opened may wait
for a thumbnail. What another thread's library prints in C meanwhile comes when the decoder is done. On
other systems nothing is caught: there such lines go to the terminal, if there is one.
"""

import ctypes
import logging
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, wraps

from dce_studio.core.files.raster import Decoder, DecodeRequest, Raster

DAMAGED = "The file is damaged: parts of the picture may be wrong."

_log = logging.getLogger(__name__)
_one = threading.Lock()
_UNBUFFERED = 2  # _IONBF of stdio.h
_MOST = 1 << 16  # bytes looked at
_DECODERS = re.compile(rb"(unknown file|tempfile\.tif|\w*(TIFF|JPEG|LZW|Fax|Zip|Pred|Pack|LogLuv)\w*): .*")
"""Lines of LibRaw ("unknown file: data corrupted at 1157") and libtiff (file or function, and why)."""


def heard(decode: Decoder) -> Decoder:
    """Wrap a decoder so that what its library prints becomes a note of the picture it makes."""

    @wraps(decode)
    def listens(request: DecodeRequest) -> Raster:
        with listening() as said:
            raster = decode(request)
        if not said:
            return raster
        _log.info("%s: %s", request.path, said[:20])
        return replace(raster, notes=(*raster.notes, DAMAGED))

    return listens


@contextmanager
def listening() -> Iterator[list[str]]:
    """Catch what a decoder prints in C within the block; the list holds its lines afterwards.

    Must not be nested.
    """
    lines: list[str] = []
    with _one:
        found = _streams()
        if found is None:
            yield lines
            return
        variable, stream, descriptor = found
        before = variable.value
        variable.value = stream
        try:
            yield lines
        finally:
            variable.value = before
            lines += _taken(descriptor)


@cache
def _streams() -> "tuple[ctypes.c_void_p, int, int] | None":
    """Return C's stderr, a stream to replace it and its descriptor, or None if it cannot be replaced."""
    if sys.platform != "linux":
        return None
    try:
        libc = ctypes.CDLL(None)
        if not hasattr(libc, "gnu_get_libc_version"):  # musl's stderr is a constant
            return None
        variable = ctypes.c_void_p.in_dll(libc, "stderr")
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    except (OSError, ValueError):
        return None
    libc.fdopen.restype, libc.fdopen.argtypes = ctypes.c_void_p, (ctypes.c_int, ctypes.c_char_p)
    libc.setvbuf.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_size_t)
    stream = libc.fdopen(descriptor, b"a")  # appends: it is emptied by `_taken`
    if not stream:
        return None
    libc.setvbuf(stream, None, _UNBUFFERED, 0)
    return variable, stream, descriptor


def _taken(descriptor: int) -> list[str]:
    """Return the decoders' lines from the file and empty it; other lines go on to the real stderr."""
    text = os.pread(descriptor, _MOST, 0)
    if not text:
        return []
    os.ftruncate(descriptor, 0)
    lines = text.splitlines()
    others = [line + b"\n" for line in lines if not _DECODERS.fullmatch(line)]
    if others:
        os.write(2, b"".join(others))
    return [line.decode("utf-8", "replace") for line in lines if _DECODERS.fullmatch(line)]
