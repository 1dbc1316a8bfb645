"""`jit`: numba's compiler as core uses it. Compiled code is cached on disk where that can be written."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile on the first call for each set of types; the compiled code releases the GIL."""
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract", "nsz"}}
    compiled: F
    try:
        compiled = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no place to cache in: a read-only installation without a writable home
        compiled = numba.njit(**options)(function)
    return compiled
