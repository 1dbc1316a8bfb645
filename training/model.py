"""What is trained: the network, the running average of its weights, and the optimizer, as one to save."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from dce_studio.core.net import Net, build
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


class Model:
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
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=recipe.lr, weight_decay=recipe.decay)

    def update(self, step: int, lr: float) -> bool:
        """Apply the gradients as step `step` (from 0); False, and nothing done, when they are not finite."""
        norm = clip_grad_norm_(self.net.parameters(), self.recipe.clip)
        if not bool(torch.isfinite(norm)):
            return False
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.optimizer.step()
        if self.average is not self.net:
            keep = min(self.recipe.ema, (1 + step) / (10 + step))  # young averages forget their start
            torch._foreach_lerp_(list(self.average.parameters()), list(self.net.parameters()), 1 - keep)
        return True

    def clear(self) -> None:
        """Drop the gradients."""
        self.optimizer.zero_grad(set_to_none=True)

    def tensors(self) -> dict[str, Tensor]:
        """All that resuming needs, by name; the tensors themselves, not copies."""
        found = {f"net.{name}": value for name, value in self.net.state_dict().items()}
        if self.average is not self.net:
            found.update({f"ema.{name}": value for name, value in self.average.state_dict().items()})
        for name, parameter in self.net.named_parameters():
            moments = self.optimizer.state.get(parameter, {})
            found.update({f"adam.{key}.{name}": moments[key] for key in _MOMENTS if key in moments})
        return found

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Go back to what `tensors` gave; raises KeyError or RuntimeError for another network's."""
        self.net.load_state_dict(_under("net.", tensors))
        if self.average is not self.net:
            self.average.load_state_dict(_under("ema.", tensors))
        for name, parameter in self.net.named_parameters():
            if f"adam.step.{name}" in tensors:
                self.optimizer.state[parameter] = self._moments(name, parameter, tensors)

    @staticmethod
    def _moments(name: str, parameter: Tensor, tensors: dict[str, Tensor]) -> dict[str, Any]:
        like = {key: tensors[f"adam.{key}.{name}"].clone() for key in _MOMENTS}
        return {
            key: value if key == "step" else torch.empty_like(parameter).copy_(value)
            for key, value in like.items()
        }


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
