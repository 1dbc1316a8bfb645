"""A loupe on each half of the canvas: at the same place of both photos, and as strong."""

from typing import Protocol

from PySide6.QtCore import QObject

from dce_studio.app.preview.live import Preview
from dce_studio.app.preview.loupe import LoupeSource
from dce_studio.app.state.document import Document, Point
from dce_studio.app.studio import Studio
from dce_studio.ui.view.loupe import Loupe, LoupeSurface


class HalvesSurface(Protocol):
    """The part of the two canvases that loupes need."""

    @property
    def first(self) -> LoupeSurface:
        """The open photo's canvas."""

    @property
    def second(self) -> LoupeSurface:
        """That of the photo beside it."""

    @property
    def both(self) -> bool:
        """Whether both are shown."""

    def counterpart(self, of_first: bool) -> Point | None:
        """The place on a photo where the cursor is on the other."""


class Loupes(QObject):
    """first: the loupe of the open photo; beside: that of the one it is compared with."""

    def __init__(self, studio: Studio, halves: HalvesSurface, parent: QObject) -> None:
        super().__init__(parent)
        self._studio, self._halves, reference = studio, halves, studio.reference
        self.first = self._make(studio.document, studio.preview, halves.first, "loupe")
        self.beside = self._make(reference.document, reference.preview, halves.second, "reference-loupe")
        self.first.join(self.beside)
        self.beside.join(self.first)

    def set_on(self, on: bool) -> None:
        """Show them where the cursor is; with two photos of each its result alone."""
        both = self._halves.both
        self.first.one_side = self.beside.one_side = both
        self.first.set_on(on)
        self.beside.set_on(on and both)

    def _make(self, document: Document, preview: Preview, surface: LoupeSurface, lane: str) -> Loupe:
        source = LoupeSource(document, self._studio.jobs, preview.request, self, lane)
        of_first = surface is self._halves.first
        return Loupe(document, surface, source, self, lambda: self._halves.counterpart(of_first))
