"""What Undo and Redo say they do."""

from dataclasses import replace

import pytest

from dce_studio.app.state.changes import told
from dce_studio.app.state.document import Snapshot
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Framing
from dce_studio.core.local.values import Brush, Linear, Local, Stroke
from dce_studio.core.marks import Marks, Probe, Rectangle

STROKE = Stroke(((3, 4), (9, 9)), 5.0)
FACE = Local(Brush((STROKE,)), 0.5, "Face")
SKY = Local(Linear((0, 0), (0, 9)), -0.3, "Sky")
BOTH = Edit(locals=(FACE, SKY))


def _painted(erase: bool) -> Local:
    return replace(FACE, shape=Brush((STROKE, replace(STROKE, erase=erase))))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (Edit(), Edit(), ""),
        (Edit(), Edit(strength=1.5), "strength"),
        (Edit(), Edit(temperature=3, tint=-4), "white balance"),
        (Edit(), Edit(strength=1.5, gamma=2), "several changes"),
        (Edit(), Edit(framing=Framing(left=0.2)), "crop"),
        (Edit(), Edit(framing=Framing(turns=1)), "turn"),
        (Edit(), Edit(framing=Framing(tilt=-2)), "straightening"),
        (Edit(locals=(SKY,)), Edit(locals=(FACE, SKY)), "new place ‘Face’"),
        (BOTH, Edit(locals=(FACE,)), "deletion of ‘Sky’"),
        (BOTH, Edit(), "several places"),
        (BOTH, BOTH.with_locals(_painted(False), SKY), "brush stroke on ‘Face’"),
        (BOTH, BOTH.with_locals(_painted(True), SKY), "erasing on ‘Face’"),
        (BOTH, BOTH.with_locals(FACE, replace(SKY, amount=0.1)), "amount of ‘Sky’"),
        (BOTH, BOTH.with_locals(FACE, replace(SKY, shape=Linear((0, 0), (5, 9)))), "change of ‘Sky’"),
        (BOTH, BOTH.with_locals(FACE, replace(SKY, on=False)), "turning ‘Sky’ off"),
        (BOTH, BOTH.with_locals(FACE, replace(SKY, name="Evening")), "name of ‘Evening’"),
    ],
)
def test_a_change_is_told_in_words(before: Edit, after: Edit, words: str) -> None:
    assert told(Snapshot(before), Snapshot(after)) == words


def test_marks_are_told_too() -> None:
    bare, probe = Snapshot(), Snapshot(marks=Marks((Probe(1, 2, 3),)))
    region = Snapshot(marks=Marks().with_region(Rectangle(0, 0, 5, 5)))
    assert told(bare, probe) == "probe" and told(bare, region) == "region"


def test_a_rating() -> None:
    assert told(Snapshot(), Snapshot(rating=3)) == "rating"
    assert told(Snapshot(), Snapshot(Edit(strength=1.5), rating=3)) == "strength"


def test_a_step_with_a_name_is_told_by_it() -> None:
    auto = Snapshot().changed("Auto", edit=Edit(iterations=4, noise=0.5))
    assert told(Snapshot(), auto) == "Auto"
    assert told(auto, auto.changed(edit=Edit(iterations=5, noise=0.5))) == "iterations"
    assert told(auto, auto.changed(marks=Marks((Probe(1, 2, 3),)))) == "probe"
