"""What tests of runs share."""

import sys
from collections.abc import Callable
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor

from dce_studio.training.config import Config

Make = Callable[..., Config]


def weights(folder: Path, name: str = "last") -> dict[str, Tensor]:
    """Those of a run: "last" or "best"."""
    return safetensors.torch.load_file(folder / f"{name}.safetensors")


def same(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    """Whether they are equal to the bit."""
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def command(config: Config, *more: str) -> list[str]:
    """The command line that trains so, in a process of its own."""
    from dce_studio.commands.train import arguments

    return [sys.executable, "-m", "dce_studio", "train", *arguments(config), "--json", *more]
