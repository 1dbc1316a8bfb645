"""Two photos beside each other: what each half shows, and that both show the same place."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.app.preview import live
from dce_studio.app.preview.frame import Frame, FrameRequest
from dce_studio.app.preview.loupe import around
from dce_studio.app.state.document import Point
from dce_studio.app.state.together import like
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Framing, Size
from dce_studio.ui.main_window import MainWindow
from tests.ui.compare.helpers import LEFT, Photos, pair, same_place, wait_both, wheel
from tests.ui.helpers import WAIT, wait_photo


def test_both_halves_are_on_a_small_window(compared: MainWindow) -> None:
    compared.resize(compared.minimumSizeHint())
    first, second = compared.canvas.geometry(), compared.halves.second.geometry()
    assert first.size() == second.size() and not first.intersects(second)
    assert compared.halves.rect().contains(first | second)
    compared.comparison.end()
    assert compared.halves.minimumSize() == compared.canvas.minimumSize()


def test_wheel_drag_and_keys_on_either_half_move_both(compared: MainWindow, qtbot: QtBot) -> None:
    first, second = compared.canvas, compared.halves.second
    assert same_place(compared)
    wheel(second, QPointF(second.rect().center()), 1200)
    assert not first.viewport.fitted and same_place(compared)
    zoom, x = first.viewport.zoom, first.viewport.x
    at = second.rect().center()
    qtbot.mousePress(second, LEFT, pos=at)
    qtbot.mouseMove(second, at - QPoint(30, 20))
    qtbot.mouseRelease(second, LEFT, pos=at - QPoint(30, 20))
    assert same_place(compared) and first.viewport.x > x
    x = second.viewport.x
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert same_place(compared) and second.viewport.x < x
    wheel(first, QPointF(first.rect().center()), 120)
    assert same_place(compared) and second.viewport.zoom > zoom
    qtbot.keyClick(first, Qt.Key.Key_1)
    assert same_place(compared) and second.viewport.zoom == 1
    wait_both(compared, qtbot)
    assert second.frame.view.box == second.viewport.visible()
    compared.resize(1100, 800)
    assert same_place(compared)
    qtbot.keyClick(first, Qt.Key.Key_F)
    assert first.viewport.fitted and second.viewport.fitted


def test_a_small_photo_beside_a_large_one_moves_that(compared: MainWindow, qtbot: QtBot) -> None:
    compared.studio.reference.step(1)
    wait_both(compared, qtbot)
    first, second = compared.canvas, compared.halves.second
    zoom = second.viewport.zoom
    assert first.viewport.zoom < zoom  # each is fitted
    first.zoom_to(zoom)
    assert same_place(compared)
    x = first.viewport.x
    second.pan_by(40, 0)
    assert first.viewport.x < x and second.viewport.x == 225


def test_frames_of_the_two_are_made_one_after_the_other(
    compared: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once they take both cores of a small machine, and the window waits for one."""
    now: list[str] = []
    most: list[int] = []
    real = live.render_frame

    def render(request: FrameRequest, tick: Callable[[float], None]) -> Frame:
        now.append(request.photo.path.name)
        most.append(len(now))
        made = real(request, tick)
        now.remove(request.photo.path.name)
        return made

    monkeypatch.setattr(live, "render_frame", render)
    for _ in range(5):
        compared.canvas.zoom_by(1.3)
        QApplication.processEvents()
    wait_both(compared, qtbot)
    assert len(most) >= 2 and max(most) == 1


