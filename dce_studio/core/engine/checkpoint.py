"""The bytes of a checkpoint → its tensors by name, as NumPy arrays: ours (safetensors), the published (.pth).

Nothing is ever unpickled: a .pth goes through torch's restricted loader, which builds tensors and plain
containers only. For that alone torch is imported.
"""

import io
import json
import pickle
import struct
import warnings
import zipfile
from typing import Any

import numpy as np
import safetensors
from numpy.typing import NDArray

LARGEST = 16 << 20
"""Bytes: no network here needs a tenth of it, so a larger file is none of theirs."""

DAMAGED = (  # what the two readers raise for files that are not what they claim
    RuntimeError, OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError,
    AssertionError, ImportError, MemoryError, pickle.UnpicklingError, struct.error, zipfile.BadZipFile,
    safetensors.SafetensorError,
)  # fmt: skip

_PLAIN = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}

WeightArrays = dict[str, NDArray[np.float32]]
"""The tensors by name, float32."""


class RareNumbersError(Exception):
    """The tensors hold no ordinary floating-point numbers: integers, quantised, sparse, or none at all."""


def safe(data: bytes) -> tuple[WeightArrays, dict[str, str]]:
    """The tensors of a safetensors file, and its metadata. Raises RareNumbersError and what is in DAMAGED."""
    entries = safetensors.deserialize(data)
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])  # which was checked by that
    metadata = {str(key): str(value) for key, value in header.get("__metadata__", {}).items()}
    return {name: _floats(entry) for name, entry in entries}, metadata


def published(data: bytes) -> WeightArrays:
    """The state dict of a .pth, with or without `module.` before its names. Raises as `safe`."""
    import torch

    if zipfile.is_zipfile(io.BytesIO(data)):
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())
        if unpacked > LARGEST:
            raise ValueError("unpacks to too much")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old files use storages that torch calls deprecated
        state = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    if not isinstance(state, dict) or not all(
        isinstance(key, str) and isinstance(value, torch.Tensor) for key, value in state.items()
    ):
        raise TypeError("no state dict")
    kinds = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
    for value in state.values():
        if value.dtype not in kinds or value.layout is not torch.strided or value.device.type != "cpu":
            raise RareNumbersError
    return {key.removeprefix("module."): value.detach().float().numpy() for key, value in state.items()}


def _floats(entry: dict[str, Any]) -> NDArray[np.float32]:
    if entry["dtype"] == "BF16":  # the upper half of a float32
        values = (np.frombuffer(entry["data"], "<u2").astype(np.uint32) << 16).view(np.float32)
    elif entry["dtype"] in _PLAIN:
        with np.errstate(over="ignore"):  # what is no float32 becomes infinite, and is found
            values = np.frombuffer(entry["data"], _PLAIN[entry["dtype"]]).astype(np.float32)
    else:
        raise RareNumbersError
    return values.reshape(entry["shape"])
