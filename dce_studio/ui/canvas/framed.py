"""What of the photo the canvas shows, by the edit's frame; all of it while it is cropped."""

from dce_studio.app.preview.frame import View
from dce_studio.app.state.document import Document
from dce_studio.core.geometry import Placed, Size
from dce_studio.core.photo import Photo
from dce_studio.ui.canvas.viewport import Viewport


class Framed:
    """How the canvas follows the frame, and which views of the photo it needs for it."""

    _document: Document
    _viewport: Viewport | None
    _placed: Placed
    _uncropped: bool

    def view(self) -> View | None:
        """The part of the photo that is seen, and on how many device pixels; None with no photo."""
        return self._view_of(self._viewport) if self._viewport else None

    def overview(self) -> View | None:
        """All that is shown of the photo at the size it has when fitted."""
        return self._view_of(self._fit(self._viewport.photo)) if self._viewport else None

    def set_uncropped(self, uncropped: bool) -> None:
        """Show what the crop cuts off too, alone on the canvas, to be chosen from."""
        if uncropped != self._uncropped:
            self._uncropped = uncropped
            self._follow_framing(anew=True)
            self._relayout()

    # Inside

    def _follow_framing(self, anew: bool = False) -> None:
        """Show the photo as its edit frames it; the view begins anew where that has changed.

        While it is cropped only a turn begins it anew: a tilt is set step by step.
        """
        photo = self._document.photo
        if photo is not None and (placed := self._framed(photo)) != self._placed:
            old, view, self._placed = self._placed, self._viewport, placed
            turned = (placed.turns, placed.mirrored) != (old.turns, old.mirrored)
            begins = anew or turned or not self._uncropped
            self._viewport = self._fit(placed.size) if begins or view is None else view.around(placed.size)
            self._tell_moved()

    def _framed(self, photo: Photo) -> Placed:
        framing = self._document.edit.framing
        return framing.loosely(photo.size) if self._uncropped else framing.placed(photo.size)

    def _view_of(self, viewport: Viewport) -> View | None:
        box = viewport.visible()
        if box is None:
            return None
        part = self._placed.part(box)
        if part.tilt and self._uncropped:  # of one size for all tilts, which so are drawn and not rendered
            straight = self._fit(part.laid(part.photo)) if viewport.fitted else viewport
            return View(part.box, straight.shown_size(part.box))
        return View(part.box, viewport.shown_size(part.box), part if part.tilt else None)

    # What the canvas has

    def _relayout(self) -> None:
        raise NotImplementedError

    def _tell_moved(self) -> None:
        raise NotImplementedError

    def _fit(self, photo: Size) -> Viewport:
        raise NotImplementedError
