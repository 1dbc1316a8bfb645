"""Keeps the document's shaped maps in step with its maps and its edit, off the GUI thread.

All that shows or reads maps waits for these, so that they are made once. One job is under way, and only the
newest edit is asked for next.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject

from dce_studio.app.jobs import Jobs
from dce_studio.app.state.document import Document
from dce_studio.core.edit import Edit
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.photo import Photo
from dce_studio.core.render.shape import shaped

Sources = tuple[CurveMaps | None, CurveMaps | None]
"""The photo's maps, and those of the weights that are compared with."""

Shaped = tuple[ShapedMaps | None, ShapedMaps | None]


def shape(
    photo: Photo, sources: Sources, edit: Edit, earlier: Shaped, tick: Callable[[float], None]
) -> Shaped:
    """Return both maps with the edit's controls in them. For a worker, unless the controls are off."""
    maps, compare = (
        None if source is None else shaped(photo, source, edit, before)
        for source, before in zip(sources, earlier, strict=True)
    )
    tick(1.0)
    return maps, compare


class Shaper(QObject):
    """Sets the document's `shaped` and `compare_shaped` when its maps or its edit change."""

    def __init__(
        self, document: Document, jobs: Jobs, parent: QObject | None = None, lane: str = "shape"
    ) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._lane = document, jobs, lane
        self._busy = False
        document.photo_changed.connect(self._on_photo_changed)
        document.maps_changed.connect(self._follow)
        document.edit_changed.connect(self._follow)

    def _follow(self) -> None:
        document, photo = self._document, self._document.photo
        if self._busy or photo is None:
            return
        sources, edit, earlier = self._sources(), document.edit, (document.shaped, document.compare_shaped)
        if all(_is_done(source, made, edit) for source, made in zip(sources, earlier, strict=True)):
            return
        quick = not edit.cleans and not edit.locals
        if quick and all(source is None or source.controls(edit) == (0, 0) for source in sources):
            document.set_shaped(*shape(photo, sources, edit, earlier, lambda fraction: None))
            return
        self._busy = True
        self._jobs.submit(
            self._lane, shape, photo, sources, edit, earlier, done=self._on_done, failed=self._on_failed,
            spares=document.drawing,
        )  # fmt: skip

    def _sources(self) -> Sources:
        return self._document.maps, self._document.compare_maps

    def _on_done(self, made: Shaped) -> None:
        self._busy = False
        now = zip(self._sources(), made, strict=True)
        if all((each and each.source) is source for source, each in now):
            self._document.set_shaped(*made)
        self._follow()

    def _on_failed(self, error: Exception) -> None:
        self._busy = False
        self._jobs.failed.emit(None, error)

    def _on_photo_changed(self) -> None:
        self._jobs.cancel(self._lane)
        self._busy = False


def _is_done(source: CurveMaps | None, made: ShapedMaps | None, edit: Edit) -> bool:
    if source is None or made is None:
        return source is None and made is None
    return made.source is source and made.suit(edit)
