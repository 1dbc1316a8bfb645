"""The public interface, for scripts and notebooks: all of it is in `dce_studio` too, with types (py.typed).

What is named here keeps its name and its arguments within a major version; every other module is internal
and may change. No Qt is imported, and torch only for a detail beyond 128 px, full size or a GPU. What can go
wrong with a file, weights or a device is a `StudioError`, whose text is one sentence for a person.

>>> import dce_studio as dce
>>> photo = dce.load("night.jpg")
>>> maps = dce.estimate(photo)  # the network runs once
>>> pixels = dce.render(photo, maps, dce.Edit(gamma=1.1))
>>> dce.save(photo, pixels, "night-enhanced.jpg")
>>> cropped = dce.Edit(temperature=-20, framing=dce.Framing(left=0.2, turns=1))  # curves of the whole photo
>>> lifted = dce.Edit(locals=(dce.Local(dce.Radial((900, 600), (250, 300)), 0.6),))  # more of the curve there
>>> dce.probe(photo, maps, 120, 80).stairs  # x₀ … xₙ of that pixel
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from dce_studio.core import files
from dce_studio.core.analysis import probing
from dce_studio.core.analysis.views import Reading
from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box, Framing, Size
from dce_studio.core.local.values import Alike, Brush, Linear, Local, Radial, Stroke
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo, Pixels
from dce_studio.core.render import rendering
from dce_studio.core.render.framing import framed_alpha, shown
from dce_studio.core.render.shape import shaped

__all__ = [
    "Alike", "Box", "Brush", "CurveMaps", "Edit", "Framing", "Linear", "Local", "Photo", "Radial", "Reading",
    "Size", "Stroke", "StudioError", "estimate", "load", "probe", "render", "save",
]  # fmt: skip


def load(path: str | Path) -> Photo:
    """Read a photo at its full size and depth, upright.

    `photo.pixels` is (H, W, 3), uint8 [0, 255], uint16 [0, 65535] or float32 [0, 1], in the photo's own
    colour space. Raises PhotoError.
    """
    return files.read_photo(Path(path))


def estimate(
    photo: Photo, weights: str | Path = "dce", detail: int = SMOOTH, *, device: str = "auto"
) -> CurveMaps:
    """Run the network once: `maps.alpha` is (S, 3, h, w) float32 in [−1, 1]; S is 8, or 1 for all steps.

    weights: a bundled name, or a file (.safetensors, or a published .pth).
    detail: the long edge in pixels at which the curves are estimated; from the photo's own up, in full.
    device: "auto", "cpu", "cuda" or "mps". Raises WeightsError, DeviceError.
    """
    from dce_studio.core.engine.estimate import estimate as run

    return run(photo, _models.get(weights), detail, device=device)


def render(
    photo: Photo, maps: CurveMaps, edit: Edit | None = None, box: Box | None = None, size: Size | None = None
) -> Pixels:
    """Return the enhanced pixels, (h, w, 3) in the photo's own dtype.

    edit: what is done with the maps; the defaults where None. Its frame crops, straightens, mirrors and
    turns the result, unless a box asks for this part of the photo alone, in photo pixels. size: reduced to
    this width and height, as they are before the turn.
    """
    edit = edit or Edit()
    made = shaped(photo, maps, edit)
    if box is not None:
        return rendering.render(photo, made, edit, box, size)
    placed = edit.framing.placed(photo.size)
    pixels = rendering.render(photo, made, edit, placed.box, placed.box_size(size))
    return np.ascontiguousarray(shown(pixels, edit.framing, photo.size, size))


def probe(photo: Photo, maps: CurveMaps, x: int, y: int, edit: Edit | None = None) -> Reading:
    """Return what happens to pixel (x, y): α, staircase, output, gain. Raises IndexError outside it."""
    edit = edit or Edit()
    return probing.probe(photo, shaped(photo, maps, edit), edit, x, y)


def save(
    photo: Photo, pixels: Pixels, path: str | Path, *, overwrite: bool = False, framing: Framing | None = None
) -> tuple[str, ...]:
    """Write pixels (H, W, 3) with the photo's metadata; the format goes by the path's suffix.

    framing: that of the edit which made them, for a photo with transparency, which is framed alike.
    Returns notes on what the format could not hold. The original is never written to, and another file only
    where `overwrite` allows it. Raises PhotoError: nothing was changed then; ValueError for transparency of
    another size.
    """
    result = replace(photo, pixels=pixels, alpha=framed_alpha(photo, framing or Framing()))
    if result.alpha is not None and result.alpha.shape != pixels.shape[:2]:
        raise ValueError(
            f"transparency is {result.alpha.shape}, but pixels are {pixels.shape}: name the framing"
        )
    return files.write_photo(result, path, overwrite=overwrite)


_models = Models(most=2)
"""The loaded weights, shared by all calls, as a script has no object that could own them."""
