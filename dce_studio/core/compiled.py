"""`jit`: numba's compiler as core uses it. Compiled code is cached on disk where that can be written."""

# mypy: disable-error-code=no-untyped-call

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import numba
from numba.core.caching import FunctionCache
from numba.core.runtime.nrt import rtsys

_KNOWN = ((0, 68),)
"""The versions of numba whose cache `_Cache` was tried with; any other's is used as it comes."""

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile on the first call for each set of types; the compiled code releases the GIL."""
    return _compiled(function, {"contract", "nsz"})


def jit_sums(function: F) -> F:
    """The same, with sums taken in any order, so that they vectorise."""
    return _compiled(function, {"contract", "nsz", "reassoc"})


class _Cache(FunctionCache):
    """Gives compiled code back without all that compiling needs.

    numba's own has the compiler's tables filled first, for which it imports a hundred modules and scipy: half
    of what it takes to start. Compiling has them filled anyway. What compiled code calls is made ready here.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


def _compiled(function: F, fastmath: set[str]) -> F:
    compiled: Any = numba.njit(nogil=True, error_model="numpy", fastmath=fastmath)(function)
    with suppress(RuntimeError):  # no place to cache in: a read-only installation without a writable home
        compiled._cache = (_Cache if numba.version_info[:2] in _KNOWN else FunctionCache)(function)
    kernel: F = compiled
    return kernel
