"""What became of each photo, kept in a file: what a second run leaves out, and what it may replace."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from dce_studio.core.batch.events import BatchEvent, Failed, Item, Written
from dce_studio.core.batch.manifest import Manifest
from dce_studio.core.errors import ManifestError


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def items(out: Path, *names: str) -> list[Item]:
    return [Item(out.parent / "in" / name, out / name) for name in names]


def written(index: int, item: Item, name: str | None = None) -> Written:
    target = item.target.with_name(name or item.target.name)
    return Written(index, item, target, 0.5, ("a note",), "ab" * 32)


def after(
    out: Path, found: Sequence[Item], *events: BatchEvent, said: str = "a", others: Sequence[Path] = ()
) -> Sequence[Item]:
    """The items as a run sees them that then tells these events."""
    manifest = Manifest(out / "dce-manifest.sqlite", out, said, others)
    entered = manifest.enter(found)
    for event in manifest.kept(events):
        if isinstance(event, Written):
            event.target.write_bytes(b"result")
    manifest.close()
    return entered


def rows(out: Path, name: str = "dce-manifest.sqlite") -> list[tuple[object, ...]]:
    base = sqlite3.connect(out / name)
    found = base.execute("SELECT result, state, reason, file, sha256 FROM photos ORDER BY result").fetchall()
    base.close()
    return found


def test_a_second_run_leaves_out_what_is_settled_and_there(out: Path) -> None:
    found = items(out, "a.jpg", "b.jpg", "open", "d.jpg")
    first = after(
        out, found, written(0, found[0]), Failed(1, found[1], "It broke."), written(2, found[2], "open.png"),
        written(3, found[3]),
    )  # fmt: skip
    assert not any(item.settled for item in first) and all(item.overwrite for item in first)
    assert rows(out) == [
        ("a.jpg", "settled", None, None, "ab" * 32),
        ("b.jpg", "failed", "It broke.", None, None),
        ("d.jpg", "settled", None, None, "ab" * 32),
        ("open", "settled", None, "open.png", "ab" * 32),
    ]
    found[3].target.unlink()
    second = after(out, found)
    assert [item.settled for item in second] == [True, False, True, False]
    assert [row[1] for row in rows(out)] == ["settled", "waiting", "waiting", "settled"]


def test_a_file_that_was_there_before_is_not_replaced_unasked(out: Path) -> None:
    found = items(out, "a.jpg", "b.jpg")
    found[0].target.write_bytes(b"mine")
    told = Failed(0, found[0], "It exists.", found[0].target)
    assert [item.overwrite for item in after(out, found, told)] == [False, True]
    assert [row[1] for row in rows(out)] == ["there", "waiting"]
    assert [item.overwrite for item in after(out, found)] == [False, True]


def test_what_a_killed_run_left_without_a_word_is_its_own(out: Path) -> None:
    found = items(out, "a.jpg")
    after(out, found)
    found[0].target.write_bytes(b"whole, but not told")
    (again,) = after(out, found)
    assert again.overwrite and not again.settled


def test_other_settings_are_another_result(out: Path) -> None:
    found = items(out, "a.jpg")
    after(out, found, written(0, found[0]))
    (other,) = after(out, found, said="b")
    assert not other.settled and not other.overwrite
    assert rows(out)[0][1] == "settled"  # as the first run left it
    assert after(out, found)[0].settled


def test_what_another_part_has_settled_is_settled(out: Path) -> None:
    found = items(out, "a.jpg")
    after(out, found, written(0, found[0]))
    part = Manifest(out / "dce-manifest-1-of-2.sqlite", out, "a", [out / "dce-manifest.sqlite"])
    assert part.enter(found)[0].settled
    part.close()


def test_a_stop_keeps_what_was_told(out: Path) -> None:
    found = items(out, "a.jpg", "b.jpg")
    manifest = Manifest(out / "dce-manifest.sqlite", out, "a")
    manifest.enter(found)
    events = manifest.kept([written(0, found[0]), written(1, found[1])])
    next(events)
    events.close()  # type: ignore[attr-defined]
    manifest.close()
    assert [row[1] for row in rows(out)] == ["settled", "waiting"]


def test_it_has_one_writer(out: Path) -> None:
    manifest = Manifest(out / "m.sqlite", out, "a")
    with pytest.raises(ManifestError, match="another run"):
        Manifest(out / "m.sqlite", out, "a")
    manifest.close()
    Manifest(out / "m.sqlite", out, "a").close()


@pytest.mark.parametrize(
    ("content", "because"), [(b"no database at all, but text" * 40, "damaged"), (None, "newer DCE Studio")]
)
def test_a_file_that_cannot_be_used_is_told(out: Path, content: bytes | None, because: str) -> None:
    path = out / "m.sqlite"
    if content is None:
        base = sqlite3.connect(path)
        base.execute("PRAGMA user_version = 99")
        base.close()
    else:
        path.write_bytes(content)
    with pytest.raises(ManifestError, match=because):
        Manifest(path, out, "a")


def test_a_name_that_is_no_text_is_kept(out: Path) -> None:
    found = items(out, os.fsdecode(b"\xff.jpg"))
    try:
        found[0].target.touch()
    except (OSError, UnicodeError):
        pytest.skip("names are text here")
    found[0].target.unlink()
    after(out, found, written(0, found[0]))
    assert after(out, found)[0].settled
