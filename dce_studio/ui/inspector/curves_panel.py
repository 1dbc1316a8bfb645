"""The Curves panel: what is done to the tones of the photo, a region, a pixel, and pinned probes."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.curves import LANES, REST_MS, CurveSource, Scope
from dce_studio.app.preview.exact import ExactPixels
from dce_studio.app.state.document import Document
from dce_studio.core.analysis.curve_files import curves_csv, save_text
from dce_studio.core.analysis.probing import mean_alpha, probe, reading_curves
from dce_studio.core.analysis.views import Curves, CurveView, Floats, Reading
from dce_studio.core.errors import StudioError
from dce_studio.core.render.shape import shaped_part
from dce_studio.ui.inspector import alpha_plot, curves_plot, curves_text
from dce_studio.ui.inspector.curves_bar import ALPHA, FACES, TABLE, CurvesBar
from dce_studio.ui.inspector.lines import Lines
from dce_studio.ui.inspector.plot_and_table import PlotAndTable
from dce_studio.ui.inspector.probe_strip import ProbeStrip
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.buttons import tool_button
from dce_studio.ui.widgets.folders import beside
from dce_studio.ui.widgets.plot import Plot, Spec
from dce_studio.ui.widgets.tips import tip

PLOT_HELP = (
    "Output over input, per channel: above the dashed line tones are lifted, below it darkened; "
    "dots climb a pixel's steps from x₀ to xₙ."
)


class CurvesPanel(QWidget):
    """tool_changed(str or None): "pin", "rectangle" or "lasso" is to act. lut_wanted: make a table.

    card_wanted: make a picture to share. curves_shown: the plot shows others. noted(str): what was done.
    """

    tool_changed = Signal(object)
    lut_wanted = Signal()
    card_wanted = Signal()
    curves_shown = Signal()
    noted = Signal(str)

    def __init__(
        self, document: Document, jobs: Jobs, exact: ExactPixels | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._exact = document, jobs, exact
        self._source = CurveSource(document, jobs, self)
        self._beside, self._other = (CurveSource(document, jobs, self, lane) for lane in LANES[1:])
        self._face: str = CurveView.OUTPUT
        self._tool: str | None = None
        self._shown: Curves | None = None
        self._reading: Reading | None = None
        self._pinned: list[curves_plot.Pinned] = []
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._update)
        self._build()
        for source in (self._source, self._beside, self._other):
            source.changed.connect(self._refresh)
        for signal in (
            document.photo_changed, document.maps_changed, document.marks_changed, document.weights_changed,
        ):  # fmt: skip
            signal.connect(self._refresh)
        document.result_changed.connect(self._on_result)
        document.hover_changed.connect(self._on_hover)
        document.weights_changed.connect(self._follow)
        if exact is not None:
            exact.found.connect(self._refresh)

    # What it shows

    @property
    def scope(self) -> Scope:
        """Whose curves."""
        return self._source.scope

    def set_scope(self, scope: Scope) -> None:
        """Show the curves of this; the tool that goes with it is chosen."""
        self._bar.show_scope(scope)
        for source in (self._source, self._other):
            source.set_scope(scope)
        if scope is Scope.PIXEL:
            self.set_tool("pin")
        elif scope is Scope.REGION and self._document.marks.region is None:
            self.set_tool("rectangle")
        else:
            self.set_tool(None)
            if self._face == TABLE:
                self.set_face(CurveView.OUTPUT)
        self.figures.set_pixel(scope is Scope.PIXEL)
        self._follow()
        self._refresh()

    @property
    def face(self) -> str:
        """What is shown of the curves: a key of FACES."""
        return self._face

    def set_face(self, face: str) -> None:
        """Show this face of the curves."""
        self._face = face
        self._bar.show_face(face)
        view = next((view for view in CurveView if view == face), CurveView.OUTPUT)
        for source in (self._source, self._beside, self._other):
            source.set_view(view)
        self.figures.set_alone(face == TABLE)
        if face == TABLE and self.scope is not Scope.PIXEL:
            self.set_scope(Scope.PIXEL)
        self._follow()
        self._refresh()

    @property
    def tool(self) -> str | None:
        """The tool that acts on the photo."""
        return self._tool

    def set_tool(self, tool: str | None) -> None:
        """Choose a tool, or none."""
        self._bar.show_tool(tool)
        if tool != self._tool:
            self._tool = tool
            self.tool_changed.emit(tool)

    def choose_probe(self, number: int | None) -> None:
        """Show the curves of this probe in place of the pixel under the cursor."""
        if number is not None and self.scope is not Scope.PIXEL:
            self.set_scope(Scope.PIXEL)
        self._strip.choose(number)

    def pin_middle(self) -> None:
        """Pin a probe without a mouse; the arrow keys move it from there."""
        photo = self._document.photo
        if photo is not None:
            self._document.set_marks(self._document.marks.pinned(photo.size.width / 2, photo.size.height / 2))

    # Copy and save

    def csv(self) -> str:
        """What is plotted, as CSV; then the pinned probes' curves, each named by its number and place."""
        curves = {} if self._shown is None else {self._name(): self._shown}
        pinned = {f"probe {p.number} at {p.reading.x},{p.reading.y}": p.curves for p in self._pinned}
        return curves_csv(curves | pinned)

    def copy(self) -> None:
        """Put the CSV on the clipboard."""
        QGuiApplication.clipboard().setText(self.csv())
        self.noted.emit("Curves copied as CSV.")

    def copy_of(self, x: int, y: int) -> None:
        """Put the curves of one pixel of the photo on the clipboard, as CSV."""
        if (reading := self._probe(x, y)) is not None:
            text = curves_csv({f"pixel {x},{y}": self._curves_of(reading)})
            QGuiApplication.clipboard().setText(text)
            self.noted.emit(f"Curves of the pixel {x}, {y} copied as CSV.")

    def save(self, path: Path) -> None:
        """Write .csv, or the plot on white as .png or .svg. Failures go to the reporter."""
        try:
            if path.suffix.lower() == ".csv":
                save_text(self.csv(), path)
            else:
                with theme.on_paper():
                    self.plot.save(path, self._spec(), self._heading())
            self.noted.emit(f"Curves saved to {path}.")
        except OSError as error:
            self._jobs.failed.emit(None, StudioError(f"{path} cannot be written: {error.strerror or error}."))

    def _heading(self) -> tuple[str, str]:
        """Return the caption of a saved plot: the scope, photo and weights, and the formula."""
        photo, document = self._document.photo, self._document
        title = f"{FACES[self._face]}, {self._name()} of {photo.path.name}" if photo else ""
        weights, n = Path(document.weights).stem, document.edit.iterations
        return title, f"{curves_text.formula(document.edit)}   ·   weights {weights}, n = {n:g}"

    # Inside

    def _build(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # the panel's own, as Adjust has it
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(6)
        self._bar = CurvesBar()
        self._bar.scope_chosen.connect(self.set_scope)
        self._bar.face_chosen.connect(self.set_face)
        self._bar.tool_chosen.connect(self._on_tool)
        self._bar.clear_wanted.connect(self._clear_region)
        card = tool_button("Curve card", "Curve card: a picture or a short film to share.", "card")
        card.clicked.connect(self.card_wanted)
        self._bar.add_button(card)
        self._fill_menu()
        column.addWidget(self._bar)
        self.plot = Plot("Light-enhancement curves", PLOT_HELP)
        self.plot.pointed.connect(self._caption)
        self.figures = PlotAndTable(self.plot)
        column.addWidget(self.figures, 1)
        self._text = Lines(3)
        column.addWidget(self._text)
        self._strip = ProbeStrip(self._document)
        self._strip.selected.connect(self._on_probe)
        column.addWidget(self._strip)

    def _fill_menu(self) -> None:
        menu = self._bar.menu
        menu.addAction("Copy as CSV", self.copy)
        menu.addAction("Save as CSV, PNG or SVG…", self.ask_path)
        menu.addSeparator()
        menu.addAction("Pin a probe in the middle", self.pin_middle)
        menu.addAction("Make a look-up table (.cube)…", self.lut_wanted.emit)

    def ask_path(self) -> None:
        """Ask where to save the curves, and save them there."""
        photo = self._document.photo
        start = beside(photo.path if photo else None, "_curves.csv")
        name, _ = QFileDialog.getSaveFileName(
            self, "Save curves", start, "CSV (*.csv);;PNG picture (*.png);;SVG drawing (*.svg)"
        )
        if name:
            self.save(Path(name))

    def _clear_region(self) -> None:
        self._document.set_marks(self._document.marks.with_region(None))

    def _on_tool(self, name: str, checked: bool) -> None:
        wanted = Scope.PIXEL if name == "pin" else Scope.REGION
        if checked and self.scope is not wanted:
            self.set_scope(wanted)
        self.set_tool(name if checked else None)

    def _on_probe(self, number: int | None) -> None:
        if number is not None and self.scope is not Scope.PIXEL:
            self.set_scope(Scope.PIXEL)
        self._refresh()

    def _refresh(self) -> None:
        """Draw everything again, once for all that changes now."""
        self._soon.start(0)

    def _on_result(self) -> None:
        """While a place is drawn the curves wait until the hand rests, as their source does."""
        self._soon.start(REST_MS if self._document.drawing else 0)

    def _on_hover(self) -> None:
        if self.scope is Scope.PIXEL and self._strip.chosen is None:
            self._refresh()

    def _follow(self) -> None:
        """Activate the sources whose curves are drawn."""
        drawn = self.isVisible() and self._face in (CurveView.OUTPUT, CurveView.GAIN)
        self._source.set_active(self.isVisible())
        self._beside.set_active(drawn and self.scope is Scope.REGION)
        self._other.set_active(drawn and self._document.compare is not None)

    def _update(self) -> None:
        """Read and draw everything again, which takes a few milliseconds at most."""
        if not self.isVisible():
            return
        self._read_pinned()
        self._reading = self._read() if self.scope is Scope.PIXEL else None
        if self.scope is Scope.PIXEL:
            self._shown = self._curves_of(self._reading) if self._reading else None
        else:
            self._shown = self._source.curves
        self._bar.allow_clear(self._document.marks.region is not None)
        self.figures.table.show_reading(self._reading)
        self.plot.show_spec(self._spec())
        self._caption(None)
        self.curves_shown.emit()

    @property
    def photo_curves(self) -> Curves | None:
        """The mean curves of the whole photo, where those are shown."""
        return self._source.curves if self.scope is Scope.PHOTO else None

    def photo_alpha(self) -> tuple[float, ...]:
        """The α of each step, as a mean over the photo and its channels."""
        photo, maps = self._document.photo, self._document.shaped
        if photo is None or maps is None:
            return ()
        return tuple(float(a) for a in mean_alpha(photo, maps, self._document.edit).mean(1))

    def _spec(self) -> Spec:
        others = [p for p in self._pinned if p.reading is not self._reading]
        formula = curves_text.formula(self._document.edit)
        if self._face == ALPHA:
            own = alpha_plot.Steps(self._name(), self._alpha()) if self._shown is not None else None
            return alpha_plot.spec(own, others, self._message(), formula)
        return curves_plot.spec(
            self._source.view, self._shown, self._reading, others, self._message(), self._ghosts(), formula
        )

    def _ghosts(self) -> list[curves_plot.Ghost]:
        """The whole photo's curves beside a region's, and those of the weights that are compared with."""
        if self._face not in (CurveView.OUTPUT, CurveView.GAIN) or self._shown is None:
            return []
        found = []
        if self.scope is Scope.REGION and self._beside.curves is not None:
            found.append(curves_plot.Ghost("whole photo", self._beside.curves, Qt.PenStyle.DotLine))
        compare = self._document.compare
        if compare is not None and (curves := self._other_curves()) is not None:
            found.append(curves_plot.Ghost(Path(compare).stem, curves, Qt.PenStyle.DashLine))
        return found

    def _other_curves(self) -> Curves | None:
        """Return the curves of the same scope by the weights compared with."""
        if self.scope is not Scope.PIXEL:
            return self._other.curves
        photo, maps, here = self._document.photo, self._document.compare_shaped, self._reading
        if photo is None or maps is None or here is None:
            return None
        return self._curves_of(probe(photo, maps, self._document.edit, here.x, here.y))

    def _alpha(self) -> Floats:
        """(n, 3): the α that each step applies to what is shown, on average."""
        photo, maps = self._document.photo, self._document.shaped
        if self._reading is not None:
            return self._reading.applied
        if photo is None or maps is None:
            return np.empty((0, 3))
        region = self._document.marks.region if self.scope is Scope.REGION else None
        return mean_alpha(photo, maps, self._document.edit, region)

    def _read(self) -> Reading | None:
        """The chosen probe, or else the pixel under the cursor."""
        if self._strip.chosen is not None:
            return next((p.reading for p in self._pinned if p.number == self._strip.chosen), None)
        hover = self._document.hover
        return self._probe(int(np.floor(hover.x)), int(np.floor(hover.y))) if hover else None

    def _probe(self, x: int, y: int) -> Reading | None:
        photo, maps = self._document.photo, self._document.shaped
        if photo is None or maps is None or not (0 <= x < photo.size.width and 0 <= y < photo.size.height):
            return None
        if self._exact is not None and maps.source is self._document.maps:
            here = self._exact(x, y)
            maps = maps if here is None else shaped_part(photo, here, maps)
        return probe(photo, maps, self._document.edit, x, y)

    def _curves_of(self, reading: Reading) -> Curves:
        return reading_curves(reading, self._document.edit, self._source.view)

    def _read_pinned(self) -> None:
        readings = {mark.number: self._probe(mark.x, mark.y) for mark in self._document.marks.probes}
        self._pinned = [curves_plot.Pinned(n, r, self._curves_of(r)) for n, r in readings.items() if r]

    def _message(self) -> str:
        """Return why there is no curve, or "" if there is one."""
        if self._document.photo is None:
            return "Open a photo to see its curves."
        if self._document.maps is None:
            return "The curves appear as soon as they are estimated."
        if self.scope is Scope.REGION and self._document.marks.region is None:
            return "Draw a rectangle or a lasso on the photo."
        if self.scope is Scope.PIXEL:
            return "Point at the photo, or press a probe's number."
        return ""

    def _name(self) -> str:
        if self._reading is None:
            return self.scope.value
        number = next((f"probe {p.number} at " for p in self._pinned if p.reading is self._reading), "pixel ")
        return f"{number}{self._reading.x},{self._reading.y}"

    def _caption(self, at: float | None) -> None:
        """Describe the curves, or the values under the cursor in the plot, in words."""
        curves = self._shown
        if curves is None:
            self._text.setText(self._message() if self._pinned else "")
        elif at is not None and self._face in set(CurveView):
            self._text.setText(curves_text.at_input(curves, at))
        elif self._reading is not None:
            self._text.setText(curves_text.of_pixel(self._reading))
        else:
            self._text.setText(curves_text.of_scope(curves))
        coarse = "" if self._reading else curves_text.coarseness(self._document.photo, self._document.maps)
        bend = curves_text.bend(self._document.edit) if self._reading or self._pinned else ""
        self.plot.setToolTip(tip(f"{PLOT_HELP} {bend}"))
        self._text.setToolTip(tip(f"{PLOT_HELP}{coarse} {bend}"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for source in (self._source, self._beside, self._other):
            source.set_active(False)
