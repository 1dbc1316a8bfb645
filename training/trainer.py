"""The trainer: a generator of frozen events. It knows neither Qt nor printing, and does nothing unasked.

    for event in train(config): …

The order: scan → start or resume → steps, with an epoch's validation between and a checkpoint at least
every `save_every` seconds → finish. Dropping the generator stops the run, as killing the process does.
"""

import math
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import torch

from dce_studio.core.engine import device as devices
from dce_studio.core.engine.net import Net
from dce_studio.core.engine.weights import load_weights
from dce_studio.core.errors import StudioError, TrainingError
from dce_studio.core.parallel import cores
from dce_studio.core.runs.events import Event, Paused, SamplesShown, Started, Stepped, Validated, Warned
from dce_studio.core.runs.folder import PICTURES
from dce_studio.training import checkpoint_writer, distributed, evaluate, night, resume, validate
from dce_studio.training.cache import Cache
from dce_studio.training.checkpoint import RunState
from dce_studio.training.checkpoint_writer import CheckpointWriter, Facts
from dce_studio.training.config import Config, Recipe
from dce_studio.training.control import RunControl, Wish
from dce_studio.training.data import Photos, Sample, batches, held_out, repeated, tensors
from dce_studio.training.log import Log
from dce_studio.training.model import AveragedNet, initial
from dce_studio.training.scan import TrainingPhotos, look
from dce_studio.training.step import Forwarder, accumulate, accumulate_threaded, learning_rate, workers

SHORTEST_EPOCH = 25
"""Steps: small sets are passed several times between two validations."""

MOST_HELD_OUT = 64
LEAST_LOOKS = 32
"""Looks at held-out photos in a validation: fewer photos are looked at in several exposures each, as one or
two exposures of a photo or two would make weights "best" by chance."""

SAMPLES = 4


def train(config: Config, control: RunControl | None = None) -> Iterator[Event]:
    """Train as configured, or resume; raises StudioError when it cannot start or keep what it has.

    In a group of processes every one must run it; all yield, the first one's events count.
    """
    control = control or RunControl()
    state = resume.found(config)
    if state:
        config = resume.resumed(config, state)
    group = distributed.place()
    device = _device(config, group)
    if config.low:
        evaluate.pairs(Path(config.low), Path(config.high))  # raises now, not after the first epoch
    cache = Cache(config.recipe, megapixels=config.max_megapixels)
    found = yield from look(config, cache)
    with distributed.joined(group, device.torch):
        yield from _Run(config, control, group, device, found, cache, state).events()


def _device(config: Config, group: distributed.Group) -> devices.Device:
    if group.world > 1 and config.device in ("auto", "cuda") and torch.cuda.is_available():
        return devices.choose(f"cuda:{group.local}")
    return devices.choose(config.device)


