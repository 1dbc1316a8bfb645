"""The folders of training runs: where they lie, which can go on, what came out of them."""

import json
import math
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import platformdirs

from dce_studio.core.atomic import write_bytes
from dce_studio.core.incoming import opened
from dce_studio.core.manifest import WeightsInfo
from dce_studio.core.runs.folder import BEST, STATE, weights

LARGEST = 1 << 30  # bytes of a file of weights or of a run's state, whatever their make

_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What the header of a damaged file, or one of another make, raises."""


@dataclass(frozen=True)
class Run:
    """A run that can be resumed, as its state file tells."""

    folder: Path
    step: int
    steps: int
    arch: str

    @property
    def done(self) -> bool:
        """Whether it has reached its end."""
        return self.step >= self.steps

    @property
    def kept(self) -> bool:
        """Whether its weights are among the person's own."""
        return own_file(self.folder).exists()

    @property
    def sentence(self) -> str:
        """The run's progress in one sentence."""
        name = self.folder.name
        if self.done:
            return f"The training of {name} is complete: use its weights, save or discard them."
        return f"The training of {name} stopped at step {self.step} of {self.steps}."


def data_folder() -> Path:
    """The person's own data of this program."""
    return platformdirs.user_data_path("dce-studio", appauthor=False)


def training_folder() -> Path:
    """Where runs lie, a folder each; made when it is not there."""
    folder = data_folder() / "training"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def new_folder() -> Path:
    """Return a folder name for a new run, by the clock; the folder is not created."""
    name = datetime.now().strftime("%Y-%m-%d %H.%M.%S")
    return training_folder() / name


def unfinished() -> list[Run]:
    """The runs that can go on, the latest first."""
    return [run for run in _runs() if not run.done]


def undecided() -> list[Run]:
    """Return the finished runs whose weights have not been kept, the latest first."""
    return [run for run in _runs() if run.done and not run.kept]


def _runs() -> list[Run]:
    found = [run for path in training_folder().iterdir() if (run := read_run(path))]
    return sorted(found, key=lambda run: run.folder.name, reverse=True)


def read_run(folder: Path) -> Run | None:
    """Return the run that a folder's state file describes, or None if none can be resumed."""
    try:
        words = json.loads(_metadata(folder / STATE)["words"])
        step, steps, arch = words["progress"]["step"], words["steps"], words["recipe"]["arch"]
        return Run(folder, _count(step), _count(steps), str(arch)[:40])
    except _UNREADABLE:
        return None


def own_file(folder: Path) -> Path:
    """Where the weights of a run are kept once they are used."""
    return data_folder() / "weights" / f"mine {folder.name}.safetensors"


def keep(folder: Path) -> Path:
    """Copy a run's weights to the person's own and return the file. Raises OSError."""
    source = weights(folder) or folder / BEST
    target = own_file(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    copy(source, target)
    return target


def copy(source: Path, target: Path) -> None:
    """Copy a file completely or not at all. Raises OSError."""
    write_bytes(target, source.read_bytes())


def comparable(folder: Path, file: Path) -> Path:
    """A copy in the run's folder, named so that the split view can say what it shows. Raises OSError."""
    step = Path(f"new, step {_step(file)}.safetensors")
    target = folder / "compare" / step
    target.parent.mkdir(exist_ok=True)
    copy(file, target)
    return target


def is_of_run(name: str) -> bool:
    """Whether a name of weights is a file in the folder of a run, to be compared only."""
    return Path(name).is_relative_to(data_folder() / "training")


def own_weights() -> list[WeightsInfo]:
    """Return the person's own weights by name, read without torch; damaged files are left out."""
    found = (_info(path) for path in sorted((data_folder() / "weights").glob("*.safetensors")))
    return [info for info in found if info]


def discard(folder: Path) -> None:
    """Delete a run. Raises OSError."""
    shutil.rmtree(folder)


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 40:
        raise ValueError("no number of steps")
    return value


def _step(file: Path) -> str:
    try:
        return str(_metadata(file)["step"])
    except _UNREADABLE:
        return "?"


def _info(path: Path) -> WeightsInfo | None:
    try:
        header = _header(path)
        words: Mapping[str, str] = header.pop("__metadata__", {})
        figures = json.loads(words.get("figures", "{}"))
        return WeightsInfo(
            path.stem,
            str(words.get("architecture", "")),
            sum(math.prod(tensor["shape"]) for tensor in header.values()),
            str(words.get("licence", "")),
            figures if isinstance(figures, dict) else {},
            str(words.get("description", "")),
            path,
        )
    except _UNREADABLE:
        return None


def _metadata(path: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _header(path)["__metadata__"]
    return found


def _header(path: Path) -> dict[str, Any]:
    """The header of a safetensors file: its size in 8 bytes, then JSON."""
    with opened(path, LARGEST) as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(min(size, 1 << 20)))
    if not isinstance(header, dict):
        raise ValueError("no header")
    return header
