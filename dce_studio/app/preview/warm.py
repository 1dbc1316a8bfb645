"""Loading what is large before it is first needed, without holding the interpreter's lock.

Importing torch or numba maps libraries of hundreds of megabytes while Python waits with its lock held, and
with it the window. A foreign call lets go of the lock: so the libraries are mapped by one first, and the
imports that follow find them there. Where this cannot be done nothing is lost but the smoothness.
"""

import ctypes
import gc
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from dce_studio.core.engine.models import Models

LIBRARIES = (
    ("torch", "lib", ("libtorch_global_deps", "libc10", "libtorch_cpu", "libtorch")),
    ("llvmlite", "binding", ("libllvmlite",)),
)
REHEARSED = 160  # px, the long edge of the photo that is worked on for practice
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


def warm_up(models: Models, tick: Callable[[float], None]) -> tuple[str, ...]:
    """Import all that the first photo needs and do it once on a small one; the names of the devices.

    For a worker. The garbage collector waits meanwhile and never looks at what was made: to walk through
    torch's quarter of a million objects holds every thread for a fifth of a second, again and again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        map_libraries()
        tick(0.1)
        from dce_studio.core.engine import device, estimate
        from dce_studio.core.render import rendering

        del estimate, rendering
        names = device.devices()
        tick(0.5)
        _rehearse(models, tick)
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
    return names


def _rehearse(models: Models, tick: Callable[[float], None]) -> None:
    """Open, estimate, show and write the sample, made small: compiled code and codecs are there then."""
    from dce_studio import assets
    from dce_studio.app.preview import curves, frame, live, wall
    from dce_studio.core import files
    from dce_studio.core.edit import Edit
    from dce_studio.core.engine.estimate import enhance, estimate
    from dce_studio.core.errors import StudioError
    from dce_studio.core.geometry import Box, Size
    from dce_studio.core.inspect.views import View
    from dce_studio.core.manifest import DEFAULT_WEIGHTS
    from dce_studio.core.render.shape import shaped

    try:
        with assets.sample_photo() as path:
            photo = files.read_preview(path, REHEARSED)
        view = frame.View(Box.whole(photo.size), Size(photo.size.width // 2, photo.size.height // 2))
        frame.render_frame(frame.Request(photo, None, None, Edit(), view), None, tick)
        model = models.get(DEFAULT_WEIGHTS)
        tick(0.7)
        maps = shaped(photo, estimate(photo, model, Edit().detail), Edit())
        for edit in (Edit(), Edit(gamma=0.9)):
            frame.render_frame(frame.Request(photo, maps, None, edit, view), None, tick)
        live.count(photo, maps, Edit(), tick)
        curves.compute(curves.Subject(photo, maps, None), None, Edit(), View.OUTPUT, True, tick)
        wall.make_wall(maps, True, tick)
        tick(0.9)
        result = replace(photo, pixels=enhance(photo, model, Edit()))
        with tempfile.TemporaryDirectory() as folder:
            files.write_photo(result, Path(folder) / "rehearsal.jpg")
    except (StudioError, OSError) as error:  # the person will be told when they ask for it
        logging.getLogger(__name__).info("not rehearsed: %s", error)


def _map(path: Path, everywhere: bool) -> None:
    """dlopen by a foreign call. What is wrong with the library, the import will say."""
    try:
        dlopen = ctypes.CDLL(None).dlopen
    except (AttributeError, OSError, TypeError):
        return
    dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    dlopen(os.fsencode(path), os.RTLD_LAZY | (os.RTLD_GLOBAL if everywhere else os.RTLD_LOCAL))
