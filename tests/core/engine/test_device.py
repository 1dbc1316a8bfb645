"""Which devices are offered, and what is said of one that is absent."""

import pytest
import torch

from dce_studio.core.engine import device
from dce_studio.core.engine.device import (
    CPU,
    choose,
    devices,
    free_memory,
    is_out_of_memory,
    start_driver,
)
from dce_studio.core.errors import DeviceError


def test_the_cpu_is_always_there_and_last():
    assert devices()[-1] == "cpu"
    assert choose("cpu") == CPU
    assert choose("auto").name == devices()[0]
    assert free_memory(CPU) is None


def test_an_absent_device_is_refused():
    with pytest.raises(DeviceError, match=r"cuda:7.*cpu"):
        choose("cuda:7")


def test_cards_come_first(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda name: f"Card {name}")
    assert devices()[:2] == ("cuda:0", "cuda:1")
    assert (choose("cuda").name, choose("cuda:1").label) == ("cuda:0", "Card cuda:1")


@pytest.mark.parametrize("there", [True, False])
def test_the_driver_is_started_outside_of_torch(monkeypatch, there):
    asked = []

    class Driver:
        def __init__(self, name):
            if not there:
                raise OSError(name)
            asked.append(name)

        def cuInit(self, flags):
            asked.append(flags)

    monkeypatch.setattr(device.ctypes, "CDLL", Driver)
    monkeypatch.setattr(device.sys, "platform", "linux")
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
    start_driver()
    assert asked == (["libcuda.so.1", 0] if there else [])


@pytest.mark.parametrize(("error", "expected"), [
    (torch.OutOfMemoryError("x"), True),
    (MemoryError(), True),
    (RuntimeError("MPS backend out of memory"), True),
    (RuntimeError("DefaultCPUAllocator: not enough memory: you tried"), True),
    (RuntimeError("shape mismatch"), False),
    (ValueError("out of memory"), False),
])  # fmt: skip
def test_out_of_memory_is_told_apart(error, expected):
    assert is_out_of_memory(error) is expected
