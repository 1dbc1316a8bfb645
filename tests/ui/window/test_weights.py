"""Weights in the window: damaged or gone, others to compare with, the page about them."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from dce_studio.app.settings import Settings
from dce_studio.core.manifest import DEFAULT_WEIGHTS, WeightsInfo, bundled
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.model_menu import about
from tests.ui.helpers import WAIT, MakePhoto, wait_enhanced


def test_wrong_weights_leave_those_in_use(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    used = opened.document.weights
    bad = tmp_path / "bad.pth"
    bad.write_bytes(b"\x80\x04 no weights")
    opened.studio.use_weights(str(bad))
    qtbot.waitUntil(lambda: bool(opened.reports.messages), timeout=WAIT)
    assert opened.document.weights == used
    assert opened.document.maps is not None


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


def test_about_the_weights_is_a_page_with_tables() -> None:
    info = bundled()[0]
    page = about(info)
    assert (
        page.count("<table") == 2 and "SSIM" in page and "{" not in page and "_" not in page.split("File")[0]
    )
    assert "&lt;b&gt;" in about(WeightsInfo("<b>", "", 0))


def test_weights_that_are_gone(
    window: MainWindow, qtbot: QtBot, make_photo: MakePhoto, tmp_path: Path
) -> None:
    window.document.set_weights(str(tmp_path / "gone.safetensors"))
    window.studio.open([make_photo()])
    wait_enhanced(window, qtbot)
    assert window.document.weights == DEFAULT_WEIGHTS
    assert Settings().weights == ""
    (message,) = window.reports.messages
    assert "gone.safetensors" in message


def test_compare_with_weights(opened: MainWindow, qtbot: QtBot) -> None:
    opened.menus["model"].aboutToShow.emit()
    texts = {action.text(): action for action in opened.model_menu._compare.actions()}
    assert "Weights of a file…" in texts
    texts[DEFAULT_WEIGHTS].trigger()
    qtbot.waitUntil(lambda: opened.document.compare_maps is not None, timeout=WAIT)
    assert opened.document.compare == DEFAULT_WEIGHTS
    wait_enhanced(opened, qtbot)
    opened.model_menu._fill()
    opened.model_menu._compare.actions()[0].trigger()
    assert opened.document.compare is None
    qtbot.waitUntil(lambda: opened.studio.jobs.is_idle, timeout=WAIT)
