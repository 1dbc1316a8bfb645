"""What a run leaves behind: best and last weights, and beside them what resuming needs.

Everything random in a run is a function of the seed and the step (see `data`), so the state is the step,
the weights, their average and the optimizer's moments. All of it is one safetensors file, replaced whole:
a run killed at any moment resumes from a state that belongs together. Nothing is ever unpickled.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
from torch import Tensor

from dce_studio.core.atomic import write_bytes
from dce_studio.core.errors import TrainingError
from dce_studio.core.incoming import opened
from dce_studio.core.runs.folder import STATE

FORMAT = "1"
"""Of the state file; another number is refused."""

LARGEST = 256 << 20
"""Bytes of a state file: no network here needs a hundredth of it."""

_DAMAGED = (  # what the loader raises for files that are not what they claim
    OSError, safetensors.SafetensorError, ValueError, LookupError, TypeError, AttributeError, RuntimeError,
    ArithmeticError,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class RunState:
    """Where a run stands: tensors by name ("net.…", "ema.…", "adam.…") and JSON-able words."""

    tensors: dict[str, Tensor]
    words: dict[str, Any]


def save_state(folder: Path, state: RunState) -> None:
    """Write the state; raises OSError."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in state.tensors.items()}
    data = safetensors.torch.save(tensors, {"format": FORMAT, "words": json.dumps(state.words)})
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / STATE, data)


def load_state(folder: Path) -> RunState | None:
    """The state in a run's folder, None where there is none; raises TrainingError for a damaged one."""
    path = folder / STATE
    try:
        opened(path, LARGEST).close()  # refuses a pipe, which would never open
        with safetensors.safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise TrainingError(f"{path} is of another version of DCE Studio: start the training anew.")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no dict
            words = json.loads(metadata["words"])
            if not isinstance(words, dict):
                raise ValueError("no words")
            if not all(tensor.is_floating_point() and tensor.isfinite().all() for tensor in tensors.values()):
                raise ValueError("numbers that are not finite")
            return RunState(tensors, words)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except _DAMAGED as error:
        raise TrainingError(f"{path} is damaged, so the training cannot resume: start it anew.") from error
