"""A gesture changes what is shown, not where: after its first edit the window is not laid out anew."""

from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from dce_studio.app.studio import Studio
from dce_studio.core.edit import Edit
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import settled


class Told(QObject):
    """Counts the events of a kind that what it watches gets."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self.kind, self.count = kind, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == self.kind
        return False


def test_an_edit_does_not_lay_the_window_out(opened: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    studio.document.propose(Edit(iterations=3.0))  # Undo has a name now, and More a number
    settled(qtbot, studio.jobs)
    told = Told(QEvent.Type.LayoutRequest)
    opened.installEventFilter(told)
    for iterations in (4.0, 4.5, 5.0):
        studio.document.propose(Edit(iterations=iterations))
        settled(qtbot, studio.jobs)
    assert opened.canvas.frame is not None and opened.canvas.frame.request.edit.iterations == 5
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
