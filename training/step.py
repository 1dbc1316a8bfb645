"""One optimizer step: network, curve, losses, gradients; and the tricks that make it fast.

- channels last: the convolutions' own layout;
- the batch in small pieces, their gradients added up: the losses are means over photos, so it is the same
  step, and the pieces' activations stay in the processor's cache;
- on a CPU the pieces on one thread per core, each computing alone;
- bfloat16 for the network where the device has it; curve and losses stay in float32.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dce_studio.core.curve import GREY, HUE_FIRST, STEPS
from dce_studio.core.engine.allocator import keep_freed_memory, share_memory
from dce_studio.core.geometry import Size, fit
from dce_studio.core.render import guided
from dce_studio.core.whole import exposure
from dce_studio.core.whole.exposure import LEVELS
from dce_studio.core.whole.scales import WIDE_EPSILON
from dce_studio.training.config import Recipe
from dce_studio.training.losses import REFERENCES, TERMS, Losses, judge

_LEAST = 1e-4  # in place of a division by the 0 of a black pixel; its gradient must stay finite


def enhance(x: Tensor, r: Tensor) -> Tensor:
    """`core.curve` with the network's r = −α: x (N, 3, H, W) and r (N, 24 or 3, H, W) → (N, 3, H, W)."""
    result: Tensor = _Curve.apply(x, r)  # type: ignore[no-untyped-call]
    return result


