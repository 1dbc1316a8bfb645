"""The Maps panel: the wall of α maps, one enlarged with its histogram, laid over the photo, exported."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from dce_studio.app.jobs import Job, Jobs
from dce_studio.app.preview.wall import WallPictures, make_wall
from dce_studio.app.state.document import Document
from dce_studio.core.analysis.overlay import MapOverlay
from dce_studio.core.analysis.probing import pixel_alpha
from dce_studio.core.geometry import Box
from dce_studio.core.maps import ShapedMaps
from dce_studio.ui.maps.map_detail import MapDetail
from dce_studio.ui.maps.map_export import AskExact, MapExport, nothing
from dce_studio.ui.maps.scale_bar import ScaleControls
from dce_studio.ui.maps.wall_view import WallView
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.buttons import tool_button

LANE = "maps"


class MapWall(QWidget):
    """The panel of the maps. `set_view` takes the canvas' view; `view` signals zoom and pan wishes.

    noted(str): what was done, for the person.
    """

    noted = Signal(str)

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        exact: AskExact = lambda: nothing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._jobs = document, jobs
        self._pictures: WallPictures | None = None
        self._box: Box | None = None
        self._job: Job | None = None
        self._shown: ShapedMaps | None = None
        self.view = WallView(document)
        self.view.chosen.connect(lambda step, channel: self._choose((step, channel)))
        self.detail = MapDetail()
        self.export = MapExport(
            document, jobs, lambda: self._pictures.scales if self._pictures else (), exact
        )
        self.export.noted.connect(self.noted)
        self._build()
        document.result_changed.connect(self._on_result)
        document.map_changed.connect(self._show_detail)
        document.hover_changed.connect(self._show_value)
        document.overlay_changed.connect(self._on_overlay)
        self.refresh()

    @property
    def pictures(self) -> WallPictures | None:
        """The pictures that are shown, or None."""
        return self._pictures

    def set_view(self, box: Box | None) -> None:
        """The part of the photo that the canvas shows."""
        if box != self._box:
            self._box = box
            self.view.set_view(box)
            if self._follow.isChecked():
                self._show_detail()

    def refresh(self) -> None:
        """Make the pictures again in a worker; those of the same photo stay until then."""
        photo, maps = self._document.photo, self._document.shaped
        if self._pictures and (maps is None or maps.photo_size != self._pictures.maps.photo_size):
            self._show(None)
        self.view.message = (
            "Open a photo to see its curve parameter maps." if photo is None
            else "The maps appear as soon as they are estimated."
        )  # fmt: skip
        self.view.update()
        if photo is not None and maps is not None and self.isVisible():
            self._job = self._jobs.submit(LANE, make_wall, maps, self.scale.wanted, done=self._on_made)

    def _on_result(self) -> None:
        """Refresh if the maps have changed, which most edits do not do."""
        if self._shown is None or self._document.shaped is not self._shown:
            self._shown = self._document.shaped
            self.refresh()

    # Inside

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(4)
        column.addLayout(self._header())
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.view, self.detail):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, 1)
        splitter.setChildrenCollapsible(False)
        self.detail.setVisible(False)
        column.addWidget(splitter, 1)

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.scale = ScaleControls()
        self.scale.changed.connect(self.refresh)
        row.addWidget(self.scale)
        self._follow = tool_button(
            "Follow the photo's zoom",
            "Show the part of the maps that the photo view shows.",
            "link",
            checkable=True,
        )
        self._follow.toggled.connect(self._on_follow)
        row.addWidget(self._follow)
        self._lay = tool_button(
            "Lay over the photo", "Lay the map over the photo; its opacity is the overlay's.", "layers",
            checkable=True,
        )  # fmt: skip
        self._lay.clicked.connect(self._on_lay)
        row.addWidget(self._lay)
        row.addWidget(self.export)
        self._value = theme.label("", "muted")
        self._value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._value, 1)
        self._close = tool_button("Close the enlarged map", "Close the enlarged map.", "close")
        self._close.clicked.connect(lambda: self._choose(None))
        self._close.setVisible(False)
        row.addWidget(self._close)
        return row

    def _choose(self, cell: tuple[int, int] | None) -> None:
        self._document.select_map(None if cell == self._document.selected_map else cell)

    def _on_made(self, pictures: WallPictures) -> None:
        if pictures.maps is self._document.shaped:
            self._show(pictures)

    def _show(self, pictures: WallPictures | None) -> None:
        self._pictures = pictures
        self.view.show_pictures(pictures)
        self.scale.show_pictures(pictures)
        self._show_detail()
        self._show_value()
        if self._lay.isChecked():
            self._lay_over()

    def _show_detail(self) -> None:
        cell, pictures = self._cell(), self._pictures
        self.detail.setVisible(cell is not None)
        self._close.setVisible(cell is not None)
        if cell is not None and pictures is not None:
            self.detail.show_map(
                pictures.maps,
                *cell,
                pictures.scales[cell[0]][cell[1]],
                self._box if self._follow.isChecked() else None,
            )
        if self._lay.isChecked():
            self._lay_over()

    def _cell(self) -> tuple[int, int] | None:
        """The selected map, when there is such a one."""
        cell, pictures = self._document.selected_map, self._pictures
        return cell if cell and pictures and cell[0] < pictures.maps.steps else None

    def _show_value(self) -> None:
        """The exact α under the cursor, as rendering samples it from the maps shown."""
        if not self.isVisible():
            return
        photo, hover = self._document.photo, self._document.hover
        maps = self._pictures.maps if self._pictures else None
        text = ""
        if maps is not None and maps.steps == 1:
            text = "These weights share one map per channel among all steps. "
        if photo and maps and hover and 0 <= hover.x < photo.size.width and 0 <= hover.y < photo.size.height:
            step, _ = self._cell() or (0, 0)
            alpha = pixel_alpha(photo, maps, int(hover.x), int(hover.y))[1][step]
            values = " ".join(f"{c} {v:+.3f}" for c, v in zip("RGB", alpha, strict=True)).replace("-", "−")
            which = "α" if maps.steps == 1 else f"α step {step + 1}"
            text += f"{which} at {int(hover.x)}, {int(hover.y)}: {values}"
        self._value.setText(text)

    def _on_follow(self, follow: bool) -> None:
        self.view.set_follow(follow)
        self._show_detail()

    def _on_lay(self, checked: bool) -> None:
        if checked:
            if self._document.maps is None:
                self._lay.setChecked(False)
                return
            if self._cell() is None:
                self._document.select_map((0, 0))
            self._lay_over()
        elif isinstance(self._document.overlay, MapOverlay):
            self._document.set_overlay(None)

    def _lay_over(self) -> None:
        if (cell := self._cell()) and self._pictures:
            self._document.set_overlay(MapOverlay(*cell, self._pictures.scales[cell[0]][cell[1]]))

    def _on_overlay(self) -> None:
        self._lay.setChecked(isinstance(self._document.overlay, MapOverlay))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._pictures:
            self._show_detail()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._jobs.cancel(LANE)
