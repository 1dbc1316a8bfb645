"""What is shown beside the photo waits while a place is drawn, and follows when the hand rests.

The histogram also waits so while files are written.
"""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview import curves, histograms
from dce_studio.app.preview.curves import CurveSource
from dce_studio.app.preview.histograms import HistogramCounter
from dce_studio.app.preview.shaper import Shaper
from dce_studio.app.state.document import Document
from dce_studio.core.edit import Edit
from dce_studio.core.local.values import Brush, Local, Stroke
from tests.core.analysis.samples import make_maps, make_photo

BESIDE = {"histogram", "curves"}
WAIT = 20_000


def painted(*xs: float) -> Edit:
    """An edit with a stroke through these places."""
    return Edit().with_locals(Local(Brush((Stroke(tuple((x, 5.0) for x in xs), 6.0),)), 0.5))


class Shown:
    """A document with what follows it; lanes: of each job asked for so far.

    rest: milliseconds after which a hand rests.
    """

    def __init__(self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, rest: int) -> None:
        for module in (histograms, curves):
            monkeypatch.setattr(module, "REST_MS", rest)
        self.document, self.jobs, self.lanes = Document(), jobs, list[str]()
        self.shaper = Shaper(self.document, jobs)
        self.histograms = HistogramCounter(self.document, jobs)
        self.curves = CurveSource(self.document, jobs)
        self.curves.set_active(True)
        submit = jobs.submit
        monkeypatch.setattr(
            jobs, "submit", lambda lane, *args, **kw: (self.lanes.append(lane), submit(lane, *args, **kw))[1]
        )

    def open(self, qtbot: QtBot) -> None:
        photo = make_photo()
        self.document.set_photo(photo)
        self.document.set_maps(make_maps(photo, guided=True))
        qtbot.waitUntil(lambda: set(self.lanes) >= BESIDE and self.jobs.is_idle, timeout=WAIT)
        calm = self.curves._calm, self.histograms._calm
        qtbot.waitUntil(lambda: self.jobs.is_idle and not any(t.isActive() for t in calm), timeout=WAIT)
        self.lanes.clear()

    def draw(self, qtbot: QtBot, edit: Edit) -> None:
        """Try an edit, and wait until its masks are there."""
        self.document.try_edit(edit)
        document = self.document
        qtbot.waitUntil(lambda: document.shaped is not None and document.shaped.suit(edit), timeout=WAIT)


@pytest.fixture
def shown(
    qapp: object, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Shown]:
    jobs = Jobs()
    made = Shown(jobs, monkeypatch, request.param)
    made.open(qtbot)
    yield made
    jobs.close()


def rests(milliseconds: int) -> pytest.MarkDecorator:
    """A hand rests after so long."""
    return pytest.mark.parametrize("shown", [milliseconds], indirect=True)


@rests(10 * WAIT)
def test_a_stroke_in_the_making_asks_for_the_picture_alone(shown: Shown, qtbot: QtBot) -> None:
    for end in range(8, 20, 3):
        shown.draw(qtbot, painted(4, end))
    assert shown.document.drawing and not set(shown.lanes) & BESIDE
    shown.document.propose(painted(4, 19, 22))  # the hand lets go
    assert not shown.document.drawing
    qtbot.waitUntil(lambda: set(shown.lanes) >= BESIDE, timeout=WAIT)


@rests(10 * WAIT)
def test_the_picture_of_a_stroke_leaves_a_core_to_the_window(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    spared = list[bool]()
    submit = shown.jobs.submit
    monkeypatch.setattr(
        shown.jobs, "submit",
        lambda lane, *args, **kw: (
            spared.extend([kw.get("spares", False)] * (lane not in BESIDE)), submit(lane, *args, **kw)
        )[1],
    )  # fmt: skip
    shown.draw(qtbot, painted(4, 12))
    assert spared and all(spared)
    shown.document.propose(painted(4, 12, 20))
    qtbot.waitUntil(lambda: not spared[-1], timeout=WAIT)


@rests(0)
def test_the_curves_and_the_histogram_follow_a_hand_that_rests(shown: Shown, qtbot: QtBot) -> None:
    before = shown.curves.curves
    shown.draw(qtbot, painted(4, 12))
    qtbot.waitUntil(lambda: set(shown.lanes) >= BESIDE and shown.jobs.is_idle, timeout=WAIT)
    assert shown.document.drawing and shown.curves.curves is not before


@rests(10 * WAIT)
@pytest.mark.parametrize("tries", [False, True])
def test_a_slider_and_a_film_are_followed_at_once(shown: Shown, qtbot: QtBot, tries: bool) -> None:
    (shown.document.try_edit if tries else shown.document.propose)(Edit(iterations=3.0))
    assert not shown.document.drawing
    qtbot.waitUntil(lambda: set(shown.lanes) >= BESIDE, timeout=WAIT)


@rests(10 * WAIT)
def test_the_histogram_rests_while_files_are_written(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Jobs, "is_writing", property(lambda jobs: True))
    shown.document.propose(Edit(iterations=3.0))
    qtbot.waitUntil(lambda: "curves" in shown.lanes, timeout=WAIT)
    assert "histogram" not in shown.lanes and shown.histograms._rest.isActive()
