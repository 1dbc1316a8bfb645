"""What is kept for photos that are not shown: within one budget, the least recently used goes first."""

from dce_studio.app.state.kept import BUDGET, BudgetedCache

MB = 1_000_000


def test_the_least_recently_used_goes_first() -> None:
    kept = BudgetedCache(10 * MB)
    for number in range(10):
        kept.put(number, str(number), MB)
    assert kept.get(0) == "0" and kept.bytes == 10 * MB
    kept.put(10, "10", MB)
    assert 0 in kept and 1 not in kept and kept.get(1) is None and kept.bytes == 10 * MB


def test_what_is_in_use_stays_and_does_not_count() -> None:
    shown, other = object(), object()
    used: list[object] = [shown]
    kept = BudgetedCache(10 * MB, lambda: tuple(used))
    kept.put("shown", shown, 50 * MB)
    for number in range(12):
        kept.put(number, number, MB)
    assert kept.get("shown") is shown and kept.bytes == 10 * MB
    used[:] = [other]
    kept.put("other", other, 50 * MB)
    assert kept.get("other") is other and "shown" not in kept and kept.bytes == 10 * MB


def test_the_newest_stays_until_it_is_shown_whatever_its_size() -> None:
    kept = BudgetedCache(MB)
    kept.put("old", 1, MB)
    kept.put("new", 2, 5 * MB)
    assert "new" in kept and "old" not in kept
    kept.put("newer", 3, MB)
    assert "new" not in kept and kept.bytes == MB


def test_some_can_be_dropped() -> None:
    kept = BudgetedCache()
    kept.put(1, "picture", MB)
    kept.put(2, 2, 0)
    kept.drop(lambda value: isinstance(value, str))
    assert 1 not in kept and 2 in kept and 0 < kept.bytes < BUDGET
