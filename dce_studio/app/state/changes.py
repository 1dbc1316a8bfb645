"""What a step of the history did, in words for Undo and Redo, told from the states before and after it."""

from dataclasses import fields, replace

from dce_studio.app.state.document import Snapshot
from dce_studio.core.edit import Edit, ranges
from dce_studio.core.geometry import Framing
from dce_studio.core.local.values import Brush, Local
from dce_studio.core.marks import Marks

BALANCE = {"temperature", "tint"}
FIELDS = {"amount": "amount", "feather": "feather", "name": "name", "shape": "change"}
"""What a changed field of a place is called, with "of" and its name after it."""


def told(before: Snapshot, after: Snapshot) -> str:
    """What led from one state to the other: "strength", "crop", "brush stroke on ‘Face’"; "" for nothing.

    It is the step's own name where it has one.
    """
    if after.step.what and before.edit != after.edit:
        return after.step.what
    if before.edit == after.edit and before.rating != after.rating:
        return "rating"
    if before.edit == after.edit:
        return "" if before.marks == after.marks else _marked(before.marks, after.marks)
    changed = {each.name for each in fields(Edit) if _differs(before.edit, after.edit, each.name)}
    if changed == {"locals"}:
        return _placed(before.edit.locals, after.edit.locals)
    if changed == {"framing"}:
        return _framed(before.edit.framing, after.edit.framing)
    if changed <= BALANCE:
        return "white balance"
    if len(changed) == 1:
        return ranges()[changed.pop()].label.lower()
    return "several changes"


def _differs(before: object, after: object, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _marked(before: Marks, after: Marks) -> str:
    return "region" if before.region != after.region else "probe"


def _framed(before: Framing, after: Framing) -> str:
    if replace(before, tilt=after.tilt) == after:
        return "straightening"
    return "crop" if before.turns == after.turns and before.mirrored == after.mirrored else "turn"


def _placed(before: tuple[Local, ...], after: tuple[Local, ...]) -> str:
    """What was done to the places."""
    if len(after) == len(before) + 1:
        return f"new place {_quoted(_more(before, after))}"
    if len(before) == len(after) + 1:
        return f"deletion of {_quoted(_more(after, before))}"
    changed = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    if len(before) != len(after) or len(changed) != 1:
        return "several places"
    return _worked_on(*changed[0])


def _worked_on(before: Local, after: Local) -> str:
    """What was done to one place."""
    if isinstance(before.shape, Brush) and isinstance(after.shape, Brush):
        more = after.shape.strokes[len(before.shape.strokes) :]
        if len(more) == 1 and after.shape.strokes[:-1] == before.shape.strokes:
            return f"{'erasing' if more[0].erase else 'brush stroke'} on {_quoted(after)}"
    names = [each.name for each in fields(Local) if _differs(before, after, each.name)]
    if names == ["on"]:
        return f"turning {_quoted(after)} {'on' if after.on else 'off'}"
    what = FIELDS.get(names[0], "change") if len(names) == 1 else "change"
    return f"{what} of {_quoted(after)}"


def _more(fewer: tuple[Local, ...], more: tuple[Local, ...]) -> Local:
    """The place that the longer row has and the shorter has not."""
    at = next((i for i, local in enumerate(fewer) if local != more[i]), len(fewer))
    return more[at]


def _quoted(local: Local) -> str:
    return f"‘{local.name}’"
