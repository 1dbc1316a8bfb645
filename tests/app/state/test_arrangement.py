"""Which photos the strip shows, in which order."""

from pathlib import Path

import pytest

from dce_studio.app.state.arrangement import Arrangement
from dce_studio.app.state.document import Snapshot
from dce_studio.app.state.opened import OpenedPhoto
from dce_studio.core.edit import Edit
from dce_studio.core.files.about import About
from dce_studio.core.history import History


def _photo(name: str, edit: Edit | None = None, given: int | None = None, **changes: object) -> OpenedPhoto:
    history = History(Snapshot(edit or Edit(), rating=given))
    return OpenedPhoto(Path("/photos") / name, history, **changes)  # type: ignore[arg-type]


PHOTOS = (
    _photo("c.jpg", about=About("2024:01:02 00:00:00", 30.0, 5)),
    _photo("A.jpg", Edit(gamma=2), status="exported", about=About("", 10.0, 3)),
    _photo("b.jpg", Edit(gamma=2), given=4, status="edited", about=About("2023:01:02 00:00:00", 20.0)),
    _photo("d.jpg", status="failed", given=0, about=About("2025:01:02 00:00:00", 5.0, 5)),
)


@pytest.mark.parametrize(
    ("arrangement", "expected"),
    [
        (Arrangement(), "cAbd"), (Arrangement(backwards=True), "dbAc"), (Arrangement(order="name"), "Abcd"),
        (Arrangement(order="taken"), "bcdA"), (Arrangement(order="modified"), "dAbc"),
        (Arrangement(order="rating"), "cbAd"), (Arrangement(order="name", backwards=True), "dcbA"),
        (Arrangement("edited"), "Ab"), (Arrangement("exported"), "A"), (Arrangement("failed"), "d"),
        (Arrangement(stars=4), "cb"), (Arrangement("edited", 4), "b"), (Arrangement("failed", 1), ""),
    ],
)  # fmt: skip
def test_arranged(arrangement: Arrangement, expected: str) -> None:
    assert "".join(path.stem for path in arrangement.arranged(PHOTOS)) == expected
    assert arrangement.filters == (len(expected) < 4)


def test_the_place_of_a_photo_that_is_not_shown() -> None:
    arrangement = Arrangement(stars=4, order="name")
    shown = [photo for photo in PHOTOS if arrangement.shows(photo)]
    assert [arrangement.place(photo, shown, PHOTOS) for photo in PHOTOS] == [1, 0, 0, 2]
