"""An edit changes what is shown, not where: nothing is laid out or painted that stays as it was."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dce_studio.app.state.document import Document
from dce_studio.app.studio import Studio
from dce_studio.core.edit import Edit
from dce_studio.ui.inspector.film import FilmBar
from dce_studio.ui.inspector.lines import Lines
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import open_photo, settled, show_alone


class Told(QObject):
    """Counts the events of a kind that what it watches gets."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self.kind, self.count = kind, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == self.kind
        return False


@pytest.mark.parametrize("shown", ["words", "iterations"])
def test_what_is_read_while_a_slider_moves_lays_nothing_out(qtbot: QtBot, shown: str) -> None:
    document, page = Document(), QWidget()
    open_photo(document)
    lines, film = Lines(2), FilmBar(document)
    column = QVBoxLayout(page)
    column.addWidget(lines)
    column.addWidget(film)
    show_alone(page, qtbot, 300, 100)
    QApplication.processEvents()
    told = Told(QEvent.Type.LayoutRequest)
    for widget in (page, film):
        widget.installEventFilter(told)
    if shown == "words":
        lines.setText("Exposure +2.7 stops\nand one line more")
    else:
        document.propose(Edit(iterations=3.0))
    QApplication.processEvents()
    assert told.count == 0


def test_controls_that_stay_are_not_painted(opened: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    settled(qtbot, studio.jobs)
    noise, strength = (opened.adjust.controls[name].number for name in ("noise", "strength"))
    told = [Told(QEvent.Type.Paint) for _ in range(2)]
    for number, counter in zip((noise, strength), told, strict=True):
        number.installEventFilter(counter)
    studio.document.propose(Edit(strength=0.7))
    settled(qtbot, studio.jobs)
    assert strength.value() == 0.7
    assert told[0].count == 0 < told[1].count
