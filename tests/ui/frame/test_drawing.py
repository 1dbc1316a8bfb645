"""The line that straightens a photo, and the angle beside it."""

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from dce_studio.ui.frame import drawing

ROOM = QRectF(20, 30, 300, 200)
FAR = [(170, 130), (25, 35), (315, 35), (25, 225), (315, 225), (-90, -90), (500, 400), (500, -90)]


class Heard(QPainter):
    """A painter that keeps what is written, and where."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.said: list[tuple[QRectF, str]] = []

    def drawText(self, rect: QRectF, flags: int, text: str) -> None:
        self.said.append((rect, text))


def drawn(hand: tuple[float, float], tilt: float | None) -> list[tuple[QRectF, str]]:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter = Heard(image)
    painter.setFont(QFont("sans", 9))
    drawing.draw_line(painter, ROOM, QLineF(QPointF(150, 100), QPointF(*hand)), tilt)
    painter.end()
    return painter.said


@pytest.mark.parametrize("hand", FAR)
def test_the_angle_stands_within_the_room(qtbot: QtBot, hand: tuple[float, float]) -> None:
    ((plate, text),) = drawn(hand, -5.68)
    assert ROOM.contains(plate) and text == "−5.7°"
    assert np.hypot(plate.center().x() - hand[0], plate.center().y() - hand[1]) > 15  # not below the hand


@pytest.mark.parametrize(("tilt", "text"), [(12.34, "12.3°"), (0.0, "0.0°"), (-0.04, "0.0°")])
def test_the_angle_is_told_in_tenths(qtbot: QtBot, tilt: float, text: str) -> None:
    assert [each for _, each in drawn((170, 130), tilt)] == [text]


def test_a_short_line_tells_none(qtbot: QtBot) -> None:
    assert not drawn((155, 100), None)
