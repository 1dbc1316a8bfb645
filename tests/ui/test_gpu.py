"""Where curves are estimated: a GPU that torch runs on the CPU here, behind a real window."""

from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from dce_studio.app.settings import Settings
from dce_studio.app.studio import Studio
from dce_studio.core.engine import device, tiled
from dce_studio.core.engine.device import Device
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT, MakePhoto, wait_enhanced, wait_photo


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with one card, "cuda:0"."""
    monkeypatch.setattr(device, "devices", lambda: ("cuda:0", "cpu"))
    monkeypatch.setattr(device, "_device", lambda name: Device(name, "CPU" if name == "cpu" else "Fake GPU"))
    monkeypatch.setattr(Device, "torch", property(lambda self: torch.device("cpu")))
    monkeypatch.setattr(tiled, "free_memory", lambda device: None)


def where(window: MainWindow) -> str:
    """What the status bar says between the weights and the time."""
    return window.status.device.text().split(" · ")[1]


def warm(studio: Studio, qtbot: QtBot) -> None:
    with qtbot.waitSignal(studio.estimator.devices_found, timeout=WAIT):
        studio.warm_up()
    qtbot.waitUntil(lambda: studio.jobs.is_idle, timeout=WAIT)


def test_the_first_picture_is_the_cpus_and_later_ones_the_gpus(
    gpu: None, opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto, weights_file: Path
) -> None:
    studio = opened.studio
    assert where(opened) == "CPU, float32"
    warm(studio, qtbot)
    assert where(opened) == "CPU, float32"
    ready = studio.models.get(weights_file)._engines
    assert ("cuda:0", "auto") in ready  # no photo waits until the card has started
    studio.open([make_photo("next.png")])
    wait_photo(opened, qtbot, "next.png")
    wait_enhanced(opened, qtbot)
    assert where(opened).startswith("Fake GPU")


def test_a_device_chosen_by_hand_is_obeyed(
    gpu: None, opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto, weights_file: Path
) -> None:
    studio = opened.studio
    studio.use_device("cpu")
    warm(studio, qtbot)
    assert not studio.models.get(weights_file)._engines  # the card is left alone
    studio.open([make_photo("next.png")])
    wait_photo(opened, qtbot, "next.png")
    wait_enhanced(opened, qtbot)
    assert where(opened) == "CPU, float32"
    studio.use_device("cuda:0")
    qtbot.waitUntil(lambda: where(opened).startswith("Fake GPU"), timeout=WAIT)
    studio.use_device("cpu")
    qtbot.waitUntil(lambda: where(opened) == "CPU, float32", timeout=WAIT)


def test_a_device_chosen_before_is_obeyed_from_the_first_picture_on(
    gpu: None, qtbot: QtBot, weights_file: Path, make_photo: MakePhoto
) -> None:
    settings = Settings()
    settings.weights, settings.device, settings.first_steps = str(weights_file), "cuda", False
    studio = Studio(settings)
    try:
        window = MainWindow(studio)
        qtbot.addWidget(window)
        said: list[str] = []
        studio.document.maps_changed.connect(lambda: said.append(window.status.device.text()))
        window.show()
        studio.open([make_photo()])
        wait_enhanced(window, qtbot)
        assert all("Fake GPU" in text for text in said if text) and where(window).startswith("Fake GPU")
    finally:
        studio.close()


@pytest.mark.parametrize("looked", [True, False])
def test_a_device_that_is_gone(window: MainWindow, qtbot: QtBot, make_photo: MakePhoto, looked: bool) -> None:
    window.studio.use_device("cuda:7")
    if looked:
        window.studio.estimator.devices_found.emit(("cpu",))
    window.studio.open([make_photo()])
    wait_enhanced(window, qtbot)
    assert Settings().device == "auto"
    (message,) = window.reports.messages
    assert "cuda:7" in message
