"""Weights in the window: damaged ones, others to compare with, the page about them."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from dce_studio.core.manifest import WeightsInfo, bundled
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.model_menu import about
from tests.ui.helpers import WAIT


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
