"""Two photos beside each other at the same place: begun, moved, swapped and ended, by mouse and by keys."""

import gc
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from dce_studio.app.files import opening
from dce_studio.app.preview import live
from dce_studio.app.preview.frame import Frame, FrameRequest
from dce_studio.app.preview.loupe import around
from dce_studio.app.state.document import Point
from dce_studio.app.state.together import like
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Framing, Size
from dce_studio.core.render import rendering
from dce_studio.ui.canvas.widget import Canvas
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, wait_enhanced, wait_photo

LEFT, NO_KEY, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Photos = list[Path]


@pytest.fixture
def photos(make_photo: Callable[..., Path]) -> Photos:
    """Three photos of other sizes; the second is upright."""
    return [make_photo("a.png", 900, 600), make_photo("b.png", 600, 900), make_photo("c.png", 450, 300)]


@pytest.fixture
def three(window: MainWindow, qtbot: QtBot, photos: Photos) -> MainWindow:
    """The window with all of them, the first one open."""
    window.studio.open(photos)
    wait_enhanced(window, qtbot)
    return window


@pytest.fixture
def compared(three: MainWindow, qtbot: QtBot) -> MainWindow:
    """The first compared with the second."""
    qtbot.keyClick(three.canvas, Qt.Key.Key_D, SHIFT)
    wait_both(three, qtbot)
    return three


def wait_both(window: MainWindow, qtbot: QtBot) -> None:
    """Until both halves show results and nothing more is coming."""

    def settled() -> bool:
        frames = window.canvas.frame, window.halves.second.frame
        return (
            all(f is not None and f.request.maps is not None for f in frames) and window.studio.jobs.is_idle
        )

    qtbot.waitUntil(settled, timeout=WAIT)


def pair(window: MainWindow) -> tuple[str, str]:
    """The open photo and the one it is compared with; the document and the canvases agree."""
    path, beside = window.studio.path, window.studio.reference.path
    assert path is not None and beside is not None
    assert window.document.photo is not None and window.document.photo.path == path
    second = window.studio.reference.document.photo
    assert second is not None and second.path == beside
    return path.name, beside.name


def wheel(canvas: Canvas, at: QPointF, turn: int) -> None:
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, turn),
        none,
        NO_KEY,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def same_place(window: MainWindow) -> bool:
    """Whether both look at the same relative place, each in its own photo, at the same zoom."""
    one, other = window.canvas.viewport, window.halves.second.viewport
    assert one is not None and other is not None
    if one.fitted or other.fitted:
        return one.fitted and other.fitted
    places = [(view.x / view.photo.width, view.y / view.photo.height) for view in (one, other)]
    return one.zoom == other.zoom and places[0] == pytest.approx(places[1], abs=1e-9)


# To begin and to end


def test_both_halves_show_what_their_own_edits_make(three: MainWindow, qtbot: QtBot, photos: Photos) -> None:
    studio, edits = three.studio, (Edit(iterations=3), Edit(gamma=0.7))
    studio.together.apply_each({p: like(e) for p, e in zip(photos, edits, strict=False)})
    qtbot.keyClick(three.canvas, Qt.Key.Key_D, SHIFT)
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "b.png")
    second = studio.reference.document
    for canvas, document, edit in zip(
        (three.canvas, three.halves.second), (three.document, second), edits, strict=True
    ):
        frame = canvas.frame
        assert frame is not None and document.photo is not None and document.shaped is not None
        wanted = rendering.render(document.photo, document.shaped, edit, frame.view.box, frame.view.pixels)
        assert np.array_equal(frame.after_pixels, wanted)
        assert [pane.shows for pane in canvas.panes()] == ["after"]
    assert three.halves.second.isVisible() and three.canvas.size() == three.halves.second.size()
    assert three.canvas.labels.texts[1] == "Editing: a.png"
    assert three.halves.second.labels.texts[1] == "Reference: b.png"
    assert three.actions_["compare"].isChecked()
    assert not any(action.isChecked() for action in three.actions_.modes.actions())


def test_two_that_are_selected_by_keys_are_compared(three: MainWindow, qtbot: QtBot) -> None:
    three.studio.step(1)
    wait_photo(three, qtbot, "b.png")
    three.filmstrip.setFocus()
    qtbot.keyClick(three.filmstrip, Qt.Key.Key_Right, SHIFT)
    wait_photo(three, qtbot, "c.png")
    assert [path.name for path in three.filmstrip.selected()] == ["b.png", "c.png"]
    three.actions_["compare"].trigger()
    wait_both(three, qtbot)
    assert pair(three) == ("c.png", "b.png")
    assert three.filmstrip.selected() == [three.studio.path]  # so that a rating is the open photo's alone


