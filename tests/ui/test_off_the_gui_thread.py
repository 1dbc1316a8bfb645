"""Nothing heavy runs in the GUI thread: reading, estimating, rendering, writing are all seen in others."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dce_studio.app import studio
from dce_studio.app.files import export, opening, ratings, sidecar_writer
from dce_studio.app.preview import estimator, exact, frame, histograms, live, thumbnails
from dce_studio.app.preview.curves import Scope
from dce_studio.app.state.document import Point
from dce_studio.core.edit import Edit
from dce_studio.core.engine import estimate
from dce_studio.core.render import rendering
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.photos.export_dialog import ExportDialog
from tests.ui.helpers import WAIT, wait_enhanced, wait_photo

WATCHED: tuple[tuple[Any, str], ...] = (
    (opening, "read"), (opening, "fast_picture"), (studio, "find_photos"), (estimator, "run_estimate"),
    (live, "render_frame"), (histograms, "count"), (export, "run_batch"), (frame, "image"),
    (sidecar_writer, "write_edits"), (ratings, "look"), (ratings, "write_ratings"), (thumbnails, "make"),
    (exact, "answer"),
    (rendering, "render"), (rendering, "sample"), (rendering, "develop"), (rendering, "reduced"),
    (estimate, "estimate"), (estimate, "estimate_region"), (estimate, "enhance"),
)  # fmt: skip


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[bool]]:
    """Whether each watched function ran in the GUI thread."""
    found: dict[str, set[bool]] = {}

    def watch(module: Any, name: str) -> None:
        real = getattr(module, name)
        key = f"{module.__name__}.{name}"

        def watched(*args: Any, **kwargs: Any) -> Any:
            found.setdefault(key, set()).add(threading.current_thread() is threading.main_thread())
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, watched)

    for module, name in WATCHED:
        watch(module, name)
    return found


def _hover(window: MainWindow, qtbot: QtBot) -> None:
    """Point at places out of view, whose exact values are estimated one by one."""
    qtbot.waitUntil(lambda: window.studio.estimator.settled and window.studio.jobs.is_idle, timeout=WAIT)
    assert window.document.maps is not None and window.document.maps.averaged
    window.curves.set_scope(Scope.PIXEL)
    for x in (3.5, 9.5):
        window.document.set_hover(Point(x, 7.5))
        shown = window.status.pixel.text()
        assert shown.startswith(f"{int(x)}, 7 ") and "→" in shown  # the average, at once
        qtbot.waitUntil(lambda x=x: window.status.exact(int(x), 7) is not None, timeout=WAIT)


def test_nothing_heavy_in_the_gui_thread(
    seen: dict[str, set[bool]],
    window: MainWindow,
    qtbot: QtBot,
    make_photo: Callable[..., Path],
    tmp_path: Path,
) -> None:
    window.studio.open([make_photo("large.png", 2400, 1600)])
    wait_photo(window, qtbot, "large.png")
    wait_enhanced(window, qtbot)
    for step in range(5):
        window.document.propose(Edit(iterations=8 + step / 2), gesture="drag")
    window.actions_["rate-3"].trigger()
    window.canvas.actual_size()
    window.canvas.pan_by(100, 50)
    window.document.propose(Edit(detail=1 << 16))
    window.grab()
    wait_enhanced(window, qtbot)
    qtbot.waitUntil(lambda: "dce_studio.core.engine.estimate.estimate_region" in seen, timeout=WAIT)
    _hover(window, qtbot)
    window.actions_["export"].trigger()
    dialog = window.findChildren(ExportDialog)[0]
    dialog.folder.setText(str(tmp_path))
    dialog.go.click()
    qtbot.waitUntil(lambda: not window.commands.exporting.exporter.running, timeout=WAIT)
    expected = {f"{module.__name__}.{name}" for module, name in WATCHED} - {
        "dce_studio.core.render.rendering.render"
    }
    assert expected <= seen.keys() | {"dce_studio.app.preview.frame.image"}
    assert {name for name, threads in seen.items() if True in threads} == set()