def test_a_slider_changes_the_open_half_alone_and_a_paste_the_other(
    compared: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    before = compared.halves.second.frame
    compared.document.propose(Edit(gamma=2))
    wait_both(compared, qtbot)
    assert compared.canvas.frame.request.edit == Edit(gamma=2)
    assert compared.halves.second.frame is before
    assert compared.studio.library.edit(photos[1]) == Edit()
    framing = Framing(0, 0, 0.5, 1)
    compared.studio.together.apply([photos[1]], like(Edit(gamma=0.5).framed(framing), framing=True))
    wait_both(compared, qtbot)
    shown = compared.halves.second
    assert shown.frame.request.edit == Edit(gamma=0.5).framed(framing)
    assert shown.viewport.photo == framing.size(shown.frame.request.photo.size)
    compared.commands.undo()
    assert compared.studio.reference.document.edit == Edit()
    assert compared.document.edit == Edit(gamma=2)


def test_the_halves_are_named_with_their_stars(compared: MainWindow, photos: Photos) -> None:
    compared.studio.together.rate({photos[0]: 4})
    compared.studio.together.rate({photos[1]: 2})
    assert compared.canvas.labels.texts[1] == "Editing: a.png  ★★★★"
    assert compared.halves.second.labels.texts[1] == "Reference: b.png  ★★"


def test_the_pixel_under_the_cursor_is_that_photo_s_own(compared: MainWindow, qtbot: QtBot) -> None:
    second, photo = compared.halves.second, compared.studio.reference.document.photo
    qtbot.mouseMove(second, second.panes()[0].to_widget(100.5, 700.5).toPoint())
    assert compared.document.hover is None
    at = compared.studio.reference.document.hover
    x, y = int(at.x), int(at.y)
    before = " ".join(f"{v:3d}" for v in photo.pixels[y, x])
    text = compared.status.pixel.text()
    assert text.startswith(f"Reference  {x}, {y}") and before in text
    qtbot.mouseMove(compared.canvas, compared.canvas.panes()[0].to_widget(100.5, 50.5).toPoint())
    QApplication.sendEvent(second, QEvent(QEvent.Type.Leave))
    assert compared.status.pixel.text().startswith("100, 50")
    compared.comparison.end()
    assert compared.studio.reference.document.hover is None


def test_o_shows_both_originals_and_overlays_lie_on_both(compared: MainWindow, qtbot: QtBot) -> None:
    halves = compared.halves
    qtbot.keyPress(compared.canvas, Qt.Key.Key_O)
    for canvas in (halves.first, halves.second):
        assert [pane.shows for pane in canvas.panes()] == ["before"]
    assert halves.second.labels.texts[0] == "Original: b.png"
    qtbot.keyRelease(compared.canvas, Qt.Key.Key_O)
    assert [pane.shows for pane in halves.second.panes()] == ["after"]
    qtbot.keyClick(compared.canvas, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: all(c.frame.overlay for c in (halves.first, halves.second)), timeout=WAIT)
    wait_both(compared, qtbot)


def test_the_loupes_show_the_same_place_of_both(compared: MainWindow, qtbot: QtBot) -> None:
    frames: dict[str, Frame] = {}
    for name, loupe in (("open", compared.loupes.first), ("beside", compared.loupes.beside)):
        loupe._source.ready.connect(partial(frames.__setitem__, name))
    second = compared.halves.second
    qtbot.mouseMove(second, second.panes()[0].to_widget(150, 600).toPoint())
    at = compared.studio.reference.document.hover
    qtbot.keyPress(second, Qt.Key.Key_Z)
    wheel(second, QPointF(second.rect().center()), 120)
    assert compared.loupes.first.zoom == compared.loupes.beside.zoom == 2
    edge = round(220 * second.devicePixelRatioF()) // 2
    there = Point(at.x * 900 / 600, at.y * 600 / 900)
    wanted = {"open": around(there, edge, Size(900, 600)), "beside": around(at, edge, Size(600, 900))}
    qtbot.waitUntil(lambda: {name: f.view.box for name, f in frames.items()} == wanted, timeout=WAIT)
    compared.canvas.zoom_to(3)  # other than fitted, the same place of the halves
    at = compared.studio.reference.document.hover
    there = compared.halves.counterpart(of_first=True)
    assert compared.canvas.panes()[0].to_widget(*there) == second.panes()[0].to_widget(*at)
    assert there != Point(at.x * 900 / 600, at.y * 600 / 900)
    compared.halves.grab()
    qtbot.keyRelease(second, Qt.Key.Key_Z)
    assert not compared.loupes.first.on and not compared.loupes.beside.on
    wait_both(compared, qtbot)


def test_the_crop_has_the_canvas_alone_and_full_screen_both(compared: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(compared.canvas, Qt.Key.Key_R)
    assert compared.crop.active and not compared.halves.second.isVisible()
    assert compared.canvas.size() == compared.halves.size()
    qtbot.keyClick(compared.canvas, Qt.Key.Key_Escape)
    assert not compared.crop.active and compared.halves.second.isVisible() and compared.comparison.active
    qtbot.keyClick(compared.canvas, Qt.Key.Key_F11)
    assert compared.halves.second.isVisible()
    qtbot.keyClick(compared.canvas, Qt.Key.Key_Escape)
    assert not compared.isFullScreen() and compared.comparison.active
    qtbot.keyClick(compared.canvas, Qt.Key.Key_F9)
    assert compared.halves.second.isVisible()
    qtbot.keyClick(compared.canvas, Qt.Key.Key_F9)
    qtbot.keyClick(compared.canvas, Qt.Key.Key_Escape)
    assert not compared.comparison.active


def test_other_weights_are_those_of_both(compared: MainWindow, qtbot: QtBot) -> None:
    compared.studio.use_weights("dce")
    qtbot.waitUntil(lambda: compared.document.weights == "dce", timeout=WAIT)
    wait_both(compared, qtbot)
    assert compared.studio.reference.document.maps.weights == compared.document.maps.weights == "dce"
    compared.studio.compare_with("dce-pp")
    qtbot.waitUntil(lambda: compared.document.compare == "dce-pp", timeout=WAIT)
    wait_both(compared, qtbot)
    assert compared.canvas.labels.texts[0] == "dce-pp: a.png"
    assert compared.halves.second.labels.texts[0] == "Original: b.png"


def test_a_deep_photo_beside_a_plain_one(three: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    Image.fromarray(np.full((40, 60), 9000, np.uint16)).save(path)
    first = three.studio.path
    three.studio.open([path])
    wait_photo(three, qtbot, "deep.png")
    three.studio.reference.show(first)
    wait_both(three, qtbot)
    assert pair(three) == ("deep.png", "a.png")
