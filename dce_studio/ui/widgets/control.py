"""A control: a number as label, slider and field, bound both ways. A field of Edit has one each in Adjust.

It shows a value and proposes one; the value itself is the document's. A drag, or a burst of keys, is one
gesture, so that undo takes it as one.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QValidator
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from dce_studio.core.edit import PAPER, Range
from dce_studio.ui.widgets.number import NumberField, make_easy
from dce_studio.ui.widgets.slider import Slider
from dce_studio.ui.widgets.tips import tip

FINE = 1000  # positions of a logarithmic slider
PULL = 400  # pixels that a name is dragged for the whole range
BURST_MS = 700  # keys pressed sooner after each other are one gesture

DETAILS = (48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, PAPER)


class Name(QLabel):
    """A control's label. reset: it was double-clicked. pulled(int): dragged this far sideways, in pixels.

    held(bool): a drag begins, or ends.
    """

    reset = Signal()
    pulled = Signal(int)
    held = Signal(bool)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._from: float | None = None
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().x()
            self.held.emit(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self.pulled.emit(round(event.globalPosition().x() - self._from))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._from = None
            self.held.emit(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset.emit()


class SliderScale:
    """Value ↔ slider position. Logarithmic where the limits are each other's inverse, as gamma's are."""

    def __init__(self, limits: Range) -> None:
        self._limits = limits
        self._log = limits.low > 0 and math.isclose(limits.low * limits.high, 1)
        self.steps = FINE if self._log else round((limits.high - limits.low) / limits.step)

    def position(self, value: float) -> int:
        """Where the slider stands for a value."""
        low, high = self._limits.low, self._limits.high
        if self._log:
            return round(math.log(value / low) / math.log(high / low) * self.steps)
        return round((value - low) / (high - low) * self.steps)

    def value(self, position: int) -> float:
        """The value at a position, on the field's own step."""
        low, high, step = self._limits.low, self._limits.high, self._limits.step
        part = position / self.steps
        raw = low * (high / low) ** part if self._log else low + (high - low) * part
        return min(max(round(round(raw / step) * step, 6), low), high)


class Stops:
    """Value ↔ slider position, for a field that has a few sensible values only."""

    def __init__(self, values: Sequence[int]) -> None:
        self._values = tuple(values)
        self.steps = len(values) - 1

    def position(self, value: float) -> int:
        """The nearest stop, by ratio."""
        ratios = [abs(math.log(stop / max(value, 1))) for stop in self._values]
        return ratios.index(min(ratios))

    def value(self, position: int) -> float:
        """The stop itself."""
        return self._values[position]


class DetailBox(QSpinBox):
    """The number of the curve detail: steps through the stops, and says "paper" at the end.

    What is typed becomes the nearest stop; anything that begins as "paper" does is that.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, len(DETAILS) - 1)

    def textFromValue(self, value: int) -> str:
        detail = DETAILS[value]
        return "paper" if detail == PAPER else f"{detail} px"

    def valueFromText(self, text: str) -> int:
        number = text.removesuffix("px").strip()
        if number.isdecimal():
            return Stops(DETAILS).position(float(number))
        return len(DETAILS) - 1 if number else self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        word = text.strip().lower()
        if not word or word == "px":
            return QValidator.State.Intermediate, text, position
        number = word.removesuffix("px").removesuffix("p").strip()
        fits = "paper".startswith(word) or (number.isdecimal() and len(number) <= 5)
        return (QValidator.State.Acceptable if fits else QValidator.State.Invalid), text, position


class Gestures(QObject):
    """Returns the same gesture while a slider is held or keys follow each other quickly, else a new one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._now = object()
        self._burst = QTimer(self, singleShot=True, interval=BURST_MS)
        self._burst.timeout.connect(self.renew)

    def renew(self) -> None:
        """End the present gesture; the next change begins another."""
        self._now = object()

    def now(self, held: bool) -> object:
        """The present gesture."""
        if held:
            self._burst.stop()
        else:
            self._burst.start()
        return self._now


