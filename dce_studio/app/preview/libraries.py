"""Importing torch and numba without holding the interpreter's lock, and with it the window.

They map libraries of hundreds of megabytes while Python waits with its lock held. A foreign call lets go of
the lock: so the libraries are mapped by one first, and the imports that follow find them there. Where this
cannot be done nothing is lost but the smoothness.
"""

import ctypes
import functools
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = {
    "torch": ("lib", ("libtorch_global_deps", "libc10", "libtorch_cpu", "libtorch")),
    "llvmlite": ("binding", ("libllvmlite",)),
}
SUFFIX = {"linux": ".so", "darwin": ".dylib"}


def map_compiler(tick: Callable[[float], None]) -> None:
    """Map what runs compiled code, before the first photo needs it. For a worker."""
    map_libraries("llvmlite")


def import_torch(tick: Callable[[float], None] = lambda fraction: None) -> None:
    """Import torch, and all of the program's that needs it. For a worker."""
    with uncollected():
        map_libraries("torch")
        tick(0.3)
        from dce_studio.core.engine import device, tiled

        del tiled
        device.start_driver()


@contextmanager
def uncollected() -> Iterator[None]:
    """The garbage collector waits meanwhile, and never looks at what is there by the end; then it begins.

    To walk through torch's quarter of a million objects holds every thread for a fifth of a second, again and
    again. `ui.app` has it wait from the start, where a walk through Qt's and numba's takes 25 ms.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@functools.cache
def map_libraries(package: str) -> None:
    """Map the libraries of a package, torch or llvmlite, into the process. For a worker."""
    suffix, spec = SUFFIX.get(sys.platform), find_spec(package)
    if suffix is None or spec is None or spec.origin is None:
        return
    folder, names = LIBRARIES[package]
    for name in names:
        path = Path(spec.origin).parent / folder / f"{name}{suffix}"
        if path.exists():
            _map(path, everywhere=name.endswith("global_deps"))


def _map(path: Path, everywhere: bool) -> None:
    """Map a library by calling dlopen without the interpreter's lock; the import reports any error."""
    try:
        dlopen = ctypes.CDLL(None).dlopen
    except (AttributeError, OSError, TypeError):
        return
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    dlopen(os.fsencode(path), os.RTLD_LAZY | (os.RTLD_GLOBAL if everywhere else os.RTLD_LOCAL))
