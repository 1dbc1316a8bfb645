"""The sliders of the place that is worked on, and of the brush: those alone that its kind has."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from dce_studio.app.settings import BRUSH_SIZES
from dce_studio.core.edit import Range
from dce_studio.core.local.values import Alike, Radial, Shape
from dce_studio.ui.local.places import Kind, LocalPlaces, Tip, kind_of
from dce_studio.ui.widgets.control import Control
from dce_studio.ui.widgets.tips import tip

NUMBER_WIDTH, MARGIN = 66, 6  # logical pixels


def _share(label: str, help: str) -> Range:
    return Range(label, 0.0, 1.0, 0.01, "", help)


@dataclass(frozen=True)
class Row:
    """A slider: of a place, its shape, or the brush; default: what a double-click brings back."""

    limits: Range
    default: float
    kinds: tuple[Kind, ...]


ALL = tuple(Kind)
BRIGHTER = "How much more or less the curve acts there: −1 leaves the photo as it was, 1 doubles α."
SIZE = (
    "Radius of the brush, in per cent of the photo's long edge. Also by [ and ], and by Ctrl and the wheel."
)
ROWS = {
    "amount": Row(Range("Amount", -1.0, 1.0, 0.01, "", BRIGHTER), 0.0, ALL),
    "feather": Row(
        _share("Feather", "How far it follows the photo's edges; 0 is exactly as drawn."), 0.5, ALL
    ),
    "size": Row(Range("Size", *BRUSH_SIZES, 0.01, "%", SIZE), Tip().size, (Kind.BRUSH,)),
    "softness": Row(
        _share("Softness", "How much of the radius it fades over. Also by Shift+[ and Shift+]."),
        Tip().softness,
        (Kind.BRUSH,),
    ),
    "radial": Row(_share("Softness", "How much of the ellipse it fades over, inwards."), 0.5, (Kind.RADIAL,)),
    "brightness": Row(
        _share("Brightness", "How far in brightness a pixel may be from the colour picked."),
        0.2,
        (Kind.ALIKE,),
    ),
    "colour": Row(
        _share("Colour", "How far in colour a pixel may be from the colour picked."), 0.2, (Kind.ALIKE,)
    ),
}


class Sliders(QWidget):
    """Shows the chosen place's values and the brush's, and proposes others."""

    def __init__(self, places: LocalPlaces, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(14, 2, 8, 2)
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(0)
        self.grid.setColumnStretch(1, 1)
        self.controls = {name: self._control(name, row, at) for at, (name, row) in enumerate(ROWS.items())}
        self.outside = QCheckBox("Outside of it")
        self.outside.setToolTip(tip("Acts outside of the ellipse, and not inside."))
        self.outside.clicked.connect(lambda on: self._change_shape(outside=on))
        self.grid.addWidget(self.outside, len(ROWS), 1, 1, 2)
        self.grid.setRowStretch(len(ROWS) + 1, 1)
        self.setMinimumHeight(self.full_height())  # so that the list above keeps its rows where they are
        places.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show the sliders that there are now, with their values."""
        places, local = self._places, self._places.local
        kind = places.armed or (kind_of(local) if local is not None else None)
        values = self._values()
        for name, control in self.controls.items():
            shown = name in values and kind in ROWS[name].kinds
            control.set_shown(shown)
            if shown:
                control.show_value(values[name])
        shape = local.shape if local is not None and places.armed is None else None
        self.outside.setVisible(isinstance(shape, Radial))
        if isinstance(shape, Radial):
            self.outside.setChecked(shape.outside)
        self.setVisible(bool(values or places.all))

    def full_height(self) -> int:
        """The height in logical pixels that any kind of place needs at most: as many rows as a brush has."""
        rows = sum(Kind.BRUSH in row.kinds for row in ROWS.values())
        control = self.controls["amount"]
        return rows * max(each.sizeHint().height() for each in (control.slider, control.number)) + MARGIN

    def _values(self) -> dict[str, float]:
        """The values that can be set now, by the names of their sliders."""
        places, local = self._places, self._places.local
        found: dict[str, float] = {}
        if places.armed is None and local is not None:
            found |= {"amount": local.amount, "feather": local.feather}
            if isinstance(local.shape, Radial):
                found["radial"] = local.shape.softness
            elif isinstance(local.shape, Alike):
                found |= {"brightness": local.shape.brightness, "colour": local.shape.colour}
        if places.paints:
            found |= {"size": places.tip.size, "softness": places.tip.softness}
        return found

    def _control(self, name: str, row: Row, at: int) -> Control:
        made = Control(name, row.limits, row.default, self.grid, at)
        made.number.setFixedWidth(NUMBER_WIDTH)
        made.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.proposed.connect(lambda value, gesture: self._propose(name, value, gesture))
        return made

    def _propose(self, name: str, value: float, gesture: object) -> None:
        if name in ("size", "softness"):
            self._places.set_tip(**{name: value})
        elif name in ("amount", "feather"):
            self._places.change(gesture, None, **{name: value})
        else:
            self._change_shape(gesture, **{"softness" if name == "radial" else name: value})

    def _change_shape(self, gesture: object = None, **changes: Any) -> None:
        local = self._places.local
        if local is not None:
            shape: Shape = replace(local.shape, **changes)
            self._places.propose(lambda: self._places.with_shape(shape), gesture)
