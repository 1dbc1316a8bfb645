"""Many photos in a row."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from dce_studio.core import files
from dce_studio.core.batch import generator, planning
from dce_studio.core.batch.events import Batch, Begun, Failed, Item, Progress, Skipped, Written
from dce_studio.core.edit import Edit
from dce_studio.core.engine.estimate import estimate
from dce_studio.core.engine.models import Models
from dce_studio.core.engine.net import build
from dce_studio.core.engine.weights import save_weights
from dce_studio.core.errors import CancelledError
from dce_studio.core.files import stores
from tests.core.batch.helpers import with_a_broken_one


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    """Five photos, the third of them broken."""
    return with_a_broken_one(tmp_path, 5)


@pytest.fixture
def weights(tmp_path: Path) -> str:
    path = tmp_path / "w.safetensors"
    torch.manual_seed(0)
    save_weights(path, build("dce-slim"), "dce-slim", {})
    return str(path)


@pytest.mark.parametrize("workers", [1, 3])
def test_events_tell_what_became_of_each(items: list[Item], weights: str, workers: int) -> None:
    events = list(generator.run(Batch(items, weights=weights, workers=workers)))
    assert sorted(e.index for e in events if isinstance(e, Written)) == [0, 1, 3, 4]
    assert [e.index for e in events if isinstance(e, Failed)] == [2]
    assert [e.index for e in events if isinstance(e, Begun)] == [0, 1, 2, 3, 4]
    settled = [e for e in events if isinstance(e, Progress)]
    assert [e.settled for e in settled] == [1, 2, 3, 4, 5] and settled[-1].left == 0
    assert all(item.target.exists() for item in items if item is not items[2])


def test_closing_it_cancels_between_files(items: list[Item], weights: str) -> None:
    run = generator.run(Batch(items, weights=weights, workers=1))
    for event in run:
        if isinstance(event, Written):
            break
    run.close()  # type: ignore[attr-defined]
    left = {path.name for path in (items[0].target.parent).iterdir()}
    assert "0.png" in left and "4.png" not in left and not any("part" in name for name in left)
    again = list(generator.run(Batch(items, weights=weights, skip_existing=True)))
    assert 0 in [e.index for e in again if isinstance(e, Skipped)]
    assert items[4].target.exists()


def test_a_tick_that_raises_stops_at_once(items: list[Item], weights: str) -> None:
    def stop(fraction: float) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        list(generator.run(Batch(items, weights=weights), stop))
    assert not items[0].target.exists()


def test_what_was_under_way_when_it_is_cancelled_is_told(
    items: list[Item], weights: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first photo is still being written when the second one begins, and the batch is cancelled there."""
    stopped, told, real = threading.Event(), [], files.write_photo

    def write(*args: Any, **kwargs: Any) -> Any:
        stopped.wait(10)
        return real(*args, **kwargs)

    def tick(fraction: float) -> None:
        if stopped.is_set():
            raise CancelledError

    monkeypatch.setattr(files, "write_photo", write)
    with pytest.raises(CancelledError):
        for event in generator.run(Batch(items, weights=weights), tick):
            told.append(event)
            if isinstance(event, Begun) and event.index == 1:
                stopped.set()
    assert [event.index for event in told if isinstance(event, Written)] == [0]
    assert items[0].target.exists()


def test_the_format_is_chosen_by_the_photo_where_the_plan_left_it_open(tmp_path: Path, weights: str) -> None:
    from dce_studio.core.files.encode import png
    from dce_studio.core.photo import Metadata

    for name in ("eight", "sixteen", "flat"):
        with (tmp_path / f"{name}.jp2").open("wb") as file:
            dtype = np.uint16 if name == "sixteen" else np.uint8
            png.write(file, np.zeros((4, 4, 4 if name == "flat" else 3), dtype), Metadata(), 1)
    items, missing = planning.plan([tmp_path], tmp_path / "out", "{name}", Edit(), weights)
    assert not missing and not any(item.target.suffix for item in items)
    list(generator.run(Batch(items, weights=weights)))
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"eight.jpg", "sixteen.tiff", "flat.png"}
    events = list(generator.run(Batch(items, weights=weights, skip_existing=True)))
    assert sum(isinstance(event, Skipped) for event in events) == 3


def test_no_result_replaces_another(tmp_path: Path, weights: str) -> None:
    """Not of one name in two formats, not by case alone, not by a format that the photo decides."""
    inside = tmp_path / "in"
    inside.mkdir()
    for value, name in enumerate(("a.bmp", "a.png", "a.jpg", "B.png", "b.jpg")):
        Image.fromarray(np.full((8, 8, 3), 40 * value, np.uint8)).save(inside / name)
    still = Edit(iterations=0)
    for suffix in ("", ".png"):
        out = tmp_path / f"out{suffix}"
        items, _ = planning.plan([inside], out, "{name}", still, weights, suffix=suffix)
        assert [item.source.name for item in items] == ["B.png", "a.bmp", "a.jpg", "a.png", "b.jpg"]
        events = list(generator.run(Batch(items, still, weights, overwrite=True)))
        assert sum(isinstance(event, Written) for event in events) == 5
        assert len({path.name.lower() for path in out.iterdir()}) == 5
        events = list(generator.run(Batch(items, still, weights, skip_existing=True)))
        assert sum(isinstance(event, Skipped) for event in events) == 5
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"a-bmp.png", "a.png", "a.jpg", "B.png", "b.jpg"}


def test_a_name_that_only_may_be_chosen_is_nothing_to_skip_by(tmp_path: Path, weights: str) -> None:
    for name in ("a.png", "a.bmp"):
        Image.fromarray(np.full((8, 8, 3), 9, np.uint8)).save(tmp_path / name)
    items, _ = planning.plan([tmp_path], tmp_path / "out", "{name}", Edit(), weights)
    list(generator.run(Batch([item for item in items if item.source.suffix == ".png"], weights=weights)))
    events = list(generator.run(Batch(items, weights=weights, skip_existing=True)))
    assert [event.item.source.name for event in events if isinstance(event, Written)] == ["a.bmp"]


def test_a_result_that_stays_is_told_before_the_work(
    items: list[Item], weights: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    items[0].target.parent.mkdir()
    items[0].target.write_bytes(b"mine")
    monkeypatch.setattr(stores, "read", lambda *path: pytest.fail("it was read"))
    (failed,) = [e for e in generator.run(Batch(items[:1], weights=weights)) if isinstance(e, Failed)]
    assert failed.exists == items[0].target and "exists" in failed.reason
    assert items[0].target.read_bytes() == b"mine"


def test_an_item_s_own_maps_are_used_and_no_weights_loaded(items: list[Item], weights: str) -> None:
    photo = files.read_photo(items[4].source)
    maps = estimate(photo, Models().get(weights), Edit().detail)
    plain, own = (
        replace(items[4], target=items[4].target.with_name("plain.png")),
        replace(items[4], photo=photo, maps=maps, weights="nowhere.safetensors"),
    )
    events = [*generator.run(Batch([plain], weights=weights)), *generator.run(Batch([own]))]
    assert not [e for e in events if isinstance(e, Failed)]
    assert plain.target.read_bytes() == own.target.read_bytes()
    chosen = replace(own, target=own.target.with_name("chosen.png"))
    failed = [e for e in generator.run(Batch([chosen], automatic=0.5)) if isinstance(e, Failed)]
    assert "nowhere" in failed[0].reason  # Auto estimates what it chooses by
