"""The Curves panel: what is done to the tones of the photo, a region, a pixel, and pinned probes."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.curves import CurveSource, Scope
from dce_studio.app.preview.exact import ExactPixels
from dce_studio.app.state.document import Document
from dce_studio.core.inspect.views import Curves, Reading, View
from dce_studio.ui.inspector import curves_plot, curves_text
from dce_studio.ui.inspector.probe_strip import ProbeStrip
from dce_studio.ui.inspector.reading_table import ReadingTable
from dce_studio.ui.widgets.boxes import scrolled, stacked
from dce_studio.ui.widgets.buttons import tool_button
from dce_studio.ui.widgets.lines import Lines
from dce_studio.ui.widgets.plot import Plot

SCOPES = {
    Scope.PHOTO: (
        "Photo",
        "The mean curve of the whole photo, and a band holding 90 % of its pixels' curves.",
    ),
    Scope.REGION: ("Region", "The mean curve of a rectangle or lasso drawn on the photo."),
    Scope.PIXEL: ("Pixel", "The curve of the pixel under the cursor; click the photo to pin a probe."),
}
VIEWS = {View.OUTPUT: "Output", View.GAIN: "Contrast gain", View.FAMILY: "Each iteration"}
TOOLS = {
    "pin": ("probe", "Pin probes: click the photo to read a pixel and keep it (up to eight)."),
    "rectangle": ("rectangle", "Draw a rectangle on the photo; its mean curve is shown."),
    "lasso": ("lasso", "Draw around a part of the photo; its mean curve is shown."),
}
PLOT_HEIGHT = 144  # logical pixels at least; in less room the plot and the table scroll
PLOT_HELP = (
    "Output over input, per channel: above the dashed line tones are lifted, below it darkened; "
    "dots climb a pixel's steps from x₀ to xₙ."
)


class CurvesPanel(QWidget):
    """tool_changed(str or None): "pin", "rectangle" or "lasso" is to act. lut_wanted: make a table.

    noted(str): what was done, for the person.
    """

    tool_changed = Signal(object)
    lut_wanted = Signal()
    noted = Signal(str)

    def __init__(
        self, document: Document, jobs: Jobs, exact: ExactPixels | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._exact = document, jobs, exact
        self._source = CurveSource(document, jobs, self)
        self._tool: str | None = None
        self._shown: Curves | None = None
        self._reading: Reading | None = None
        self._pinned: list[curves_plot.Pinned] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._update)
        self._build()
        self._source.changed.connect(self._soon.start)
        for signal in (
            document.photo_changed, document.maps_changed, document.result_changed, document.marks_changed,
        ):  # fmt: skip
            signal.connect(self._soon.start)
        document.hover_changed.connect(self._on_hover)
        if exact is not None:
            exact.found.connect(self._soon.start)

    # What it shows

    @property
    def scope(self) -> Scope:
        """Whose curves."""
        return self._source.scope

    def set_scope(self, scope: Scope) -> None:
        """Show the curves of this; the tool that goes with it is chosen."""
        self._scope_buttons[scope].setChecked(True)
        self._source.set_scope(scope)
        if scope is Scope.PIXEL:
            self.set_tool("pin")
        elif scope is Scope.REGION and self._document.marks.region is None:
            self.set_tool("rectangle")
        else:
            self.set_tool(None)
        self._table.setVisible(scope is Scope.PIXEL)
        self._soon.start()

    def set_view(self, view: View) -> None:
        """Output, gain or family."""
        self._views.setCurrentIndex(list(VIEWS).index(view))
        self._source.set_view(view)
        self._soon.start()

    @property
    def tool(self) -> str | None:
        """The tool that acts on the photo."""
        return self._tool

    def set_tool(self, tool: str | None) -> None:
        """Choose a tool, or none."""
        for name, button in self._tool_buttons.items():
            button.setChecked(name == tool)
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
        """What is plotted, as CSV."""
        from dce_studio.core.inspect.exports import curves_csv

        curves = {} if self._shown is None else {self._name(): self._shown}
        return curves_csv(curves | {f"probe {p.number}": p.curves for p in self._pinned})

    def copy(self) -> None:
        """Put the CSV on the clipboard."""
        QGuiApplication.clipboard().setText(self.csv())
        self.noted.emit("Curves copied as CSV.")

    def save(self, path: Path) -> None:
        """Write .csv, .png or .svg. Failures go to the reporter."""
        try:
            if path.suffix.lower() == ".csv":
                from dce_studio.core.inspect.exports import save_text

                save_text(self.csv(), path)
            else:
                self.plot.save(path)
            self.noted.emit(f"Curves saved to {path}.")
        except OSError as error:
            from dce_studio.core.errors import StudioError

            self._jobs.failed.emit(None, StudioError(f"{path} cannot be written: {error.strerror or error}."))

    # Inside

    def _build(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # the panel's own, as Adjust has it
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(self._scope_row())
        column.addLayout(self._view_row())
        self.plot = Plot("Light-enhancement curves", PLOT_HELP)
        self.plot.pointed.connect(self._caption)
        self._table = ReadingTable()
        self._table.setVisible(False)
        self.plot.setMinimumHeight(PLOT_HEIGHT)
        figures = stacked(self.plot, self._table)
        column.addWidget(scrolled(figures), 1)
        self._text = Lines(3)
        column.addWidget(self._text)
        self._strip = ProbeStrip(self._document)
        self._strip.selected.connect(self._on_probe)
        column.addWidget(self._strip)

    def _scope_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        group = QButtonGroup(self)
        self._scope_buttons = {}
        for scope, (text, help) in SCOPES.items():
            button = tool_button(f"Curves of: {text}", help, text=text, checkable=True)
            button.clicked.connect(lambda _, s=scope: self.set_scope(s))
            group.addButton(button)
            row.addWidget(button, 1)
            self._scope_buttons[scope] = button
        self._scope_buttons[Scope.PHOTO].setChecked(True)
        row.addSpacing(8)
        self._tool_buttons = {}
        for name, (icon, help) in TOOLS.items():
            button = tool_button(name.capitalize(), help, icon, checkable=True)
            button.clicked.connect(lambda checked, n=name: self._on_tool(n, checked))
            row.addWidget(button)
            self._tool_buttons[name] = button
        return row

    def _view_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._views = QComboBox()
        self._views.setAccessibleName("View")
        self._views.setToolTip("What the plot shows of the curves.")
        self._views.addItems(list(VIEWS.values()))
        self._views.currentIndexChanged.connect(lambda index: self.set_view(list(VIEWS)[index]))
        row.addWidget(self._views, 1)
        self._clear = tool_button("Remove region", "Remove the region.", "trash")
        self._clear.clicked.connect(lambda: self._document.set_marks(self._document.marks.with_region(None)))
        row.addWidget(self._clear)
        more = tool_button("Copy or save", "Copy or save the curves.", "export")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        menu.addAction("Copy as CSV", self.copy)
        menu.addAction("Save as CSV, PNG or SVG…", self._ask_path)
        menu.addSeparator()
        menu.addAction("Pin a probe in the middle", self.pin_middle)
        menu.addAction("Make a look-up table (.cube)…", self.lut_wanted.emit)
        more.setMenu(menu)
        row.addWidget(more)
        return row

    def _ask_path(self) -> None:
        photo = self._document.photo
        start = f"{photo.path.stem if photo else 'photo'}_curves.csv"
        name, _ = QFileDialog.getSaveFileName(
            self, "Save curves", start, "CSV (*.csv);;PNG picture (*.png);;SVG drawing (*.svg)"
        )
        if name:
            self.save(Path(name))

    def _on_tool(self, name: str, checked: bool) -> None:
        wanted = Scope.PIXEL if name == "pin" else Scope.REGION
        if checked and self.scope is not wanted:
            self.set_scope(wanted)
        self.set_tool(name if checked else None)

    def _on_probe(self, number: int | None) -> None:
        if number is not None and self.scope is not Scope.PIXEL:
            self.set_scope(Scope.PIXEL)
        self._soon.start()

    def _on_hover(self) -> None:
        if self.scope is Scope.PIXEL and self._strip.chosen is None:
            self._soon.start()

    def _update(self) -> None:
        """Read and draw everything anew; a few milliseconds at most."""
        if not self.isVisible():
            return
        self._read_pinned()
        self._reading = self._read() if self.scope is Scope.PIXEL else None
        if self.scope is Scope.PIXEL:
            self._shown = self._curves_of(self._reading) if self._reading else None
        else:
            self._shown = self._source.curves
        self._clear.setVisible(self._document.marks.region is not None)
        self._table.show_reading(self._reading)
        others = [p for p in self._pinned if p.reading is not self._reading]
        view = self._source.view
        self.plot.show_spec(curves_plot.spec(view, self._shown, self._reading, others, self._message()))
        self._caption(None)

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
        from dce_studio.core.inspect.probing import probe
        from dce_studio.core.render.shape import shaped_part

        if self._exact is not None and maps.source is self._document.maps:
            here = self._exact(x, y)
            maps = maps if here is None else shaped_part(photo, here, maps)
        return probe(photo, maps, self._document.edit, x, y)

    def _curves_of(self, reading: Reading) -> Curves:
        from dce_studio.core.inspect.probing import reading_curves

        return reading_curves(reading, self._document.edit, self._source.view)

    def _read_pinned(self) -> None:
        readings = {mark.number: self._probe(mark.x, mark.y) for mark in self._document.marks.probes}
        self._pinned = [curves_plot.Pinned(n, r, self._curves_of(r)) for n, r in readings.items() if r]

    def _message(self) -> str:
        """Why there is no curve."""
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
        if self._reading is not None:
            return f"pixel {self._reading.x},{self._reading.y}"
        return self.scope.value

    def _caption(self, at: float | None) -> None:
        """In words: whose curves, or the values under the cursor in the plot."""
        curves = self._shown
        if curves is None:
            self._text.setText(self._message() if self._pinned else "")
        elif at is not None:
            self._text.setText(curves_text.at_input(curves, at))
        elif self._reading is not None:
            self._text.setText(curves_text.of_pixel(self._reading))
        else:
            self._text.setText(curves_text.of_scope(curves))
        coarse = "" if self._reading else curves_text.coarseness(self._document.photo, self._document.maps)
        self._text.setToolTip(PLOT_HELP + coarse)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._source.set_active(True)
        self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._source.set_active(False)
