"""The document's maps are shaped once for all who use them, and none waits for a drag to end."""

import threading

import numpy as np
import pytest

from dce_studio.app.preview import shaper
from dce_studio.app.preview.shaper import Shaper
from dce_studio.app.state.document import Document
from dce_studio.core.edit import Edit
from dce_studio.core.render.shape import shaped
from tests.core.analysis.samples import make_maps, make_photo


@pytest.fixture
def document(jobs) -> Document:
    made = Document()
    made.shaper = Shaper(made, jobs, made)
    made.set_photo(make_photo())
    made.set_maps(make_maps(made.photo, guided=True))
    return made


def test_with_the_controls_off_nothing_is_computed(document, jobs):
    assert document.shaped.alpha is document.maps.alpha and jobs.is_idle
    made = document.shaped
    document.propose(Edit(gamma=2))
    assert document.shaped is made and jobs.is_idle


def test_the_result_is_told_once_for_each_edit_and_with_its_maps(document, jobs, qtbot):
    told = []
    document.result_changed.connect(lambda: told.append((document.edit, document.shaped)))
    document.propose(Edit(gamma=2))
    document.propose(Edit(gamma=2, coupling=0.5))
    qtbot.waitUntil(lambda: jobs.is_idle)
    document.propose(Edit(gamma=2))
    assert [edit.coupling for edit, _ in told] == [0, 0.5, 0]
    assert all(made.suit(edit) for edit, made in told)
    wanted = shaped(document.photo, document.maps, Edit(coupling=0.5)).alpha
    np.testing.assert_array_equal(told[1][1].alpha, wanted)


def test_a_drag_is_followed_while_it_goes_on(document, jobs, qtbot, monkeypatch):
    gate, asked, told = threading.Semaphore(0), [], []
    real = shaper.shape

    def shape(photo, sources, edit, earlier, tick):
        asked.append(edit.coupling)
        assert gate.acquire(timeout=60)
        return real(photo, sources, edit, earlier, tick)

    monkeypatch.setattr(shaper, "shape", shape)
    document.result_changed.connect(lambda: told.append(document.shaped.coupling))
    for coupling in (0.1, 0.2, 0.3):
        document.propose(Edit(coupling=coupling), "drag")
    gate.release()
    qtbot.waitUntil(lambda: told == [0.1])  # shown, though the edit has moved on
    gate.release()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert (asked, told) == ([0.1, 0.3], [0.1, 0.3])


def test_maps_that_went_meanwhile_are_not_set(document, jobs, qtbot, monkeypatch):
    gate = threading.Event()
    real = shaper.shape
    monkeypatch.setattr(shaper, "shape", lambda *asked, tick: gate.wait(60) and real(*asked, tick=tick))
    document.propose(Edit(coupling=0.5))
    others = make_maps(document.photo, seed=7, guided=True)
    document.set_maps(others)
    gate.set()
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert document.shaped.source is others and document.shaped.suit(document.edit)
    document.set_photo(None)
    assert document.shaped is None


def test_the_maps_compared_with_are_shaped_too(document, jobs, qtbot):
    document.set_compare("others")
    document.set_compare_maps(make_maps(document.photo, seed=7))
    document.propose(Edit(coupling=0.5))
    qtbot.waitUntil(lambda: jobs.is_idle)
    assert document.compare_shaped.source is document.compare_maps and document.compare_shaped.coupling == 0.5
    document.set_compare(None)
    assert document.compare_shaped is None
