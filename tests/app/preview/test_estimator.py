"""Which estimation is asked for: smooth first without torch, a found GPU next, a chosen device at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from dce_studio.app.preview.estimator import EstimateRequest, Estimator
from dce_studio.app.state.document import Document
from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import DeviceError
from dce_studio.core.geometry import Box
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo


class Lanes:
    """Notes what is submitted, and answers when it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self.answer: Callable[[Any], None] = lambda result: None
        self.refuse: Callable[[Exception], None] = lambda error: None

    def submit(self, lane: str, function: Any, *args: Any, done: Any, failed: Any, **_: Any) -> None:
        self.asked.append((lane, args))
        self.answer, self.refuse = done, failed

    def cancel(self, lane: str) -> None:
        """Nothing runs."""

    @property
    def wanted(self) -> EstimateRequest:
        wanted = self.asked[-1][1][0]
        assert isinstance(wanted, EstimateRequest)
        return wanted


@pytest.fixture
def lanes() -> Lanes:
    return Lanes()


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document()


@pytest.fixture
def estimator(document: Document, lanes: Lanes) -> Estimator:
    return Estimator(document, lanes, Models())  # type: ignore[arg-type]


def photo(name: str = "a.png") -> Photo:
    return Photo(Path(name), np.zeros((200, 300, 3), np.uint8))


def maps(detail: int) -> CurveMaps:
    alpha = np.zeros((8, 3, 2, 3), np.float32)
    return CurveMaps(alpha, Box(0, 0, 300, 200), photo().size, detail=detail)


def test_a_gpu_is_taken_where_the_device_is_open_once_it_was_found(
    estimator: Estimator, document: Document, lanes: Lanes
) -> None:
    document.set_photo(photo())
    assert (lanes.wanted.on, lanes.wanted.needs_torch) == ("auto", False)
    lanes.answer(maps(SMOOTH))
    estimator.devices_found.emit(("cuda:0", "cpu"))
    assert len(lanes.asked) == 1 and estimator.settled  # the first picture stays as it is
    document.set_photo(photo("b.png"))
    assert (lanes.asked[-1][0], lanes.wanted.on, lanes.wanted.device) == ("estimate", "cuda:0", "auto")


def test_a_gpu_that_is_gone_gives_way_to_what_is_left(
    estimator: Estimator, document: Document, lanes: Lanes, qtbot: QtBot
) -> None:
    estimator.devices_found.emit(("cuda:0", "cpu"))
    document.set_photo(photo())
    with qtbot.assertNotEmitted(estimator.failed):
        lanes.refuse(DeviceError("This machine has no device cuda:0."))
    assert (lanes.wanted.on, lanes.wanted.needs_torch) == ("auto", False)
    with qtbot.waitSignal(estimator.failed):
        lanes.refuse(DeviceError("There is not enough memory to go on."))
    assert len(lanes.asked) == 2


def test_without_a_gpu_nothing_changes(estimator: Estimator, document: Document, lanes: Lanes) -> None:
    estimator.devices_found.emit(("cpu",))
    document.set_photo(photo())
    assert (lanes.wanted.on, lanes.wanted.needs_torch) == ("auto", False)


def test_a_chosen_device_is_obeyed_at_once(estimator: Estimator, document: Document, lanes: Lanes) -> None:
    estimator.set_device("cuda:0")
    document.set_photo(photo())
    assert [lane for lane, _ in lanes.asked] == ["warm"]
    lanes.answer(None)
    assert lanes.wanted.on == "cuda:0"
    estimator.devices_found.emit(("cuda:0", "cpu"))
    estimator.set_device("cpu")
    assert (lanes.wanted.on, lanes.wanted.needs_torch) == ("cpu", False)


def test_a_finer_detail_shows_smooth_maps_while_torch_is_imported(
    estimator: Estimator, document: Document, lanes: Lanes
) -> None:
    document.set_photo(photo())
    lanes.answer(maps(SMOOTH))
    document.propose(Edit(detail=250))
    document.set_photo(photo("b.png"), document.history)
    assert lanes.wanted.detail == SMOOTH
    lanes.answer(maps(SMOOTH))
    assert lanes.asked[-1][0] == "warm"
    lanes.answer(None)
    assert lanes.wanted.detail == 250
