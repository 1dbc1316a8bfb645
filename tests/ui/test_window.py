"""The window as a person uses it: open, look, tune, undo, drop, paste, bad files, closing in mid-work."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QCursor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from dce_studio import assets
from dce_studio.app.preview import pixel
from dce_studio.app.preview.curves import Scope
from dce_studio.app.state.document import Point
from dce_studio.app.studio import Studio
from dce_studio.core.analysis.overlay import PhotoOverlay
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box
from dce_studio.core.manifest import WeightsInfo, bundled
from dce_studio.ui.canvas.widget import MODES
from dce_studio.ui.inspector import curves_text
from dce_studio.ui.inspector.curves_bar import TABLE
from dce_studio.ui.inspector.curves_panel import CurvesPanel
from dce_studio.ui.main_window import MainWindow, show
from dce_studio.ui.maps.map_export import MapExport
from dce_studio.ui.model_menu import about
from dce_studio.ui.widgets import folders
from dce_studio.ui.widgets.lines import Lines
from tests.core.shaping import rendered
from tests.ui.helpers import WAIT, wait_enhanced, wait_photo

MakePhoto = Callable[..., Path]


def test_the_first_painting_is_told_once(studio: Studio, qtbot: QtBot) -> None:
    window, told = MainWindow(studio), []
    qtbot.addWidget(window)
    window.painted.connect(lambda: told.append(1))
    with qtbot.waitSignal(window.painted):
        window.show()
    window.repaint()
    window.tell_painted()
    QApplication.processEvents()
    assert told == [1]


@pytest.mark.parametrize("seen", [True, False])
def test_a_photo_is_opened_when_the_window_was_painted(
    studio: Studio, qtbot: QtBot, make_photo: MakePhoto, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    window, path = MainWindow(studio), make_photo()
    qtbot.addWidget(window)
    if not seen:
        monkeypatch.setattr(window, "show", lambda: None)
    show(window, [path])
    assert not studio.library.entries and studio.jobs.is_idle
    qtbot.waitUntil(lambda: studio.path == path, timeout=WAIT)
    wait_photo(window, qtbot, path.name)


def test_nothing_open(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.empty
    assert not window.actions_["export"].isEnabled()
    for name in ("fit", "actual", "undo", "reset", "close", "next"):
        window.actions_[name].trigger()


def test_open_enhances(opened: MainWindow) -> None:
    frame = opened.canvas.frame
    assert frame is not None
    values = pixel.values(frame.request, 80, 50)
    assert values is not None
    before, after = values
    assert all(a > b for a, b in zip(after, before, strict=True))
    assert opened.windowTitle().startswith("dark.png")
    assert opened.canvas.isVisible()
    assert opened.reports.messages == ()


def test_a_bad_file_is_told_and_the_photo_stays_openable(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto
) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"this is no photo")
    window.studio.open([bad])
    qtbot.waitUntil(lambda: bool(window.reports.messages), timeout=WAIT)
    assert "bad.jpg" in window.reports.messages[-1]
    entry = window.studio.library.entry(bad)
    assert entry is not None
    assert entry.status == "failed"
    window.studio.open([make_photo()])
    wait_enhanced(window, qtbot)


def test_a_missing_file_is_told(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.studio.open([tmp_path / "gone.jpg"])
    qtbot.waitUntil(lambda: bool(window.reports.messages), timeout=WAIT)
    assert "gone.jpg" in window.reports.messages[-1]


def test_a_drag_of_a_slider_is_one_undo(opened: MainWindow, qtbot: QtBot) -> None:
    slider = opened.adjust.controls["iterations"].slider
    middle = slider.rect().center()
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    for x in (10, 20, 30):
        qtbot.mouseMove(slider, QPoint(middle.x() + x, middle.y()))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(middle.x() + 30, middle.y()))
    assert opened.document.edit.iterations > 8
    opened.actions_["undo"].trigger()
    assert opened.document.edit == Edit()
    assert opened.adjust.controls["iterations"].number.value() == 8
    opened.actions_["redo"].trigger()
    assert opened.document.edit.iterations > 8


def test_a_drag_leaves_menus_and_film_strip_alone(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    undo, library, path = opened.actions_["undo"], opened.studio.library, opened.studio.path
    monkeypatch.setattr(undo, "setEnabled", lambda on: told.append("menu"))
    library.dataChanged.connect(lambda *args: told.append("strip"))
    for step in range(5):
        opened.document.propose(Edit(iterations=9 + step), gesture="drag")
    assert sorted(told) == ["menu", "strip"]
    assert path is not None
    entry = library.entry(path)
    assert entry is not None and entry.history is opened.document.history and entry.status == "edited"
    assert opened.studio.keeper.pending == (path,)
    opened.document.propose(Edit(), gesture="drag")
    entry = library.entry(path)
    assert entry is not None and entry.status == ""


def test_the_screen_follows_an_edit(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.propose(Edit(iterations=0))

    def _original() -> bool:
        frame = opened.canvas.frame
        assert frame is not None
        values = pixel.values(frame.request, 80, 50)
        return values is not None and values[0] == values[1]

    qtbot.waitUntil(_original, timeout=WAIT)


def test_typing_a_number_and_double_click(opened: MainWindow, qtbot: QtBot) -> None:
    control = opened.adjust.controls["gamma"]
    control.number.setValue(2.0)  # type: ignore[arg-type]
    assert opened.document.edit.gamma == 2.0
    qtbot.mouseDClick(control.label, Qt.MouseButton.LeftButton)
    assert opened.document.edit.gamma == 1.0


def test_after_return_in_a_number_the_keys_are_the_windows(opened: MainWindow, qtbot: QtBot) -> None:
    control = opened.adjust.controls["strength"]
    control.number.setFocus()
    qtbot.keyClick(control.number, Qt.Key.Key_Return)
    assert opened.focusWidget() is control.slider


def test_the_detail_control_steps_through_its_stops(opened: MainWindow) -> None:
    control = opened.adjust.controls["detail"]
    control.slider.setValue(control.slider.maximum())
    assert opened.document.edit.detail == 1 << 16
    assert control.number.text() == "paper"
    control.slider.setValue(0)
    assert opened.document.edit.detail == 48


def test_paper_ends_with_the_published_maps(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.propose(Edit(detail=1 << 16))

    def _exact() -> bool:
        maps, photo = opened.document.maps, opened.document.photo
        return maps is not None and photo is not None and maps.size == photo.size

    qtbot.waitUntil(_exact, timeout=WAIT)


def test_the_tabs_below_keep_their_heights(opened: MainWindow, qtbot: QtBot) -> None:
    photos, maps = (opened.panels.docks[name] for name in ("Photos", "Maps"))
    for dock in (maps, photos, maps):
        dock.raise_()
        qtbot.waitUntil(dock.isVisible)
        QApplication.processEvents()
    height = maps.height()
    for dock in (photos, maps) * 2:
        dock.raise_()
        QApplication.processEvents()
        QApplication.processEvents()
    assert maps.height() == height


def test_the_keys_never_reach_a_panel_that_is_not_shown(opened: MainWindow, qtbot: QtBot) -> None:
    photos, maps = (opened.panels.docks[name] for name in ("Photos", "Maps"))
    for shown, hidden in ((photos, maps), (maps, photos)):
        shown.raise_()
        qtbot.waitUntil(lambda dock=shown: dock.widget().isVisible())
        opened.filmstrip.setFocus()
        opened.adjust.controls["iterations"].slider.setFocus()
        for _ in range(80):
            opened.focusNextPrevChild(True)
            focus = opened.focusWidget()
            assert focus is not None and not hidden.isAncestorOf(focus), focus.accessibleName()


def _of_a_pixel(window: MainWindow, qtbot: QtBot, width: int, height: int) -> CurvesPanel:
    window.resize(width, height)
    window.lay_out()
    window.curves.set_scope(Scope.PIXEL)
    window.document.set_hover(Point(40, 30))
    qtbot.waitUntil(lambda: "→" in window.curves._text.text())
    QApplication.processEvents()
    return window.curves


def test_the_curve_is_the_largest_in_a_small_window(opened: MainWindow, qtbot: QtBot) -> None:
    panel = _of_a_pixel(opened, qtbot, 1280, 720)
    assert panel.plot.width() >= 320 and panel.plot.height() >= 220  # 240 × 100 it was
    assert panel.plot.height() > opened.adjust.height()
    assert not panel.figures.has_table
    panel.set_face(TABLE)
    table = panel.figures.table
    model = table.model()
    qtbot.waitUntil(lambda: table.isVisible() and not panel.plot.isVisible())
    assert table.rowViewportPosition(model.rowCount() - 1) + 8 < table.viewport().height()


def test_in_a_large_window_the_curve_has_the_room_and_its_table_below(
    opened: MainWindow, qtbot: QtBot
) -> None:
    panel = _of_a_pixel(opened, qtbot, 2560, 1440)
    assert panel.plot.width() >= 600 and panel.plot.height() >= 500
    assert panel.figures.has_table and opened.adjust.controls["gamma"].slider.isVisible()
    unused = panel.figures.height() - panel.plot.height() - panel.figures.table.height()
    assert unused < 60


def test_more_shows_all_controls_and_leaves_the_curves_their_room(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(1280, 720)
    opened.lay_out()
    adjust, gamma = opened.adjust, opened.adjust.controls["gamma"]
    assert not gamma.slider.isVisible() and adjust.controls["strength"].slider.isVisible()
    opened.document.propose(Edit(gamma=2, red=1.5))
    assert adjust.more.text() == "More (2)" and "Gamma, Red" in adjust.more.toolTip()
    qtbot.mouseClick(adjust.more, Qt.MouseButton.LeftButton)
    assert gamma.slider.isVisible() and adjust.more.text() == "Less"
    qtbot.waitUntil(lambda: opened.panels.docks["Adjust"].height() > 250)
    assert opened.panels.docks["Curves"].height() >= 325


def test_the_layout_can_be_reset(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(1280, 720)
    opened.lay_out()
    docks = opened.panels.docks
    for _ in range(3):
        QApplication.processEvents()
    sizes = {name: dock.size() for name, dock in docks.items() if name != "Maps"}
    docks["Curves"].hide()
    docks["Adjust"].setFloating(True)
    opened.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["Photos"])
    next(a for a in opened.menus["panels"].actions() if "Reset" in a.text()).trigger()
    qtbot.waitUntil(lambda: {name: docks[name].size() for name in sizes} == sizes)
    assert opened.dockWidgetArea(docks["Photos"]) == Qt.DockWidgetArea.BottomDockWidgetArea
    assert not docks["Adjust"].isFloating() and docks["Photos"] in opened.tabifiedDockWidgets(docks["Maps"])


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_paints(opened: MainWindow, mode: str) -> None:
    opened.canvas.set_mode(mode)  # type: ignore[arg-type]
    assert not opened.grab().isNull()
    opened.canvas.set_peek(True)
    assert not opened.grab().isNull()
    opened.canvas.set_peek(False)
    opened.canvas.swap()
    assert not opened.grab().isNull()


def test_zoom_keys_and_toggle(opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    opened.studio.open([make_photo("large.png", 3000, 2000)])
    wait_photo(opened, qtbot, "large.png")
    view = opened.canvas.viewport
    assert view is not None
    assert view.fitted
    opened.actions_["actual"].trigger()
    assert opened.canvas.viewport is not None
    assert opened.canvas.viewport.zoom == 1.0
    wait_enhanced(opened, qtbot)
    opened.canvas.toggle_zoom(QPointF(10, 10))
    assert opened.canvas.viewport.fitted
    opened.canvas.zoom_by(2.0, QPointF(200, 200))
    opened.canvas.pan_by(-50, 30)
    wait_enhanced(opened, qtbot)


def test_hold_o_and_tab(opened: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyPress(opened.canvas, Qt.Key.Key_O)
    assert [pane.shows for pane in opened.canvas.panes()] == ["before"]
    qtbot.keyRelease(opened.canvas, Qt.Key.Key_O)
    assert [pane.shows for pane in opened.canvas.panes()] == ["split"]
    opened.canvas.set_mode("side-by-side")
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Tab)
    assert [pane.shows for pane in opened.canvas.panes()] == ["after", "before"]


def test_the_divider_can_be_dragged(opened: MainWindow, qtbot: QtBot) -> None:
    canvas = opened.canvas
    canvas.set_mode("split-vertical")
    pane = canvas.panes()[0]
    seen = pane.rect.intersected(pane.photo_rect)
    at = QPoint(round(seen.center().x()), round(seen.center().y()))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseMove(canvas, at - QPoint(20, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at - QPoint(20, 0))
    assert canvas.divider == pytest.approx(0.5 - 20 / seen.width(), abs=0.02)


def test_hover_shows_the_pixel(opened: MainWindow, qtbot: QtBot) -> None:
    pane = opened.canvas.panes()[0]
    at = pane.to_widget(30.1, 20.1)
    qtbot.mouseMove(opened.canvas, at.toPoint())
    assert opened.document.hover is not None
    assert opened.statusBar().pixel.text().startswith("30, 20")  # type: ignore[attr-defined]
    assert "→" in opened.statusBar().pixel.text()  # type: ignore[attr-defined]


def test_the_status_bar_says_what_is_taken_for_a_starry_sky(
    opened: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    maps = studio.document.maps
    assert maps is not None and not opened.status.device.text().endswith("starry sky")
    starry = replace(maps, exposure=replace(maps.exposure, stars=1.0))
    with qtbot.waitSignal(studio.document.maps_changed):
        studio.document.set_maps(starry)
    assert opened.status.device.text().endswith("starry sky")
    assert "kept a night" in opened.status.device.toolTip().replace("\n", " ")


def test_the_status_bar_reads_the_photo_not_its_reduced_picture(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    checks = np.indices((1200, 1600)).sum(0) % 2 * 40 + 40
    Image.fromarray(np.stack([checks] * 3, -1).astype(np.uint8)).save(tmp_path / "checks.png")
    window.studio.open([tmp_path / "checks.png"])
    wait_photo(window, qtbot, "checks.png")
    wait_enhanced(window, qtbot)
    frame, photo, maps = window.canvas.frame, window.document.photo, window.document.maps
    assert frame is not None and photo is not None and maps is not None
    shown = frame.before_pixels
    assert abs(int(shown[len(shown) // 2, 400, 0]) - 60) < 10  # fitted, the screen's pixels are averages
    for x, before in ((801, 80), (802, 40)):
        window.document.set_hover(Point(x + 0.5, 600.5))
        after = " ".join(str(v) for v in rendered(photo, maps, Edit(), Box(x, 600, 1, 1))[0, 0])
        told = window.statusBar().pixel.text()  # type: ignore[attr-defined]
        assert " ".join(told.split()) == f"{x}, 600 R G B {before} {before} {before} → {after}"


@pytest.mark.filterwarnings("ignore:Function.*QD:DeprecationWarning")  # no other way to make the events
def test_drop(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    data = QMimeData()
    data.setUrls(
        [QUrl.fromLocalFile(str(make_photo("one.png"))), QUrl.fromLocalFile(str(make_photo("two.png")))]
    )
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, drop)
    wait_photo(window, qtbot, "one.png")
    assert window.studio.library.rowCount() == 2


def test_a_dropped_folder_opens_its_photos(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    folder = make_photo("a.png").parent
    make_photo("B.png")
    (folder / "notes.txt").write_text("no photo")
    window.studio.open([folder])
    wait_photo(window, qtbot, "a.png")
    assert [e.path.name for e in window.studio.library.entries] == ["a.png", "B.png"]


def test_copy_and_paste_an_edit(opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    opened.document.propose(Edit(gamma=1.5, iterations=6))
    opened.actions_["copy_edit"].trigger()
    opened.studio.open([make_photo("other.png")])
    wait_photo(opened, qtbot, "other.png")
    assert opened.document.edit == Edit()
    opened.actions_["paste"].trigger()
    assert opened.document.edit == Edit(gamma=1.5, iterations=6)
    QApplication.clipboard().setText("no edit")
    opened.actions_["paste"].trigger()
    assert opened.reports.messages


@pytest.mark.parametrize(
    "text", ['{"detail": 1e999}', '{"detail": 64.5}', '{"gamma": true}', "[" * 99999, "[]"]
)
def test_what_is_pasted_is_checked_as_a_file_is(window: MainWindow, text: str) -> None:
    QApplication.clipboard().setText(f'{{"format": "dce-studio edit", "version": 4, "edit": {text}}}')
    window.actions_["paste"].trigger()
    assert window.document.edit == Edit() and "no edit" in window.reports.messages[-1]


def test_pasting_from_a_clipboard_with_nothing_on_it(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QClipboard, "mimeData", lambda self: None)
    window.actions_["paste"].trigger()
    assert "no edit" in window.reports.messages[-1]


def test_each_photo_keeps_its_history(opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    opened.document.propose(Edit(gamma=1.5))
    first = opened.studio.path
    opened.studio.open([make_photo("other.png")])
    wait_photo(opened, qtbot, "other.png")
    assert first is not None
    opened.studio.show(first)
    wait_photo(opened, qtbot, "dark.png")
    assert opened.document.edit.gamma == 1.5
    opened.actions_["undo"].trigger()
    assert opened.document.edit == Edit()
    assert opened.studio.library.entry(first).status == ""  # type: ignore[union-attr]


def test_maps_are_settled_only_for_the_weights_in_use(opened: MainWindow, qtbot: QtBot) -> None:
    wait_enhanced(opened, qtbot)
    estimator = opened.studio.estimator
    assert estimator.settled
    opened.document.set_weights("dce-slim")
    assert opened.document.maps is not None and not estimator.settled  # those before, until the new are there
    qtbot.waitUntil(lambda: estimator.settled, timeout=WAIT)
    assert opened.document.maps.weights == "dce-slim"


def test_wrong_weights_leave_those_in_use(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    used = opened.document.weights
    bad = tmp_path / "bad.pth"
    bad.write_bytes(b"\x80\x04 no weights")
    opened.studio.use_weights(str(bad))
    qtbot.waitUntil(lambda: bool(opened.reports.messages), timeout=WAIT)
    assert opened.document.weights == used
    assert opened.document.maps is not None


def test_closing_the_photo_empties_the_window(opened: MainWindow) -> None:
    opened.actions_["close"].trigger()
    assert opened.document.photo is None
    assert opened.pages.currentWidget() is opened.empty
    assert not opened.grab().isNull()


def test_closing_in_mid_work(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    """The window goes at once; the fixture then ends the threads, and no thread may be left."""
    window.studio.open([make_photo("large.png", 3000, 2000)])
    wait_photo(window, qtbot, "large.png")
    window.document.propose(Edit(detail=1 << 16))
    window.close()
    assert not window.isVisible()
    qtbot.waitUntil(lambda: window.studio.jobs.is_idle, timeout=WAIT)


def test_layout_and_mode_are_remembered(opened: MainWindow) -> None:
    opened.canvas.set_mode("side-by-side")
    opened.close()
    settings = opened.studio.settings
    assert settings.mode == "side-by-side"
    assert not settings.layout.isEmpty()
    assert settings.recent[0].name == "dark.png"


def test_an_overlay_is_laid_over_the_frame_and_taken_off(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.set_overlay(PhotoOverlay.GAIN)
    opened.canvas.set_mode("single")

    def _laid() -> bool:
        frame = opened.canvas.frame
        return frame is not None and frame.overlay is not None

    qtbot.waitUntil(_laid, timeout=WAIT)
    opened.document.set_overlay(None)
    qtbot.waitUntil(lambda: not _laid(), timeout=WAIT)


def test_comparing_with_other_weights_names_the_sides(
    opened: MainWindow, qtbot: QtBot, weights_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.safetensors"
    other.write_bytes(weights_file.read_bytes())
    opened.studio.compare_with(str(other))

    def _compared() -> bool:
        frame = opened.canvas.frame
        return frame is not None and frame.request.compare is not None

    qtbot.waitUntil(_compared, timeout=WAIT)
    frame = opened.canvas.frame
    assert frame is not None
    assert (frame.before_pixels == frame.after_pixels).all()
    assert opened.canvas.labels.texts == ("other", "even")
    opened.studio.compare_with(None)
    qtbot.waitUntil(lambda: not _compared(), timeout=WAIT)


def test_the_dialogs_of_the_menus_open(opened: MainWindow) -> None:
    for name in ("keys", "about"):
        opened.actions_[name].trigger()
    opened.menus["model"].aboutToShow.emit()
    assert any("MIT" in action.text() for action in opened.menus["model"].actions())
    for name in ("light", "dark"):
        next(a for a in opened.actions_.themes.actions() if a.data() == name).trigger()
        assert not opened.grab().isNull()


def test_auto_chooses_the_iterations_as_one_entry(opened: MainWindow, qtbot: QtBot) -> None:
    opened.studio.settings.auto_target = 0.2  # less than 8 iterations make of it
    opened.adjust.auto_wanted.emit()
    qtbot.waitUntil(lambda: opened.document.edit.iterations != 8.0, timeout=WAIT)
    opened.actions_["undo"].trigger()
    assert opened.document.edit == Edit()


def test_an_unreadable_photo_says_so_and_stays_chosen(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, make_photo: MakePhoto
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no photo")
    opened.studio.open([bad])
    title = opened.empty._title
    qtbot.waitUntil(lambda: "bad.png" in title.text(), timeout=WAIT)
    assert opened.pages.currentIndex() == 0 and "bad.png" in opened.empty._hint.text()
    assert opened.actions_["previous"].isEnabled() and opened.actions_["close"].isEnabled()
    assert not opened.actions_["export"].isEnabled()
    make_photo("bad.png")  # put right, it opens
    opened.studio.show(bad)
    wait_photo(opened, qtbot, "bad.png")
    assert opened.pages.currentIndex() == 1
    for entry in opened.studio.library.entries:
        opened.studio.close_photos(entry.path)
    assert "Drop a dark photo" in title.text()


def test_tooltips_are_narrow_and_boxes_have_names(opened: MainWindow, qtbot: QtBot) -> None:
    for action in ("export", "settings", "train"):
        opened.actions_[action].trigger()
    opened.inspector.make_card()
    opened.inspector.make_lut()
    for widget in opened.findChildren(QWidget):
        text = widget.toolTip()
        assert text.startswith("<") or all(len(line) <= 64 for line in text.splitlines()), text
        if isinstance(widget, QComboBox):
            assert widget.accessibleName(), widget.currentText()
    for dialog in opened.findChildren(QDialog):
        dialog.close()


def test_about_the_weights_is_a_page_with_tables() -> None:
    info = bundled()[0]
    page = about(info)
    assert (
        page.count("<table") == 2 and "SSIM" in page and "{" not in page and "_" not in page.split("File")[0]
    )
    assert "&lt;b&gt;" in about(WeightsInfo("<b>", "", 0))


def test_the_menu_inspect_has_what_is_done_with_the_curves(opened: MainWindow) -> None:
    menu = next(a.menu() for a in opened.menuBar().actions() if a.text() == "&Inspect")
    names = ("play", "play_back", "play_on", "pin", "card", "save_curves", "lut")
    assert [a for a in menu.actions() if not a.isSeparator()] == [opened.actions_[name] for name in names]
    opened.actions_["play"].trigger()
    assert opened.inspector.film.playing
    opened.actions_["play"].trigger()
    opened.actions_["pin"].trigger()
    assert opened.document.marks.probes and not opened.inspector.film.playing
    opened.studio.close_photos(opened.studio.library.entries[0].path)
    assert not any(opened.actions_[name].isEnabled() for name in names)


def test_a_notice_lies_over_the_photo_and_moves_nothing(opened: MainWindow) -> None:
    before = opened.canvas.geometry(), opened.canvas.viewport
    opened.reports.note("Curves copied as CSV.")
    bar, host = opened.reports, opened.pages.geometry()
    assert bar.isVisible() and (bar.width(), bar.pos()) == (host.width(), host.topLeft())
    opened.reports.report("It went wrong. " * 40, "with details")
    assert bar.height() > 2 * bar.fontMetrics().height()
    QApplication.processEvents()
    assert (opened.canvas.geometry(), opened.canvas.viewport) == before
    opened.resize(opened.width() - 80, opened.height())
    QApplication.processEvents()
    assert bar.width() == opened.pages.width()


def test_a_notice_that_offers_something_stays_until_the_next(opened: MainWindow) -> None:
    bar, taken = opened.reports, []
    bar.note("Exported.", "Show in folder", lambda: taken.append(1))
    assert bar.isVisible() and not bar._note.isActive()
    bar.note("Curves copied as CSV.")
    assert bar.text.text() == "Curves copied as CSV." and bar._note.isActive()
    bar._note.timeout.emit()
    assert not bar.isVisible()
    bar.note("Exported.", "Show in folder", lambda: taken.append(1))
    bar.offer.click()
    assert taken == [1] and not bar.isVisible()
    bar.note("Exported.", "Show in folder", lambda: taken.append(1))
    bar.dismiss()
    assert taken == [1] and not bar.isVisible()


def test_a_notice_goes_when_the_photo_is_worked_on_and_a_fault_stays(
    opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto
) -> None:
    bar = opened.reports
    for name in ("crop", "pick", "local", "panels_off", "full_screen"):
        bar.note("Exported.", "Show in folder", lambda: None)
        opened.actions_[name].trigger()
        assert not bar.isVisible(), name
        opened.actions_[name].trigger()
    bar.note("Exported.", "Show in folder", lambda: None)
    opened.studio.open([make_photo("other.png")])
    wait_photo(opened, qtbot, "other.png")
    assert not bar.isVisible()
    bar.report("It failed.")
    opened.actions_["crop"].trigger()
    assert bar.isVisible() and bar.messages == ("It failed.",)


@pytest.mark.parametrize("ask", ["open", "open_folder"])
def test_opening_begins_in_the_pictures_or_the_folder_used_last(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: str
) -> None:
    monkeypatch.setattr(folders, "pictures", lambda: tmp_path)
    used = tmp_path / "last"
    used.mkdir()
    for last, wanted in (("", tmp_path), (str(used), used), (str(tmp_path / "gone"), tmp_path)):
        window.studio.settings.folder = last
        window.actions_[ask].trigger()
        (chooser,) = window.findChildren(QFileDialog)
        assert Path(chooser.directory().absolutePath()) == wanted
        chooser.close()
        chooser.setParent(None)


def test_results_are_suggested_beside_their_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folders.beside(Path("/photos/a.b.jpg"), "_card") == str(Path("/photos/a.b_card"))
    monkeypatch.setattr(folders, "pictures", lambda: tmp_path)
    with assets.sample_photo() as sample:
        assert folders.beside(sample, "_card") == str(tmp_path / f"{sample.stem}_card")
    assert folders.beside(None, "_card") == str(tmp_path / "photo_card")


def test_a_reading_that_is_cut_is_whole_in_the_tooltip(qtbot: QtBot) -> None:
    lines = Lines(2)
    qtbot.addWidget(lines)
    lines.setToolTip("What this is.")
    lines.setText("short\nExposure +2.7 stops · contrast × 1.6 · noise ± 0.8 → ± 1.5, ± 1.0 left")
    lines.resize(600, 40)
    assert not lines.cut and lines.tooltip == "What this is."
    lines.resize(120, 40)
    assert lines.cut and "± 1.0 left" in lines.tooltip.replace("\n", " ") and "What this is." in lines.tooltip


def test_a_button_is_not_lit_once_its_menu_is_closed(opened: MainWindow) -> None:
    for button in (opened.adjust.presets, opened.findChild(MapExport), opened.strip.sort):
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)  # as Qt leaves it, once the menu is open
        QCursor.setPos(button.mapToGlobal(QPoint(-200, -200)))
        button.menu().aboutToHide.emit()
        assert not button.underMouse()


def test_the_plot_tells_what_follows_the_steps(opened: MainWindow) -> None:
    opened.document.propose(Edit(keep_colour=0))
    assert curves_text.formula(opened.document.edit).endswith("(1 − xₙ₋₁)")
    assert curves_text.formula(Edit(gamma=1.1)).endswith("; gamma 1.1, Keep colour")
    opened.inspector.pin()
    opened.curves._update()
    assert "Keep colour" not in opened.curves.plot.toolTip()
    opened.document.propose(Edit(keep_colour=0.5))
    opened.curves._update()
    assert "bends where" in opened.curves.plot.toolTip().replace("\n", " ")
