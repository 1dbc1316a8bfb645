"""The library: many photos, thumbnails made on demand and kept in bounds, entries updated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.state import library as module
from dce_studio.app.state.kept import ENTRY, BudgetedCache
from dce_studio.app.state.library import PATH_ROLE, STATUS_ROLE, Library

BUDGET = 400 * ENTRY  # bytes
DECORATION = Qt.ItemDataRole.DecorationRole


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The paths whose thumbnails were made."""
    paths: list[Path] = []

    def make(path: Path, most: float | None, display: bytes | None, tick: object) -> QImage:
        paths.append(path)
        return QImage(4, 4, QImage.Format.Format_RGB32)

    monkeypatch.setattr(module, "make_thumbnail", make)
    return paths


@pytest.fixture
def library() -> Iterator[Library]:
    jobs = Jobs()
    library = Library(jobs, None, BudgetedCache(BUDGET))
    library.setParent(jobs)
    yield library
    jobs.close()


def _paths(count: int) -> list[Path]:
    return [Path(f"/photos/{n}.jpg") for n in range(count)]


def test_opening_twice_is_one_entry(library: Library) -> None:
    library.add(_paths(3))
    library.add(_paths(2))
    assert library.rowCount() == 3
    assert library.data(library.index(1), PATH_ROLE) == Path("/photos/1.jpg")


def test_thumbnails_are_made_when_asked_for(library: Library, made: list[Path], qtbot: QtBot) -> None:
    library.add(_paths(2000))
    assert made == []
    library.data(library.index(1500), DECORATION)
    qtbot.waitUntil(lambda: library.data(library.index(1500), DECORATION) is not None)
    assert made == [Path("/photos/1500.jpg")]


def test_thumbnails_are_kept_in_bounds(library: Library, made: list[Path], qtbot: QtBot) -> None:
    library.add(_paths(2000))
    for start in range(0, 600, 20):
        for row in range(start, start + 20):
            library.data(library.index(row), DECORATION)
        qtbot.waitUntil(lambda: library._making is None)
    assert len(made) > 400 and library._thumbnails.bytes <= BUDGET


def test_status_and_neighbours(library: Library) -> None:
    library.add(_paths(3))
    first, second, third = _paths(3)
    library.update(second, status="failed", message="broken")
    assert library.data(library.index(1), STATUS_ROLE) == "failed"
    assert library.data(library.index(1), Qt.ItemDataRole.ToolTipRole) == "broken"
    assert library.neighbour(second, 1) == third
    assert library.neighbour(third, 1) is None
    library.remove(second)
    assert library.neighbour(first, 1) == third
    library.update(second, status="edited")
    assert library.row(second) == -1
