"""Joins the inspector to a canvas: the only place where its parts and the canvas meet.

inspector = Inspector(document, jobs, canvas, curves_panel, map_wall)
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPen
from PySide6.QtWidgets import QMenu

from dce_studio.app.jobs import Jobs
from dce_studio.app.state.document import Document, Point
from dce_studio.core.analysis.overlay import PhotoOverlay
from dce_studio.ui.canvas.hooks import Pane, Tool
from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.inspector.card_dialog import CardDialog
from dce_studio.ui.inspector.curves_panel import CurvesPanel
from dce_studio.ui.inspector.film import FilmBar
from dce_studio.ui.inspector.lut_dialog import LutDialog
from dce_studio.ui.inspector.marks import MarksDecoration, MarksTool, PinTool, ProbeSignal, RegionTool
from dce_studio.ui.inspector.overlay_bar import CHOICES, LegendDecoration, OverlayBar
from dce_studio.ui.maps.map_wall import MapWall
from dce_studio.ui.widgets.keys import key_of, sequence
from dce_studio.ui.widgets.tips import tip


class Inspector(QObject):
    """Joins the curves panel and the map wall to a canvas; owns the film and the overlay bar.

    noted(str): what was done, for the person.
    """

    noted = Signal(str)

    def __init__(
        self, document: Document, jobs: Jobs, canvas: Canvas, curves: CurvesPanel, wall: MapWall
    ) -> None:
        super().__init__(canvas)
        self._document, self._jobs, self._canvas = document, jobs, canvas
        self._dialog: LutDialog | None = None
        self._card: CardDialog | None = None
        self.curves, self.wall = curves, wall
        self.film = FilmBar(document)
        self.overlays = OverlayBar(document)
        self._attach()

    def fill_menu(self, menu: QMenu) -> None:
        """Add the overlays to a menu, as actions with keys."""
        for overlay, (title, _, help) in CHOICES.items():
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setShortcut(sequence(key_of(overlay)))
            action.setToolTip(tip(help))
            action.triggered.connect(lambda on, o=overlay: self._document.set_overlay(o if on else None))
            follow = partial(self._follow_overlay, action, overlay)
            self._document.overlay_changed.connect(follow)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the window's actions of the menu Inspect do, by their names."""
        film = self.film
        return {
            "play": lambda: film.set_playing(not film.playing),
            "play_back": lambda: film.step(-1), "play_on": lambda: film.step(1),
            "pin": self.pin, "card": self.make_card,
            "save_curves": self.curves.ask_path, "lut": self.make_lut,
        }  # fmt: skip

    def pin(self) -> None:
        """Pin a probe in the middle of what the canvas shows, for keys alone; the list of probes moves it."""
        view = self._canvas.view()
        if view is not None:
            self.pin_at(view.box.x + view.box.width // 2, view.box.y + view.box.height // 2)

    def pin_at(self, x: float, y: float) -> None:
        """Pin a probe at this place of the photo and show its curves."""
        before = self._document.marks
        if not before.full:
            after = before.pinned(x, y)
            self._document.set_marks(after)
            self.curves.choose_probe(next(p.number for p in after.probes if before.probe(p.number) is None))

    def copy_at(self, at: Point) -> None:
        """Put the curves of this place on the clipboard as CSV, read as those under the cursor are."""
        self.curves.copy_of(int(at.x), int(at.y))

    def make_card(self) -> None:
        """Open the dialog of the curve card."""
        if self._card is None:
            self._card = CardDialog(self._document, self._jobs, self._canvas.window())
            self._card.destroyed.connect(self._on_card_gone)
        self._card.show()
        self._card.raise_()

    def make_lut(self) -> None:
        """Open the look-up table's dialog."""
        if self._dialog is None:
            self._dialog = LutDialog(self._document, self._jobs, self._canvas.window())
            self._dialog.noted.connect(self.noted)
            self._dialog.destroyed.connect(self._on_dialog_gone)
        self._dialog.show()
        self._dialog.raise_()

    def _attach(self) -> None:
        canvas, document = self._canvas, self._document
        pressed = ProbeSignal(self)
        pressed.pressed.connect(self.curves.choose_probe)
        self._tools: dict[str | None, Tool | None] = {
            None: None,
            "pin": PinTool(document),
            "rectangle": RegionTool(document, lasso=False),
            "lasso": RegionTool(document, lasso=True),
        }
        canvas.add_tool(MarksTool(document, pressed))
        for decoration in (
            MarksDecoration(document),
            CursorDecoration(document, canvas),
            LegendDecoration(document),
        ):
            canvas.add_decoration(decoration)
        self.curves.tool_changed.connect(lambda name: canvas.set_tool(self._tools[name]))
        self.curves.lut_wanted.connect(self.make_lut)
        self.curves.card_wanted.connect(self.make_card)
        self.curves.noted.connect(self.noted)
        self.wall.noted.connect(self.noted)
        canvas.view_changed.connect(self._on_view)
        self.wall.view.zoom_wanted.connect(self._on_zoom)
        self.wall.view.pan_wanted.connect(self._on_pan)
        document.marks_changed.connect(canvas.refresh)
        document.overlay_changed.connect(canvas.refresh)
        document.hover_changed.connect(self._on_hover)

    def _on_view(self) -> None:
        view = self._canvas.view()
        self.wall.set_view(view.box if view else None)

    def _on_hover(self) -> None:
        if not self._canvas.underMouse():
            self._canvas.refresh()

    def _on_zoom(self, factor: float, at: Point) -> None:
        viewport = self._canvas.viewport
        if viewport is not None:
            self._canvas.zoom_by(factor, self._canvas.panes()[0].to_widget(*at))

    def _on_pan(self, dx: float, dy: float) -> None:
        viewport = self._canvas.viewport
        if viewport is not None:
            pane = self._canvas.panes()[0]
            moved = (pane.to_widget(dx, dy) - pane.to_widget(0, 0)) * pane.dpr
            self._canvas.pan_by(moved.x(), moved.y())

    def _follow_overlay(self, action: QAction, overlay: PhotoOverlay) -> None:
        action.setChecked(self._document.overlay == overlay)

    def _on_dialog_gone(self) -> None:
        self._dialog = None

    def _on_card_gone(self) -> None:
        self._card = None


class CursorDecoration:
    """The cursor on the photo while it is over the wall of maps."""

    def __init__(self, document: Document, canvas: Canvas) -> None:
        self._document, self._canvas = document, canvas

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """Draw in logical widget pixels."""
        hover = self._document.hover
        if hover is None or self._canvas.underMouse():
            return
        at = pane.to_widget(*hover)
        for pen in (QPen(QColor(0, 0, 0, 200), 3), QPen(QColor("#ffffff"), 1)):
            painter.setPen(pen)
            painter.drawLine(at - QPointF(8, 0), at + QPointF(8, 0))
            painter.drawLine(at - QPointF(0, 8), at + QPointF(0, 8))
