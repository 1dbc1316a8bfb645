"""The window: composition only. It joins the canvas, the panels and the menus to the studio behind them."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from dce_studio.app.preview.exact import ExactPixels
from dce_studio.app.state.document import Document
from dce_studio.app.studio import Studio
from dce_studio.ui import actions as menus
from dce_studio.ui.actions import Actions
from dce_studio.ui.adjust.histogram import Histogram
from dce_studio.ui.adjust.panel import AdjustPanel
from dce_studio.ui.adjust.picker import Picker
from dce_studio.ui.adjust.presets import PresetMenu
from dce_studio.ui.canvas.halves import Halves
from dce_studio.ui.canvas.widget import MODES, Canvas
from dce_studio.ui.commands import Commands
from dce_studio.ui.compare.comparison import Comparison
from dce_studio.ui.frame.crop import Crop
from dce_studio.ui.guide import Guide
from dce_studio.ui.inspection import Inspector
from dce_studio.ui.inspector.curves_panel import CurvesPanel
from dce_studio.ui.local.strength import LocalStrength
from dce_studio.ui.maps.map_wall import MapWall
from dce_studio.ui.model_menu import ModelMenu
from dce_studio.ui.panels import Panels
from dce_studio.ui.parts import Parts
from dce_studio.ui.photos.empty_page import EmptyPage
from dce_studio.ui.photos.filmstrip import Filmstrip
from dce_studio.ui.photos.strip import PhotosPanel
from dce_studio.ui.report_bar import ReportBar
from dce_studio.ui.status_bar import StatusBar
from dce_studio.ui.view.held import Held
from dce_studio.ui.view.loupes import Loupes
from dce_studio.ui.view.reach import go
from dce_studio.ui.view.space import Space
from dce_studio.ui.widgets.boxes import in_a_row, scrolled, stacked, stacked_above
from dce_studio.ui.widgets.buttons import give_menu
from dce_studio.ui.widgets.dropping import Dropping

HISTOGRAM = 64  # logical pixels, its height
ROOM = 0.94  # of the screen, for the window at first: its frame needs some too
UNSEEN_MS = 500  # work begins then, where the window was not painted before
ICON, EDGE = 20, 4  # logical pixels, in the tool bar


class MainWindow(QMainWindow):
    """The one window. It has no state of its own: `studio` does the work and keeps it.

    painted: it was painted for the first time, its panels too; or it is not seen, as minimised.
    """

    painted = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self._painted = False
        self.installEventFilter(self)
        document = studio.document
        self.canvas = Canvas(document)
        self.halves = Halves(self.canvas, studio.preview, studio.reference)
        self.empty, self.pages = EmptyPage(), QStackedWidget()
        self.adjust, self.histogram = AdjustPanel(document), Histogram()
        self.filmstrip = Filmstrip(studio.library)
        self.strip = PhotosPanel(studio, self.filmstrip)
        exact = ExactPixels(document, studio.estimator, studio.jobs, studio.models, self)
        self.curves = CurvesPanel(document, studio.jobs, exact)
        self.wall = MapWall(document, studio.jobs, exact.source)
        self.inspector = Inspector(document, studio.jobs, self.canvas, self.curves, self.wall)
        self.crop, self.picker = Crop(document, self.canvas, self), Picker(document, self.canvas, self)
        self.local = LocalStrength(document, self.canvas, self.canvas, self.adjust)
        self.panels = Panels(self, self._panels())
        self.panels.set_title("Adjust", self.local.title)
        self.setCentralWidget(self._centre())
        self.steps = Guide(document, self.curves, self.canvas, studio.settings)
        self.status = StatusBar(document, self.canvas, studio.preview, exact, studio.jobs)
        beside = studio.reference
        self.status.add_reading(beside.document, beside.preview, beside.exact, "Reference")
        self.setStatusBar(self.status)
        self.actions_ = Actions(self)
        self.menus = menus.fill_menu_bar(self.menuBar(), self.actions_, self.panels.toggles())
        self.menus["panels"].addSeparator()
        self.menus["panels"].addAction("&Reset the layout", self.reset_layout)
        self.inspector.fill_menu(self.menus["overlays"])
        self.model_menu = ModelMenu(self.menus["model"], studio, self)
        self.commands = Commands(self._parts())
        self.comparison = Comparison(studio, self.halves, self.filmstrip, self.actions_, self)
        self.preset_menu = PresetMenu(self.menus["presets"], studio, self.commands.apply_edit, self)
        give_menu(self.adjust.presets, self.menus["presets"])
        self.actions_.connect_all(self.inspector.slots())
        self._view(self._tool_bar())
        self._connect()
        self._restore()
        self._on_opening(None)

    @property
    def document(self) -> Document:
        """Return the document that the window shows."""
        return self.studio.document

    def _parts(self) -> Parts:
        return Parts(
            self, self.studio, self.actions_, self.menus,
            self.canvas, self.inspector, self.crop, self.picker, self.local, self.adjust, self.filmstrip,
            self.reports, self.status,
        )  # fmt: skip

    def _panels(self) -> dict[str, QWidget]:
        self.histogram.setFixedHeight(HISTOGRAM)
        return {
            "Adjust": stacked(self.histogram, self.local.pages), "Curves": self.curves,
            "Photos": self.strip, "Maps": scrolled(self.wall),
        }  # fmt: skip

    def _centre(self) -> QWidget:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.crop.bar)
        column.addWidget(self.pages, 1)
        self.foot = foot = in_a_row(self.inspector.film, self.inspector.overlays)
        foot.setObjectName("foot")
        foot.setContentsMargins(8, 0, 8, 0)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(stacked_above(self.halves, foot))
        self.reports = ReportBar(self.pages)
        return centre

    def _tool_bar(self) -> QToolBar:
        bar = QToolBar("Tools")
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(ICON, ICON))
        edge = QWidget()  # a style sheet's padding at the side is taken above and below as well
        edge.setFixedWidth(EDGE)
        bar.addWidget(edge)
        menus.fill_tool_bar(bar, self.actions_)
        self.addToolBar(bar)
        self.addActions(self.actions_.all())
        self.addActions(self.menus["overlays"].actions())  # their keys work without the menus, too
        return bar

    def _view(self, bar: QToolBar) -> None:
        """Make what the photo is looked at with: the screen, the loupe and the keys that are held."""
        canvas, actions = self.canvas, self.actions_
        around = (self.menuBar(), bar, self.status, self.foot)
        self.space = Space(self, self.panels.docks.values(), around)
        self.loupes = Loupes(self.studio, self.halves, self)
        self.held = Held({Qt.Key.Key_O: self.halves.set_peek, Qt.Key.Key_Z: self.loupes.set_on})
        for name, change, told in (
            ("full_screen", self.space.set_full, self.space.full_changed),
            ("panels_off", self.space.set_bare, self.space.bare_changed),
        ):
            actions[name].triggered.connect(change)
            told.connect(actions[name].setChecked)
        canvas.menu_wanted.connect(lambda at, screen: self.commands.place_menu(at).popup(screen))
        canvas.swap_wanted.connect(actions["swap"].trigger)
        for name, busy in (
            ("crop", self.crop.changed), ("pick", self.picker.changed), ("local", self.local.changed),
            ("full", self.space.full_changed), ("bare", self.space.bare_changed),
            ("compare", self.comparison.changed),
        ):  # fmt: skip
            busy.connect(partial(self.steps.give_way, name))
            busy.connect(self.reports.end_note)
        self.crop.bar.set_guide(self.studio.settings.guide)
        self.crop.bar.guide_changed.connect(self._keep_guide)

    def _keep_guide(self, name: str) -> None:
        self.studio.settings.guide = name

    def _connect(self) -> None:
        studio, canvas = self.studio, self.canvas
        canvas.mode_changed.connect(self._show_mode)
        for half in (self.halves.first, self.halves.second):
            half.failed.connect(studio.report, Qt.ConnectionType.QueuedConnection)
        studio.histograms.counted.connect(self.histogram.show_counts)
        studio.opening.connect(self._on_opening)
        studio.unreadable.connect(self._on_unreadable)
        studio.placeholder.connect(canvas.show_placeholder)
        studio.reported.connect(self.reports.report)
        studio.offered.connect(self.reports.report)
        studio.advised.connect(self.reports.advise)
        studio.noted.connect(self.reports.note)
        studio.opening.connect(self.reports.end_note)
        self.inspector.noted.connect(self.reports.note)
        self.reports.covers.connect(self.halves.cover)
        self.reports.left.connect(self.canvas.setFocus)
        studio.document.photo_changed.connect(self._on_photo)
        self._connect_comparison()
        self.adjust.auto_wanted.connect(self.commands.auto)
        self.adjust.reset_wanted.connect(self.commands.reset)
        self.local.changing.connect(self._before_local)
        self.local.changed.connect(self._on_local)
        self.local.tool.hinted.connect(self.status.show_hint)
        self.adjust.more_shown.connect(lambda on: QTimer.singleShot(0, self._on_more))
        self.filmstrip.chosen.connect(studio.show)
        studio.library.arranged.connect(self.commands.enable)
        self.filmstrip.menu_wanted.connect(self.commands.fill_photo_menu)
        self.commands.steps_wanted.connect(self.steps.show)
        self.empty.open_wanted.connect(self.commands.open)
        self.empty.sample_wanted.connect(self.commands.open_sample)
        right = self.adjust, self.local.panel, self.curves
        photo = self.halves, self.reports, self.steps.card, self.inspector.film
        stops = *photo, self.strip, self.wall, *right
        self.actions_.connect_all(
            {"next_panel": lambda: go(stops, 1), "previous_panel": lambda: go(stops, -1)}
        )
        self._dropping = Dropping(self, self.empty.set_hot, studio.open)

    def _connect_comparison(self) -> None:
        comparison = self.comparison
        self.actions_.connect_all(comparison.slots(self.canvas.swap))
        self.actions_.modes.triggered.connect(comparison.end)
        comparison.changed.connect(self._show_mode)
        comparison.noted.connect(self.reports.note)
        self.crop.changed.connect(comparison.set_cropping)
        self.filmstrip.menu_wanted.connect(comparison.fill_photo_menu)
        second = self.halves.second
        second.menu_wanted.connect(lambda at, screen: comparison.menu(self).popup(screen))
        second.swap_wanted.connect(self.actions_["swap"].trigger)

    def _show_mode(self) -> None:
        menus.choose(self.actions_.modes, "" if self.halves.both else self.canvas.mode)

    def _restore(self) -> None:
        settings = self.studio.settings
        room = self.screen().availableGeometry().size() * ROOM
        self.resize(room.boundedTo(QSize(1600, 1000)).expandedTo(QSize(960, 600)))
        if not settings.geometry.isEmpty():
            self.restoreGeometry(settings.geometry)
        if not settings.layout.isEmpty():
            self.restoreState(settings.layout)
        mode = next((mode for mode in MODES if mode == settings.mode), MODES[0])
        self.canvas.set_mode(mode)
        self.local.places.set_tip(size=settings.brush_size, softness=settings.brush_softness)
        menus.choose(self.actions_.modes, mode)
        menus.choose(self.actions_.themes, settings.theme)

    def tell_painted(self) -> None:
        """Say so, the first time."""
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def lay_out(self) -> None:
        """Give the panels their first sizes: the curves get what the controls do not need."""
        self.adjust.show_more(self.panels.roomy)
        self.panels.size(HISTOGRAM + self.adjust.wanted_height())

    def reset_layout(self) -> None:
        """Every panel back where it was at first."""
        self.panels.reset()
        QTimer.singleShot(0, self.lay_out)

    def _on_more(self) -> None:
        self.panels.fit_adjust(HISTOGRAM + self.adjust.wanted_height())

    def _before_local(self, on: bool) -> None:
        if on:
            self.panels.keep_adjust()
            self.histogram.setVisible(self.panels.roomy)

    def _on_local(self, on: bool) -> None:
        """Give local strength the height that it needs, and take it back once it has ended."""
        if on:
            self.panels.grow_adjust(HISTOGRAM * self.panels.roomy + self.local.panel.wanted_height())
        else:
            self.histogram.show()
            self.panels.shrink_adjust()

    def _on_opening(self, path: Path | None) -> None:
        self.pages.setCurrentIndex(1 if path else 0)
        if path is None:
            self.empty.invite()
        self.setWindowTitle(f"{path.name} – DCE Studio" if path else "DCE Studio")
        self.filmstrip.show_path(path)
        self.commands.enable()
        if path and not self.filmstrip.led_by_keys:
            self.canvas.setFocus()

    def _on_unreadable(self, path: Path, reason: str) -> None:
        self.empty.show_failure(path.name, reason)
        self.pages.setCurrentIndex(0)
        self.commands.enable()

    def _on_photo(self) -> None:
        if self.document.photo is None:
            self.histogram.show_counts(None)
        self.commands.enable()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first painting; a method for each one would wait for the interpreter each time."""
        if event.type() == QEvent.Type.Paint:
            self.removeEventFilter(self)
            QTimer.singleShot(0, self.tell_painted)  # when the panels are painted too, after this
        return False

    def createPopupMenu(self) -> QMenu:
        menu = QMenu(self)
        menu.addActions(self.panels.toggles())
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.steps.card.isVisible():
            self.steps.card.close_for_good()
        elif event.key() == Qt.Key.Key_Escape and self.space.full:
            self.space.set_full(False)
        elif event.key() == Qt.Key.Key_Escape and self.comparison.active:
            self.comparison.end()
        elif not self.held.pressed(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.held.released(event):
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.held.let_go()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._dropping.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._dropping.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self._dropping.drop(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once; the work that is going on is cancelled and ends behind the scenes."""
        settings = self.studio.settings
        self.space.set_full(False)
        self.local.tool.end()  # what is remembered is the room that the controls have without it
        settings.geometry, settings.layout = QByteArray(self.saveGeometry()), self.space.layout
        settings.mode, tip = self.canvas.mode, self.local.places.tip
        settings.brush_size, settings.brush_softness = tip.size, tip.softness
        self.commands.exporting.exporter.cancel()
        self.studio.stop()
        super().closeEvent(event)


def show(window: MainWindow, paths: list[Path]) -> None:
    """Show the window; when it is painted, open the photos and load what takes long."""

    def begin() -> None:
        studio = window.studio
        studio.screen.start()
        again = not paths and studio.settings.reopen and bool(studio.session.last)
        if again:
            studio.reopen()
        else:
            studio.open(paths)
        studio.warm_up(opening=again or bool(paths))
        studio.presets.load()

    window.painted.connect(begin)
    window.show()
    if window.studio.settings.layout.isEmpty():
        QTimer.singleShot(0, window.lay_out)
    QTimer.singleShot(UNSEEN_MS, window.tell_painted)
