"""The network in training, the running average of its weights, and Adam's moments, saved as one."""

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_
from torch.optim.adam import adam  # its class would load torch's compiler: 77 MB and a second

from dce_studio.core.engine.net import Net, build
from dce_studio.training.config import Recipe

_MOMENTS = ("exp_avg", "exp_avg_sq", "step")


def initial(recipe: Recipe) -> Net:
    """The recipe's network with its initial weights, which depend on the seed alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        net = build(recipe.arch)
        if recipe.init > 0:
            for module in net.modules():
                if isinstance(module, nn.Conv2d):
                    nn.init.normal_(module.weight, 0.0, recipe.init)
    return net


class AveragedNet:
    """net: what is trained; average: what is kept and shown (the same object where the recipe wants none)."""

    def __init__(self, net: Net, recipe: Recipe, device: torch.device) -> None:
        self.recipe = recipe
        self.net: Net = net.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.net.train().requires_grad_(True)
        self.average = self.net
        if recipe.ema:
            self.average = build(recipe.arch).to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
            self.average.load_state_dict(self.net.state_dict())
            self.average.eval().requires_grad_(False)
        self.names = [name for name, _ in self.net.named_parameters()]
        self.moments = {
            key: [torch.zeros(()) if key == "step" else torch.zeros_like(p) for p in self.net.parameters()]
            for key in _MOMENTS
        }

    def update(self, step: int, lr: float) -> bool:
        """Apply the gradients as step `step` (from 0); False, and nothing done, when they are not finite."""
        norm = clip_grad_norm_(self.net.parameters(), self.recipe.clip)
        if not bool(torch.isfinite(norm)):
            return False
        self._adam(lr)
        if self.average is not self.net:
            keep = min(self.recipe.ema, (1 + step) / (10 + step))  # early on it forgets the start
            torch._foreach_lerp_(list(self.average.parameters()), list(self.net.parameters()), 1 - keep)
        return True

    @torch.no_grad()
    def _adam(self, lr: float) -> None:
        parameters: list[Tensor] = list(self.net.parameters())
        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        assert len(gradients) == len(parameters)
        adam(
            parameters,
            gradients,
            self.moments["exp_avg"],
            self.moments["exp_avg_sq"],
            [],
            self.moments["step"],
            amsgrad=False,
            beta1=0.9,
            beta2=0.999,
            lr=lr,
            weight_decay=self.recipe.decay,
            eps=1e-8,
            maximize=False,
        )

    def clear(self) -> None:
        """Drop the gradients."""
        self.net.zero_grad(set_to_none=True)

    def tensors(self) -> dict[str, Tensor]:
        """All that resuming needs, by name; the tensors themselves, not copies."""
        found = {f"net.{name}": value for name, value in self.net.state_dict().items()}
        if self.average is not self.net:
            found.update({f"ema.{name}": value for name, value in self.average.state_dict().items()})
        for key, moments in self.moments.items():
            found.update({f"adam.{key}.{name}": m for name, m in zip(self.names, moments, strict=True)})
        return found

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Go back to what `tensors` gave; raises KeyError or RuntimeError for another network's."""
        self.net.load_state_dict(_under("net.", tensors))
        if self.average is not self.net:
            self.average.load_state_dict(_under("ema.", tensors))
        if not _under("adam.", tensors):
            return  # written before the first step
        for key, moments in self.moments.items():
            for name, moment in zip(self.names, moments, strict=True):
                moment.copy_(tensors[f"adam.{key}.{name}"])


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
