"""Writes a run's checkpoints, which it reports as events."""

import json
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dce_studio.core.engine.net import Net, build
from dce_studio.core.engine.weights import load_weights, save_published, save_weights
from dce_studio.core.errors import StudioError, TrainingError
from dce_studio.core.runs.events import Event, Finished, Saved, Warned
from dce_studio.core.runs.folder import BEST, LAST
from dce_studio.training import checkpoint
from dce_studio.training.checkpoint import RunState
from dce_studio.training.config import Config
from dce_studio.training.model import AveragedNet
from dce_studio.training.resume import KEPT, RunProgress
from dce_studio.version import __version__

_LICENCE = "Weights trained with DCE Studio; they belong to whoever trained them, as far as the photos allow."


@dataclass
class Facts:
    """What the checkpoints say of a run beside its recipe."""

    photos: int
    steps: int
    fingerprint: str
    figures: dict[str, float]


class CheckpointWriter:
    """Writes checkpoints of the model where the config says; in a group only the first process does."""

    def __init__(
        self, config: Config, model: AveragedNet, progress: RunProgress, facts: Facts, writes: bool
    ) -> None:
        self.config, self.model, self.progress, self.facts = config, model, progress, facts
        self._writes = writes
        self._saved_at = time.monotonic()
        self._failed = False
        self._best: tuple[Net, dict[str, str]] | None = None  # not written yet, and what its file is to say

    @property
    def due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return time.monotonic() - self._saved_at >= self.config.save_every

    def save(self, best: bool = False) -> Iterator[Event]:
        """Write the last checkpoint, the best one where these weights are, and the state.

        A failure is reported once; the next call tries again, with the best weights of that time.
        """
        self._saved_at = time.monotonic()
        if not self._writes:
            return
        if best:
            self._best = self._copy(), self._metadata()
        names = (BEST, LAST) if self._best else (LAST,)
        try:
            self._write(self.config.output)
        except (OSError, StudioError) as error:
            if not self._failed:
                self._failed = True
                yield Warned(f"{_unsaved(self.config.output, error)} Training goes on and tries again.")
            return
        self._failed, self._best = False, None
        for name in names:
            yield Saved(self.progress.step, str(self.config.output / name))

    def finish(self, reason: str) -> Iterator[Event]:
        """The last checkpoint and the last event; raises TrainingError when it cannot be written."""
        yield from self.save()
        if self._failed:
            raise TrainingError(self._rescued())
        output = self.config.output
        best, last = (str(output / name) if (output / name).exists() else "" for name in (BEST, LAST))
        if self.config.pth and self._writes:
            save_published(output / "best.pth", load_weights(Path(best or last)).net)
        text = {
            "done": "The training is complete.",
            "stopped": "Stopped; what was learned so far is kept, and the training can be resumed.",
            "early": f"Stopped early: {self.config.recipe.patience} epochs brought nothing better.",
            "nan": "The losses are no longer finite, so the training stopped at the last good weights; "
            "start anew with a lower learning rate.",
        }[reason]
        yield Finished(reason, text, self.progress.step, best, last)

    def _write(self, folder: Path) -> None:
        """The best weights if they wait to be written, the last, the state; raises OSError, WeightsError."""
        arch = self.config.recipe.arch
        if self._best:
            save_weights(folder / BEST, self._best[0], arch, self._best[1])
        save_weights(folder / LAST, self.model.average, arch, self._metadata())
        checkpoint.save_state(folder, RunState(self.model.tensors(), self._words()))

    def _rescued(self) -> str:
        """Save the run to a temporary folder, as its own cannot be written to; return a sentence about it."""
        output = self.config.output
        folder = Path(tempfile.gettempdir()) / f"dce-studio-training-{secrets.token_hex(4)}"
        try:
            folder.mkdir()
            self._write(folder)
        except (OSError, StudioError):
            shutil.rmtree(folder, ignore_errors=True)
            return f"The weights cannot be written to {output}: free some space there and resume."
        return (
            f"The weights cannot be written to {output}, so they are in {folder}: free some space, "
            "move the files of that folder back, and resume."
        )

    def _copy(self) -> Net:
        """The weights as they are now."""
        net = build(self.config.recipe.arch)
        net.load_state_dict(self.model.average.state_dict())
        return net

    def _metadata(self) -> dict[str, str]:
        recipe = self.config.recipe
        return {
            "recipe": json.dumps(asdict(recipe)),
            "target": str(recipe.target),
            "local": str(recipe.local),
            "step": str(self.progress.step),
            "photos": str(self.facts.photos),
            "fingerprint": self.facts.fingerprint,
            "program": f"DCE Studio {__version__}",
            "licence": _LICENCE,
            "figures": json.dumps(self.facts.figures),
            "description": f"Trained on {self.facts.photos} photos in {self.progress.step} steps.",
        }

    def _words(self) -> dict[str, Any]:
        config = self.config
        return {
            "recipe": asdict(config.recipe),
            "folders": [str(folder.absolute()) for folder in config.folders],
            "held_out": config.held_out,
            **{name: getattr(config, name) for name in KEPT},
            "fingerprint": self.facts.fingerprint,
            "steps": self.facts.steps,
            "progress": asdict(self.progress),
        }


def check_writable(output: Path) -> None:
    """Make the output folder and see whether files can be made in it; raises TrainingError."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            pass
    except OSError as error:
        raise TrainingError(
            f"{output} cannot be written to ({error.strerror or error}): choose another folder."
        ) from error


def _unsaved(folder: Path, error: Exception) -> str:
    reason = error if isinstance(error, OSError) else error.__cause__
    if isinstance(reason, OSError):
        return f"The checkpoint cannot be written to {folder} ({reason.strerror or reason})."
    return str(error)
