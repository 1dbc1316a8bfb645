"""Undo and redo of values: plain Python, no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class History(Generic[T]):
    """The value now, the values before it and those undone. Every method returns a new History.

    A gesture (a drag, typing in one number) is one entry: pass the same `gesture` for all its changes.
    """

    present: T
    past: tuple[T, ...] = ()
    future: tuple[T, ...] = ()
    gesture: object = None

    def push(self, value: T, gesture: object = None) -> "History[T]":
        """`value` becomes the present; within one gesture it replaces the gesture's last value."""
        if value == self.present:
            return self
        if gesture is not None and gesture == self.gesture:
            return History(value, self.past, (), gesture)
        return History(value, (*self.past, self.present), (), gesture)

    def beside(self, value: T, again: Callable[[T], T], gesture: object = None) -> "History[T]":
        """`value` becomes the present, as an entry that leaves what was undone to be done again.

        again: an undone value → what it is beside the new present; those that become equal to the value
        before them are dropped.
        """
        if value == self.present:
            return self
        future = [value]
        for each in map(again, self.future):
            future += [each] if each != future[-1] else []
        past = self.past if gesture is not None and gesture == self.gesture else (*self.past, self.present)
        return History(value, past, tuple(future[1:]), gesture)

    def undo(self) -> "History[T]":
        """Return the history one entry back, or itself at the first entry."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.present, *self.future))

    def redo(self) -> "History[T]":
        """Return the history one entry forward, or itself at the last entry."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.present), self.future[1:])
