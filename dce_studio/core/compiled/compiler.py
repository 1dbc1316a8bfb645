"""numba: imported by the first loop that is called, see `compiled`."""

# mypy: disable-error-code=no-untyped-call

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numba
from numba.core.caching import FunctionCache
from numba.core.runtime.nrt import rtsys

KNOWN = ((0, 68),)
"""The versions of numba whose cache `_Cache` was tried with; any other's is used as it comes."""


class _Cache(FunctionCache):
    """Loads compiled code without the modules that only compiling needs.

    numba's own cache fills the compiler's tables first, importing a hundred modules and scipy: half of the
    time to start. Compiling fills them anyway. Here only the runtime that compiled code calls is initialised.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


def compiled(function: Callable[..., Any], fastmath: frozenset[str]) -> Any:
    """numba's function, to be compiled or found in the cache when it is called; it releases the GIL."""
    made: Any = numba.njit(nogil=True, error_model="numpy", fastmath=set(fastmath))(function)
    with suppress(RuntimeError):  # no place to cache in: a read-only installation without a writable home
        made._cache = (_Cache if numba.version_info[:2] in KNOWN else FunctionCache)(function)
    return made
