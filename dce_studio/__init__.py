"""DCE Studio: a photo editor for low-light photos that shows its light-enhancement curves.

For scripts and notebooks: `load`, `estimate`, `render`, `probe`, `save`, `Edit` and the types they pass on.
`dce_studio.core.api` documents them. They are imported when first used.
"""

from typing import TYPE_CHECKING, Any

from dce_studio.version import __version__

if TYPE_CHECKING:
    from dce_studio.core.api import (
        Alike,
        Box,
        Brush,
        CurveMaps,
        Edit,
        Framing,
        Linear,
        Local,
        Photo,
        Radial,
        Reading,
        Size,
        Stroke,
        StudioError,
        estimate,
        load,
        probe,
        render,
        save,
    )  # fmt: skip

__all__ = [
    "Alike", "Box", "Brush", "CurveMaps", "Edit", "Framing", "Linear", "Local", "Photo", "Radial", "Reading",
    "Size", "Stroke", "StudioError", "__version__", "estimate", "load", "probe", "render", "save",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dce_studio.core import api

    return getattr(api, name)
