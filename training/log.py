"""TensorBoard logs beside the checkpoints: `tensorboard --logdir DIR/logs` shows them."""

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from PIL import Image

from dce_studio.training.events import Validated


class Log:
    """Writes where it can; a log that cannot be written stops nothing."""

    def __init__(self, folder: Path, step: int, wanted: bool = True) -> None:
        self._writer: Any = None
        if not wanted:
            return
        from tensorboardX import SummaryWriter

        try:
            self._writer = SummaryWriter(str(folder), purge_step=step or None)
        except OSError:
            self._writer = None

    def step(self, step: int, losses: dict[str, float], lr: float) -> None:
        """The losses of a step, by name."""
        self._scalars(step, {**{f"train/{name}": value for name, value in losses.items()}, "train/lr": lr})

    def epoch(self, event: Validated) -> None:
        """The figures of a validation."""
        values = {f"held_out/{name}": value for name, value in event.losses.items()}
        for name in ("brightness", "crushed", "psnr", "matched", "ssim"):
            value = getattr(event, name)
            if value is not None:
                values[f"held_out/{name}"] = value
        self._scalars(event.step, values)

    def samples(self, epoch: int, files: tuple[str, ...]) -> None:
        """The sample pictures of an epoch."""
        if self._writer is None:
            return
        for k, file in enumerate(files, 1):
            self._writer.add_image(f"sample/{k}", np.asarray(Image.open(file)), epoch, dataformats="HWC")

    def _scalars(self, step: int, values: dict[str, float]) -> None:
        if self._writer is None:
            return
        for name, value in values.items():
            self._writer.add_scalar(name, value, step)

    def __enter__(self) -> "Log":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()
