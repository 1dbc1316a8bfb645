"""The size of an export: as the photo, by its long edge, or exactly so wide and high."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from dce_studio.core.geometry import Size, fit
from dce_studio.core.output.options import LARGEST, Output, covering
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.number import WholeField, make_easy

KINDS = (("photo", "As the photo"), ("edge", "Long edge"), ("exact", "Exactly"))


class SizeRow(QWidget):
    """changed: another size. told: what the choice makes of the result.

    natural: the result's own size, with which an exact size begins, or None where it is not known.
    """

    changed = Signal()

    def __init__(self, natural: Size | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._natural, self._before = natural, "photo"
        self.kind, self.width_box, self.height_box, self._by = (
            QComboBox(),
            _box(2048),
            _box(1365),
            QLabel("×"),
        )
        self.kind.setAccessibleName("Size")
        self.width_box.setAccessibleName("Width, or the long edge, in pixels")
        self.height_box.setAccessibleName("Height in pixels")
        for data, text in KINDS:
            self.kind.addItem(text, data)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._unit, self.told = QLabel("px"), theme.label("", "muted")
        for widget in (self.kind, self.width_box, self._by, self.height_box, self._unit, self.told):
            row.addWidget(widget)
        row.addStretch(1)
        self.setFocusProxy(self.kind)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.kind.activated.connect(self._on_chosen)
        self.changed.connect(self._tell)
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(lambda value: self.changed.emit())
        self._on_kind()

    def long_edge(self) -> int:
        """The long edge wanted, 0 for any."""
        return self.width_box.value() if self.kind.currentData() == "edge" else 0

    def size_wanted(self) -> Size | None:
        """The exact size wanted."""
        exact = self.kind.currentData() == "exact"
        return Size(self.width_box.value(), self.height_box.value()) if exact else None

    def text(self) -> str:
        """The choice as it is remembered: "photo", "edge 2048", "exact 1920 1080"."""
        kind, width, height = str(self.kind.currentData()), self.width_box.value(), self.height_box.value()
        return {"photo": kind, "edge": f"{kind} {width}"}.get(kind, f"{kind} {width} {height}")

    def set_text(self, text: str) -> None:
        """The choice that was remembered; as the photo where it makes no sense."""
        kind, *numbers = text.split() or ["photo"]
        for box, number in zip((self.width_box, self.height_box), numbers, strict=False):
            if number.isdecimal() and len(number) < 7:
                box.setValue(int(number))
        self.kind.setCurrentIndex(max(self.kind.findData(kind), 0))
        self._before = self.kind.currentData()

    def _on_chosen(self) -> None:
        """Begin an exact size with the one that the choice before gives."""
        kind, before = self.kind.currentData(), self._before
        self._before = kind
        if kind == "exact" and before != kind and self._natural is not None:
            edge = self.width_box.value() if before == "edge" else max(self._natural)
            size = fit(self._natural, edge)
            self.width_box.setValue(size.width)
            self.height_box.setValue(size.height)

    def _on_kind(self) -> None:
        kind = self.kind.currentData()
        self.width_box.setVisible(kind != "photo")
        for widget in (self._by, self.height_box):
            widget.setVisible(kind == "exact")
        self._unit.setVisible(kind != "photo")
        self.changed.emit()

    def _tell(self) -> None:
        """Say what the choice makes of the result's own size, where that is known."""
        if self._natural is not None:
            self.told.setText(_told(self._natural, self.long_edge(), self.size_wanted()))


def _told(natural: Size, edge: int, exact: Size | None) -> str:
    if exact is not None:
        left = covering(natural, exact).size
        enlarged = exact.width > left.width or exact.height > left.height
        return ", ".join(["cut"] * (left != natural) + ["enlarged"] * enlarged)
    size = Output(edge).sized(natural)
    pixels = f"{size.width} × {size.height}"
    return f"stays {pixels} px" if edge > max(natural) else f"{pixels} px"


def _box(value: int) -> WholeField:
    made = WholeField(minimum=1, maximum=LARGEST, value=value)
    made.lineEdit().setTextMargins(*theme.INSET)
    make_easy(made)
    return made
