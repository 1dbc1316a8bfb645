"""`jit` in the bundle: loops that were compiled when it was built, so that no compiler goes into it.

This module stands in the bundle in place of `dce_studio.core.compiled`. `loops.py`, beside it, has compiled
every loop for each kind of processor in `KINDS`; the best that this machine has is taken.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

import numpy as np

KINDS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "x86_64": {
        "dce_loops_v4": ("x86-64-v4", ("AVX512_SKX",)),
        "dce_loops_v3": ("x86-64-v3", ("AVX2", "FMA3")),
        "dce_loops_v2": ("x86-64-v2", ()),
    },
    "aarch64": {"dce_loops": ("generic", ())},
    "arm64": {"dce_loops": ("apple-m1", ())},
}
"""For each machine, the best first: a module's name, LLVM's name for what it is compiled for, and what the
processor must have for it, as NumPy names it. NumPy itself asks for x86-64-v2."""

F = TypeVar("F", bound=Callable[..., Any])


def kinds() -> dict[str, tuple[str, tuple[str, ...]]]:
    """The kinds for this machine, the best first."""
    return KINDS[{"AMD64": "x86_64"}.get(platform.machine(), platform.machine())]


def jit(function: F) -> F:
    """Find the compiled loop on the first call for each kind of arrays."""
    return _ready(function)


jit_sums = jit  # which sums may be reordered was decided when they were compiled


def symbol(module: str, function: str, shapes: Iterable[str]) -> str:
    """The name of a compiled loop in its library: of "…core.render.kernels", "grey" and "f43c", "f42c"."""
    return "__".join((module.partition(".core.")[2].replace(".", "_"), function, *shapes))


def shapes(arguments: Iterable[Any]) -> tuple[str, ...]:
    """Kind, bytes, dimensions of each array, and c where it is C-contiguous, else a; numbers do not count."""
    found: list[str] = []
    for value in arguments:
        if isinstance(value, np.ndarray):
            layout = "c" if value.flags.c_contiguous else "a"
            found.append(f"{value.dtype.kind}{value.dtype.itemsize}{value.ndim}{layout}")
        elif isinstance(value, tuple):
            found.extend(shapes(value))
    return tuple(found)


@cache
def _library() -> ModuleType:
    from numpy._core._multiarray_umath import __cpu_features__ as has

    best = next(name for name, (_, needs) in kinds().items() if all(has.get(need) for need in needs))
    return import_module(best)


def _ready(function: F) -> F:
    module, name = function.__module__, function.__name__
    found: dict[tuple[str, ...], Callable[..., None]] = {}

    def call(*arguments: Any) -> None:
        given = shapes(arguments)
        loop = found.get(given)
        if loop is None:
            loop = found[given] = _find(module, name, given)
        loop(*arguments)

    call.__doc__, call.__module__, call.__name__ = function.__doc__, module, name
    kernel: Any = call
    return kernel  # type: ignore[no-any-return]


def _find(module: str, name: str, given: tuple[str, ...]) -> Callable[..., None]:
    """The loop for arrays of these shapes, one that takes any layout, or one on contiguous copies."""
    start = f"{symbol(module, name, ())}__"
    known = {w: tuple(w.removeprefix(start).split("__")) for w in dir(_library()) if w.startswith(start)}
    alike = {word: taken for word, taken in known.items() if _kinds(taken) == _kinds(given)}
    for word, taken in alike.items():
        if all(t in (g, f"{g[:-1]}a") for t, g in zip(taken, given, strict=True)):
            return getattr(_library(), word)  # type: ignore[no-any-return]
    for word in alike:
        return _on_copies(getattr(_library(), word))
    raise TypeError(f"no loop {name} was compiled for {', '.join(given)}: see resources/bundle/loops.txt")


def _kinds(shapes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(shape[:-1] for shape in shapes)


def _on_copies(loop: Callable[..., None]) -> Callable[..., None]:
    """The loop on contiguous copies of arrays that are not so; what it writes goes back to them."""

    def call(*arguments: Any) -> None:
        copies = _contiguous(arguments)
        loop(*copies)
        for given, copy in zip(arguments, copies, strict=True):
            if isinstance(given, np.ndarray) and copy is not given and given.flags.writeable:
                given[...] = copy

    return call


def _contiguous(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        np.ascontiguousarray(value)
        if isinstance(value, np.ndarray)
        else _contiguous(value)
        if isinstance(value, tuple)
        else value
        for value in values
    )
