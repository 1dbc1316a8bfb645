"""History: undo and redo of values, a gesture being one entry."""

from hypothesis import given
from hypothesis import strategies as st

from dce_studio.core.history import History


@given(st.lists(st.integers(), max_size=20))
def test_undo_goes_all_the_way_back_and_redo_forth(values):
    history = History(None)
    for value in values:
        history = history.push(value)
    last = history
    while history.past:
        history = history.undo()
    assert history.present is None
    while history.future:
        history = history.redo()
    assert (history.present, history.past) == (last.present, last.past)


def test_a_gesture_is_one_entry():
    history = History(0)
    for value in (1, 2, 3):
        history = history.push(value, "drag")
    assert (history.present, history.past) == (3, (0,))
    assert history.push(4, "another").past == (0, 3)
    assert history.undo().push(9, "drag").past == (0,)


def test_a_change_drops_what_was_undone_and_no_change_is_no_entry():
    history = History(0).push(1).undo().push(2)
    assert history.future == ()
    assert history.push(2) is history
    assert History(0).undo().present == History(0).redo().present == 0


def test_a_value_beside_leaves_what_was_undone():
    history = History(("edit 1", "bare")).push(("edit 2", "bare")).undo()
    pinned = history.beside(("edit 1", "pin"), lambda undone: (undone[0], "pin"))
    assert pinned.redo().present == ("edit 2", "pin")
    assert pinned.redo().undo().undo().present == ("edit 1", "bare")
    assert pinned.beside(("edit 1", "pin"), lambda undone: undone) is pinned


def test_beside_drops_undone_values_that_become_the_present():
    history = History("bare").push("pin").undo().beside("region", lambda undone: "region")
    assert (history.present, history.past, history.future) == ("region", ("bare",), ())


def test_a_gesture_beside_is_one_entry():
    history = History(0).push(9).undo()
    for value in (1, 2, 3):
        history = history.beside(value, lambda undone: undone, "drag")
    assert (history.present, history.past, history.future) == (3, (0,), (9,))
