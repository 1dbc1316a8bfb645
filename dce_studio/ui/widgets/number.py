"""Number fields as editors have them: a click takes all of it, typing replaces it, Esc brings it back.

A number beyond the range may be typed, and becomes the end of it. Qt's own fields refuse the key that would
lead above it, so that 120 typed where 100 is the most becomes 12, and put back what was there before for a
number below it.
"""

import math
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

from dce_studio.ui.widgets.ring import BY_KEY

Verdict = tuple[QValidator.State, str, int]


class WholeField(QSpinBox):
    """A field of a whole number."""

    def validate(self, text: str, position: int) -> Verdict:
        return _as_typed(self, super().validate(text, position))

    def valueFromText(self, text: str) -> int:
        number = _typed(self, text)
        return super().valueFromText(text) if number is None else round(_bounded(self, number))

    def fixup(self, text: str) -> str:
        number = _typed(self, text)
        return text if number is None else _as_shown(self, self.textFromValue(round(_bounded(self, number))))


class NumberField(QDoubleSpinBox):
    """A field of a number with decimals."""

    def validate(self, text: str, position: int) -> Verdict:
        return _as_typed(self, super().validate(text, position))

    def valueFromText(self, text: str) -> float:
        number = _typed(self, text)
        if number is None:
            return super().valueFromText(text)
        return round(_bounded(self, number), self.decimals())

    def fixup(self, text: str) -> str:
        number = _typed(self, text)
        return text if number is None else _as_shown(self, self.textFromValue(_bounded(self, number)))


def _as_typed(box: WholeField | NumberField, verdict: Verdict) -> Verdict:
    """What Qt says of a text, but that any number may be typed."""
    state, text, position = verdict
    if state == QValidator.State.Invalid and _typed(box, text) is not None:
        state = QValidator.State.Acceptable
    return state, text, position


def _bounded(box: WholeField | NumberField, number: float) -> float:
    """The value in the field's range that is nearest."""
    return min(max(number, box.minimum()), box.maximum())


def _as_shown(box: WholeField | NumberField, digits: str) -> str:
    return f"{box.prefix()}{digits}{box.suffix()}"


def _typed(box: WholeField | NumberField, text: str) -> float | None:
    """The number typed; None where the text is none."""
    number, valid = box.locale().toDouble(text.removeprefix(box.prefix()).removesuffix(box.suffix()).strip())
    return number if valid and math.isfinite(number) else None


def make_easy(box: QAbstractSpinBox) -> None:
    """Give a number field these manners; Enter or leaving it commits, as in every field."""
    NumberManners(box)


class NumberManners(QObject):
    """Watches a field and the line in it, which takes the mouse."""

    def __init__(self, box: QAbstractSpinBox) -> None:
        super().__init__(box)
        self._box, self._line = box, box.lineEdit()
        self._fresh = False  # the press that is going on brought the focus here
        box.installEventFilter(self)
        self._line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn and watched is self._box:
            self._on_focus(cast(QFocusEvent, event))
        elif kind == QEvent.Type.KeyPress and watched is self._box:
            key = cast(QKeyEvent, event)
            if key.text() == "," and isinstance(self._box, QDoubleSpinBox):
                self._line.insert(self._box.locale().decimalPoint())  # else 3,5 would be read as 35
                return True
            return key.key() == Qt.Key.Key_Escape and self._restored()
        elif kind == QEvent.Type.MouseButtonRelease and watched is self._line:
            self._on_release()
        elif kind == QEvent.Type.MouseButtonDblClick and watched is self._line:
            return self._on_double_click(cast(QMouseEvent, event))
        return False

    def _on_focus(self, event: QFocusEvent) -> None:
        self._fresh = event.reason() == Qt.FocusReason.MouseFocusReason
        if event.reason() in BY_KEY:
            QTimer.singleShot(0, self._box, self._select)

    def _select(self) -> None:
        """Take all of it, unless the focus has only come by, as it does when what had it is hidden."""
        if self._box.hasFocus():
            self._box.selectAll()

    def _on_release(self) -> None:
        """The first click takes all of it, the next ones set the cursor."""
        if self._fresh and not self._line.hasSelectedText():
            self._box.selectAll()
        self._fresh = False

    def _on_double_click(self, event: QMouseEvent) -> bool:
        """The line itself would take what stands before or after the decimal point."""
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self._box.selectAll()
        return True

    def _restored(self) -> bool:
        """Bring back the value from before typing; False where nothing was typed, so that Esc goes on."""
        text = shown(self._box)
        if text is None or self._line.text() == text:
            return False
        self._line.setText(text)
        self._box.selectAll()
        return True


def shown(box: QAbstractSpinBox) -> str | None:
    """The text of a field's value, whatever is typed in it; None for a field of another kind."""
    if not isinstance(box, QSpinBox | QDoubleSpinBox):
        return None
    if box.specialValueText() and box.value() == box.minimum():
        return box.specialValueText()
    return f"{box.prefix()}{box.textFromValue(box.value())}{box.suffix()}"  # type: ignore[arg-type]
