"""Keeping the memory that tiles free, on glibc: page faults are half of what a tile costs otherwise."""

import ctypes
import functools
import sys

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # malloc.h


@functools.cache
def keep_freed_memory() -> None:
    """Tell glibc's allocator, once, to serve tiles from memory that it keeps; nothing elsewhere."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "gnu_get_libc_version"):
        libc.mallopt(_M_MMAP_THRESHOLD, 32 << 20)  # the largest it allows
        libc.mallopt(_M_TRIM_THRESHOLD, 256 << 20)


@functools.cache
def share_memory() -> None:
    """Let all threads to come take memory from one pool, on glibc: less lies idle; nothing elsewhere."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if hasattr(libc, "gnu_get_libc_version"):
            libc.mallopt(_M_ARENA_MAX, 1)
