"""A result brought to the size and the colours that are wanted."""

from dataclasses import replace
from functools import lru_cache

import imagecodecs
import numpy as np

from dce_studio.core.files.colour import icc
from dce_studio.core.files.depth import row_bands
from dce_studio.core.geometry import Size
from dce_studio.core.output.options import Output
from dce_studio.core.output.resize import resized
from dce_studio.core.parallel import Tick, for_each, no_tick
from dce_studio.core.photo import Photo, Pixels

_P3 = 12  # Display P3 in ITU-T H.273


def finished(photo: Photo, output: Output, tick: Tick = no_tick) -> Photo:
    """The photo at the output's size and in its colours, which `metadata.icc` describes.

    A grey photo keeps its profile: it has no colours to convert. Raises what `tick` raises.
    """
    size = output.sized(photo.size)
    if size != photo.size:
        alpha = None if photo.alpha is None else _plane(photo.alpha, size)
        photo = replace(photo, pixels=np.ascontiguousarray(resized(photo.pixels, size, tick)), alpha=alpha)
    if output.profile == "photo" or photo.grey:
        return photo
    target = profile(output.profile)
    source = photo.metadata.icc or icc.srgb()
    if source == target or (output.profile == "srgb" and icc.is_srgb(source)):
        return photo if photo.metadata.icc else _with(photo, photo.pixels, target)
    out = np.empty_like(photo.pixels)

    def band(part: slice) -> None:
        out[part] = icc.transform(photo.pixels[part], source, target)

    for_each(band, row_bands(len(out)))
    return _with(photo, out.clip(0, 1) if out.dtype == np.float32 else out, target)


@lru_cache(maxsize=4)
def profile(name: str) -> bytes:
    """The ICC profile of "srgb", "display-p3" or "adobe-rgb"."""
    if name == "display-p3":
        made = icc.of_gamut(_P3)
        assert made is not None
        return made
    return icc.srgb() if name == "srgb" else bytes(imagecodecs.cms_profile("adobergb"))


def _with(photo: Photo, pixels: Pixels, target: bytes) -> Photo:
    return replace(photo, pixels=pixels, metadata=replace(photo.metadata, icc=target))


def _plane(alpha: Pixels, size: Size) -> Pixels:
    """Transparency (H, W) at another size."""
    return np.ascontiguousarray(resized(np.repeat(alpha[..., None], 3, axis=2), size)[..., 0])
