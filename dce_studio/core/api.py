"""The small interface for scripts and notebooks, which `dce_studio` re-exports; no Qt, torch when estimating.

>>> import dce_studio as dce
>>> photo = dce.load("night.jpg")
>>> maps = dce.estimate(photo)  # the network runs once
>>> pixels = dce.render(photo, maps, dce.Edit(gamma=1.1))
>>> dce.probe(photo, maps, 120, 80).stairs  # x₀ … xₙ of that pixel
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.inspect import probing
from dce_studio.core.inspect.views import Reading
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo, Pixels
from dce_studio.core.render import rendering

if TYPE_CHECKING:
    from dce_studio.core.engine.weights import Weights

__all__ = ["Edit", "estimate", "load", "probe", "render"]


def load(path: str | Path) -> Photo:
    """Read a photo, upright: `photo.pixels` is (H, W, 3). Raises PhotoError."""
    from dce_studio.core.files import read_photo

    return read_photo(Path(path))


def estimate(
    photo: Photo, weights: str | Path = "dce", detail: int = SMOOTH, *, device: str = "auto"
) -> CurveMaps:
    """Run the network of these weights, a name or a file: `maps.alpha` is (steps, 3, h, w) in [−1, 1].

    detail: the long edge in pixels at which the curves are estimated. Raises WeightsError, DeviceError.
    """
    from dce_studio.core.engine.estimate import estimate as run

    return run(photo, _weights(str(weights)), detail, device=device)


def render(
    photo: Photo, maps: CurveMaps, edit: Edit | None = None, box: Box | None = None, size: Size | None = None
) -> Pixels:
    """The photo enhanced, (h, w, 3) in its own dtype; of `box` alone, reduced to `size`, where given."""
    return rendering.render(photo, maps, edit or Edit(), box, size)


def probe(photo: Photo, maps: CurveMaps, x: int, y: int, edit: Edit | None = None) -> Reading:
    """What happens to pixel (x, y): its α, staircase, output, gain. Raises IndexError outside the photo."""
    return probing.probe(photo, maps, edit or Edit(), x, y)


@lru_cache(2)
def _weights(name: str) -> "Weights":
    from dce_studio.core.engine.weights import load_weights

    return load_weights(name)
