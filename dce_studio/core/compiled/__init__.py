"""`jit`: numba's compiler as core uses it. Compiled code is cached on disk where that can be written.

numba takes 0.2 s to import. It comes with the first call of a loop, not with the module that holds the loop:
whatever renders can be imported at the top of any module.
"""

# mypy: disable-error-code=no-untyped-call

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile on the first call for each set of types; the compiled code releases the GIL."""
    return cast("F", Loop(function, frozenset({"contract", "nsz"})))


def jit_sums(function: F) -> F:
    """Like `jit`, with sums taken in any order, so that they vectorise."""
    return cast("F", Loop(function, frozenset({"contract", "nsz", "reassoc"})))


class Loop:
    """A function that numba compiles when it is first called. Other such functions may call it too."""

    def __init__(self, function: Callable[..., Any], fastmath: frozenset[str]) -> None:
        self._function, self._fastmath = function, fastmath
        update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:
        return self.compiled(*arguments)

    def __reduce__(self) -> str:
        return self._function.__name__  # numba's cache names a loop that another one calls

    @property
    def compiled(self) -> Any:
        """numba's function, made once, also when threads ask at the same time."""
        if found := self.__dict__.get("_compiled"):
            return found
        from dce_studio.core.compiled.compiler import compiled

        return self.__dict__.setdefault("_compiled", compiled(self._function, self._fastmath))

    @property
    def _numba_type_(self) -> Any:
        """What numba asks of a value that compiled code names."""
        return self.compiled._numba_type_
