"""Which devices there are, how much memory they have free, and which precisions they have in hardware."""

import ctypes
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass

import torch

from dce_studio.core.errors import DeviceError


@dataclass(frozen=True)
class Device:
    """A device by torch's name ("cpu", "cuda:0", "mps") and what to call it before a person."""

    name: str
    label: str

    @property
    def torch(self) -> torch.device:
        """torch's own value for it."""
        return torch.device(self.name)


CPU = Device("cpu", "CPU")


def devices() -> tuple[str, ...]:
    """The names of the devices of this machine, the best first; "cpu" is always the last."""
    names = (
        [f"cuda:{index}" for index in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    )
    if torch.backends.mps.is_available():
        names.append("mps")
    return (*names, "cpu")


def choose(name: str = "auto") -> Device:
    """The device of that name; "auto" is the best there is, "cuda" the first of its kind.

    Raises DeviceError for a device that this machine lacks.
    """
    present = devices()
    if name == "auto":
        return _device(present[0])
    found = next((other for other in present if name in (other, other.partition(":")[0])), None)
    if found is None:
        raise DeviceError(f"This machine has no device {name}: choose one of auto, {', '.join(present)}.")
    return _device(found)


def start_driver() -> None:
    """Start the driver of Nvidia's cards by a foreign call; torch would hold the interpreter's lock.

    On a machine of many cards it takes a second. Nothing where there is none, or a torch that knows none.
    """
    name = {"linux": "libcuda.so.1", "win32": "nvcuda.dll"}.get(sys.platform)
    if name is not None and torch.backends.cuda.is_built():
        with suppress(OSError, AttributeError):
            ctypes.CDLL(name).cuInit(0)


def free_memory(device: Device) -> int | None:
    """Bytes free on a GPU; None for the CPU, or where it cannot be asked."""
    if device.name.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device.torch)[0])
    if device.name == "mps":
        return int(torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory())
    return None


def release_memory(device: Device) -> None:
    """Give back what a GPU's allocator keeps, for tiles of another size."""
    if device.name.startswith("cuda"):
        torch.cuda.empty_cache()
    elif device.name == "mps":
        torch.mps.empty_cache()


def full_precision(device: Device) -> AbstractContextManager[object]:
    """Within it, float32 is float32: Nvidia's cards would round convolutions to TF32."""
    if device.name.startswith("cuda"):
        flags: AbstractContextManager[object] = torch.backends.cudnn.flags(enabled=True, allow_tf32=False)
        return flags
    return nullcontext()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of a device says that its memory is full."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and ("out of memory" in text or "not enough memory" in text)


def has_bfloat16(device: Device) -> bool:
    """Whether bfloat16 is in the device's hardware: emulated, it is slower than float32."""
    if device.name.startswith("cuda"):
        return torch.cuda.get_device_capability(device.torch) >= (8, 0)
    if device.name == "mps":
        return False
    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported", "_is_arm_bf16_supported")
    return any(bool(probe()) for probe in (getattr(torch.cpu, name, None) for name in probes) if probe)


def _device(name: str) -> Device:
    if name.startswith("cuda"):
        return Device(name, torch.cuda.get_device_name(name))
    return Device(name, {"mps": "Apple GPU"}.get(name, "CPU"))
