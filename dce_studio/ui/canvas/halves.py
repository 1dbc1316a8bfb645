"""Two canvases beside each other, of the same size and at the same place; or the first of them alone."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from dce_studio.app.compare.reference import Reference
from dce_studio.app.preview.live import Preview
from dce_studio.app.state.document import Point
from dce_studio.ui.canvas import layout, paint
from dce_studio.ui.canvas.linking import Link
from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.widgets import theme

MARGIN = 24  # logical pixels around what is said in place of a photo


class Halves(QWidget):
    """first: the open photo's, in all modes. second: the reference's, which shows results alone."""

    def __init__(self, first: Canvas, preview: Preview, reference: Reference) -> None:
        super().__init__()
        self.first, self.second = first, (second := Canvas(reference.document))
        self._link, self._both = Link(first, second), False
        for canvas, frames in ((first, preview), (second, reference.preview)):
            canvas.setParent(self)
            _join(canvas, frames)
        reference.pictured.connect(second.show_placeholder)
        second.setAccessibleName("The photo compared with")
        second.set_alone(True)
        second.hide()
        self._said = theme.label("", "muted")
        self._said.setParent(second)
        self._said.setWordWrap(True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said.hide()
        self.setMinimumSize(first.minimumSize())

    @property
    def both(self) -> bool:
        """Whether both are shown."""
        return self._both

    def set_both(self, both: bool) -> None:
        """Show both, the first with its result alone, or the first as it was."""
        if both != self._both:
            self._both, least = both, self.first.minimumWidth()
            self.setMinimumWidth(2 * least + layout.GAP if both else least)
            self._place()
            self._link.set_on(both)
            self.first.set_alone(both)
            self.second.setVisible(both)

    def set_peek(self, peek: bool) -> None:
        """Set whether the side before is shown everywhere."""
        for canvas in (self.first, self.second):
            canvas.set_peek(peek)

    def exchange(self, exchanging: Callable[[], object]) -> None:
        """Exchange the photos by a call, with their pictures, so that no half is bare until new ones come."""
        pictures = self.second.frame, self.first.frame
        exchanging()
        for canvas, picture in zip((self.first, self.second), pictures, strict=True):
            if picture is not None and canvas.frame is None and canvas.is_of(picture.request.photo):
                canvas.set_frame(picture)

    def counterpart(self, of_first: bool) -> Point | None:
        """The place on the first photo where the cursor is on the second, or the other way round, or None.

        Of fitted photos it is the same part of each; of others what lies at the same place of its half.
        """
        canvas, other = (self.first, self.second) if of_first else (self.second, self.first)
        ours, theirs = canvas.panes(), other.panes()
        if not self._both or other.hover is None or not ours or not theirs:
            return None
        here, there = ours[0], theirs[0]
        if there.viewport.fitted:
            return here.at_part(*there.part_of(other.hover))
        return here.to_photo(there.to_widget(*other.hover) - there.rect.topLeft() + here.rect.topLeft())

    def cover(self, height: int) -> None:
        """Keep the names of both in sight below what covers so many logical pixels."""
        for canvas in (self.first, self.second):
            canvas.labels.cover(height)

    def say(self, text: str) -> None:
        """Say this where the second photo is not there yet, or cannot be; "" says nothing."""
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _place(self) -> None:
        halves = layout.rects("side-by-side" if self._both else "single", self.rect())
        for canvas, half in zip((self.first, self.second), halves, strict=False):
            canvas.setGeometry(half.toRect())
        inner: QRect = self.second.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        self._said.setGeometry(inner)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), paint.backdrop(self.palette()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()


def _join(canvas: Canvas, preview: Preview) -> None:
    """Have the frames that a canvas needs made and shown on it."""
    canvas.view_changed.connect(lambda: preview.set_views(canvas.view(), canvas.overview()))
    preview.frame_ready.connect(canvas.set_frame)
    preview.overview_ready.connect(canvas.set_overview)
