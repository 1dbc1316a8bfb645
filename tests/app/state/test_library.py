"""The library: many photos, thumbnails made on demand and kept in bounds, entries updated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview import thumbnails as module
from dce_studio.app.preview.thumbnails import Thumbnail, Thumbnails, Wanted
from dce_studio.app.state.arrangement import Arrangement
from dce_studio.app.state.document import Snapshot
from dce_studio.app.state.kept import ENTRY, BudgetedCache
from dce_studio.app.state.library import ENTRY_ROLE, PATH_ROLE, Library
from dce_studio.core.edit import Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.files.about import About
from dce_studio.core.history import History

BUDGET = 400 * ENTRY  # bytes
DECORATION = Qt.ItemDataRole.DecorationRole


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Wanted]:
    """What thumbnails were made from."""
    found: list[Wanted] = []

    def make(wanted: Wanted, models: Models, tick: object) -> Thumbnail:
        found.append(wanted)
        return Thumbnail(QImage(4, 4, QImage.Format.Format_RGB32), wanted.edit, wanted.weights)

    monkeypatch.setattr(module, "make", make)
    monkeypatch.setattr(module, "REST_MS", 0)
    return found


@pytest.fixture
def thumbnails(qapp: QApplication) -> Iterator[Thumbnails]:
    jobs = Jobs()
    yield Thumbnails(jobs, Models(), BudgetedCache(BUDGET), jobs)
    jobs.close()


@pytest.fixture
def library(thumbnails: Thumbnails) -> Library:
    return Library(thumbnails, thumbnails)


def _paths(count: int) -> list[Path]:
    return [Path(f"/photos/{n}.jpg") for n in range(count)]


def test_opening_twice_is_one_entry(library: Library) -> None:
    library.add(_paths(3))
    library.add(_paths(2))
    assert library.rowCount() == 3
    assert library.data(library.index(1), PATH_ROLE) == Path("/photos/1.jpg")


def test_thumbnails_are_made_when_asked_for(library: Library, made: list[Wanted], qtbot: QtBot) -> None:
    library.add(_paths(2000))
    assert made == []
    library.data(library.index(1500), DECORATION)
    qtbot.waitUntil(lambda: library.data(library.index(1500), DECORATION) is not None)
    assert [wanted.path for wanted in made] == [Path("/photos/1500.jpg")]


def test_thumbnails_are_kept_in_bounds(
    library: Library, thumbnails: Thumbnails, made: list[Wanted], qtbot: QtBot
) -> None:
    library.add(_paths(2000))
    for start in range(0, 600, 20):
        for row in range(start, start + 20):
            library.data(library.index(row), DECORATION)
        qtbot.waitUntil(lambda: not thumbnails.busy)
    assert len(made) > 400 and thumbnails._kept.bytes <= BUDGET


def test_a_thumbnail_is_made_anew_when_its_edit_rests(
    library: Library, thumbnails: Thumbnails, made: list[Wanted], qtbot: QtBot
) -> None:
    path, index = _paths(1)[0], library.index(0)
    library.add([path])
    index = library.index(0)
    library.data(index, DECORATION)
    qtbot.waitUntil(lambda: library.data(index, DECORATION) is not None)
    for gamma in (1.1, 1.2, 1.3):  # a drag
        library.update(path, history=History(Snapshot(Edit(gamma=gamma))))
        assert library.data(index, DECORATION) is not None
    assert len(made) == 1  # not while it goes on
    with qtbot.waitSignal(library.dataChanged):
        pass
    library.data(index, DECORATION)
    qtbot.waitUntil(lambda: len(made) == 2 and not thumbnails.busy)
    assert made[-1].edit == Edit(gamma=1.3)
    library.data(index, DECORATION)
    assert not thumbnails.busy  # it is this edit's


def test_other_weights_make_other_thumbnails(
    library: Library, thumbnails: Thumbnails, made: list[Wanted], qtbot: QtBot
) -> None:
    library.add(_paths(1))
    for weights in ("", "dce", "dce-slim"):
        thumbnails.use_weights(weights)
        library.data(library.index(0), DECORATION)
        qtbot.waitUntil(lambda: not thumbnails.busy)
    assert [wanted.weights for wanted in made] == ["", "dce", "dce-slim"]


def test_status_and_neighbours(library: Library) -> None:
    library.add(_paths(3))
    first, second, third = _paths(3)
    library.update(second, status="failed", message="broken")
    assert library.data(library.index(1), ENTRY_ROLE).status == "failed"
    assert library.data(library.index(1), Qt.ItemDataRole.ToolTipRole) == "broken"
    assert library.neighbour(second, 1) == third
    assert library.neighbour(third, 1) is None
    library.remove(second)
    assert library.neighbour(first, 1) == third
    library.update(second, status="edited")
    assert library.row(second) == -1


def test_an_arrangement_keeps_what_is_selected_and_steps_over_others(library: Library, qtbot: QtBot) -> None:
    paths = _paths(6)
    library.add(paths)
    selection = QItemSelectionModel(library)
    for row in (1, 4):
        selection.select(library.index(row), QItemSelectionModel.SelectionFlag.Select)
    for path in paths[::2]:
        library.update(path, status="exported")
    library.arrange(Arrangement("exported", order="name", backwards=True))
    assert library.shown == (paths[4], paths[2], paths[0]) and library.opened == 6
    assert [index.data(PATH_ROLE) for index in selection.selectedIndexes()] == [paths[4]]
    assert library.neighbour(paths[4], 1) == paths[2] and library.neighbour(paths[4], -1) is None
    assert library.neighbour(paths[3], 1) == paths[2] and library.neighbour(paths[3], -1) == paths[4]
    assert library.neighbour(paths[5], -1) is None and library.neighbour(paths[5], 1) == paths[4]
    with qtbot.waitSignal(library.arranged):
        library.update(paths[2], status="")
    assert library.shown == (paths[4], paths[0])
    library.arrange(Arrangement())
    assert library.shown == tuple(paths)


def test_what_is_learnt_is_shown_and_arranged(library: Library, qtbot: QtBot) -> None:
    paths = _paths(3)
    library.add(paths)
    library.arrange(Arrangement(order="rating"))
    with qtbot.waitSignals([library.arranged, library.dataChanged]):
        library.learn({paths[2]: About(rating=3), Path("/photos/closed.jpg"): About(rating=5)})
    assert library.shown == (paths[2], paths[0], paths[1])
    assert library.data(library.index(0), Qt.ItemDataRole.AccessibleTextRole) == "2.jpg 3 stars"
