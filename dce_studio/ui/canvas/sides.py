"""Which sides of the photo the canvas shows: split, beside each other, or one of them."""

from PySide6.QtCore import SignalInstance

from dce_studio.ui.canvas import layout
from dce_studio.ui.canvas.hooks import Side
from dce_studio.ui.canvas.layout import Mode
from dce_studio.ui.canvas.viewport import Viewport


class Sides:
    """How the canvas can be asked to compare the photo before and after."""

    mode_changed: SignalInstance
    _viewport: Viewport | None

    _mode: Mode = "split-vertical"
    _divider = 0.5
    _swapped = False
    _peek = False
    _alone = False
    _uncropped = False

    @property
    def mode(self) -> Mode:
        """Split, side by side or single."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Split, side by side or single."""
        if mode != self._mode:
            self._mode = mode
            self._relayout()
            self.mode_changed.emit()

    def set_alone(self, alone: bool) -> None:
        """Show the result alone, in whatever mode."""
        self._alone = alone
        self._relayout()

    @property
    def divider(self) -> float:
        """Where a split stands: the part of the photo seen, 0..1, that shows the side before."""
        return self._divider

    def set_divider(self, divider: float) -> None:
        """Move the split; it stays on the photo."""
        self._divider = min(max(divider, 0.0), 1.0)
        self.refresh()

    def swap(self) -> None:
        """Exchange the two sides."""
        self._swapped = not self._swapped
        self.mode_changed.emit()
        self.refresh()

    def set_peek(self, peek: bool) -> None:
        """Set whether every pane shows the side before."""
        if peek != self._peek:
            self._peek = peek
            self.refresh()

    @property
    def vertical(self) -> bool:
        """Whether a split's divider is upright."""
        return self._mode != "split-horizontal"

    @property
    def is_split(self) -> bool:
        """Whether there is a divider now."""
        return self._shown_mode.startswith("split") and not self._peek and self._viewport is not None

    @property
    def _shown_mode(self) -> Mode:
        return "single" if self._uncropped or self._alone else self._mode

    @property
    def _shown_sides(self) -> tuple[Side, ...]:
        """What each of the panes shows."""
        return layout.sides(
            self._shown_mode, self._swapped and not (self._alone or self._uncropped), self._peek
        )

    # What the canvas has

    def refresh(self) -> None:
        """Draw again."""
        raise NotImplementedError

    def _relayout(self) -> None:
        raise NotImplementedError
