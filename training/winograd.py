"""`core.engine.winograd` for a network that learns: result and inputs' gradient with half the products.

The gradient of the inputs is a convolution too, with the kernel turned and its channels exchanged; that of
the kernel is torch's own. For the CPU in float32: a step of `dce` takes 1/7 less at 128 px and more; at 64 px
as long, and with the 16 channels of `dce-slim` longer.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from dce_studio.core.engine.net import SAME, Conv3, Net, Pad
from dce_studio.core.engine.winograd import convolve, filter_points, substitute
from dce_studio.training.config import Recipe

_WORTH = 128
"""px: the long edge of what the network sees from which on it gains."""

_TOLERANCE = 1e-4
"""How far results and gradients may lie from the plain ones, as a share of the largest."""


def quicken(net: Net, recipe: Recipe) -> None:
    """Put the faster convolutions in place where they gain and agree; for a network on the CPU, in float32.

    Costs 0.3 s and 60 to 100 MB for the kernels' compiler, the first time 2 s.
    """
    edge = recipe.estimate or recipe.size
    if recipe.arch == "dce" and edge >= _WORTH and torch.backends.mkldnn.is_available() and _agrees(net):
        substitute(net, Learning)


def _agrees(net: Net) -> bool:
    """Whether a layer's result and gradients are the plain ones. Not so without a place to compile to."""
    layer = net.e_conv2
    assert isinstance(layer, Conv3)
    x = torch.linspace(-1, 1, layer.in_channels * 9 * 7).view(1, -1, 9, 7).requires_grad_(True)
    try:
        plain, fast = (_gradients(convolution, x) for convolution in (layer, Learning(layer)))
    except (RuntimeError, OSError):
        return False
    return all(
        float((a - b).abs().max()) <= _TOLERANCE * float(a.abs().max())
        for a, b in zip(plain, fast, strict=True)
    )


def _gradients(layer: nn.Module, x: Tensor) -> list[Tensor]:
    y: Tensor = layer(x, relu=True)
    return [y.detach(), *torch.autograd.grad(y.square().sum(), [x, *layer.parameters()])]


class Learning(nn.Module):
    """Stands in for a `Conv3`, whose parameters it takes over, in float32 on the CPU.

    With `relu` its result may only go into other layers: it changes in place the gradient they give it, as
    another buffer of that size on each core would be the peak of a step's memory.
    """

    def __init__(self, conv: Conv3) -> None:
        super().__init__()
        self.weight, self.bias = conv.weight, conv.bias

    def forward(self, *inputs: Tensor, pad: Pad = SAME, relu: bool = False) -> Tensor:
        """As Conv3.forward, with padding."""
        assert pad == SAME
        result: Tensor = _Convolution.apply(relu, self.weight, self.bias, *inputs)  # type: ignore[no-untyped-call]
        return result


class _Convolution(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, relu: bool, weight: Tensor, bias: Tensor, *inputs: Tensor) -> Tensor:
        result = convolve([x.detach() for x in inputs], filter_points(weight), bias.detach(), relu=relu)
        ctx.relu = relu
        ctx.save_for_backward(result if relu else None, weight, *inputs)
        return result

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        result, weight, *inputs = ctx.saved_tensors
        grad = grads[0].contiguous(memory_format=torch.channels_last)
        if ctx.relu:
            torch.ops.aten.threshold_backward.grad_input(grad, result, 0, grad_input=grad)
        parts = weight.split([x.shape[1] for x in inputs], 1)
        to_weight = [_to_weight(grad, x, part) for x, part in zip(inputs, parts, strict=True)]
        to_inputs = [_to_input(grad, part) for part in parts]
        return None, torch.cat(to_weight, 1), grad.sum((0, 2, 3)), *to_inputs


def _to_input(grad: Tensor, weight: Tensor) -> Tensor:
    turned = weight.transpose(0, 1).flip(2, 3)
    return convolve([grad], filter_points(turned), torch.zeros(len(turned)))


def _to_weight(grad: Tensor, x: Tensor, weight: Tensor) -> Tensor:
    gradients: tuple[Tensor, ...] = torch.ops.aten.convolution_backward(
        grad, x, weight, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, [False, True, False]
    )
    return gradients[1]
