"""Which photos, in which order, and their parts."""

from pathlib import Path

import pytest

from dce_studio.core.batch.events import Item
from dce_studio.core.batch.planning import Plan, plan
from dce_studio.core.edit import Edit

NAMES = [f"deep/{number}/IMG_{number:04}.jpg" for number in range(300)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A relative one: a photo's part goes by its whole name, and pytest's folder has another in each run."""
    monkeypatch.chdir(tmp_path)
    for name in (*NAMES, "Z.png", "a.png", "a.jpg"):
        path = Path("in", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a")
    return Path("in")


def planned(folder: Path) -> Plan:
    return plan([folder], folder.parent / "out", "{name}", Edit(), "dce", recursive=True, suffix=".png")[0]


def test_the_order_is_that_of_the_names(folder: Path) -> None:
    items = planned(folder)
    assert [item.source for item in items] == sorted(item.source for item in items)
    assert isinstance(items, Plan) and items[1:3][0] == items[1]
    assert items[-1] == Item(folder / "deep/99/IMG_0099.jpg", folder.parent / "out/deep/99/IMG_0099.png")


@pytest.mark.parametrize("count", [1, 2, 7])
def test_each_photo_is_in_one_part(folder: Path, count: int) -> None:
    items = planned(folder)
    parts = [items.part(number, count) for number in range(1, count + 1)]
    assert sorted(item.source for part in parts for item in part) == [item.source for item in items]
    assert all(abs(len(part) * count / len(items) - 1) < 0.35 for part in parts)


def test_a_photo_that_comes_later_moves_no_other(folder: Path) -> None:
    """Jobs of an array may begin hours apart."""
    before = [item.source for item in planned(folder).part(2, 3)]
    (folder / "0.jpg").write_bytes(b"a")
    assert [item.source for item in planned(folder).part(2, 3) if item.source.name != "0.jpg"] == before