class _Run:
    """One training run in this process."""

    def __init__(
        self, config: Config, control: RunControl, group: distributed.Group, device: devices.Device,
        found: TrainingPhotos, cache: Cache, state: RunState | None,
    ) -> None:  # fmt: skip
        self.config, self.recipe, self.control, self.group = config, config.recipe, control, group
        self.device = device
        self.bfloat16 = _bfloat16(config, device)
        self.fingerprint = found.fingerprint
        self.cache = cache
        paths = [seen.path for seen in found.photos]
        kept = _held_out_count(config, len(paths))
        self.apart = Photos(paths[:kept] or paths[:8], self.cache)
        self.photos = Photos(repeated(paths[kept:], self.recipe), self.cache)
        per_pass = math.ceil(len(self.photos) / self.recipe.batch)
        self.steps = self.recipe.steps or self.recipe.epochs * per_pass
        self.interval = min(max(per_pass, SHORTEST_EPOCH), self.steps)
        self.micro = config.micro or _micro(self.recipe, device)
        self.progress = resume.RunProgress()
        self.notes: list[Event] = []
        self.told: set[str] = set()
        self.model = AveragedNet(self._start_net(), self.recipe, device.torch)
        if state:
            self._restore(state)
        facts = Facts(len(set(self.photos.paths)), self.steps, self.fingerprint, {})
        self.writer = CheckpointWriter(config, self.model, self.progress, facts, group.first)

    # beginning

    def _start_net(self) -> Net:
        if not self.config.weights:
            return initial(self.recipe)
        weights = load_weights(self.config.weights)
        if weights.info.architecture != self.recipe.arch:
            raise TrainingError(
                f"{self.config.weights} is a {weights.info.architecture} network, not {self.recipe.arch}: "
                f"choose other weights or --arch {weights.info.architecture}."
            )
        return weights.net

    def _restore(self, state: RunState) -> None:
        self.progress = resume.restored(self.config.output, state, self.model)
        if state.words["fingerprint"] != self.fingerprint:
            self.notes.append(
                Warned("The photos have changed since this training began; it goes on with them.")
            )

    # the run

    def events(self) -> Iterator[Event]:
        """All events from the start on."""
        yield from self._agree()
        if self.group.first:
            checkpoint_writer.check_writable(self.config.output)
        self.wrapped, self.unsynced = self.group.wrap(self.model.net)
        self.forward = Forwarder(self.wrapped, self.recipe, self.device.torch, self.bfloat16)
        self.shown = Forwarder(self.model.average, self.recipe, self.device.torch, self.bfloat16)
        yield self._started()
        yield from self.notes
        if self.cache.trouble:
            yield Warned(f"{self.cache.trouble} Photos are kept in memory instead.")
        threads = self.config.threads or cores()
        with (
            Log(self.config.output / "logs", self.progress.step, self.group.first) as self.log,
            workers(self.device.torch, self.group.world, threads) as self.pool,
        ):
            yield from self._train()

    def _agree(self) -> Iterator[Event]:
        """Check that all processes see the same photos, and let the first one's state be everyone's."""
        if not self.group.same(int(self.fingerprint[:15], 16)):
            raise TrainingError(
                "The processes do not see the same photos: give each machine the same folders."
            )
        if not self.group.same(self.progress.step):
            raise TrainingError("The processes do not see the same checkpoint: use a folder that all share.")
        yield from ()

    def _started(self) -> Started:
        return Started(
            step=self.progress.step,
            steps=self.steps,
            epochs=math.ceil(self.steps / self.interval),
            photos=len(set(self.photos.paths)),
            held_out=len(self.apart),
            parameters=sum(p.numel() for p in self.model.net.parameters()),
            arch=self.recipe.arch,
            device=self.device.label,
            precision="bfloat16" if self.bfloat16 else "float32",
            processes=self.group.world,
            output=str(self.config.output),
        )

    def _train(self) -> Iterator[Event]:
        samples = self._samples()
        first = self.progress.step
        worked, begun = 0.0, time.monotonic()
        reason = ""
        threads = max(1, min(cores() - 1, 8))
        stream = batches(
            self.photos, self.recipe, first, self.steps, self.group.rank, self.group.world, threads
        )
        while not reason:
            if self._due():
                yield from self._validate(samples)
                if self.recipe.patience and self.progress.since >= self.recipe.patience:
                    reason = "early"
                    break
            if self.progress.step >= self.steps:
                reason = "done"
                break
            begun = time.monotonic()
            stepped, wish = self._step(next(stream))
            worked += time.monotonic() - begun
            if stepped is None:
                reason = "nan"
                break
            done = self.progress.step - first
            left = (self.steps - self.progress.step) * worked / done
            yield self._stepped(stepped, worked, left)
            yield from self._lost()
            if wish is Wish.STOP:
                reason = "stopped"
            elif wish is Wish.PAUSE:
                yield from self._pause()
            elif self.writer.due:
                yield from self.writer.save()
        yield from self.writer.finish(reason)

    def _step(self, pixels: list[Sample]) -> tuple[dict[str, float] | None, Wish]:
        """One optimizer step; None when its losses or gradients are not finite, which changes nothing."""
        step = self.progress.step
        pieces = tensors(pixels, self.micro, self.device.torch)
        batch = self.recipe.batch
        if self.pool:
            share = accumulate_threaded(self.forward, pieces, batch, self.pool)
        else:
            share = accumulate(self.forward, pieces, batch, self.group.world, self.unsynced)
        wish = self._agreed(self.control())
        losses = validate.named(self.group.sum(share))
        finite = math.isfinite(losses["total"])
        finite = finite and self.model.update(step, learning_rate(self.recipe, step, self.steps))
        self.model.clear()
        if not finite:
            return None, wish
        self.progress.step += 1
        return losses, wish

    def _agreed(self, wish: Wish) -> Wish:
        """The first process's wish, which all follow."""
        if self.group.world == 1:
            return wish
        number = torch.tensor([list(Wish).index(wish)], device=self.device.torch)
        self.group.share([number])
        return list(Wish)[int(number)]

    def _stepped(self, losses: dict[str, float], seconds: float, left: float) -> Stepped:
        step = self.progress.step
        lr = learning_rate(self.recipe, step - 1, self.steps)
        self.log.step(step, losses, lr)
        return Stepped(step, math.ceil(step / self.interval), losses, lr, round(seconds, 3), round(left, 1))

    def _lost(self) -> Iterator[Event]:
        for text in list(self.photos.lost.values()):
            yield Warned(f"{text} Another photo takes its place.")
        self.photos.lost.clear()

    def _pause(self) -> Iterator[Event]:
        yield from self.writer.save()
        yield Paused(self.progress.step, True)
        if self.group.first:
            self.control.wait()
        yield Paused(self.progress.step, False)

    # looking at the result

    def _due(self) -> bool:
        step = self.progress.step
        return step > self.progress.validated and (step % self.interval == 0 or step >= self.steps)

    def _validate(self, samples: validate.SamplePhotos) -> Iterator[Event]:
        progress = self.progress
        photos = [held_out(self.apart, self.recipe, k) for k in range(_looks(len(self.apart)))]
        figures = validate.look(self.shown, photos, self.micro)
        pairs = yield from self._on_pairs()
        score = validate.score(figures, pairs.get("psnr"))
        if self.config.low and not pairs:
            score = math.inf  # losses do not compare with what pairs gave before
        better = score < progress.best
        progress.best, progress.since = (score, 0) if better else (progress.best, progress.since + 1)
        progress.validated = progress.step
        epoch = math.ceil(progress.step / self.interval)
        event = Validated(
            epoch, progress.step, figures.losses, figures.brightness, figures.crushed, better,
            pairs.get("psnr"), pairs.get("matched"), pairs.get("ssim"), score, **_night(figures),
        )  # fmt: skip
        self.log.epoch(event)
        yield event
        if self.group.first:
            yield from self._show(samples, epoch)
        self.writer.facts.figures = _kept_figures(event)
        if better:
            yield from self.writer.save(best=True)

    def _on_pairs(self) -> Generator[Event, None, dict[str, float]]:
        """The figures on the pairs, {} without any; pairs that cannot be measured are told once."""
        if not self.config.low:
            return {}
        figures: dict[str, float] = {}
        try:
            figures, trouble = evaluate.mean_figures(
                self.model.average, self.recipe.arch, self.recipe.local, self.config.low, self.config.high
            )
        except StudioError as error:
            trouble = [str(error)]
        yield from (Warned(text) for text in trouble if text not in self.told)
        self.told.update(trouble)
        return figures

    def _samples(self) -> validate.SamplePhotos:
        """The held-out photos at even steps of brightness, of few photos some that are trained on as well."""
        looks = [held_out(self.apart, self.recipe, k) for k in range(len(self.apart))]
        looks += [
            held_out(self.photos, self.recipe, k) for k in range(min(SAMPLES - len(looks), len(self.photos)))
        ]
        looks.sort(key=lambda photo: photo.mean())
        count = min(SAMPLES, len(looks))
        chosen = tuple(looks[round(k * (len(looks) - 1) / max(1, count - 1))] for k in range(count))
        return validate.SamplePhotos(chosen, self.config.output)

    def _show(self, samples: validate.SamplePhotos, epoch: int) -> Iterator[Event]:
        try:
            before = samples.befores()
            after, curves = samples.afters(self.shown, epoch)
        except OSError as error:
            text = (
                f"The samples cannot be written to {samples.folder / PICTURES} ({error.strerror or error})."
            )
            if text not in self.told:
                self.told.add(text)
                yield Warned(text)
            return
        self.log.samples(self.progress.step, after)
        yield SamplesShown(epoch, before, after, curves)


