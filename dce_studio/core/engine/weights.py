"""Checkpoints: reading ours (safetensors) and the published ones (.pth), checking and writing them.

Nothing is ever unpickled: a .pth goes through torch's restricted loader, which builds tensors and plain
containers only, and only a state dict of a known network is taken. Values stay in the published
convention, r = -α; `estimate` converts.
"""

import hashlib
import io
import json
import pickle
import stat
import struct
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from dce_studio.core.atomic import write_bytes
from dce_studio.core.engine.net import ARCHITECTURES, Net, build
from dce_studio.core.errors import WeightsError
from dce_studio.core.manifest import DEFAULT_WEIGHTS, WeightsInfo, bundled, find, share

__all__ = [
    "DEFAULT_WEIGHTS",
    "Weights",
    "WeightsInfo",
    "bundled",
    "load_weights",
    "save_published",
    "save_weights",
]

LARGEST = 16 << 20
"""Bytes: no network here needs a tenth of it, so a larger file is none of theirs."""

_DAMAGED = (  # what the two loaders raise for files that are not what they claim
    RuntimeError, OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError,
    AssertionError, ImportError, MemoryError, pickle.UnpicklingError, struct.error, zipfile.BadZipFile,
    safetensors.SafetensorError,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Weights:
    """A network ready for inference (float32, on the CPU, no gradients) and what is known of it.

    cache: prepared copies for other devices and precisions, kept by `estimate`.
    """

    info: WeightsInfo
    net: Net
    cache: dict[Any, Any] = field(default_factory=dict, repr=False)


def load_weights(name_or_path: str | Path = DEFAULT_WEIGHTS) -> Weights:
    """The weights of a bundled name or of a file, .safetensors or published .pth.

    Raises WeightsError when there is no such file, or it is damaged or of no known network.
    """
    info = find(name_or_path) if isinstance(name_or_path, str) else None
    path = info.path if info else Path(name_or_path)
    data = _read(path)
    if info and info.sha256 and hashlib.sha256(data).hexdigest() != info.sha256:
        raise WeightsError(f"{path} is not the file that came with DCE Studio: install it again.")
    tensors, metadata = _tensors(data, path)
    return _weights(tensors, info or _file_info(path, metadata), path)


def save_weights(path: Path, net: Net, architecture: str, metadata: Mapping[str, str]) -> None:
    """Write a network as safetensors, in one piece or not at all; raises WeightsError.

    `metadata` (licence, description, figures as JSON, how it was trained …) is kept in the file.
    """
    tensors = {key: value.detach().float().cpu().contiguous() for key, value in net.state_dict().items()}
    data = safetensors.torch.save(tensors, {**metadata, "architecture": architecture})
    _write(path, data)


def save_published(path: Path, net: Net) -> None:
    """Write a network as the published scripts do (.pth, a state dict); raises WeightsError."""
    buffer = io.BytesIO()
    torch.save({key: value.detach().float().cpu() for key, value in net.state_dict().items()}, buffer)
    _write(path, buffer.getvalue())


def recognise(tensors: Mapping[str, Tensor]) -> str | None:
    """The architecture that has exactly these names and shapes."""
    shapes = {key: tuple(value.shape) for key, value in tensors.items()}
    return next((name for name in ARCHITECTURES if _shapes(name) == shapes), None)


def _shapes(architecture: str) -> dict[str, tuple[int, ...]]:
    with torch.device("meta"):
        return {key: tuple(value.shape) for key, value in build(architecture).state_dict().items()}


def _read(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe or a device might never end
            raise WeightsError(f"{path} is no file: choose a weights file.")
        if found.st_size > LARGEST:
            raise WeightsError(f"{path} is too large for weights of this program: choose another file.")
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or "it cannot be read"
        raise WeightsError(f"Cannot open the weights {path} ({reason}): choose another file.") from error
    if not data:
        raise WeightsError(f"{path} is empty: choose another weights file.")
    return data


def _tensors(data: bytes, path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The state dict in a file's bytes, and its metadata."""
    try:
        if path.suffix.lower() == ".safetensors":
            return safetensors.torch.load(data), _safetensors_metadata(data)
        return _published(data), {}
    except _DAMAGED as error:
        raise WeightsError(
            f"{path} is no usable weights file (damaged or cut short): choose another."
        ) from error


def _safetensors_metadata(data: bytes) -> dict[str, str]:
    """The file's own words; the loader has already checked the header."""
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return {str(key): str(value) for key, value in header.get("__metadata__", {}).items()}


def _published(data: bytes) -> dict[str, Tensor]:
    """The state dict of a .pth, with or without `module.` before its names."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())
        if unpacked > LARGEST:
            raise ValueError("unpacks to too much")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old files use storages that torch calls deprecated
        state = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    if not isinstance(state, dict) or not all(
        isinstance(key, str) and isinstance(value, Tensor) for key, value in state.items()
    ):
        raise TypeError("no state dict")
    return {key.removeprefix("module."): value for key, value in state.items()}


def _weights(tensors: dict[str, Tensor], info: WeightsInfo, path: Path) -> Weights:
    architecture = recognise(tensors)
    if architecture is None:
        known = ", ".join(ARCHITECTURES)
        raise WeightsError(f"{path} holds none of the networks {known}: choose another weights file.")
    if not all(_is_plain(value) for value in tensors.values()):
        raise WeightsError(f"{path} holds numbers of a rare kind: save it in float32, or choose another.")
    net = build(architecture)
    net.load_state_dict({key: value.float() for key, value in tensors.items()})
    net.eval().requires_grad_(False)
    if not _is_finite(net):
        raise WeightsError(f"{path} holds numbers that are not finite: choose another weights file.")
    parameters = sum(value.numel() for value in tensors.values())
    return Weights(replace(info, architecture=architecture, parameters=parameters), net)


def _is_plain(value: Tensor) -> bool:
    """Whether a tensor holds ordinary floating-point numbers: not sparse, quantised, or without any data."""
    kinds = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
    return value.dtype in kinds and value.layout is torch.strided and value.device.type == "cpu"


def _is_finite(net: Net) -> bool:
    """Whether the weights, in float32, and what they make of black and white are finite."""
    values = list(net.parameters())
    with torch.inference_mode():
        values += [net(torch.full((1, 3, 8, 8), grey)) for grey in (0.0, 1.0)]
    return all(bool(value.isfinite().all()) for value in values)


def _file_info(path: Path, metadata: Mapping[str, str]) -> WeightsInfo:
    try:
        figures = json.loads(metadata.get("figures", "{}"))
    except (ValueError, RecursionError):  # nested too deeply
        figures = {}
    return WeightsInfo(
        name=path.stem,
        architecture="",
        parameters=0,
        licence=metadata.get("licence", ""),
        figures=figures if isinstance(figures, dict) else {},
        description=metadata.get("description", ""),
        path=path,
        local=share(metadata.get("local", 0)),
    )


def _write(path: Path, data: bytes) -> None:
    """The whole file or none of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, data)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise WeightsError(f"Cannot write {path} ({reason}): choose another place.") from error
