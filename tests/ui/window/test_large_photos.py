"""Photos larger than the limit: offered to be opened all the same, unless they cannot be so large."""

from pytestqt.qtbot import QtBot

from dce_studio.core.files import limits
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, MakePhoto, wait_photo


def test_a_damaged_photo_that_claims_the_impossible_is_not_offered(
    window: MainWindow, qtbot: QtBot, make_photo: MakePhoto
) -> None:
    path = make_photo("claims.bmp")
    data = bytearray(path.read_bytes())
    data[25] = 0x20  # its height: 536,870,972 pixels
    path.write_bytes(data)
    window.studio.open([path])
    qtbot.waitUntil(lambda: bool(window.reports.messages), timeout=WAIT)
    assert "MP" in window.reports.messages[-1] and not window.reports.offer.isVisible()


def test_a_large_photo_is_offered(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    path = make_photo("large.png", 1500, 1000)
    window.studio.use_limit(1.0)
    window.studio.open([path])
    qtbot.waitUntil(lambda: bool(window.reports.messages), timeout=WAIT)
    assert "1500 × 1000" in window.reports.messages[-1]
    assert window.reports.offer.isVisible()
    window.reports.offer.click()
    wait_photo(window, qtbot, "large.png")
    assert window.studio.settings.megapixels == 2
    assert window.reports.messages == ()
    qtbot.waitUntil(lambda: window.studio.jobs.is_idle, timeout=WAIT)
    window.studio.use_limit(limits.MEGAPIXELS)
    assert window.studio.limit is None
