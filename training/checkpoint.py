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

BEST, LAST, STATE = "best.safetensors", "last.safetensors", "state.safetensors"

FORMAT = "1"
"""Of the state file; another number is refused."""


@dataclass(frozen=True, eq=False)
class State:
    """Where a run stands: tensors by name ("net.…", "ema.…", "adam.…") and JSON-able words."""

    tensors: dict[str, Tensor]
    words: dict[str, Any]


def save_state(folder: Path, state: State) -> None:
    """Write the state; raises OSError."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in state.tensors.items()}
    data = safetensors.torch.save(tensors, {"format": FORMAT, "words": json.dumps(state.words)})
    folder.mkdir(parents=True, exist_ok=True)
    write_bytes(folder / STATE, data)


def load_state(folder: Path) -> State | None:
    """The state in a run's folder, None where there is none; raises TrainingError for a damaged one."""
    path = folder / STATE
    try:
        with safetensors.safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != FORMAT:
                raise TrainingError(f"{path} is of another version of DCE Studio: start the training anew.")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no dict
            words = json.loads(metadata["words"])
            if not isinstance(words, dict):
                raise ValueError("no words")
            return State(tensors, words)
    except FileNotFoundError:
        return None
    except (OSError, safetensors.SafetensorError, ValueError, KeyError, RecursionError) as error:
        raise TrainingError(f"{path} is damaged, so the training cannot resume: start it anew.") from error
