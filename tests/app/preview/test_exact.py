"""At paper on a large photo: what is read for a pixel is what the export does to it."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from dce_studio.app.preview import exact as lane
from dce_studio.app.preview import pixel
from dce_studio.app.preview.exact import ExactPixels
from dce_studio.app.preview.frame import FrameRequest, View
from dce_studio.app.state.document import Document
from dce_studio.core.analysis.probing import probe
from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.engine import estimate
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import DeviceError
from dce_studio.core.geometry import Box, Size
from dce_studio.core.render.shape import shaped, shaped_part
from tests.core import make

POINTS = [(0, 0), (63, 40), (30, 47), (17, 22)]


@pytest.fixture
def averaged(monkeypatch, qapp):
    """A document at paper whose maps are averages, and what stands for its estimator."""
    monkeypatch.setattr(estimate, "STORED", 800)  # else the photo would have to be of more than 2 MP
    monkeypatch.setattr(estimate.products, "LARGEST", 0)
    document, model = Document(), make.model("dce")
    document.set_photo(make.photo(64, 48, seed=3))
    document.propose(Edit(detail=PAPER))
    document.set_maps(estimate.estimate(document.photo, model, PAPER, precision="float32"))
    assert document.maps.averaged
    models = SimpleNamespace(get=lambda name: model)
    return document, SimpleNamespace(region=None, settled=True, device="cpu"), models


@pytest.mark.parametrize(
    "edit", [Edit(detail=PAPER), Edit(detail=PAPER, smoothing=0.6, coupling=0.4, gamma=0.8)]
)
def test_a_probe_is_what_is_exported(edit, averaged, jobs, qtbot):
    document, estimator, models = averaged
    document.propose(edit)
    photo, maps, model = document.photo, document.maps, models.get("")
    whole = shaped(photo, maps, edit)
    exact = ExactPixels(document, estimator, jobs, models)
    result = estimate.enhance(photo, model, edit, precision="float32", dtype=np.float32)
    for x, y in POINTS:
        with qtbot.waitSignal(exact.found):
            assert exact(x, y) is None  # not known yet: the average is shown
        here = exact(x, y)
        assert here is exact(x, y)  # kept
        after = probe(photo, shaped_part(photo, here, whole), edit, x, y).after
        # one level: the window reads in the machine's fast precision
        np.testing.assert_allclose(after, result[y, x], atol=1 / 255)
    estimator.region = estimate.estimate_region(photo, model, Box(10, 10, 30, 30), precision="float32")
    here = exact(17, 22)  # of the part in view, which is there already
    assert here.box == Box(17, 22, 1, 1)
    after = probe(photo, shaped_part(photo, here, whole), edit, 17, 22).after
    np.testing.assert_allclose(after, result[22, 17], atol=1e-5)
    request = FrameRequest(
        photo, whole, None, edit, View(Box(10, 10, 30, 30), Size(30, 30)), part=estimator.region
    )
    for own in (None, here):
        _, shown = pixel.values(request, 17, 22, own)
        assert np.abs(np.array(shown) - 255 * result[22, 17]).max() <= 0.51 + 255e-5
    for x, y in (
        (17, 22),
        (63, 40),
    ):  # in view, and out of view, where the average is shown until it is known
        _, shown = pixel.values(request, x, y)
        read = pixel._maps_at(request, x, y, None)
        assert (read is whole) == ((x, y) == (63, 40)) and min(shown) >= 0
    estimator.settled = False  # other weights are on their way
    assert exact(0, 0) is None and exact(17, 22) is None


def test_only_the_newest_pixels_are_estimated_and_no_answer_is_for_other_maps(
    averaged, jobs, qtbot, monkeypatch
):
    document, estimator, models = averaged
    asked, gate, entered = [], threading.Event(), threading.Event()
    real = lane.answer

    def answer(question, models, tick):
        asked.append(question.place)
        entered.set()
        assert gate.wait(60)
        return real(question, models, tick)

    monkeypatch.setattr(lane, "answer", answer)
    exact = ExactPixels(document, estimator, jobs, models)
    trail = [(x, 3) for x in range(3 * lane.WAITING)]
    assert [exact(*place) for place in trail] == [None] * len(trail)
    qtbot.waitUntil(entered.is_set)
    gate.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert asked == [trail[0], *trail[: -lane.WAITING - 1 : -1]]
    assert exact(*trail[-1]).box == Box(*trail[-1], 1, 1)
    gate.clear()
    entered.clear()
    assert exact(5, 30) is None
    qtbot.waitUntil(entered.is_set)
    document.set_maps(replace(document.maps, weights="others"))  # while the answer is under way
    with qtbot.assertNotEmitted(exact.found):
        gate.set()
        qtbot.waitUntil(lambda: jobs.is_idle)
    assert not exact._kept


def test_after_a_failure_the_averages_stay(averaged, jobs, qtbot, monkeypatch):
    def refuse(*args, **kwargs):
        raise DeviceError("no memory")

    monkeypatch.setattr(estimate, "estimate_region", refuse)
    document, estimator, models = averaged
    exact = ExactPixels(document, estimator, jobs, models)
    for place in POINTS:
        assert exact(*place) is None
        qtbot.waitUntil(lambda: jobs.is_idle)
    assert exact._refused


def test_nothing_is_estimated_where_the_maps_are_exact(jobs):
    photo, model = make.photo(20, 16), make.model("dce")
    document = Document()
    document.set_photo(photo)
    document.propose(Edit(detail=PAPER))
    document.set_maps(estimate.estimate(photo, model, PAPER))
    estimator = SimpleNamespace(region=None, settled=True, device="cpu")
    assert ExactPixels(document, estimator, jobs, Models())(3, 4) is None
    assert jobs.is_idle
