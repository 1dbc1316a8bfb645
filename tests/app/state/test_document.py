"""The document keeps the state, tells of each change once, and undoes by gesture."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from dce_studio.app.state.changes import told
from dce_studio.app.state.document import Document, Point
from dce_studio.core.analysis.overlay import PhotoOverlay
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.local.values import Brush, Local, Stroke
from dce_studio.core.maps import CurveMaps
from dce_studio.core.marks import Marks, Probe
from dce_studio.core.photo import Photo


@pytest.fixture
def document() -> Document:
    return Document()


def _photo() -> Photo:
    return Photo(Path("a.jpg"), np.zeros((2, 3, 3), np.uint8))


def _maps() -> CurveMaps:
    return CurveMaps(np.zeros((8, 3, 1, 1), np.float32), Box(0, 0, 3, 2), Size(3, 2))


def test_a_drag_is_one_entry(document: Document) -> None:
    for n in (7.0, 6.0, 5.0):
        document.propose(Edit(iterations=n), gesture="drag 1")
    document.propose(Edit(iterations=4.0), gesture="drag 2")
    document.undo()
    assert document.edit.iterations == 5.0
    document.undo()
    assert document.edit == Edit()
    assert not document.can_undo
    document.redo()
    assert document.edit.iterations == 5.0


def test_a_drag_changes_the_history_once(document: Document) -> None:
    told: list[float] = []
    document.history_changed.connect(lambda: told.append(document.edit.iterations))
    for n in (7.0, 6.0, 5.0):
        document.propose(Edit(iterations=n), gesture="drag")
    for x in (0.1, 0.2, 0.3):
        document.set_marks(Marks(probes=(Probe(1, x, 0.5),)), gesture="probe")
    assert told == [7.0, 5.0]
    document.undo()
    document.propose(Edit(iterations=4.0), gesture="drag")  # after an undo it is another entry
    assert told == [7.0, 5.0, 5.0, 4.0] and not document.can_redo


def test_undo_covers_edit_and_marks(document: Document) -> None:
    document.propose(Edit(gamma=2.0))
    document.set_marks(Marks(probes=(Probe(1, 0.5, 0.5),)))
    document.undo()
    assert document.marks == Marks()
    assert document.edit.gamma == 2.0


def test_looking_leaves_the_undone_edit_to_be_done_again(document: Document) -> None:
    document.propose(Edit(temperature=20))
    document.undo()
    for x in (1, 2):
        document.set_marks(Marks(probes=(Probe(1, x, 0),)), gesture="drag")
    assert document.can_redo and told(document.state, document.history.future[0]) == "white balance"
    document.redo()
    assert document.edit == Edit(temperature=20) and document.marks.probe(1) == Probe(1, 2, 0)
    for _ in range(2):
        document.undo()
    assert document.edit == Edit() and document.marks == Marks() and not document.can_undo


def test_an_edit_after_marks_still_drops_what_was_undone(document: Document) -> None:
    document.propose(Edit(gamma=2.0))
    document.undo()
    document.set_marks(Marks(probes=(Probe(1, 0, 0),)))
    document.propose(Edit(gamma=0.5))
    assert not document.can_redo


def test_an_equal_proposal_is_silent(document: Document, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(document.edit_changed):
        document.propose(Edit())
    assert not document.can_undo


def test_an_edit_that_is_tried_is_shown_and_leaves_no_trace(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignal(document.edit_changed), qtbot.assertNotEmitted(document.history_changed):
        document.try_edit(Edit(gamma=2.0))
    assert (document.edit.gamma, document.state.edit.gamma, document.trying) == (2.0, 1.0, True)
    with qtbot.waitSignal(document.edit_changed):
        document.propose(Edit())  # the state has it, but the screen has not
    assert not document.trying and not document.can_undo


def test_another_photo_drops_what_belonged_to_the_old_one(document: Document) -> None:
    document.set_photo(_photo())
    document.set_maps(_maps())
    document.set_hover(Point(1, 1))
    document.propose(Edit(gamma=2.0))
    kept = document.history
    document.set_photo(_photo())
    assert (document.maps, document.hover, document.edit) == (None, None, Edit())
    document.set_photo(_photo(), kept)
    assert document.edit.gamma == 2.0


def test_each_change_has_its_signal(document: Document, qtbot: QtBot) -> None:
    with qtbot.waitSignals(
        [document.overlay_changed, document.hover_changed, document.map_changed, document.weights_changed],
        timeout=100,
    ):
        document.set_overlay(PhotoOverlay.GAIN)
        document.set_hover(Point(0, 0))
        document.select_map((0, 1))
        document.set_weights("dce-slim")


def test_a_trial_ends_by_a_proposal_of_the_same_and_by_an_undo_of_nothing(qapp):
    document, told = Document(), []
    document.set_photo(_photo())
    document.edit_changed.connect(lambda: told.append(document.trying))
    document.try_edit(Edit(iterations=3))
    document.propose(Edit(iterations=3))
    assert told == [True, False] and document.state.edit.iterations == 3
    document.try_edit(Edit(iterations=3))
    document.redo()
    assert told[-1] is False and not document.trying


def test_a_place_is_drawn_as_long_as_it_is_tried(document: Document) -> None:
    placed = Edit().with_locals(Local(Brush((Stroke(((3.0, 4.0),), 2.0),)), 0.5))
    document.try_edit(Edit(iterations=3))
    assert document.trying and not document.drawing
    document.try_edit(placed)
    assert document.drawing
    document.propose(placed)
    assert not document.drawing
    document.try_edit(placed.with_(iterations=3.0))
    assert document.trying and not document.drawing
