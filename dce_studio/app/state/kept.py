"""A cache with a budget in bytes for photos that are not shown; the least recently used values go first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

BUDGET = 200_000_000
"""Bytes for all of it: the maps of some 150 photos at smooth detail, and their thumbnails."""

ENTRY = 1000  # least bytes of an entry, for its key and an empty picture


class BudgetedCache:
    """Values by key, each with its size in bytes; for the GUI thread.

    in_use: the values that belong to the photo shown. They stay, and do not count; so does the newest, which
    is about to be shown.
    """

    def __init__(self, budget: int = BUDGET, in_use: Callable[[], tuple[object, ...]] = tuple) -> None:
        self._budget, self._in_use = budget, in_use
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values

    @property
    def bytes(self) -> int:
        """The bytes of the values that are not in use."""
        used = self._in_use()
        return sum(size for value, size in self._values.values() if not _is_among(value, used))

    def get(self, key: Hashable) -> Any:
        """Return the value and mark it as used last, or None."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key][0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of so many bytes; the least recently used values make room for it."""
        self._values[key] = value, max(size, ENTRY)
        self._values.move_to_end(key)
        self.trim()

    def trim(self) -> None:
        """Let go of what is above the budget, first of what alone is: after another photo came into use."""
        used, over = self._in_use(), self.bytes - self._budget
        older = list(self._values.items())[:-1]
        for key, (value, size) in sorted(older, key=lambda item: item[1][1] <= self._budget):
            if over <= 0:
                return
            if not _is_among(value, used):
                del self._values[key]
                over -= size

    def drop(self, wanted: Callable[[Any], bool]) -> None:
        """Drop the values for which this is true."""
        for key in [key for key, (value, _) in self._values.items() if wanted(value)]:
            del self._values[key]


def _is_among(value: object, others: tuple[object, ...]) -> bool:
    return any(value is other for other in others)