class _Curve(torch.autograd.Function):
    """x ← x + r·(x² − x), so ∂/∂r = x² − x and ∂/∂x = 1 + r·(2x − 1).

    What lies between the steps is computed anew for the gradient: to keep it takes a fifth of the memory.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, r: Tensor) -> Tensor:
        ctx.save_for_backward(x, r)
        for y in _steps(x, r):
            last = y
        return last

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, Tensor]:
        x, r = ctx.saved_tensors
        grad, to_r = grads[0], torch.zeros_like(r)
        maps, to_maps = r.split(3, 1), to_r.split(3, 1)
        for k, before in reversed(list(enumerate(_steps(x, r)))[:-1]):
            own = k % len(maps)
            to_maps[own].addcmul_(grad, before * before - before)
            grad = torch.addcmul(grad, grad * maps[own], 2 * before - 1)
        return grad if ctx.needs_input_grad[0] else None, to_r


def _steps(x: Tensor, r: Tensor) -> Iterator[Tensor]:
    """x, and what it is after each step."""
    yield x
    maps = r.split(3, 1)
    for k in range(STEPS):
        x = torch.addcmul(x, maps[k % len(maps)], x * x - x)
        yield x


def upsampled(r: Tensor, small: Tensor, x: Tensor, method: str, epsilon: float | None = None) -> Tensor:
    """Maps r of the reduced photos `small` at the size of the photos x, bilinear or guided by their grey.

    epsilon: what is added to the guide's variance, by default what `core.render.guided` adds.

    Guided: `core.render.guided` for tensors, so that what is trained is what is used.
    """
    size = x.shape[-2:]
    if method == "bilinear":
        return r if r.shape[-2:] == size else F.interpolate(r, size, mode="bilinear")
    radius = guided.radius(*small.shape[-2:])
    grey = small.mean(1, keepdim=True)
    down, across = (_windows(side, radius, r) for side in small.shape[-2:])

    def blur(t: Tensor) -> Tensor:
        return down @ (t @ across.T)  # of a wide window much faster than pooling

    mean, mean_r = blur(grey), blur(r)
    gain = (blur(grey * r) - mean * mean_r) / (
        blur(grey * grey) - mean * mean + (epsilon or guided.epsilon(radius))
    )
    offset = mean_r - gain * mean
    gain, offset = (F.interpolate(blur(t), size, mode="bilinear") for t in (gain, offset))
    return (gain * x.mean(1, keepdim=True) + offset).clamp(-1, 1)


def _windows(side: int, radius: int, like: Tensor) -> Tensor:
    """(side, side): each row averages over the window around its place, as much of it as lies inside."""
    place = torch.arange(side, device=like.device)
    inside = ((place[:, None] - place).abs() <= radius).to(like.dtype)
    return inside / inside.sum(1, keepdim=True)


def exposed(x: Tensor) -> tuple[Tensor, Tensor]:
    """Photos (N, 3, H, W) as a network of two scales sees them, and the lift that answers for it.

    The lift (N, LEVELS): `core.whole.exposure.lift` of each photo.
    """
    photos = x.permute(0, 2, 3, 1).cpu().numpy()
    exposures = [exposure.measured(photo) for photo in photos]
    seen = np.stack([exposure.seen(photo, by) for photo, by in zip(photos, exposures, strict=True)])
    lifts = np.stack([exposure.lift(by) for by in exposures])
    return torch.from_numpy(seen).permute(0, 3, 1, 2).to(x), torch.from_numpy(lifts).to(x)


def lifted(r: Tensor, x: Tensor, lift: Tensor) -> Tensor:
    """Maps r = −α (N, M, H, W) with the lift (N, LEVELS) of photos x (N, 3, H, W), in [−1, 1]."""
    place = (x.amax(1) * (LEVELS - 1)).long()
    found = lift.gather(1, place.flatten(1)).view_as(place)
    return (r - found[:, None]).clamp(-1, 1)


def kept(x: Tensor, y: Tensor, k: float) -> Tensor:
    """`core.curve.keep_colour` for tensors: originals x and results y, (N, 3, H, W) → (N, 3, H, W)."""
    if k == 0:
        return y
    high, low = x.amax(1, keepdim=True), x.amin(1, keepdim=True)
    largest, least = y.amax(1, keepdim=True), y.amin(1, keepdim=True)
    spread = high - low
    hue = min(HUE_FIRST * k, 1) * spread / (spread + GREY * high + _LEAST)
    restored = y + hue * (least + (x - low) / spread.clamp_min(_LEAST) * (largest - least) - y)
    return restored + k * (x * (largest / high.clamp_min(_LEAST)) - restored)


def reduced(x: Tensor, edge: int) -> Tensor:
    """Photos (N, 3, H, W) area-averaged to that long edge; as they are where it is 0 or no smaller."""
    height, width = x.shape[-2:]
    if not edge or edge >= max(height, width):
        return x
    size = fit(Size(width, height), edge)
    return F.interpolate(x, (size.height, size.width), mode="area")


@dataclass(frozen=True, eq=False)
class Passed:
    """What a forward pass gave, float32: enhanced photos y, the network's maps, and these at full size.

    lift: that of `exposed`, which is in `full`; None where there is none.
    """

    y: Tensor
    maps: Tensor
    full: Tensor
    lift: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Forwarder:
    """Photos (N, 3 or 6, H, W), see `data.sample` → enhanced photos and maps, as the recipe says.

    `net` may be a DistributedDataParallel.
    """

    net: nn.Module
    recipe: Recipe
    device: torch.device
    bfloat16: bool

    def __call__(self, x: Tensor) -> Passed:
        x = x[:, :3]
        small = reduced(x, self.recipe.estimate)
        seen, lift = exposed(small) if self.recipe.local else (small, None)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16):
            raw = self.net(seen)
        raw = raw.float()
        r = upsampled(raw, small, x, self.recipe.upsample, WIDE_EPSILON if self.recipe.local else None)
        if lift is not None:
            r = lifted(r + self.recipe.local * (upsampled(raw, small, x, "bilinear") - r), x, lift)
        return Passed(self.enhanced(x, r), raw, r, lift)

    def enhanced(self, x: Tensor, r: Tensor) -> Tensor:
        """Photos x and maps r = −α of their size → what the recipe judges, (N, 3, H, W)."""
        return kept(x, enhance(x.contiguous(), r), self.recipe.keep_colour)

    def losses(self, x: Tensor) -> Losses:
        """The losses of a stack of photos."""
        return self.judged(x, self(x))

    def judged(self, x: Tensor, passed: Passed) -> Losses:
        """The losses of a stack of photos that has passed."""
        i, original = x[:, :3], x[:, 3:] if x.shape[1] > 3 else None
        judged = judge(self.recipe, i, passed.y, passed.maps, original)
        if original is None or not self.recipe.raw:
            return judged
        r = upsampled(passed.maps, i, i, "bilinear")
        plain = self.enhanced(i, r if passed.lift is None else lifted(r, i, passed.lift))
        raw = self.recipe.raw * self.recipe.reference * REFERENCES[self.recipe.references](plain, original)
        return replace(judged, reference=judged.reference + raw)


def accumulate(
    forward: Forwarder,
    pieces: Sequence[Tensor],
    batch: int,
    world: int = 1,
    unsynced: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Tensor:
    """Add the gradient of the batch's mean losses to the parameters; returns this process's share, (7,).

    pieces: this process's photos of a batch of `batch` photos in all, spread over `world` processes, whose
    gradients are averaged afterwards, once: all pieces but the last run inside `unsynced()`.
    """
    total = torch.zeros(len(TERMS), device=forward.device)
    for k, x in enumerate(pieces):
        with unsynced() if k < len(pieces) - 1 else nullcontext():
            losses = forward.losses(x)
            share = len(x) / batch
            (losses.total * (share * world)).backward()
            total += losses.stacked() * share
    return total


def accumulate_threaded(forward: Forwarder, pieces: Sequence[Tensor], batch: int, pool: Executor) -> Tensor:
    """The same on a CPU alone, pieces on the pool's threads, each computing with one thread.

    Gradients are added in the order of the pieces, so that the sum does not depend on who is first.
    """
    parameters = list(forward.net.parameters())

    def piece(x: Tensor) -> tuple[tuple[Tensor, ...], Tensor]:
        losses = forward.losses(x)
        share = len(x) / batch
        return torch.autograd.grad(losses.total * share, parameters), losses.stacked() * share

    total = torch.zeros(len(TERMS), device=forward.device)
    for gradients, losses in pool.map(piece, pieces):
        total += losses
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient if parameter.grad is None else parameter.grad.add_(gradient)
    return total


@contextmanager
def workers(device: torch.device, world: int, threads: int) -> Iterator[Executor | None]:
    """Threads for `accumulate_threaded`, or None where it does not apply: on a GPU or in a group.

    Other busy processes slow OpenMP's threads many times over, as they spin for one another; these do not.
    """
    if device.type != "cpu" or world > 1:
        yield None
        return
    keep_freed_memory()
    share_memory()
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(threads, "train") as pool:
            yield pool
    finally:
        torch.set_num_threads(before)


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """The rate of that step (from 0) of `steps`: a rise, then constant, or a half cosine to a hundredth."""
    rise = min(1.0, (step + 1) / (recipe.warmup + 1))
    if recipe.schedule == "constant":
        return recipe.lr * rise
    done = max(0.0, (step - recipe.warmup) / max(1, steps - recipe.warmup))
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
    return recipe.lr * rise * (0.01 + 0.99 * cosine)
