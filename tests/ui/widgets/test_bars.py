"""Progress bars that do not hold the window."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from dce_studio.ui.widgets import bars


def test_a_value_is_painted_with_the_next_picture_and_not_at_once(qtbot: QtBot) -> None:
    painted: list[int] = []

    class Bar(QProgressBar):
        def paintEvent(self, event: QPaintEvent) -> None:
            painted.append(self.value())
            super().paintEvent(event)

    bar = Bar(maximum=1000)
    qtbot.addWidget(bar)
    bar.show()
    qtbot.waitUntil(lambda: bool(painted))
    painted.clear()
    bars.set_value(bar, 700)
    assert not painted
    qtbot.waitUntil(lambda: 700 in painted)
