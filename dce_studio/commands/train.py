"""dce-studio train: weights of one's own, from folders of photos."""

import argparse
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

from dce_studio.commands.usage import check_device, check_weights
from dce_studio.core.engine.weights import load_weights
from dce_studio.core.errors import TrainingError
from dce_studio.core.runs.events import (
    Event,
    Finished,
    Paused,
    Scanned,
    Scanning,
    Started,
    Stepped,
    Validated,
    Warned,
    clock,
    to_json,
)
from dce_studio.core.runs.folder import STATE
from dce_studio.training import night
from dce_studio.training.config import Config, Option, Recipe, options, preset
from dce_studio.training.control import RunControl, listen, piped
from dce_studio.training.scan import look


def run(args: argparse.Namespace) -> int:
    """Train, and tell; 2 for wrong usage. Raises StudioError, UsageError when something is wrong."""
    if args.output is None and not args.scan:
        print("dce-studio train: say where the weights go: -o DIR", file=sys.stderr)
        return 2
    if getattr(args, "weights", ""):
        check_weights(args.weights)
    args.output = args.output or Path()  # a scan writes nothing
    return _run(config_of(args), args)


def config_of(args: argparse.Namespace) -> Config:
    """The configuration that the arguments ask for; raises StudioError."""
    recipe = {name: getattr(args, name) for name in options(Recipe) if hasattr(args, name)}
    rest = {name: getattr(args, name) for name in options(Config) if hasattr(args, name)}
    if rest.get("resume") and (args.output / STATE).exists():
        return Config(
            folders=tuple(args.folders), output=args.output, recipe=_kept(args.output, recipe), **rest
        )
    if "arch" not in recipe and rest.get("weights"):
        recipe["arch"] = _architecture(rest["weights"])
    return Config(
        folders=tuple(args.folders), output=args.output, recipe=_recipe(args.preset, recipe), **rest
    )


def arguments(config: Config) -> list[str]:
    """The arguments after `train` that `config_of` turns into this configuration: for repeating a run."""
    words = [str(folder) for folder in config.folders] + ["-o", str(config.output)]
    for value in (config.recipe, config):
        for field in fields(value):
            option: Option | None = field.metadata.get("option")
            got = getattr(value, field.name)
            if option is None or got == field.default:
                continue
            flag = option.flag or field.name.replace("_", "-")
            words += (
                [f"--{flag}" if got else f"--no-{flag}"] if isinstance(got, bool) else [f"--{flag}={got}"]
            )
    return words


def _recipe(preset_name: str, changes: dict[str, Any]) -> Recipe:
    return preset(preset_name, **changes)


def _kept(output: Path, changes: dict[str, Any]) -> Recipe:
    """The recipe of the run that is resumed. Only its length may change; raises StudioError for the rest."""
    from dce_studio.training import checkpoint, resume  # torch, which --scan does without

    state = checkpoint.load_state(output)
    if state is None:
        raise TrainingError(f"{output} holds no training to resume: choose the folder of one.")
    kept = resume.kept_recipe(output, state)
    for name, value in changes.items():
        if name not in ("steps", "epochs") and getattr(kept, name) != value:
            raise TrainingError(
                f"The training in {output} has {name} {getattr(kept, name)}, which cannot change on resuming."
            )
    if changes.get("epochs") and "steps" not in changes:
        changes = {**changes, "steps": 0}  # the later word counts, as in a new run
    return resume.kept_recipe(output, state, **changes)


def _architecture(weights: str) -> str:
    return load_weights(weights).info.architecture


def _run(config: Config, args: argparse.Namespace) -> int:
    tell = _json_teller() if args.json else _Terminal().tell
    if args.scan:
        for event in look(config):
            tell(event)
        return 0
    from dce_studio.training import distributed, trainer

    check_device(config.device)
    first = distributed.place().first
    control = RunControl()
    with listen(control, piped() if args.control and first else None):
        for event in trainer.train(config, control):
            if first:
                tell(event)
    return 0


def _json_teller() -> Any:
    """Prints events as lines; of steps that come faster than twenty a second only some, always the last."""
    last = 0.0
    waiting: list[Event] = []

    def tell(event: Event) -> None:
        nonlocal last
        now = time.monotonic()
        if isinstance(event, Stepped) and now - last < 0.05:
            waiting[:] = [event]
            return
        if waiting and not isinstance(event, Stepped):
            print(to_json(waiting[0]), flush=True)
        waiting.clear()
        last = now if isinstance(event, Stepped) else last
        print(to_json(event), flush=True)

    return tell


class _Terminal:
    """Prints events for a person: a bar while steps are made, a line for the rest."""

    def __init__(self) -> None:
        self.bar = sys.stderr.isatty()
        self.steps = 0

    def tell(self, event: Event) -> None:
        """Print the event, where it says something."""
        match event:
            case Scanning():
                self._show(f"Looking at photos: {event.done} of {event.total}")
            case Scanned():
                self._scanned(event)
            case Warned():
                self._line(f"Note: {event.text}")
            case Started():
                self._started(event)
            case Stepped():
                self._step(event)
            case Validated():
                self._epoch(event)
            case Paused():
                self._line("Paused." if event.paused else "Going on.")
            case Finished():
                self._line(f"{event.text} {event.best or event.last}")

    def _line(self, text: str) -> None:
        print(f"\r\x1b[K{text}" if self.bar else text, file=sys.stderr, flush=True)

    def _show(self, text: str) -> None:
        if self.bar:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def _scanned(self, event: Scanned) -> None:
        self._line(
            f"{event.photos} photos, mean brightness {event.mean:.2f}, {event.duplicates} duplicates, "
            f"{len(event.unreadable)} unreadable"
        )
        for reason in event.unreadable.values():
            self._line(f"  {reason}")

    def _started(self, event: Started) -> None:
        self.steps = event.steps
        self._line(
            f"{event.arch} ({event.parameters:,} parameters) on {event.device}, {event.precision}: "
            f"steps {event.step} to {event.steps}, {event.photos} photos, {event.held_out} held out"
        )

    def _step(self, event: Stepped) -> None:
        done = round(24 * event.step / max(1, self.steps))
        left = "" if event.left is None else f", {clock(event.left)} left"
        total = event.losses["total"]
        self._show(f"{'━' * done}{'─' * (24 - done)} {event.step}/{self.steps}  loss {total:.3f}{left}")

    def _epoch(self, event: Validated) -> None:
        parts = [
            f"epoch {event.epoch}, step {event.step}: held-out loss {event.losses['total']:.4f}",
            f"brightness {event.brightness:.2f}",
            f"crushed {event.crushed:.1%}",
        ]
        if event.psnr is not None:
            parts.append(f"PSNR {event.psnr:.2f} / {event.matched:.2f}, SSIM {event.ssim:.3f}")
        parts += night.text({name: getattr(event, name) for name in night.NAMES if name != "brightness"})
        self._line(", ".join(parts + ["best"] * event.best))
