"""A batch in a process of its own: the same events, and a photo that ends it takes nothing else along."""

import os
import sys
from pathlib import Path

import pytest

from dce_studio.core.batch import generator, guarded
from dce_studio.core.batch.events import Batch, BatchEvent, Begun, Failed, Item, Written
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.manifest import find
from tests.core.batch.helpers import with_a_broken_one

KILLER = """
import os, sys
from dce_studio.core.batch import child, generator

read, reads = generator._read, os.environ["READS"]

def reading(item, *rest):
    with open(reads, "a") as file:
        print(item.source.name, file=file)
    if "killer" in item.source.name:
        os.kill(os.getpid(), 9)
    return read(item, *rest)

generator._read = reading
child.main()
"""


@pytest.fixture
def photos(tmp_path: Path) -> list[Item]:
    """Eight photos, the third of them broken."""
    return with_a_broken_one(tmp_path, 8)


@pytest.fixture
def sha256() -> str:
    info = find("dce")
    assert info
    return info.sha256


def batch(items: list[Item]) -> Batch:
    return Batch(items, Edit(iterations=2), checksum=True)


def told(events: list[BatchEvent]) -> list[tuple[object, ...]]:
    """What is the same however it was made."""
    found: list[tuple[object, ...]] = []
    for event in events:
        if isinstance(event, Written):
            found.append((event.index, event.target, event.notes, event.sha256))
        elif isinstance(event, Failed):
            found.append((event.index, event.reason, event.exists))
        elif isinstance(event, Begun):
            found.append((event.index,))
    return sorted(found, key=repr)


def test_the_events_and_the_files_are_those_of_this_process(photos: list[Item], sha256: str) -> None:
    here = told(list(generator.run(batch(photos))))
    bytes_here = {path.name: path.read_bytes() for path in photos[0].target.parent.iterdir()}
    for item in photos:
        item.target.unlink(missing_ok=True)
    there = told(list(guarded.run(batch(photos), sha256)))
    assert there == here and len(here) == 16
    assert {path.name: path.read_bytes() for path in photos[0].target.parent.iterdir()} == bytes_here


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
def test_a_photo_that_kills_is_told_after_two_tries_and_the_rest_goes_on(
    photos: list[Item], sha256: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, reads = tmp_path / "child.py", tmp_path / "reads"
    script.write_text(KILLER)
    monkeypatch.setenv("READS", str(reads))
    for number in (4, 7):
        killer = photos[number].source.with_name(f"killer{number}.png")
        photos[number].source.rename(killer)
        photos[number] = Item(killer, photos[number].target)
    photos = [Item(item.source, item.target, overwrite=True) for item in photos]  # as the manifest says
    helper = guarded.Helper()
    helper._command = [sys.executable, str(script)]
    events = list(guarded.events(helper, batch(photos), list(enumerate(photos)), sha256))
    helper.close()
    failed = {event.index: event.reason for event in events if isinstance(event, Failed)}
    assert set(failed) == {2, 4, 7} and "SIGKILL" in failed[4] and "twice" in failed[7]
    assert sorted(event.index for event in events if isinstance(event, Written)) == [0, 1, 3, 5, 6]
    begun = [event.index for event in events if isinstance(event, Begun)]
    assert len(begun) == len(set(begun))
    assert reads.read_text().split().count("killer4.png") == 2


def test_other_weights_are_refused(photos: list[Item]) -> None:
    with pytest.raises(StudioError, match="weights dce of a worker are others"):
        list(guarded.run(batch(photos), "00" * 32))


def test_an_interrupt_tells_what_was_finished(photos: list[Item], sha256: str) -> None:
    events: list[BatchEvent] = []
    interrupts = [KeyboardInterrupt]

    def tick(fraction: float) -> None:
        if interrupts and any(isinstance(event, Written) for event in events):
            raise interrupts.pop()

    with pytest.raises(KeyboardInterrupt):
        for event in guarded.run(batch(photos), sha256, tick):
            events.append(event)  # noqa: PERF402  # those before the interrupt count
    left = {path.name for path in photos[0].target.parent.glob("*.png")}
    assert {event.target.name for event in events if isinstance(event, Written)} == left and left
