"""`jit`: numba's compiler as core uses it. Compiled code is cached on disk where that can be written."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile on the first call for each set of types; the compiled code releases the GIL."""
    return _compiled(function, {"contract", "nsz"})


def jit_sums(function: F) -> F:
    """The same, with sums taken in any order, so that they vectorise."""
    return _compiled(function, {"contract", "nsz", "reassoc"})


def _compiled(function: F, fastmath: set[str]) -> F:
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": fastmath}
    compiled: F
    try:
        compiled = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no place to cache in: a read-only installation without a writable home
        compiled = numba.njit(**options)(function)
    return compiled
