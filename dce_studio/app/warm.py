"""Loading what is large before it is first needed, without holding the interpreter's lock.

Importing torch or numba maps libraries of hundreds of megabytes while Python waits with its lock held, and
with it the window. A foreign call lets go of the lock: so the libraries are mapped by one first, and the
imports that follow find them there. Where this cannot be done nothing is lost but the smoothness.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = (
    ("torch", "lib", ("libtorch_global_deps", "libc10", "libtorch_cpu", "libtorch")),
    ("llvmlite", "binding", ("libllvmlite",)),
)
SUFFIX = {"linux": ".so", "darwin": ".dylib"}


def map_libraries() -> None:
    """Map the libraries of torch and numba into the process. For a worker."""
    suffix = SUFFIX.get(sys.platform)
    if suffix is None:
        return
    for package, folder, names in LIBRARIES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            continue
        for name in names:
            path = Path(spec.origin).parent / folder / f"{name}{suffix}"
            if path.exists():
                _map(path, everywhere=name.endswith("global_deps"))


def warm_up(tick: Callable[[float], None]) -> tuple[str, ...]:
    """Import all that the first photo needs; the names of the machine's devices. For a worker."""
    map_libraries()
    tick(0.3)
    from dce_studio.core import device, estimate, render

    del estimate, render
    return device.devices()


def _map(path: Path, everywhere: bool) -> None:
    """dlopen by a foreign call. What is wrong with the library, the import will say."""
    try:
        dlopen = ctypes.CDLL(None).dlopen
    except (AttributeError, OSError, TypeError):
        return
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    dlopen(os.fsencode(path), os.RTLD_LAZY | (os.RTLD_GLOBAL if everywhere else os.RTLD_LOCAL))
