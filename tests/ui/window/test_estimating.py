"""The picture follows the edit, and its maps the detail and the weights in use."""

from pytestqt.qtbot import QtBot

from dce_studio.app.preview import pixel
from dce_studio.core.edit import Edit
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, wait_enhanced


def test_the_screen_follows_an_edit(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.propose(Edit(iterations=0))

    def _original() -> bool:
        frame = opened.canvas.frame
        assert frame is not None
        values = pixel.values(frame.request, 80, 50)
        return values is not None and values[0] == values[1]

    qtbot.waitUntil(_original, timeout=WAIT)


def test_paper_ends_with_the_published_maps(opened: MainWindow, qtbot: QtBot) -> None:
    opened.document.propose(Edit(detail=1 << 16))

    def _exact() -> bool:
        maps, photo = opened.document.maps, opened.document.photo
        return maps is not None and photo is not None and maps.size == photo.size

    qtbot.waitUntil(_exact, timeout=WAIT)


def test_maps_are_settled_only_for_the_weights_in_use(opened: MainWindow, qtbot: QtBot) -> None:
    wait_enhanced(opened, qtbot)
    estimator = opened.studio.estimator
    assert estimator.settled
    opened.document.set_weights("dce-slim")
    assert opened.document.maps is not None and not estimator.settled  # those before, until the new are there
    qtbot.waitUntil(lambda: estimator.settled, timeout=WAIT)
    assert opened.document.maps.weights == "dce-slim"
