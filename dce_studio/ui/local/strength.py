"""Local strength put together: the places, the tool on the canvas, and the panel as a page beside Adjust."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSizePolicy, QStackedWidget, QWidget

from dce_studio.app.state.document import Document
from dce_studio.ui.local.panel import LocalPanel
from dce_studio.ui.local.places import LocalPlaces
from dce_studio.ui.local.title import TitleTabs
from dce_studio.ui.local.tool import LocalSurface, LocalTool

NAME = "Local strength"


class LocalStrength(QObject):
    """changed(bool): it begins, or has ended. pages: Adjust and its own panel; title: their tabs.

    changing(bool): so too, before its page is shown, which takes room at once, or that of Adjust.
    """

    changing = Signal(bool)
    changed = Signal(bool)

    def __init__(self, document: Document, surface: LocalSurface, canvas: QWidget, adjust: QWidget) -> None:
        super().__init__(canvas)
        self.places = LocalPlaces(document, self)
        self.tool = LocalTool(document, self.places, surface, canvas)
        self.panel = LocalPanel(document, self.places)
        self.title, self.pages = TitleTabs(("Adjust", NAME)), QStackedWidget()
        self._canvas, self._adjust = canvas, adjust
        for page in (adjust, self.panel):
            self.pages.addWidget(page)
        self._show_page(0)
        self.title.chosen.connect(lambda index: self.tool.begin() if index else self.tool.end())
        self.panel.begun.connect(self._on_begun)
        self.panel.escaped.connect(self.tool.escape)
        self.tool.changed.connect(self._on_changed)
        self.places.changed.connect(self._count)

    @property
    def active(self) -> bool:
        """Whether it has the canvas."""
        return self.tool.active

    def toggle(self) -> None:
        """Begin, with the keys on the photo, or end."""
        if self.active:
            self.tool.end()
        else:
            self.tool.begin()
            self._canvas.setFocus()

    def toggle_mask(self) -> None:
        """Show where the chosen place acts all the time, or no longer."""
        if not self.active:
            self.toggle()
        self.places.set_masked(not self.places.masked)

    def _on_begun(self) -> None:
        self.tool.begin()
        self._canvas.setFocus()

    def _on_changed(self, on: bool) -> None:
        now = QApplication.focusWidget()
        if not on and now is not None and self.panel.isAncestorOf(now):
            self._canvas.setFocus()  # else a control of the other page has the keys, and arrows change it
        self.changing.emit(on)
        self.title.show_page(int(on))
        self._show_page(int(on))
        self.changed.emit(on)

    def _show_page(self, index: int) -> None:
        """Show a page, which alone says then what room is needed."""
        for each, page in enumerate((self._adjust, self.panel)):
            shown = QSizePolicy.Policy.Preferred if each == index else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, shown)
        self.pages.setCurrentIndex(index)

    def _count(self) -> None:
        count = len(self.places.all)
        text = f"{NAME} ({count})" if count else NAME
        if text != self.title.tabs.tabText(1):
            self.title.tabs.setTabText(1, text)
