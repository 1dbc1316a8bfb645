"""A run's events come back from their lines as they were, and its files are found by their names."""

import pytest

from dce_studio.core.runs import folder
from dce_studio.core.runs.events import (
    Event,
    Finished,
    Paused,
    SamplesShown,
    Saved,
    Scanned,
    Scanning,
    Started,
    Stepped,
    Validated,
    Warned,
    clock,
    from_json,
    to_json,
)

EVENTS = [
    Scanning(3, 9),
    Scanned(9, {"a.jpg": "it is damaged"}, 2, (1, 0, 8), 0.25, "abc"),
    Warned("Only 9 photos."),
    Started(0, 8, 2, 9, 1, 79_416, "dce", "CPU", "float32", 1, "run"),
    Stepped(2, 1, {"total": 0.5}, 0.002, 1.5, None),
    Validated(1, 4, {"total": 0.5}, 0.4, 0.01, True, hue=3.0),
    SamplesShown(1, ("before-1.jpg",), ("epoch-0001-1.jpg",), (((0.0, 1.0),) * 3,)),
    Saved(4, "run"),
    Paused(4, True),
    Finished("done", "The training is complete.", 8, "best", "last", {"held-out loss": 0.5}),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_an_event_comes_back_from_its_line(event: Event) -> None:
    assert from_json(to_json(event)) == event
    assert from_json(to_json(event).encode()) == event
    assert {type(each) for each in EVENTS} == set(Event.__subclasses__())


@pytest.mark.parametrize(
    "line", ["", "Loading …", "[1]", "{}", '{"event": "nothing"}', '{"event": "step"}', "3", b"\xff\xfe"]
)
def test_what_else_a_process_prints_is_no_event(line: str | bytes) -> None:
    assert from_json(line) is None


def test_the_pictures_of_the_last_epoch_are_found(tmp_path) -> None:
    assert folder.samples(tmp_path) == ([], []) and folder.weights(tmp_path) is None
    (tmp_path / folder.PICTURES).mkdir()
    folder.sample_before(tmp_path, 1).touch()
    for epoch in (1, 12, 2):
        folder.sample_after(tmp_path, epoch, 1).touch()
    before, after = folder.samples(tmp_path)
    assert [path.stem for path in before + after] == ["before-1", "epoch-0012-1"]


def test_the_best_weights_come_before_the_last(tmp_path) -> None:
    for name in (folder.LAST, folder.BEST):
        (tmp_path / name).touch()
        assert folder.weights(tmp_path) == tmp_path / name


@pytest.mark.parametrize(("seconds", "text"), [(3723, "1:02:03"), (123.4, "2:03"), (0, "0:00")])
def test_a_time_reads_like_a_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text