@pytest.mark.parametrize("how", ["escape", "key", "mode"])
def test_it_is_ended_and_lets_go_of_the_photo(compared: MainWindow, qtbot: QtBot, how: str) -> None:
    photo = weakref.ref(compared.studio.reference.document.photo)
    if how == "escape":
        qtbot.keyClick(compared.halves.second, Qt.Key.Key_Escape)
    elif how == "key":
        qtbot.keyClick(compared.canvas, Qt.Key.Key_D, SHIFT)
    else:
        next(a for a in compared.actions_.modes.actions() if a.data() == "split-vertical").trigger()
    assert compared.studio.reference.path is None and not compared.halves.second.isVisible()
    assert compared.canvas.size() == compared.halves.size()
    assert compared.canvas.mode == "split-vertical" and compared.canvas.is_split
    assert compared.canvas.labels.texts == ("Original", "Enhanced")
    assert compared.actions_.modes.checkedAction().data() == "split-vertical"
    assert not compared.actions_["compare"].isChecked()
    wait_enhanced(compared, qtbot)
    gc.collect()
    assert photo() is None


def test_one_photo_alone_cannot_be_compared_and_the_command_says_why(
    opened: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    action = opened.actions_["compare"]
    assert not action.isEnabled()
    assert "a second photo" in action.toolTip()
    opened.studio.open(photos[:1])
    wait_photo(opened, qtbot, "a.png")
    assert action.isEnabled() and "second" not in action.toolTip()
    opened.studio.close_photos(photos[0])
    assert not action.isEnabled()


def test_both_halves_are_on_a_small_window(compared: MainWindow) -> None:
    compared.resize(compared.minimumSizeHint())
    first, second = compared.canvas.geometry(), compared.halves.second.geometry()
    assert first.size() == second.size() and not first.intersects(second)
    assert compared.halves.rect().contains(first | second)
    compared.comparison.end()
    assert compared.halves.minimumSize() == compared.canvas.minimumSize()


def test_the_last_one_compared_with_is_the_first_offered(compared: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageDown, SHIFT)
    wait_both(compared, qtbot)
    compared.comparison.toggle()
    compared.comparison.toggle()
    wait_both(compared, qtbot)
    assert pair(compared) == ("a.png", "c.png")


# The same place


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


def test_another_photo_comes_at_the_place_of_the_one_before(compared: MainWindow, qtbot: QtBot) -> None:
    compared.canvas.zoom_to(3)
    compared.canvas.pan_by(-200, -300)
    before = compared.canvas.viewport
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageDown, SHIFT)
    wait_both(compared, qtbot)
    assert pair(compared) == ("a.png", "c.png")
    assert compared.canvas.viewport == before and compared.halves.second.viewport.zoom == 3
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageDown)
    wait_photo(compared, qtbot, "b.png")
    wait_both(compared, qtbot)
    assert pair(compared) == ("b.png", "c.png") and compared.canvas.viewport.zoom == 3


# Which photos


def test_tab_opens_the_reference_and_reads_nothing_anew(
    compared: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "read", lambda *args, **kwargs: pytest.fail("read again"))
    compared.canvas.zoom_to(2)
    one, other = compared.document.photo, compared.studio.reference.document.photo
    qtbot.keyClick(compared.canvas, Qt.Key.Key_Tab)
    assert compared.document.photo is other and compared.studio.reference.document.photo is one
    assert compared.canvas.frame.request.photo is other  # and neither half was bare
    assert compared.halves.second.frame.request.photo is one
    wait_both(compared, qtbot)
    assert pair(compared) == ("b.png", "a.png")
    assert compared.canvas.viewport.zoom == 2 and same_place(compared)
    assert compared.canvas.labels.texts[1] == "Editing: b.png"
    assert compared.filmstrip.selected() == [compared.studio.path]
    qtbot.keyClick(compared.halves.second, Qt.Key.Key_Tab)
    wait_both(compared, qtbot)
    assert pair(compared) == ("a.png", "b.png")


