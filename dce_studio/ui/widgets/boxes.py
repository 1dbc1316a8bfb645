"""Widgets put together without gaps: in a column, in a row, or scrolled."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget


def scrolled(widget: QWidget) -> QScrollArea:
    """A widget that may be given less room than it needs."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def name_fields(form: QFormLayout) -> None:
    """Give the fields of a form the names that stand before them, for those who hear the window.

    A box with choices is else called by its value alone on Linux.
    """
    for row in range(form.rowCount()):
        item = form.itemAt(row, QFormLayout.ItemRole.FieldRole)
        field = item.widget() if item else None
        label = form.labelForField(field) if field else None
        if field and isinstance(label, QLabel) and label.text() and not field.accessibleName():
            field.setAccessibleName(label.text())


def stacked(*widgets: QWidget) -> QWidget:
    """Widgets one below the other, without a gap; the last takes what room is left."""
    return _box(QVBoxLayout, widgets)


def stacked_above(large: QWidget, foot: QWidget) -> QWidget:
    """A widget that takes the room, above one that takes what it needs."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(large, 1)
    layout.addWidget(foot)
    return made


def in_a_row(*widgets: QWidget) -> QWidget:
    """Widgets beside each other, the last at the right end."""
    return _box(QHBoxLayout, widgets)


def _box(kind: type[QVBoxLayout] | type[QHBoxLayout], widgets: tuple[QWidget, ...]) -> QWidget:
    made = QWidget()
    layout = kind(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets[:-1]:
        layout.addWidget(widget)
    if kind is QHBoxLayout:
        layout.addStretch(1)
        layout.addWidget(widgets[-1])
    else:
        layout.addWidget(widgets[-1], 1)
    return made