def _bfloat16(config: Config, device: devices.Device) -> bool:
    if config.precision == "auto":
        return devices.has_bfloat16(device)
    return config.precision == "bfloat16"


def _held_out_count(config: Config, photos: int) -> int:
    """Of few photos a larger share than asked for, up to a fifth: of two alone little can be told."""
    if photos < 8 or not config.held_out:
        return 0
    return min(MOST_HELD_OUT, max(round(photos * config.held_out), min(5, photos // 5), 1))


def _looks(photos: int) -> int:
    """Each held-out photo as often as it takes."""
    return photos * math.ceil(LEAST_LOOKS / photos)


def _micro(recipe: Recipe, device: devices.Device) -> int:
    """Photos at once: on a CPU so few that their activations stay in the cache."""
    if device.name != "cpu":
        return recipe.batch
    edge = recipe.estimate or recipe.size
    return max(1, min(recipe.batch, round(2 * 128**2 / edge**2)))


def _night(figures: validate.Validation) -> dict[str, float | None]:
    """Night's figures as the event has them, less the brightness, which it tells apart."""
    words = night.words(figures.night) if figures.night else {}
    return {name: value for name, value in words.items() if name != "brightness"}


def _kept_figures(event: Validated) -> dict[str, float]:
    """What the weights' file says of their quality."""
    figures = {
        "held-out loss": event.losses["total"],
        "brightness": event.brightness,
        "crushed": event.crushed,
    }
    others = {
        "PSNR": event.psnr, "matched": event.matched, "SSIM": event.ssim, "blown %": event.blown,
        "hue error °": event.hue, "saturation kept": event.saturation, "noise": event.noise,
        "black level": event.black, "contrast kept": event.contrast, "order error ‰": event.order,
    }  # fmt: skip
    figures.update({name: value for name, value in others.items() if value is not None})
    return {name: round(value, 4) for name, value in figures.items()}