def test_the_reference_that_is_opened_in_the_strip_changes_places(compared: MainWindow, qtbot: QtBot) -> None:
    cell = compared.filmstrip.visualRect(compared.studio.library.index(1)).center()
    qtbot.mouseClick(compared.filmstrip.viewport(), LEFT, pos=cell)
    wait_both(compared, qtbot)
    assert pair(compared) == ("b.png", "a.png")
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageDown)
    wait_photo(compared, qtbot, "c.png")
    wait_both(compared, qtbot)
    assert pair(compared) == ("c.png", "a.png")
    qtbot.keyClick(compared.canvas, Qt.Key.Key_PageUp, SHIFT)  # there is none before the first
    assert pair(compared) == ("c.png", "a.png")


def photo_menu(window: MainWindow, name: str) -> dict[str, QAction]:
    menu = QMenu(window)
    path = next(entry.path for entry in window.studio.library.entries if entry.path.name == name)
    window.filmstrip.menu_wanted.emit(path, menu)
    return {action.text(): action for action in menu.actions()}


def test_the_menu_of_a_thumbnail_compares_it_and_ends_that(three: MainWindow, qtbot: QtBot) -> None:
    cell = three.filmstrip.visualRect(three.studio.library.index(2)).center()
    qtbot.mouseClick(three.filmstrip.viewport(), Qt.MouseButton.RightButton, pos=cell)
    assert three.studio.path is not None and three.studio.path.name == "a.png"  # the menu opens nothing
    assert not photo_menu(three, "a.png")["Compare with the open photo"].isEnabled()
    photo_menu(three, "c.png")["Compare with the open photo"].trigger()
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "c.png")
    photo_menu(three, "b.png")["Compare with the open photo"].trigger()
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "b.png")
    photo_menu(three, "b.png")["End the comparison"].trigger()
    assert not three.comparison.active
    three.filmstrip.selectionModel().select(
        three.studio.library.index(2), three.filmstrip.selectionModel().SelectionFlag.Select
    )
    photo_menu(three, "a.png")["Compare the two photos"].trigger()
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "c.png")


def test_a_reference_that_is_closed_is_followed_by_the_next_until_there_is_none(
    compared: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    compared.studio.close_photos(photos[1])
    wait_both(compared, qtbot)
    assert pair(compared) == ("a.png", "c.png")
    compared.studio.close_photos(photos[2])
    assert not compared.comparison.active and not compared.halves.second.isVisible()
    assert "no other photo" in compared.reports.text.text()


def test_of_two_the_worse_is_closed_and_the_next_comes_beside_the_other(
    compared: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    qtbot.keyClick(compared.canvas, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    wait_both(compared, qtbot)
    assert pair(compared) == ("b.png", "c.png")
    compared.studio.close_photos(*photos[1:])
    assert compared.studio.path is None and not compared.comparison.active


def test_one_that_cannot_be_read_is_told_and_another_can_be_chosen(
    three: MainWindow, qtbot: QtBot, photos: Photos
) -> None:
    photos[1].write_bytes(b"no photo")
    three.comparison.toggle()
    qtbot.waitUntil(lambda: three.studio.reference.unreadable, timeout=WAIT)
    assert len(three.reports.messages) == 1 and "b.png" in three.reports.messages[0]
    assert three.halves._said.text() == "b.png cannot be shown."
    assert three.studio.path == photos[0] and three.pages.currentIndex() == 1
    assert three.studio.library.entry(photos[1]).status == "failed"
    three.halves.grab()
    qtbot.keyClick(three.canvas, Qt.Key.Key_PageDown, SHIFT)
    wait_both(three, qtbot)
    assert pair(three) == ("a.png", "c.png") and not three.halves._said.isVisible()


def test_the_open_photo_is_read_before_the_one_beside_it(
    compared: MainWindow, qtbot: QtBot, photos: Photos, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two photos that are read at once would take twice the memory."""
    order: list[str] = []
    real = opening.read

    def read(path: Path, *args: object, **kwargs: object) -> object:
        order.append(path.name)
        return real(path, *args, **kwargs)

    monkeypatch.setattr(opening, "read", read)
    compared.studio.step(2)
    compared.studio.reference.show(photos[0])
    assert compared.halves._said.text() == "Opening a.png…"
    wait_photo(compared, qtbot, "c.png")
    wait_both(compared, qtbot)
    assert order == ["c.png", "a.png"]


# What is done meanwhile


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
