"""An edit brought to photos of other sizes; sizes that are not known are looked up in a worker."""

from collections.abc import Callable, Iterable
from pathlib import Path

from dce_studio.app.state.together import Change, like
from dce_studio.core import files
from dce_studio.core.errors import StudioError
from dce_studio.core.files.sidecar import SavedEdit
from dce_studio.core.geometry import Size
from dce_studio.core.local.carry import carried

EDGE = 64  # px: the smallest copy, as the size alone is wanted


def change_for(saved: SavedEdit, size: Size | None) -> Change:
    """The change of a photo of that size to a saved edit, with its crop and its places; None: as they are."""
    return like(saved.edit if size is None else carried(saved.edit, saved.photo_size, size), framing=True)


def sizes_of(paths: Iterable[Path], most: float | None, tick: Callable[[float], None]) -> dict[Path, Size]:
    """The sizes of photos of at most so many megapixels; those that cannot be read are left out."""
    found = {}
    for path in paths:
        tick(0.0)
        try:
            found[path] = files.preview_of(path, EDGE, most)[1]
        except StudioError:
            continue  # opening the photo reports the reason
    return found
