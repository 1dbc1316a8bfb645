"""Leads a newcomer: when the first-steps card is shown, where, and what the window shows beside it."""

from PySide6.QtCore import QObject, QTimer

from dce_studio.app.preview.curves import Scope
from dce_studio.app.settings import Settings
from dce_studio.app.state.document import Document
from dce_studio.core.analysis.views import CurveView
from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.inspector.curves_bar import ALPHA
from dce_studio.ui.inspector.curves_panel import CurvesPanel
from dce_studio.ui.inspector.first_steps import FirstSteps

MARGIN = 14  # logical pixels from the canvas's lower left corner
CALM_MS = 200  # the least interval between two texts: nobody reads faster while a slider moves


class Guide(QObject):
    """Shows the card once there is a result, until a person closes it.

    It gives way while a tool has the photo, or the photo has the screen, and comes back afterwards.
    """

    def __init__(self, document: Document, curves: CurvesPanel, canvas: Canvas, settings: Settings) -> None:
        super().__init__(canvas)
        self._document, self._curves, self._canvas, self._settings = document, curves, canvas, settings
        self.card = FirstSteps(document, canvas)
        self.card.hide()
        self._busy: set[str] = set()
        self.card.went.connect(self._on_went)
        self.card.closed.connect(self._on_closed)
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._tell)
        self._placed_in = canvas.size()
        canvas.view_changed.connect(self._on_view)
        curves.curves_shown.connect(self._on_curves)
        document.photo_changed.connect(self._on_photo)

    def show(self) -> None:
        """Show the card, from its first step, now or as soon as a photo is enhanced."""
        self._settings.first_steps = True
        self._busy.clear()
        self.card.go(0)
        self._on_curves()

    def give_way(self, to: str, on: bool) -> None:
        """Hide the card as long as the photo is needed for this, or show it again."""
        if on:
            self._busy.add(to)
            self.card.hide()
        else:
            self._busy.discard(to)
            self._on_curves()

    def _on_photo(self) -> None:
        if self._document.photo is None:
            self.card.hide()

    def _on_curves(self) -> None:
        """Show the card with the first curves; its words follow later ones calmly."""
        if self.card.isHidden():
            self._tell()
        elif not self._calm.isActive():
            self._calm.start()

    def _tell(self) -> None:
        """Update the words, which describe the curve of this photo."""
        if self._busy or not self._settings.first_steps or self._curves.photo_curves is None:
            return
        self.card.tell(self._curves.photo_curves, self._curves.photo_alpha())
        self.card.show()
        self._place()

    def _on_went(self, step: int) -> None:
        """Show in the plot what the step describes."""
        if step < 2:
            self._curves.set_scope(Scope.PHOTO)
            self._curves.set_face(ALPHA if step == 1 else CurveView.OUTPUT)
        self._place()

    def _on_closed(self) -> None:
        self._settings.first_steps = False
        self._curves.set_face(CurveView.OUTPUT)
        self._canvas.setFocus()

    def _on_view(self) -> None:
        if self.card.isVisible() and self._canvas.size() != self._placed_in:
            self._place()

    def _place(self) -> None:
        self._placed_in = self._canvas.size()
        self.card.adjustSize()
        self.card.move(MARGIN, max(self._canvas.height() - self.card.height() - MARGIN, 0))
        self.card.raise_()
