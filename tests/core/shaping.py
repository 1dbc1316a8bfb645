"""Rendering and reading straight from estimated maps: shaped for the edit first, as the program does once."""

from typing import Any

from dce_studio.core.analysis import luts, probing
from dce_studio.core.analysis.views import Gathered, Reading
from dce_studio.core.edit import Edit
from dce_studio.core.maps import CurveMaps
from dce_studio.core.marks import Region
from dce_studio.core.photo import Photo, Pixels
from dce_studio.core.render import auto, rendering
from dce_studio.core.render.shape import shaped


def rendered(photo: Photo, maps: CurveMaps, edit: Edit, *args: Any, **kwargs: Any) -> Pixels:
    """`rendering.render` of the maps with the edit."""
    return rendering.render(photo, shaped(photo, maps, edit), edit, *args, **kwargs)


def probed(photo: Photo, maps: CurveMaps, edit: Edit, x: int, y: int) -> Reading:
    """`probing.probe` of the maps with the edit."""
    return probing.probe(photo, shaped(photo, maps, edit), edit, x, y)


def gathered(photo: Photo, maps: CurveMaps, region: Region | None = None, **kwargs: int) -> Gathered:
    """`probing.gather` of the maps as estimated."""
    return probing.gather(photo, shaped(photo, maps, Edit()), region, **kwargs)


def fitted(photo: Photo, maps: CurveMaps, edit: Edit, dimensions: int) -> luts.Fitted:
    """`luts.fit` of the maps with the edit."""
    return luts.fit(photo, shaped(photo, maps, edit), edit, dimensions)


def chosen(photo: Photo, maps: CurveMaps, edit: Edit, *args: float) -> Edit:
    """`auto.choose` of the maps with the edit."""
    return auto.choose(photo, shaped(photo, maps, edit), edit, *args)
