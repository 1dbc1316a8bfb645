"""The first-steps card: the curve, α and the iterations, explained on the person's own photo."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dce_studio.app.state.document import Document
from dce_studio.core.analysis.views import INPUTS, Curves
from dce_studio.ui.widgets import theme

WIDTH, EDGE = 400, 17  # logical pixels: of the card, and beside its words
DARK = 0.1  # the tone by which the curve is explained

NEXT, LAST = "Next", "Done"
TITLES = ("1 of 3 · The curve", "2 of 3 · α", "3 of 3 · Iterations")


class FirstSteps(QFrame):
    """A card above the photo's lower edge; Esc, Close or, at the end, Done closes it for good.

    went(int): step 0, 1 or 2 is shown, for which the window shows what goes with it. closed().
    """

    went = Signal(int)
    closed = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._step = document, 0
        self._curves: Curves | None = None
        self._alpha: tuple[float, ...] = ()
        self.setObjectName("steps")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("First steps")
        self.title, self.text = theme.label(""), theme.label("", "muted")
        self.title.setProperty("role", "heading")
        self.text.setWordWrap(True)
        self.back, self.next, self.leave = QPushButton("Back"), QPushButton(LAST), QPushButton("Close")
        self._build()

    @property
    def step(self) -> int:
        """Which of the three is shown, from 0."""
        return self._step

    def tell(self, curves: Curves | None, alpha: tuple[float, ...]) -> None:
        """The photo's mean curve, and the mean α of its steps: what the words are about."""
        self._curves, self._alpha = curves, alpha
        self._show()

    def go(self, step: int) -> None:
        """Show this step."""
        self._step = min(max(step, 0), len(TITLES) - 1)
        self._show()
        self.went.emit(self._step)

    def close_for_good(self) -> None:
        """Hide the card, and say that it is not wanted any more."""
        self.hide()
        self.closed.emit()

    @property
    def _at_end(self) -> bool:
        return self._step == len(TITLES) - 1

    def _on_next(self) -> None:
        if self._at_end:
            self.close_for_good()
        else:
            self.go(self._step + 1)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 12, EDGE, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        column.addLayout(row)
        width = self.next.sizeHint().width()
        self.next.setText(NEXT)
        self.next.setFixedWidth(max(width, self.next.sizeHint().width()))
        for button in (self.leave, self.back, self.next):
            button.setAutoDefault(True)  # so that Return presses it
        self.back.clicked.connect(lambda: self.go(self._step - 1))
        self.next.clicked.connect(self._on_next)
        self.leave.clicked.connect(self.close_for_good)
        self._show()

    def _show(self) -> None:
        self.title.setText(TITLES[self._step])
        self.text.setText((self._of_curve, self._of_alpha, self._of_iterations)[self._step]())
        self.text.setFixedHeight(self.text.heightForWidth(WIDTH - 2 * EDGE))  # else wrapped lines are cut
        self.back.setEnabled(self._step > 0)
        self.next.setText(LAST if self._at_end else NEXT)
        self.adjustSize()

    def _of_curve(self) -> str:
        lifted = ""
        if self._curves is not None:
            after = float(np.interp(DARK, INPUTS, self._curves.mean.mean(0)))
            lifted = f" In your photo a dark tone of {DARK:.0%} becomes {after:.0%}, and white stays white."
        return (
            "The plot at the right says what becomes of each tone: dark ones stand at its left, and the "
            f"higher the curve, the brighter they get.{lifted} Choose Pixel and point at the photo: every "
            "place has a curve of its own."
        ).replace("%", " %")

    def _of_alpha(self) -> str:
        mean = f" Here α is {_list(self._alpha)} on average." if self._alpha else ""
        return (
            "The curve is made of small steps. Each takes a tone x to x + α · x · (1 − x): with α above 0 "
            f"it gets brighter, below 0 darker, and black and white never move.{mean} The network looked at "
            "your photo once and chose an α for every place, colour and step; Maps, at the bottom, shows "
            "them all."
        )

    def _of_iterations(self) -> str:
        n = self._document.edit.iterations
        return (
            f"Your photo went through {n:g} of these steps, the iterations. Press P to see them run, and P "
            "again to stop. Auto chooses how many suit the photo, and takes the noise away; Strength scales "
            "each step. The curve card (Ctrl+K) makes a picture of all this to share."
        )


def _list(values: tuple[float, ...]) -> str:
    texts = [f"{value:.2f}".replace("-", "−") for value in (min(values), max(values))]
    return texts[0] if texts[0] == texts[1] else f"from {texts[0]} to {texts[1]}"
