"""Resumes a run, also one that was killed: what its state says becomes the config and the model again."""

import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from dce_studio.core.engine import device as devices
from dce_studio.core.errors import DeviceError, TrainingError
from dce_studio.core.runs.folder import STATE
from dce_studio.training import checkpoint, distributed
from dce_studio.training.checkpoint import RunState
from dce_studio.training.config import Config, Recipe
from dce_studio.training.model import AveragedNet

KEPT = ("low", "high", "device", "precision", "micro", "threads", "pth")
"""Of the config what a resumed run takes over where nothing else is asked for."""

_DAMAGED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What the words of a state raise that are not such a file's."""


@dataclass
class RunProgress:
    """Where the run stands; kept in the state file."""

    step: int = 0
    validated: int = 0  # the step after which photos were last looked at
    best: float = math.inf  # smaller is better
    since: int = 0  # validations since the best


def found(config: Config) -> RunState | None:
    """The state to resume from; raises TrainingError when a run would be overwritten or there is none."""
    state = checkpoint.load_state(config.output)
    if config.resume or distributed.restarted():
        if state is None and not config.folders:
            raise TrainingError(f"{config.output} holds no training to resume: choose the folder of one.")
        return state
    if state is not None:
        raise TrainingError(
            f"{config.output} holds a training already: resume it with --resume, or choose another folder."
        )
    return None


def resumed(config: Config, state: RunState) -> Config:
    """The run's own recipe, folders and what it ran on; of the recipe only its length may be changed."""
    words = state.words
    recipe = kept_recipe(config.output, state)
    if replace(config.recipe, steps=recipe.steps, epochs=recipe.epochs) == recipe:
        recipe = config.recipe
    try:
        folders = config.folders or tuple(Path(folder) for folder in _of_kind(words["folders"], []))
        share = _of_kind(words["held_out"], Config.held_out)
        rest = {name: _kept(config, name, words) for name in KEPT}
        if config.device != rest["device"]:
            rest["device"] = _present(rest["device"])
        return replace(config, recipe=recipe, folders=folders, held_out=share, weights="", **rest)
    except (*_DAMAGED, TrainingError) as error:
        raise _foreign(config.output) from error


def _kept(config: Config, name: str, words: dict[str, Any]) -> Any:
    """Return the value asked for now, or else that of the run."""
    asked, default = getattr(config, name), getattr(Config, name)
    return _of_kind(words.get(name, default), default) if asked == default else asked


def _of_kind(value: Any, default: Any) -> Any:
    """A value out of a file, of the default's own type; TypeError or OverflowError else."""
    kind = type(default)
    fits = int | float if kind is float else kind
    if not isinstance(value, fits) or isinstance(value, bool) != (kind is bool):
        raise TypeError(f"{value!r:.60} is no {kind.__name__}")
    return kind(value)


def _present(device: str) -> str:
    """The device, or "auto" where the machine that the run goes on on lacks it."""
    try:
        devices.choose(device)
    except DeviceError:
        return "auto"
    return device


def kept_recipe(output: Path, state: RunState, **changes: Any) -> Recipe:
    """The recipe of the run in `output` with these fields changed; raises TrainingError for a foreign one."""
    try:
        defaults = asdict(Recipe())
        words = {name: _of_kind(value, defaults[name]) for name, value in state.words["recipe"].items()}
        kept = Recipe(**words)
    except (*_DAMAGED, TrainingError) as error:
        raise _foreign(output) from error
    return replace(kept, **changes)


def restored(output: Path, state: RunState, model: AveragedNet) -> RunProgress:
    """Give the model the state's tensors; how far the run had come. TrainingError for a foreign state."""
    try:
        progress = _progress(state.words["progress"])
        _of_kind(state.words["fingerprint"], "")
        model.restore(state.tensors)
    except (*_DAMAGED, RuntimeError) as error:
        raise TrainingError(f"{output / STATE} does not fit this training: start it anew.") from error
    return progress


def _progress(words: dict[str, Any]) -> RunProgress:
    found = RunProgress(**words)
    for name, default in asdict(RunProgress()).items():
        low = -math.inf if name == "best" else 0
        if not _of_kind(getattr(found, name), default) >= low:  # NaN fails
            raise ValueError(f"{name} is {getattr(found, name)!r:.60}")
    return found


def _foreign(output: Path) -> TrainingError:
    return TrainingError(f"{output} was made by another version of DCE Studio: start the training anew.")
