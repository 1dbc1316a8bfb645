"""TensorBoard logs beside the checkpoints: `tensorboard --logdir DIR/logs` shows them.

Written in this thread: tensorboardX's own SummaryWriter starts a thread and a queue that outlive it.
"""

import time
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from PIL import Image
from tensorboardX import summary
from tensorboardX.event_file_writer import EventsWriter
from tensorboardX.proto.event_pb2 import Event, SessionLog
from tensorboardX.proto.summary_pb2 import Summary

from dce_studio.core.runs.events import Validated

_NIGHT = ("blown", "hue", "saturation", "noise", "black", "contrast", "order")


class Log:
    """Writes logs; one that cannot be written does not stop the training."""

    def __init__(self, folder: Path, step: int, wanted: bool = True) -> None:
        self._writer: Any = None
        if not wanted:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._writer = EventsWriter(str(folder / "events"))
        except OSError:
            return
        if step:  # what a killed run logged beyond its checkpoint is hidden
            self._write(step, session_log=SessionLog(status=SessionLog.START))

    def step(self, step: int, losses: dict[str, float], lr: float) -> None:
        """The losses of a step, by name."""
        self._scalars(step, {**{f"train/{name}": value for name, value in losses.items()}, "train/lr": lr})

    def epoch(self, event: Validated) -> None:
        """The figures of a validation."""
        values = {f"held_out/{name}": value for name, value in event.losses.items()}
        for name in ("brightness", "crushed", "psnr", "matched", "ssim", "score", *_NIGHT):
            value = getattr(event, name)
            if value is not None:
                values[f"held_out/{name}"] = value
        self._scalars(event.step, values)
        self._try(lambda: self._writer.flush())

    def samples(self, step: int, files: tuple[str, ...]) -> None:
        """The sample pictures after that step."""
        if self._writer is None:
            return
        for k, file in enumerate(files, 1):
            picture = np.asarray(Image.open(file))
            self._write(step, summary=summary.image(f"sample/{k}", picture, dataformats="HWC"))

    def _scalars(self, step: int, values: dict[str, float]) -> None:
        if self._writer is None:
            return
        entries = [Summary.Value(tag=name, simple_value=value) for name, value in values.items()]
        self._write(step, summary=Summary(value=entries))

    def _write(self, step: int, **content: Any) -> None:
        self._try(lambda: self._writer.write_event(Event(step=step, wall_time=time.time(), **content)))

    def _try(self, action: Any) -> None:
        if self._writer is None:
            return
        try:
            action()
        except OSError:
            self._writer = None

    def __enter__(self) -> "Log":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._try(lambda: self._writer.close())