class Control(QObject):
    """Label, slider and number in a row of a grid.

    proposed(float value, object gesture): the person wants this value.
    """

    proposed = Signal(float, object)

    def __init__(self, name: str, limits: Range, default: float, grid: QGridLayout, row: int) -> None:
        super().__init__(grid.parentWidget())
        self.name = name
        self._default = default
        self._stops = name == "detail"
        self._scale: SliderScale | Stops = Stops(DETAILS) if self._stops else SliderScale(limits)
        self.slider = Slider(self._scale.steps, self._scale.position(default))
        self.number: DetailBox | NumberField = DetailBox() if self._stops else _number(limits)
        self.label = Name(limits.label)
        self._gestures = Gestures(self)
        self._shown: bool | None = None  # not set yet
        self._pulled_from: int | None = None  # the slider's position when a drag of the name began
        self._set_up(limits)
        for column, widget in enumerate((self.label, self.slider, self.number)):
            grid.addWidget(widget, row, column)

    def show_value(self, value: float) -> None:
        """Show a value without proposing it."""
        position = self._scale.position(value)
        own = position if isinstance(self.number, DetailBox) else value
        if self.slider.value() == position and self.number.value() == own:
            return  # a number that is set paints itself, also where it stays
        for widget in (self.slider, self.number):
            widget.blockSignals(True)
        self.slider.setValue(position)
        if isinstance(self.number, DetailBox):
            self.number.setValue(position)
        else:
            self.number.setValue(value)
        for widget in (self.slider, self.number):
            widget.blockSignals(False)

    def set_shown(self, shown: bool) -> None:
        """Show the row, or hide it; one that stays costs nothing."""
        if shown is not self._shown:
            self._shown = shown
            for widget in (self.label, self.slider, self.number):
                widget.setVisible(shown)

    def reset(self) -> None:
        """Propose the default."""
        self._gestures.renew()
        self.proposed.emit(self._default, object())

    def _set_up(self, limits: Range) -> None:
        help = f"{limits.help} Double-click to reset; drag the name to change it."
        for widget in (self.label, self.slider, self.number):
            widget.setToolTip(tip(help))
            widget.setAccessibleName(limits.label)
        self.number.setProperty("quiet", True)
        self.number.setKeyboardTracking(False)
        self.label.setBuddy(self.slider)
        self.slider.sliderPressed.connect(self._gestures.renew)
        self.slider.sliderReleased.connect(self._gestures.renew)
        self.slider.valueChanged.connect(self._on_slider)
        self.number.valueChanged.connect(self._on_number)
        self.number.lineEdit().returnPressed.connect(self.slider.setFocus)  # else the field keeps Ctrl+Z, 1
        self.slider.reset.connect(self.reset)
        self.label.reset.connect(self.reset)
        self.label.held.connect(self._on_held)
        self.label.pulled.connect(self._on_pulled)
        make_easy(self.number)

    def _on_held(self, held: bool) -> None:
        self._gestures.renew()
        self._pulled_from = self.slider.value() if held else None

    def _on_pulled(self, pixels: int) -> None:
        """Move the slider; PULL pixels of the mouse are its whole range, wherever the name is."""
        if self._pulled_from is not None:
            self.slider.setValue(self._pulled_from + round(pixels / PULL * self.slider.maximum()))

    def _on_slider(self, position: int) -> None:
        held = self.slider.isSliderDown() or self._pulled_from is not None
        self.proposed.emit(float(self._scale.value(position)), self._gestures.now(held))

    def _on_number(self, value: float) -> None:
        wanted = self._scale.value(int(value)) if self._stops else value
        self.proposed.emit(float(wanted), self._gestures.now(False))


def _number(limits: Range) -> NumberField:
    made = NumberField()
    made.setRange(limits.low, limits.high)
    made.setSingleStep(limits.step)
    made.setDecimals(max(0, -math.floor(math.log10(limits.step))))
    made.setSuffix(f" {limits.unit}" if limits.unit else "")
    return made
