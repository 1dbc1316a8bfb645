"""The iterations as a film: step or play n = 0 … 8 or 16; curves, photo and wall follow the document."""

import math

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from dce_studio.app.state.document import Document
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.buttons import tool_button
from dce_studio.ui.widgets.tips import tip

FRAME_MS = 70
FRAME_STEP = 0.1  # iterations a frame
HOLD_FRAMES = 12  # the end is held this long before the film begins again
ENDS = (8, 16)
PLAY_HELP = (
    "Play the iterations from 0 on. Stopped, the edit is as it was; a step keeps what is shown instead."
)


class FilmBar(QWidget):
    """Step back, play or stop, step on, and where the film ends.

    Playing does not change the edit, which is shown again when it stops; a step is an entry of undo.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._advance)
        self._held = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(theme.label("Iterations", "muted"))
        self._back = tool_button("One iteration back", "One iteration back.", "step-back")
        self._back.clicked.connect(lambda: self.step(-1))
        self._play = tool_button("Play the iterations", PLAY_HELP, "play", checkable=True)
        self._play.clicked.connect(self.set_playing)
        self._on = tool_button("One iteration on", "One iteration on.", "step-forward")
        self._on.clicked.connect(lambda: self.step(1))
        for button in (self._back, self._play, self._on):
            row.addWidget(button)
        self._end = QComboBox()
        self._end.addItems([f"to {end}" for end in ENDS])
        self._end.setAccessibleName("End of the film")
        self._end.setToolTip(tip("Where the film ends: 8 is the whole curve, 16 the curve twice."))
        row.addSpacing(4)
        row.addWidget(self._end)
        row.addSpacing(6)
        self._text = theme.label("", "muted")
        widest = self.fontMetrics().horizontalAdvance("n = 16.0 ")
        self._text.setFixedSize(widest, self._text.sizeHint().height())  # else each edit lays the window out
        row.addWidget(self._text)
        document.edit_changed.connect(self._on_edit)
        document.photo_changed.connect(lambda: self.set_playing(False))
        document.photo_changed.connect(self._refresh)
        self._refresh()

    @property
    def playing(self) -> bool:
        """Whether the film runs."""
        return self._timer.isActive()

    def set_playing(self, playing: bool) -> None:
        """Run, from 0 on, or stop and show the edit again."""
        playing = playing and self._document.photo is not None
        was, self._held = self.playing, 0
        self._play.setChecked(playing)
        if playing != was:
            theme.set_icon(self._play, "stop" if playing else "play")
        if playing:
            self._show(0)
            self._timer.start()
        else:
            self._timer.stop()
            if was:
                self._document.try_edit(None)

    def step(self, by: int) -> None:
        """Go to the next whole count in that direction, also while the film is playing."""
        now = self._document.edit.iterations
        self.set_playing(False)
        wanted = math.floor(now + 1e-9) + 1 if by > 0 else math.ceil(now - 1e-9) - 1
        iterations = min(max(wanted, 0), self._last() if by > 0 else ENDS[-1])
        self._document.propose(self._document.edit.with_(iterations=float(iterations)))

    def _advance(self) -> None:
        now, last = self._document.edit.iterations, self._last()
        if now < last:
            self._held = 0
            self._show(min(round(now + FRAME_STEP, 6), last))
        elif self._held < HOLD_FRAMES:
            self._held += 1
        else:
            self._held = 0
            self._show(0)

    def _show(self, iterations: float) -> None:
        self._document.try_edit(self._document.state.edit.with_(iterations=float(iterations)))

    def _on_edit(self) -> None:
        if self.playing and not self._document.trying:  # the edit itself was changed and must be shown
            self.set_playing(False)
        self._refresh()

    def _last(self) -> int:
        return ENDS[self._end.currentIndex()]

    def _refresh(self) -> None:
        there = self._document.photo is not None
        for button in (self._back, self._play, self._on):
            button.setEnabled(there)
        self._text.setText(f"n = {self._document.edit.iterations:.1f}")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.set_playing(False)
