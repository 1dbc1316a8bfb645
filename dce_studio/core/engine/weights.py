"""The weights of a network: found, read and checked without torch; and written.

Only a state dict of a known network is taken, of numbers that are finite. Values stay in the published
convention, r = −α; `estimate` converts.
"""

import hashlib
import io
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import safetensors.numpy

from dce_studio.core.atomic import write_bytes
from dce_studio.core.engine import products
from dce_studio.core.engine.architecture import ARCHITECTURES, NETWORKS
from dce_studio.core.engine.checkpoint import (
    DAMAGED,
    LARGEST,
    RareNumbersError,
    WeightArrays,
    published,
    safe,
)
from dce_studio.core.errors import WeightsError
from dce_studio.core.manifest import DEFAULT_WEIGHTS, WeightsInfo, bundled, find, share

if TYPE_CHECKING:
    from dce_studio.core.engine.net import Net

__all__ = [
    "DEFAULT_WEIGHTS",
    "LARGEST",
    "Weights",
    "WeightsInfo",
    "bundled",
    "load_weights",
    "of_net",
    "save_published",
    "save_weights",
]


@dataclass(frozen=True, eq=False)
class Weights:
    """A network's tensors by name, float32, and what is known of it."""

    info: WeightsInfo
    tensors: WeightArrays

    @cached_property
    def net(self) -> "Net":
        """The network in torch, ready for inference: float32, on the CPU, no gradients. Imports torch."""
        import torch

        from dce_studio.core.engine.net import build

        net = build(self.info.architecture)
        net.load_state_dict({name: torch.tensor(value) for name, value in self.tensors.items()})
        return net.eval().requires_grad_(False)


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


def of_net(net: "Net", info: WeightsInfo) -> Weights:
    """The weights of a network as it is now: a copy."""
    return Weights(info, _arrays(net))


def save_weights(path: Path, net: "Net", architecture: str, metadata: Mapping[str, str]) -> None:
    """Write a network as safetensors, in one piece or not at all; raises WeightsError.

    `metadata` (licence, description, figures as JSON, how it was trained …) is kept in the file.
    """
    _write(path, safetensors.numpy.save(_arrays(net), {**metadata, "architecture": architecture}))


def save_published(path: Path, net: "Net") -> None:
    """Write a network as the published scripts do (.pth, a state dict); raises WeightsError."""
    import torch

    buffer = io.BytesIO()
    torch.save({key: value.detach().float().cpu() for key, value in net.state_dict().items()}, buffer)
    _write(path, buffer.getvalue())


def _arrays(net: "Net") -> WeightArrays:
    return {
        name: np.array(value.detach().float().cpu().numpy(), order="C")
        for name, value in net.state_dict().items()
    }


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


def _tensors(data: bytes, path: Path) -> tuple[WeightArrays, dict[str, str]]:
    """The tensors in a file's bytes, and its metadata."""
    try:
        return safe(data) if path.suffix.lower() == ".safetensors" else (published(data), {})
    except RareNumbersError as error:
        raise WeightsError(
            f"{path} holds numbers of a rare kind: save it in float32, or choose another."
        ) from error
    except DAMAGED as error:
        raise WeightsError(
            f"{path} is no usable weights file (damaged or cut short): choose another."
        ) from error


def _weights(tensors: WeightArrays, info: WeightsInfo, path: Path) -> Weights:
    architecture = _recognised(tensors)
    if architecture is None:
        known = ", ".join(ARCHITECTURES)
        raise WeightsError(f"{path} holds none of the networks {known}: choose another weights file.")
    if not _is_finite(architecture, tensors):
        raise WeightsError(f"{path} holds numbers that are not finite: choose another weights file.")
    parameters = sum(value.size for value in tensors.values())
    return Weights(replace(info, architecture=architecture, parameters=parameters), tensors)


def _recognised(tensors: WeightArrays) -> str | None:
    """The architecture that has exactly these names and shapes."""
    shapes = {key: value.shape for key, value in tensors.items()}
    return next((name for name, network in NETWORKS.items() if network.shapes() == shapes), None)


def _is_finite(architecture: str, tensors: WeightArrays) -> bool:
    """Whether the weights and what they make of black and white are finite."""
    pictures = [np.full((8, 8, 3), grey, np.float32) for grey in (0, 1)]
    with np.errstate(all="ignore"):
        made = [products.alpha(architecture, tensors, picture) for picture in pictures]
    return all(bool(np.isfinite(value).all()) for value in (*tensors.values(), *made))


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
